"""What other programs do to the files is followed, and said; what the user chose stays as it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine
from mcptui.store.files import READ_LIMIT, DiskFiles
from mcptui.tui.listing import Grouping, Line, Row
from mcptui.tui.screens import following, servers
from mcptui.tui.seen import Seen
from mcptui.tui.widgets.server_table import ServerTable
from mcptui.tui.widgets.view_line import FilterInput
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen

EVERY = 0.02  # seconds between two glances


def cursor_file(machine: Machine) -> Path:
    return machine.home / ".cursor" / "mcp.json"


def names_in(file: Path) -> list[str]:
    return list(json.loads(file.read_text("utf-8"))["mcpServers"])


def rewritten(file: Path, change: Callable[[dict[str, object]], object]) -> str:
    """The text of a file of servers after ``change``."""
    told = json.loads(file.read_text("utf-8"))
    change(told["mcpServers"])
    return json.dumps(told, indent=2)


def replaced(file: Path, text: str) -> None:
    """Write as careful clients do."""
    (file.parent / "new").write_text(text, "utf-8")
    (file.parent / "new").replace(file)


def in_place(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def keys(screen: OpenedScreen) -> set[str]:
    return {row.entry.selector for row in screen.app.session.rows}


def go_to(screen: OpenedScreen, selector: str) -> ServerTable:
    table = screen.app.servers.table
    table.move_to_next(lambda line: isinstance(line, Row) and line.entry.selector == selector)
    return table


# --- what is said


@pytest.mark.parametrize("write", [in_place, replaced])
async def test_what_came_went_and_changed_in_a_file_is_said_in_one_line(
    write: Callable[[Path, str], None], machine: Machine, open_screen: OpenScreen
) -> None:
    file = cursor_file(machine)

    def change(entries: dict[str, object]) -> None:
        entries["linear"] = {"url": "https://mcp.linear.app/mcp"}
        del entries["github"]
        entries["everything"] = {"command": "npx", "args": ["other"]}

    async with open_screen(machine, watch=EVERY) as screen:
        write(file, rewritten(file, change))
        await screen.until(lambda: screen.line_with("! ~/.cursor/mcp.json changed:"))
        told = screen.line_with("! ~/.cursor/mcp.json changed:")
        assert "+ linear, − github, everything changed" in told  # noqa: RUF001
        line = go_to(screen, "cursor/user/linear").cursor_line
        await screen.settle()
        assert screen.line_with("▌", "linear", "Cursor")
        assert line is not None
        assert line.key in screen.app.session.evidence


async def test_a_file_and_its_folder_that_come_and_go_are_followed(machine: Machine, open_screen: OpenScreen) -> None:
    file = machine.home / ".gemini" / "settings.json"
    async with open_screen(machine, watch=EVERY) as screen:
        file.parent.mkdir()
        file.write_text('{"mcpServers": {"files": {"command": "npx"}}}')
        await screen.until(lambda: screen.line_with("! ~/.gemini/settings.json changed: + files"))
        file.unlink()
        file.parent.rmdir()
        await screen.until(lambda: screen.line_with("! ~/.gemini/settings.json changed: − files"))  # noqa: RUF001


async def test_many_changes_in_several_files_are_counted(machine: Machine, open_screen: OpenScreen) -> None:
    file, other = cursor_file(machine), machine.home / ".gemini" / "settings.json"
    other.parent.mkdir()
    many = {f"new-{number}": {"command": "npx"} for number in range(6)}
    async with open_screen(machine, watch=EVERY) as screen:
        replaced(file, rewritten(file, lambda entries: entries.update(many)))
        replaced(other, json.dumps({"mcpServers": many}))
        await screen.until(lambda: screen.line_with("new-5 in 2 places") or screen.line_with("more"))
        await screen.settle()
        assert len([key for key in keys(screen) if "/new-" in key]) == 12


async def test_a_state_that_another_file_decides_is_told_with_that_file(
    machine: Machine, open_screen: OpenScreen
) -> None:
    settings = machine.project / ".claude" / "settings.local.json"
    settings.parent.mkdir(exist_ok=True)
    async with open_screen(machine, watch=EVERY) as screen:
        told = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
        told["enabledMcpjsonServers"] = [*told.get("enabledMcpjsonServers", []), "postgres"]
        replaced(settings, json.dumps(told))
        await screen.until(lambda: screen.line_with("changed: postgres on"))


async def test_a_file_that_broke_is_a_problem_until_it_is_mended_and_what_is_staged_for_it_stays(
    machine: Machine, open_screen: OpenScreen
) -> None:
    file = cursor_file(machine)
    whole, count = file.read_text("utf-8"), len(names_in(file))
    async with open_screen(machine, watch=EVERY) as screen:
        go_to(screen, "cursor/user/notion")
        await screen.press("space")
        in_place(file, whole[:-4])
        await screen.until(lambda: screen.line_with("✕ ~/.cursor/mcp.json", "not valid JSONC", f"{count} servers"))
        assert "1 problem" in screen.lines[0]
        assert len(screen.app.session.staging) == 1
        in_place(file, whole)
        await screen.until(lambda: screen.line_with(f"! ~/.cursor/mcp.json can be read again: {count} servers"))
        assert "problem" not in screen.lines[0]
        await screen.settle()
        assert screen.line_with("1 staged in 1 file", "off notion")


@pytest.mark.parametrize("so_far", [0, -4], ids=["nothing", "all but its end"])
async def test_a_file_that_is_half_written_for_a_moment_is_waited_for(
    so_far: int, machine: Machine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_MOST_DOUBTS", 1_000)
    file = cursor_file(machine)
    text = rewritten(file, lambda entries: entries.update(linear={"command": "npx"}))
    async with open_screen(machine, watch=EVERY) as screen:
        looks = counted_looks(monkeypatch)
        in_place(file, text[:so_far])
        await screen.until(lambda: len(looks) > 2)
        assert not screen.app.session.problems
        assert "cursor/user/notion" in keys(screen)
        in_place(file, text)
        await screen.until(lambda: screen.line_with("~/.cursor/mcp.json changed: + linear"))


def counted_looks(monkeypatch: pytest.MonkeyPatch, seconds: float = 0) -> list[float]:
    """When the looks began that follow from now on, in seconds; each takes ``seconds`` more."""
    looks: list[float] = []
    again = Seen.again

    def noted(seen: Seen, workspace: Workspace) -> Seen:
        looks.append(time.monotonic())
        time.sleep(seconds)
        return again(seen, workspace)

    monkeypatch.setattr(Seen, "again", noted)
    return looks


# --- what is not said


async def test_bytes_that_change_no_entry_are_neither_said_nor_drawn(
    machine: Machine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = machine.home / ".claude.json"
    async with open_screen(machine, watch=EVERY) as screen:
        looks, drawn = counted_looks(monkeypatch), list[object]()

        def note(*told: object) -> list[Line]:
            drawn.append(told)
            return []

        monkeypatch.setattr(servers, "arrange", note)
        shown, seen = screen.text, screen.app.session.seen
        file.write_text(file.read_text("utf-8").rstrip() + "\n\n\n", "utf-8")
        await screen.until(lambda: looks and screen.app.session.seen is not seen)
        await screen.settle()
        assert screen.text == shown
        assert drawn == []


async def test_what_mcptui_wrote_itself_is_not_said(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, watch=EVERY) as screen:
        go_to(screen, "cursor/user/notion")
        await screen.press("space", "w", "enter")
        assert screen.line_with("✓ written: 1 file")
        await screen.pilot.pause(0.4)
        assert screen.line_with("✓ written: 1 file")


# --- what stays


async def test_cursor_marks_filter_folding_scroll_and_what_is_staged_stay(
    machine: Machine, open_screen: OpenScreen
) -> None:
    claude, cursor = machine.home / ".claude.json", cursor_file(machine)
    async with open_screen(machine, size=(120, 24), watch=EVERY) as screen:
        main = screen.app.servers
        main.query_one(FilterInput).value = "scope:user"
        await screen.settle()
        main.show_as(main.wish._replace(group=Grouping.CLIENT))
        main.show_as(main.wish.folding("client:VS Code"))
        table = go_to(screen, "cursor/user/notion")
        await screen.press("v", "k", "space")
        table.scroll_to(y=3, animate=False, immediate=True)
        await screen.settle()
        wish, marks, height = main.wish, table.marked, table._cursor - table.scroll_offset.y
        staged = list(screen.app.session.staging.by_id)
        assert wish.filter
        assert wish.folded
        assert len(marks) == len(staged) == 1

        replaced(claude, rewritten(claude, lambda entries: entries.update(aaa={"command": "npx"})))
        await screen.until(lambda: screen.line_with("! ~/.claude.json changed: + aaa"))
        line = table.cursor_line
        assert isinstance(line, Row)
        assert line.entry.selector == "cursor/user/notion"
        assert main.wish == wish
        assert (table.marked, list(screen.app.session.staging.by_id)) == (marks, staged)
        assert table._cursor - table.scroll_offset.y == height

        replaced(cursor, rewritten(cursor, lambda entries: entries.pop("notion")))
        await screen.until(lambda: "cursor/user/notion" not in keys(screen))
        assert table.marked == frozenset(), "a mark on what is gone would hide what is chosen"
        assert table.chosen


async def test_what_is_staged_is_planned_anew_when_its_entry_changed_and_named_when_it_is_gone(
    machine: Machine, open_screen: OpenScreen
) -> None:
    file = cursor_file(machine)
    async with open_screen(machine, watch=EVERY) as screen:
        go_to(screen, "cursor/user/notion")
        await screen.press("d")
        replaced(file, rewritten(file, lambda entries: entries.update(notion={"command": "moved"})))
        await screen.until(lambda: screen.line_with("notion changed"))
        await screen.settle()
        await screen.press("w")
        assert screen.line_with("−", '"command": "moved"')  # noqa: RUF001
        await screen.press("escape")
        replaced(file, rewritten(file, lambda entries: entries.pop("notion")))
        await screen.until(lambda: screen.line_with("✕", "− notion", "no longer staged: cursor/user/notion"))  # noqa: RUF001
        assert not len(screen.app.session.staging)


async def test_nothing_moves_while_a_question_is_open_and_all_is_followed_when_it_is_closed(
    machine: Machine, open_screen: OpenScreen
) -> None:
    file = cursor_file(machine)
    async with open_screen(machine, watch=EVERY) as screen:
        go_to(screen, "cursor/user/notion")
        await screen.press("space", "w")
        seen = screen.app.session.seen
        replaced(file, rewritten(file, lambda entries: entries.update(linear={"command": "npx"})))
        await screen.pilot.pause(0.2)
        assert screen.app.session.seen is seen
        await screen.pilot.press("escape")
        await screen.until(lambda: screen.line_with("! ~/.cursor/mcp.json changed: + linear"))


async def test_a_profile_that_another_mcptui_switches_on_shows_in_the_top_line(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine, watch=EVERY) as screen:
        other = Workspace(machine)
        other.apply(other.plan_use(other.profiles().get("trusted"), other.look()))
        await screen.until(lambda: "◆ trusted" in screen.lines[0])
        other.apply(other.plan_profile_back())
        await screen.until(lambda: "◆" not in screen.lines[0])


# --- what it costs


class CountingDisk(DiskFiles):
    def __init__(self) -> None:
        self.read_paths: list[Path] = []

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        self.read_paths.append(path)
        return super().read(path, limit, known)


async def test_only_the_file_that_changed_is_read_again(machine: Machine, open_screen: OpenScreen) -> None:
    disk = CountingDisk()
    file = cursor_file(machine)
    async with open_screen(machine, watch=EVERY) as screen:
        await screen.pilot.pause(0.1)  # the files of the machine are not fresh any more
        screen.app.session.workspace.files = disk
        await screen.press("r")
        disk.read_paths.clear()
        replaced(file, rewritten(file, lambda entries: entries.update(linear={"command": "npx"})))
        await screen.until(lambda: screen.line_with("+ linear"))
        await screen.settle()
        own = (machine.state, machine.config)
        clients = {path for path in disk.read_paths if not any(path.is_relative_to(each) for each in own)}
        assert file in clients
        assert machine.home / ".claude.json" not in clients
        assert machine.project / ".mcp.json" not in clients


async def test_looks_that_take_long_come_less_often(
    machine: Machine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = cursor_file(machine)
    async with open_screen(machine, watch=EVERY) as screen:
        looks = counted_looks(monkeypatch, seconds=0.1)

        def has(selector: str) -> bool:
            return selector in keys(screen)

        for number in range(3):
            in_place(file, json.dumps({"mcpServers": {f"n{number}": {"command": "x"}}}))
            await screen.until(partial(has, f"cursor/user/n{number}"))
        assert len(looks) == 3
        assert min(later - sooner for sooner, later in pairwise(looks)) > 4 * 0.1


@contextmanager
def another_mcptui_writes(machine: Machine, selector: str) -> Iterator[None]:
    other = Workspace(machine)
    at = other.look()
    entry = next(each for each in at.entries if each.selector == selector)
    other.apply(other.plan([Change(entry, Act.DISABLE)], at))
    yield
    other.apply(other.plan_undo())


async def test_what_another_mcptui_writes_and_takes_back_is_said(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, watch=EVERY) as screen:
        with another_mcptui_writes(machine, "cursor/user/notion"):
            await screen.until(lambda: screen.line_with("changed: notion off"))
        await screen.until(lambda: screen.line_with("changed: notion on"))
