"""Backups and lost entries on the screen: what acting on them would change, and that it is a reviewed plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine
from mcptui.workspace import Workspace
from tests.tui.hosting import NOW

if TYPE_CHECKING:
    from tests.tui.conftest import OpenScreen

HOSTILE = "[/red]\x1b]52;c;QUJD\x07\u202e[@click=app.quit]x"


@pytest.fixture
def machine(machine: Machine) -> Machine:
    """The demo's machine, a minute later each time that its clock is read."""
    ticks: Iterator[int] = iter(range(10**6))
    return machine._replace(clock=lambda: NOW + timedelta(minutes=next(ticks)))


def servers_of(file: Path) -> set[str]:
    return set(json.loads(file.read_bytes())["mcpServers"])


def write_servers(file: Path, servers: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_bytes()), "mcpServers": servers}, indent=2), "utf-8")


def remove(machine: Machine, *selectors: str) -> None:
    """Each as a transaction of its own."""
    workspace = Workspace(machine)
    for selector in selectors:
        at = workspace.look()
        entry = next(each for each in at.entries if each.selector == selector)
        workspace.apply(workspace.plan([Change(entry, Act.REMOVE)], at))


def lose(machine: Machine, file: Path, *names: str) -> None:
    """See the entries, and change the file so that a backup has them; then they go, as if a client wiped them."""
    workspace = Workspace(machine)
    workspace.remember(workspace.look())
    remove(machine, "claude-code/user/filesystem")
    servers = json.loads(file.read_bytes())["mcpServers"]
    write_servers(file, {name: value for name, value in servers.items() if name not in names})


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_whole_file_is_restored_by_keys_and_that_is_undone(
    machine: Machine, open_screen: OpenScreen, size: tuple[int, int]
) -> None:
    file = machine.home / ".cursor" / "mcp.json"
    original = file.read_bytes()
    remove(machine, "cursor/user/notion", "cursor/user/github")
    removed = file.read_bytes()
    async with open_screen(machine, size=size) as screen:
        await screen.press("5", "right_square_bracket")
        assert "2 backups, newest first" in screen.text
        assert "before: remove notion" in screen.text
        await screen.press("j")
        assert "this takes back what mcptui changed in the file since" in screen.text
        await screen.press("r")
        assert "Review   1 change · 1 file" in screen.text
        assert file.read_bytes() == removed
        await screen.press("enter")
        assert file.read_bytes() == original
        assert screen.line_with("✓ written: 1 file", "restore mcp.json")
        await screen.press("u", "enter")
        assert file.read_bytes() == removed


async def test_what_is_so_already_is_not_restored(machine: Machine, open_screen: OpenScreen) -> None:
    file = machine.home / ".cursor" / "mcp.json"
    original = file.read_bytes()
    remove(machine, "cursor/user/notion")
    file.write_bytes(original)
    async with open_screen(machine) as screen:
        await screen.press("5", "right_square_bracket")
        assert "the file is already like this" in screen.text
        await screen.press("r")
        assert "Review" not in screen.text


async def test_a_backup_that_was_edited_is_refused_in_its_place(machine: Machine, open_screen: OpenScreen) -> None:
    remove(machine, "cursor/user/notion", "cursor/user/github")
    Workspace(machine).backups()[0].copy.write_text("{}", "utf-8")
    async with open_screen(machine) as screen:
        await screen.press("5", "right_square_bracket")
        assert "is no longer what was saved" in " ".join(screen.text.split())
        assert "if it is what you want" in screen.text
        await screen.press("r")
        assert "Review" not in screen.text
        await screen.press("j", "r")
        assert "Review" in screen.text


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_lost_entry_is_put_back_from_the_newest_copy(
    machine: Machine, open_screen: OpenScreen, size: tuple[int, int]
) -> None:
    file = machine.home / ".claude.json"
    lose(machine, file, "github", "memory")
    wiped = file.read_bytes()
    async with open_screen(machine, size=size) as screen:
        assert screen.line_with("! 2 entries are gone from ~/.claude.json since 22 Nov", "5 shows them")
        await screen.press("5")
        assert "Lost (2)" in screen.text
        assert "as it was last seen" in screen.text
        assert "no longer there since" in screen.text
        await screen.press("p")
        assert screen.line_with("github  Claude Code · user", "gone → on")
        assert file.read_bytes() == wiped
        await screen.press("enter")
        assert "github" in servers_of(file)
        assert "memory" not in servers_of(file)
        assert [each.seen.name for each in screen.app.session.lost] == ["memory"]
        await screen.press("5", "P", "enter")
        assert {"github", "memory"} <= servers_of(file)
        assert screen.app.session.lost == ()
        await screen.press("5")
        assert "2 transactions" not in screen.text.splitlines()[0]
        assert "3 transactions" in screen.text.splitlines()[0]


async def test_what_no_copy_has_cannot_be_put_back_but_is_forgotten(machine: Machine, open_screen: OpenScreen) -> None:
    file = machine.home / ".cursor" / "mcp.json"
    Workspace(machine).remember(Workspace(machine).look())
    write_servers(file, {})
    gone = len(Workspace(machine).remember(Workspace(machine).look()))
    async with open_screen(machine) as screen:
        await screen.press("5", "p", "P")
        assert "no copy" in screen.text
        assert "Review" not in screen.text
        await screen.press("f")
        assert "Forget cursor/user/" in screen.text
        await screen.press("escape")
        assert len(screen.app.session.lost) == gone
        await screen.press("f", "y")
        assert len(screen.app.session.lost) == gone - 1
        assert f"Lost ({gone - 1})" in screen.text
        await screen.press("F", "y")
        assert screen.app.session.lost == ()
        assert "Nothing is lost" in screen.text
        await screen.press("escape", "5")
        assert "Nothing was changed yet" in screen.text
    assert servers_of(file) == set()


async def test_hostile_names_are_shown_word_for_word(machine: Machine, open_screen: OpenScreen) -> None:
    file = machine.home / ".claude.json"
    write_servers(file, {**json.loads(file.read_bytes())["mcpServers"], HOSTILE: {"command": HOSTILE}})
    lose(machine, file, HOSTILE)
    async with open_screen(machine) as screen:
        await screen.press("5")
        shown = [screen.text]
        await screen.press("f")
        shown.append(screen.text)
        await screen.press("escape", "left_square_bracket")
        shown.append(screen.text)
    for text in shown:
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "[/red]" in shown[0]
    assert "[[]/red]" in shown[1]  # as a selector, where a bracket stands for itself between two others


async def test_backups_and_lost_entries_are_found_by_the_palette_and_keys_by_the_help(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("ctrl+p", *["space" if key == " " else key for key in "whole one"], "enter")
        assert "There are no backups yet" in screen.text
        await screen.press("escape", "ctrl+p", *["space" if key == " " else key for key in "clients lost"], "enter")
        assert "Nothing is lost" in screen.text
    async with open_screen(machine, size=(200, 50)) as screen:
        await screen.press("question_mark")
        assert screen.line_with("P", "Put all lost entries back")
