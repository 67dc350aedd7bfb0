"""Narrowing one entry: the knobs it has, before and after, refusals in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, Static

from mcptui.changes.change import Narrowing
from mcptui.demo import demo_machine
from mcptui.inventory import Look
from mcptui.machine import Machine, System
from mcptui.model import Entry
from mcptui.tui.screens.narrow import NarrowScreen
from mcptui.tui.screens.narrow_knobs import words_in
from mcptui.workspace import Workspace
from tests.tui.hosting import NOW, Host, press, settled


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with demo_machine(lambda: NOW) as machine:
        yield Workspace(machine)


def entry(at: Look, selector: str) -> Entry:
    return next(each for each in at.entries if each.selector == selector)


def screen_of(workspace: Workspace, selector: str) -> Host[Narrowing | None]:
    at = workspace.look()
    return Host(NarrowScreen(workspace, entry(at, selector), at))


def machine_with(home: Path, server: dict[str, object], name: str = "files") -> Workspace:
    file = home / ".cursor" / "mcp.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"mcpServers": {name: server}}))
    (home / "work").mkdir()
    return Workspace(Machine.at_home(home, home / "work", env={}, system=System.LINUX, root=home / "root"))


async def test_the_whole_home_becomes_this_project_alone(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-desktop/user/filesystem")
    async with app.run_test(size=(110, 36)) as pilot:
        await settled(pilot)
        assert "rw ~ (your whole home)" in app.text
        await press(pilot, "space")
        assert "→ rw ~/src/acme-api" in app.text
        await press(pilot, "enter")
    assert app.answers == [Narrowing(folders=(str(workspace.machine.home / "src" / "acme-api"),))]


async def test_folders_are_typed_with_the_home_as_a_tilde(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-desktop/user/filesystem")
    async with app.run_test(size=(110, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "space", "space")
        field = app.screen.query_one("#folder-list", Input)
        assert app.focused is field
        field.value = "~/notes, ~/Documents"
        await settled(pilot)
        await press(pilot, "enter")
    home = workspace.machine.home
    assert app.answers == [Narrowing(folders=(str(home / "notes"), str(home / "Documents")))]


async def test_a_folder_that_cannot_be_is_refused_in_place_and_nothing_is_staged(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-desktop/user/filesystem")
    async with app.run_test(size=(110, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "space", "space")
        app.screen.query_one("#folder-list", Input).value = "notes"
        await settled(pilot)
        assert "! 'notes' is not an absolute path" in app.text
        await press(pilot, "enter")
        assert app.answers == []
        await press(pilot, "escape")
    assert app.answers == [None]


@pytest.mark.parametrize(("typed", "staged"), [("/notes", [Narrowing(folders=("/notes",))]), ("notes", [])])
async def test_a_quick_enter_counts_for_what_was_typed_last(
    workspace: Workspace, typed: str, staged: list[Narrowing]
) -> None:
    app = screen_of(workspace, "claude-desktop/user/filesystem")
    async with app.run_test(size=(110, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "space", "space")
        app.screen.query_one("#folder-list", Input).value = typed
        await pilot.press("enter")
        await settled(pilot)
    assert app.answers == staged


async def test_enter_stages_nothing_when_nothing_was_turned(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-desktop/user/filesystem")
    async with app.run_test(size=(110, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
    assert app.answers == []


async def test_the_version_of_every_start_becomes_one_without_a_known_hole(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-desktop/user/filesystem")
    async with app.run_test(size=(110, 36)) as pilot:
        await settled(pilot)
        assert "latest at every start" in app.text
        await press(pilot, "down", "space")
        assert "latest at every start → 2.4.0" in app.text
        await press(pilot, "enter")
    assert app.answers == [Narrowing(pin="2.4.0")]


async def test_all_that_is_advised_is_turned_at_once(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-desktop/user/filesystem")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "A")
        assert "rw ~ (your whole home) → rw ~/src/acme-api" in app.text
        await press(pilot, "enter")
    project = str(workspace.machine.home / "src" / "acme-api")
    assert app.answers == [Narrowing(folders=(project,), pin="2.4.0")]


async def test_in_a_field_the_key_for_what_is_advised_is_a_letter(workspace: Workspace) -> None:
    app = screen_of(workspace, "codex/user/playwright")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "down", "A")
        assert app.screen.query_one("#deny", Input).value == "A"
        app.screen.query_one("#deny", Input).value = ""
        await press(pilot, "up", "A", "enter")
    assert app.answers == [Narrowing(pin="0.0.56")]


async def test_where_nothing_is_advised_there_is_no_key_for_it(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-code/local/filesystem")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert "advised" not in app.text
        await press(pilot, "A")
        assert "(•) as it is" in app.text


async def test_staging_is_offered_only_where_something_is_narrowed(workspace: Workspace) -> None:
    app = screen_of(workspace, "codex/user/filesystem")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert "enter stage" not in app.text
        field = app.screen.query_one("#deny", Input)
        field.value = "create_directory"
        await settled(pilot)
        assert "enter stage" in app.text
        field.value = "write_file"  # which is off already
        await settled(pilot)
        assert "enter stage" not in app.text


async def test_tools_are_switched_off_beside_those_that_are_off_already(workspace: Workspace) -> None:
    app = screen_of(workspace, "codex/user/filesystem")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.screen.query_one("#deny", Input).value = "write_file, create_directory"
        await settled(pilot)
        effect = str(app.screen.query_one("#DENY-effect", Static).content)
        assert effect.endswith("→ all but write_file, edit_file, move_file, create_directory")
        app.screen.query_one("#deny", Input).focus()
        await press(pilot, "enter")
    assert app.answers == [Narrowing(deny=("create_directory",))]


async def test_codex_can_leave_only_some_tools(workspace: Workspace) -> None:
    app = screen_of(workspace, "codex/user/filesystem")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.screen.query_one("#allow", Input).value = "read_file"
        await settled(pilot)
        await press(pilot, "enter")
    assert app.answers == [Narrowing(allow=("read_file",))]


async def test_a_knob_that_is_not_there_is_named_with_the_reason(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-code/local/filesystem")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        told = [" ".join(line.strip("│ ").split()) for line in app.text.splitlines()]
    assert "Version it is pinned already, to 2.4.0" in told
    assert "Tools on Claude Code has no list of allowed tools" in told


async def test_an_entry_without_any_knob_says_what_can_be_done_instead(workspace: Workspace) -> None:
    app = screen_of(workspace, "cursor/user/notion")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert "Nothing of this entry can be narrowed by mcptui" in app.text
        await press(pilot, "enter", "escape")
    assert app.answers == [None]


async def test_mounts_of_a_container_become_read_only(tmp_path: Path) -> None:
    args = ["run", "-i", "--rm", "-v", f"{tmp_path}/notes:/notes", "example/notes"]
    workspace = machine_with(tmp_path, {"command": "docker", "args": args})
    app = screen_of(workspace, "cursor/user/files")
    async with app.run_test(size=(110, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "down", "space")
        assert "rw ~/notes → ro ~/notes" in app.text
        await press(pilot, "enter")
    assert app.answers == [Narrowing(read_only=True)]


async def test_a_click_chooses_the_word_under_the_pointer(workspace: Workspace) -> None:
    app = screen_of(workspace, "claude-desktop/user/filesystem")
    async with app.run_test(size=(90, 30)) as pilot:
        await settled(pilot)
        await pilot.click("#FOLDERS", offset=(17, 0))
        await settled(pilot)
        assert "( ) as it is  (•) only ~/src/acme-api" in app.text
        await pilot.resize_terminal(110, 36)  # the words stand below each other
        await pilot.click("#FOLDERS", offset=(5, 0))
        await settled(pilot)
        assert "(•) as it is" in app.text


async def test_a_hostile_name_and_folder_are_shown_word_for_word(tmp_path: Path) -> None:
    hostile = "[/red]\x1b]52;c;QUJD\x07\u202e[@click=app.quit]x"
    args = ["-y", "@modelcontextprotocol/server-filesystem", f"/{hostile}"]
    workspace = machine_with(tmp_path, {"command": "npx", "args": args}, hostile)
    at = workspace.look()
    app = Host(NarrowScreen(workspace, at.entries[0], at))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        text = app.text
        await press(pilot, "space", "space")
        text += app.text
    assert "Narrow [/red]" in text
    assert "rw /[/red]" in text
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text


async def test_what_cannot_be_typed_is_not_pasted_either(workspace: Workspace) -> None:
    app = screen_of(workspace, "codex/user/filesystem")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        field = app.screen.query_one("#deny", Input)
        field.focus()
        field.post_message(events.Paste("read\x1b]52;c;QUJD\x07"))
        await settled(pilot)
        assert field.value == ""


def test_what_is_typed_is_taken_apart_at_commas_and_line_ends() -> None:
    assert words_in(" a, b\nc,,a ,\n") == ("a", "b", "c")
