"""What takes long says so, can be given up, and never keeps the screen from going on or the program from ending."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest

from mcptui.demo import build_demo_home
from mcptui.errors import Cancelled
from mcptui.machine import Machine
from mcptui.store.files import READ_LIMIT, DiskFiles
from mcptui.tui.app import McptuiApp
from mcptui.tui.listing import Row
from mcptui.tui.screens.review import ReviewScreen
from mcptui.tui.underway import Underway
from mcptui.tui.widgets.waiting import Waiting

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, TakeOver

ROOT = Path(__file__).parents[2]


class SlowDisk(DiskFiles):
    """A disk that answers for some files only when it is let go on."""

    def __init__(self) -> None:
        self.reads_of = ""
        self.prepares_of = ""
        self.go_on = Event()

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        if self.reads_of and path.name == self.reads_of:
            self.go_on.wait(20)
        return super().read(path, limit, known)

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        if self.prepares_of and path.name == self.prepares_of:
            self.go_on.wait(20)
        return super().prepare(path, data, mode=mode, private=private)


@pytest.fixture
def disk() -> Iterator[SlowDisk]:
    disk = SlowDisk()
    yield disk
    disk.go_on.set()


@pytest.fixture(autouse=True)
def _without_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    patient = Waiting.follow

    def impatient(waiting: Waiting, underway: Underway, stop: Callable[[], None], _: float = 0, **how: bool) -> None:
        patient(waiting, underway, stop, 0, **how)

    monkeypatch.setattr(Waiting, "follow", impatient)


@asynccontextmanager
async def opened(machine: Machine, disk: SlowDisk, take_over: TakeOver) -> AsyncIterator[OpenedScreen]:
    app = McptuiApp(machine, demo=True)
    app.animation_level = "none"
    app.session.workspace.files = disk
    async with app.run_test(size=(120, 36)) as pilot:
        yield take_over(app, pilot)


async def stage_one(screen: OpenedScreen) -> Path:
    """Stage the switch of a server and return its file."""
    table = screen.app.servers.table
    table.move_to_next(lambda line: isinstance(line, Row) and line.client == "Cursor")
    await screen.press("space")
    line = table.cursor_line
    assert isinstance(line, Row)
    return line.entry.source.file


async def test_the_first_look_says_how_far_it_is_and_cannot_be_given_up(
    machine: Machine, disk: SlowDisk, take_over: TakeOver
) -> None:
    disk.reads_of = "mcp.json"
    async with opened(machine, disk, take_over) as screen:
        await screen.until(lambda: screen.line_with("… reading the files of", "of 43 clients"))
        assert "esc" not in screen.line_with("… reading")
        disk.go_on.set()
        await screen.until(lambda: screen.line_with("fetch", "Claude Code"))
        assert not screen.line_with("… reading")


async def test_looking_again_is_given_up_and_the_old_view_stays(
    machine: Machine, disk: SlowDisk, take_over: TakeOver
) -> None:
    async with opened(machine, disk, take_over) as screen:
        await screen.settle()
        before, disk.reads_of = screen.app.session.seen, "mcp.json"
        await screen.pilot.press("h")
        await screen.until(lambda: screen.line_with("… reading the files of", "esc gives up"))
        await screen.pilot.press("j")  # the screen goes on meanwhile
        await screen.pilot.press("escape")
        disk.go_on.set()
        await screen.settle()
        assert screen.app.session.seen is before
        assert not screen.app.session.everywhere
        assert not screen.line_with("… reading")


async def test_a_plan_that_takes_long_is_given_up_and_what_is_staged_stays(
    machine: Machine, disk: SlowDisk, take_over: TakeOver
) -> None:
    async with opened(machine, disk, take_over) as screen:
        await screen.settle()
        disk.reads_of = (await stage_one(screen)).name
        await screen.pilot.press("w")
        await screen.until(lambda: screen.line_with("… working out what would change", "esc gives up"))
        await screen.pilot.press("escape")
        disk.go_on.set()
        await screen.settle()
        assert not isinstance(screen.app.screen, ReviewScreen)
        assert screen.line_with("1 staged")


@pytest.mark.parametrize("stage", ["backing up", "writing"])
async def test_writing_is_given_up_before_the_first_file_and_goes_to_its_end_after_it(
    stage: str, machine: Machine, disk: SlowDisk, take_over: TakeOver
) -> None:
    async with opened(machine, disk, take_over) as screen:
        await screen.settle()
        file = await stage_one(screen)
        await screen.press("w")
        before = file.read_bytes()
        disk.prepares_of = f"1-{file.name}" if stage == "backing up" else file.name
        await screen.pilot.press("enter")
        if stage == "backing up":
            await screen.until(lambda: screen.line_with("… backing up 1 of 2 files", "esc gives up"))
        else:
            await screen.until(lambda: screen.line_with("… preparing 1 of 2 files: all of them or none"))
            assert "━─" in screen.line_with("… preparing")
            assert "esc" not in screen.line_with("… preparing")
            await screen.pilot.press("q")
            assert screen.line_with("files are being written", "q leaves when that is done")
        await screen.pilot.press("escape")
        disk.go_on.set()
        await screen.settle()
        if stage == "backing up":
            assert screen.line_with("✕ given up, nothing was changed")
            assert file.read_bytes() == before
            assert screen.line_with("1 staged")
        else:
            assert screen.line_with("✓ written: 1 file")
            assert file.read_bytes() != before


DEAD = """
import sys, time
from pathlib import Path
from mcptui.machine import Machine
from mcptui.store.files import DiskFiles
from mcptui.tui.app import McptuiApp

class DeadDisk(DiskFiles):
    def read(self, path, *args, **options):
        if path.name == "mcp.json":
            time.sleep(60)
        return super().read(path, *args, **options)

home, project, root = map(Path, sys.argv[1:])
app = McptuiApp(Machine.at_home(home, project, env={}, root=root), demo=True)
app.session.workspace.files = DeadDisk()
app.call_later(app.set_timer, 0.5, app.exit)
app.run(headless=True, size=(80, 24))
"""


async def test_nothing_is_waited_for_where_there_is_nothing_to_learn(
    empty_machine: Machine, disk: SlowDisk, take_over: TakeOver
) -> None:
    async with opened(empty_machine, disk, take_over) as screen:
        await screen.settle()
        assert not screen.app.servers.query_one(Waiting).display


async def test_nothing_is_waited_for_any_more_when_another_program_took_an_entry_out(
    machine: Machine, disk: SlowDisk, take_over: TakeOver
) -> None:
    async with opened(machine, disk, take_over) as screen:
        await screen.settle()
        file = machine.home / ".codex" / "config.toml"
        file.write_text(file.read_text().partition("[mcp_servers.")[0])
        screen.app.servers.follow_files(0.01)
        await screen.until(lambda: not screen.line_with("Codex", "user"))
        await screen.until(lambda: not screen.app.servers.query_one(Waiting).display)


def test_giving_up_ends_work_at_its_next_step_and_never_past_the_point_of_no_return() -> None:
    planned, writing = Underway("planning"), Underway("making ready")
    planned.give_up()
    with pytest.raises(Cancelled):
        planned.tell("planning the rest")
    writing.tell("writing 1 of 2 files", stoppable=False)
    writing.give_up()
    writing.tell("writing 2 of 2 files", stoppable=False)
    assert writing.doing == "writing 2 of 2 files"


async def test_what_goes_on_behind_is_told_again_when_what_was_asked_for_is_done(
    empty_machine: Machine, disk: SlowDisk, take_over: TakeOver
) -> None:
    async with opened(empty_machine, disk, take_over) as screen:
        await screen.settle()
        waiting, behind, asked = screen.app.servers.query_one(Waiting), Underway("learning"), Underway("planning")
        waiting.follow(behind, lambda: None, behind=True)
        waiting.follow(asked, lambda: None)
        assert "planning" in str(waiting.render())
        waiting.rest()
        assert "learning" in str(waiting.render())
        waiting.leave(behind)
        assert not waiting.display


def test_a_disk_that_never_answers_does_not_keep_the_program_from_ending(tmp_path: Path) -> None:
    machine = build_demo_home(tmp_path, lambda: datetime(2026, 11, 22, tzinfo=UTC))
    where = map(str, (machine.home, machine.project, machine.root))
    subprocess.run([sys.executable, "-c", DEAD, *where], check=True, cwd=ROOT, timeout=30)
