"""A scout looks ahead in a process of its own: what it shows is what the look behind it shows, and it never stays."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread, Timer
from typing import NoReturn

import pytest

from mcptui.errors import Unreadable
from mcptui.inventory import Look, LookProgress
from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.arranging import arrange
from mcptui.tui.glimpse import Glimpse
from mcptui.tui.listing import Arrangement, Column, Grouping
from mcptui.tui.painting import paint
from mcptui.tui.scout import Scout, send_ahead
from mcptui.tui.session import Seen, Session
from mcptui.tui.top_line import top_cells
from mcptui.workspace import Workspace

pytestmark = pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="a process cannot be copied here")

ROOT = Path(__file__).parents[2]

FROM_ITS_OWN_PROCESS = """
import sys
from pathlib import Path
from mcptui.machine import Machine
from mcptui.tui.scout import send_ahead

home, project, root = map(Path, sys.argv[1:])
scout = send_ahead(Machine.at_home(home, project, env={}, root=root), everywhere=False)
light = "mcptui.clients" not in sys.modules and "textual" not in sys.modules
import pickle
sys.stdout.buffer.write(pickle.dumps((light, scout.report())))
"""


def scout_with(told: bytes, *, hangs: bool = False) -> Scout:
    """A process that says ``told`` and ends, or does not end."""
    reading, writing = os.pipe()
    command = ["sh", "-c", "cat; exec sleep 60" if hangs else "cat"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=writing)
    os.close(writing)
    assert process.stdin is not None
    process.stdin.write(told)
    process.stdin.close()
    process.returncode = 0  # it is the scout that waits for it
    return Scout(process.pid, reading)


def is_there(pid: int) -> bool:
    """Also when it ended and nobody waited for it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def seen(machine: Machine) -> Seen:
    return Seen.from_look(Workspace(machine).look(everywhere=True), everywhere=True)


def test_what_it_tells_is_what_a_look_shows(machine: Machine) -> None:
    where = map(str, (machine.home, machine.project, machine.root))
    ran = subprocess.run(
        [sys.executable, "-c", FROM_ITS_OWN_PROCESS, *where], cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=60
    )
    light, told = pickle.loads(ran.stdout)  # noqa: S301  # made above
    seen = Seen.from_look(Workspace(machine).look())
    expected = Glimpse.of(seen, machine)
    assert light
    assert [(row.key, row.client, row.haystack, row.entry) for row in told.rows] == [
        (row.key, row.client, row.haystack, row.entry) for row in expected.rows
    ]
    assert told._replace(rows=()) == expected._replace(rows=())


def test_no_secret_is_in_it(machine: Machine, seen: Seen) -> None:
    secrets = {value for row in seen.rows for value in row.entry.definition.env.values() if "$" not in value}
    told = pickle.dumps(Glimpse.of(seen, machine))
    assert any(len(value) > 12 for value in secrets)
    assert not [value for value in secrets if len(value) > 12 and value.encode() in told]


def test_it_is_painted_as_the_look_is(machine: Machine, seen: Seen) -> None:
    workspace = Workspace(machine)
    glimpsed, looked = Session(workspace, glimpse=Glimpse.of(seen, machine)), Session(workspace, seen=seen)
    pictures = [
        [paint(line, session.facts, {}) for line in arrange(session.rows, session.problems, wish, session.facts)]
        for session in (glimpsed, looked)
        for wish in (Arrangement(), Arrangement(sort=Column.RUNS, group=Grouping.CLIENT))
    ]
    assert pictures[:2] == pictures[2:]
    assert [top_cells(glimpsed)] == [top_cells(looked)]
    assert len(seen.problems) == 1


@pytest.mark.parametrize("told", [b"", b"rubbish", pickle.dumps(Glimpse)[:-3], pickle.dumps("no glimpse")])
def test_one_that_dies_or_tells_rubbish_tells_nothing_and_does_not_stay(told: bytes) -> None:
    scout = scout_with(told)
    with pytest.raises(Unreadable):
        scout.report()
    assert not is_there(scout.pid)


async def test_the_screen_looks_itself_when_the_scout_tells_rubbish(machine: Machine) -> None:
    app = McptuiApp(machine, demo=True, scout=scout_with(b"rubbish"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.session.glimpse is None
        assert app.session.seen is not None


async def test_the_screen_does_not_wait_for_one_that_hangs(machine: Machine) -> None:
    scout = scout_with(b"", hangs=True)
    app = McptuiApp(machine, demo=True, scout=scout)
    async with app.run_test() as pilot:
        while app.session.seen is None:
            await pilot.pause(0.01)
        assert app.session.glimpse is None
        for _ in range(200):
            if not is_there(scout.pid):
                break
            await pilot.pause(0.02)
        assert not is_there(scout.pid)


async def test_a_key_waits_for_the_look_behind_a_glimpse(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Seen.from_look(Workspace(machine).look())
    go_on = Event()
    look = Workspace.watched_look

    def slow_look(
        workspace: Workspace,
        earlier: Look | None = None,
        *,
        everywhere: bool = False,
        progress: LookProgress | None = None,
    ) -> Look:
        go_on.wait(20)
        return look(workspace, earlier, everywhere=everywhere, progress=progress)

    monkeypatch.setattr(Workspace, "watched_look", slow_look)
    app = McptuiApp(machine, demo=True, scout=scout_with(pickle.dumps(Glimpse.of(seen, machine))))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.session.glimpse is not None
        assert app.session.seen is None
        assert len(app.servers.table.lines) == len(seen.rows) + len(seen.problems)
        Timer(0.1, go_on.set).start()
        await pilot.press("d")
        for _ in range(300):
            if len(app.session.staging):
                break
            await pilot.pause(0.01)
        assert app.session.seen is not None
        assert len(app.session.staging) == 1


def test_one_that_is_dismissed_ends_and_is_waited_for() -> None:
    scout = scout_with(b"", hangs=True)
    scout.dismiss()
    with pytest.raises(Unreadable):
        scout.report()
    assert not is_there(scout.pid)
    scout.dismiss()  # its number may be another's now


def test_a_fault_in_it_is_heard_by_nobody(machine: Machine) -> None:
    """It has neither the terminal nor what is tidied up at the end of the program."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import atexit, sys\nfrom pathlib import Path\nfrom mcptui.machine import Machine\n"
                "from mcptui.tui.scout import send_ahead\nimport mcptui.workspace\n"
                "atexit.register(print, 'tidied up')\nprint('once', end=' ')\n"
                "mcptui.workspace.Workspace.look = None\n"
                f"scout = send_ahead(Machine.at_home(Path({str(machine.home)!r})), everywhere=False)\n"
                "try: scout.report()\nexcept Exception as e: print(type(e).__name__)"
            ),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout == "once Unreadable\ntidied up\n"
    assert ran.stderr == ""


def test_none_is_sent_where_other_threads_may_hold_locks(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> NoReturn:
        pytest.fail("a process with threads was copied")

    monkeypatch.setattr(os, "fork", never)
    done = Event()
    Thread(target=done.wait).start()
    try:
        assert send_ahead(machine, everywhere=False) is None
    finally:
        done.set()


def test_it_ends_by_itself_when_nobody_ends_it(machine: Machine) -> None:
    """A screen that was killed cannot."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import os, time\nfrom pathlib import Path\nfrom mcptui.machine import Machine\n"
                "from mcptui.tui import scout\nimport mcptui.workspace\n"
                "scout._LONGEST = 1\nmcptui.workspace.Workspace.look = lambda *_, **__: time.sleep(60)\n"
                f"sent = scout.send_ahead(Machine.at_home(Path({str(machine.home)!r})), everywhere=False)\n"
                "print(os.WTERMSIG(os.waitpid(sent.pid, 0)[1]))"
            ),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert int(ran.stdout) == signal.SIGALRM
