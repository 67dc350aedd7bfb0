"""A scout looks ahead in a process of its own: what it shows is what the look behind it shows, and it never stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread, Timer
from typing import NamedTuple, NoReturn

import pytest
from rich.color import Color
from rich.style import Style
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen

from mcptui.errors import Unreadable
from mcptui.inventory import Look, LookProgress
from mcptui.machine import Machine
from mcptui.tui import app as window
from mcptui.tui.app import McptuiApp
from mcptui.tui.glimpse import Glimpse
from mcptui.tui.leaving import Leave
from mcptui.tui.room import SCROLLBAR
from mcptui.tui.scout import Scout, send_ahead
from mcptui.tui.seen import Seen
from mcptui.tui.session import Session
from mcptui.tui.settings import read_settings, settings_file
from mcptui.tui.widgets.detail import Detail
from mcptui.tui.words import Cell, plain
from mcptui.workspace import Workspace
from tests.tui.idle import settle, until

pytestmark = pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="a process cannot be copied here")

ROOT = Path(__file__).parents[2]

FROM_ITS_OWN_PROCESS = """
import sys
from pathlib import Path
from mcptui.machine import Machine
from mcptui.tui.scout import send_ahead

home, project, root = map(Path, sys.argv[1:])
scout = send_ahead(Machine.at_home(home, project, env={}, root=root), everywhere=False, demo=True)
light = "mcptui.clients" not in sys.modules and "textual" not in sys.modules
if light:
    sys.stdout.buffer.write(scout.report().told())
"""

WITH_A_FAULT = """
import atexit
import sys
from pathlib import Path
from mcptui.errors import Unreadable
from mcptui.machine import Machine
from mcptui.tui.scout import send_ahead
from mcptui.workspace import Workspace

atexit.register(print, "tidied up")
print("once", end=" ")
Workspace.look = None
scout = send_ahead(Machine.at_home(Path(sys.argv[1])), everywhere=False, demo=False)
try:
    scout.report()
except Unreadable:
    print("Unreadable")
"""

THAT_NOBODY_ENDS = """
import os
import sys
import time
from pathlib import Path
from mcptui.machine import Machine
from mcptui.tui import scout
from mcptui.workspace import Workspace

scout._LONGEST = 1
Workspace.look = lambda *_, **__: time.sleep(60)
sent = scout.send_ahead(Machine.at_home(Path(sys.argv[1])), everywhere=False, demo=False)
print(os.WTERMSIG(os.waitpid(sent.pid, 0)[1]))
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


async def behind_the_glimpse(app: McptuiApp, pilot: Pilot[Leave]) -> None:
    """Wait until the screen is there that can be worked with."""

    def there() -> bool:
        return app.screen is app.servers and app.session.seen is not None and bool(app.servers.table.lines)

    assert await until(pilot, there), "nothing followed the glimpse"


def is_there(pid: int) -> bool:
    """Also when it ended and nobody waited for it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def glimpse_of(machine: Machine, width: int = 120, height: int = 40) -> Glimpse:
    workspace = Workspace(machine)
    session = Session(workspace, demo=True, settings=read_settings(machine, workspace.files))
    session.seen = Seen.from_look(workspace.look())
    glimpse = Glimpse.of(session, width, height)
    assert glimpse is not None
    return glimpse


def text_of(line: Cell) -> str:
    return plain(line).rstrip()


def run(code: str, machine: Machine) -> subprocess.CompletedProcess[bytes]:
    """What ``code`` tells in a process of its own, which finds the folders of ``machine`` in its arguments."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, (machine.home, machine.project, machine.root))],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "120", "LINES": "40"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=60,
    )


def test_it_tells_from_its_own_process_what_is_seen_here(machine: Machine) -> None:
    assert Glimpse.read(run(FROM_ITS_OWN_PROCESS, machine).stdout) == glimpse_of(machine)


def test_no_secret_is_in_it(machine: Machine) -> None:
    entries = Workspace(machine).look().entries
    secrets = {value for entry in entries for value in entry.definition.env.values() if "$" not in value}
    told = glimpse_of(machine, 400, 100).told()
    assert any(len(value) > 12 for value in secrets)
    assert not [value for value in secrets if len(value) > 12 and value.encode() in told]


TABLE = """
[table]
columns = ["server", "runs", "client"]
sort = "server"
reverse = true
group = "client"
"""


class Shown(NamedTuple):
    """A sign on the terminal; a blank has no colour."""

    sign: str
    color: Color | None
    ground: Color | None
    bold: bool
    reverse: bool

    @classmethod
    def of(cls, sign: str, style: Style) -> Shown:
        color = None if sign == " " else style.color
        return cls(sign, color, style.bgcolor, bool(style.bold), bool(style.reverse))


def cells_of(screen: Screen[object]) -> list[list[Shown]]:
    strips = screen._compositor.render_strips()
    return [[Shown.of(sign, style or Style()) for text, style, _ in strip for sign in text] for strip in strips]


@pytest.mark.parametrize(
    ("size", "settings"),
    [
        ((80, 24), ""),
        ((80, 24), '[table]\nsort = "updated"\nreverse = true\n'),
        ((120, 40), f'theme = "mcptui-light"\n{TABLE}'),
        ((159, 30), 'theme = "mcptui-mono"\n'),
        ((160, 20), TABLE),
        ((240, 60), 'theme = "mcptui-contrast"\n'),
    ],
)
async def test_it_is_a_picture_of_what_follows(machine: Machine, size: tuple[int, int], settings: str) -> None:
    """But for the keys, the detail, and the bar beside the table."""
    settings_file(machine).parent.mkdir(parents=True, exist_ok=True)
    settings_file(machine).write_text(settings)
    app = McptuiApp(machine, demo=True, scout=scout_with(glimpse_of(machine, *size).told()))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        glimpse = cells_of(app.screen_stack[0])
    app = McptuiApp(machine, demo=True)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.session.evidence.clear()
        app.session.used.clear()
        app.session.dangerous.clear()
        app.servers.show_as(app.servers.wish)
        await pilot.pause()
        shown = cells_of(app.screen)
        table, detail = app.servers.table.region, app.servers.query_one(Detail).region
    assert glimpse[: table.y] == shown[: table.y]
    beside = table.right - SCROLLBAR
    rows = slice(table.y, table.bottom)
    assert [line[:beside] for line in glimpse[rows]] == [line[:beside] for line in shown[rows]]
    if detail:
        assert {cell.sign for cell in glimpse[detail.y][detail.x : detail.right]} == {"─"}


@pytest.mark.parametrize("size", [(39, 24), (120, 9)])
def test_there_is_none_where_the_screen_has_no_room(machine: Machine, size: tuple[int, int]) -> None:
    workspace = Workspace(machine)
    session = Session(workspace, seen=Seen.from_look(workspace.look()))
    assert Glimpse.of(session, *size) is None


@pytest.mark.parametrize("told", [b"", b"rubbish", b"[[[", b"7", b'[[["text"]]]', b'[[["text", "no tone", ""]]]'])
def test_one_that_dies_or_tells_rubbish_tells_nothing_and_does_not_stay(told: bytes) -> None:
    scout = scout_with(told)
    with pytest.raises(Unreadable):
        scout.report()
    assert not is_there(scout.pid)


async def test_the_screen_looks_itself_when_the_scout_tells_rubbish(machine: Machine) -> None:
    app = McptuiApp(machine, demo=True, scout=scout_with(b"rubbish"))
    async with app.run_test() as pilot:
        await behind_the_glimpse(app, pilot)
        assert app.session.seen is not None


async def test_the_screen_does_not_wait_for_one_that_hangs(machine: Machine) -> None:
    scout = scout_with(b"", hangs=True)
    app = McptuiApp(machine, demo=True, scout=scout)
    async with app.run_test() as pilot:
        await behind_the_glimpse(app, pilot)
        assert app.session.seen is not None
        assert await until(pilot, lambda: not is_there(scout.pid))


async def test_a_key_waits_for_the_look_behind_a_glimpse(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    told = glimpse_of(machine).told()
    go_on = Event()
    look = Workspace.watched_look

    def slow_look(
        workspace: Workspace,
        earlier: Look | None = None,
        *,
        everywhere: bool = False,
        progress: LookProgress | None = None,
    ) -> Look:
        go_on.wait(60)
        return look(workspace, earlier, everywhere=everywhere, progress=progress)

    monkeypatch.setattr(Workspace, "watched_look", slow_look)
    monkeypatch.setattr(window, "_PATIENT", 60.0)
    app = McptuiApp(machine, demo=True, scout=scout_with(told))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        shown = [strip.text.rstrip() for strip in app.screen_stack[0]._compositor.render_strips()]
        lines = [text_of(line) for line in glimpse_of(machine).lines]
        assert shown == lines + [""] * (40 - len(lines))
        assert app.session.seen is None
        Timer(0.1, go_on.set).start()
        await pilot.press("d")
        assert await until(pilot, lambda: len(app.session.staging))
        assert app.session.seen is not None
        assert len(app.session.staging) == 1


async def test_what_is_typed_before_there_is_anything_to_see_is_not_lost(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_AT_ONCE", 1.0)
    app = McptuiApp(machine, demo=True, scout=scout_with(b"", hangs=True))
    async with app.run_test() as pilot:
        assert app.screen is app.screen_stack[0]
        app.post_message(Key("j", "j"))
        await behind_the_glimpse(app, pilot)
        assert await until(pilot, lambda: app.servers.table.cursor_index == 1)


def test_one_that_is_dismissed_ends_and_is_waited_for() -> None:
    scout = scout_with(b"", hangs=True)
    scout.dismiss()
    with pytest.raises(Unreadable):
        scout.report()
    assert not is_there(scout.pid)
    scout.dismiss()  # its number may be another's now


def test_a_fault_in_it_is_heard_by_nobody(machine: Machine) -> None:
    """It has neither the terminal nor what is tidied up at the end of the program."""
    told = run(WITH_A_FAULT, machine)
    assert told.stdout.decode().split("\n") == ["once Unreadable", "tidied up", ""]
    assert told.stderr == b""


def test_none_is_sent_where_other_threads_may_hold_locks(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> NoReturn:
        pytest.fail("a process with threads was copied")

    monkeypatch.setattr(os, "fork", never)
    done = Event()
    Thread(target=done.wait).start()
    try:
        assert send_ahead(machine, everywhere=False, demo=False) is None
    finally:
        done.set()


def test_it_ends_by_itself_when_nobody_ends_it(machine: Machine) -> None:
    """A screen that was killed cannot."""
    assert int(run(THAT_NOBODY_ENDS, machine).stdout) == signal.SIGALRM
