"""The main screen as it is looked through: what it shows, filters, sorts and stages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mcptui.machine import Machine
from mcptui.secrets import HIDDEN, secret_values
from mcptui.tui.leaving import Leave
from mcptui.tui.widgets.detail import Detail
from tests.tui.homes import files_of

if TYPE_CHECKING:
    from tests.tui.conftest import OpenScreen


# --- looking


async def test_opens_on_what_runs_here_with_everything_that_can_be_known(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        assert "26 on · 6 off · 1 pending · 1 broken" in screen.lines[0]
        assert screen.line_with("●", "fetch", "Claude Code", "user", "uvx mcp-server-fetch", "3 w")
        assert screen.line_with("◌", "filesystem", "rw ~/")
        assert screen.line_with("◐", "postgres", "project")


async def test_everywhere_adds_other_projects_and_files_that_cannot_be_read(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("h")
        assert "every project" in screen.lines[0]
        assert "1 problem" in screen.lines[0]
        await screen.press("exclamation_mark")
        assert screen.line_with("▌", "mcp.json:5:7", "Cursor", "not valid JSONC")
        assert screen.line_with("cannot be read", "~/src/data-lab/.cursor/mcp.json:5:7")
        await screen.press("h")
        assert "~/src/acme-api" in screen.lines[0]


async def test_everywhere_marks_what_belongs_to_a_project_that_is_gone(
    machine: Machine, open_screen: OpenScreen
) -> None:
    state = json.loads((machine.home / ".claude.json").read_text("utf-8"))
    state["projects"][str(machine.home / "src" / "left")] = {"mcpServers": {"old": {"command": "x"}}}
    (machine.home / ".claude.json").write_text(json.dumps(state), "utf-8")
    async with open_screen(machine, everywhere=True) as screen:
        await screen.press("slash", *"gone", "enter")
        assert screen.line_with("○", "old", "Claude Code", "left gone")
        assert screen.line_with("○ off", "its project is gone: there is no folder ~/src/left")


async def test_the_detail_shows_the_entrys_own_text_with_secrets_hidden(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"postgres scope:project client:claude", "enter")
        assert screen.line_with("─ postgres · Claude Code · project ─")
        assert screen.line_with("◐ pending", "waits for your approval", ".mcp.json:7")
        assert screen.line_with('7 │ "postgres": {')
        assert HIDDEN in screen.text
        assert "DEMO-not-a-password" not in screen.text


async def test_nothing_on_the_screen_holds_a_secret_of_the_machine(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, size=(200, 60), everywhere=True) as screen:
        seen = [screen.text]
        for _ in screen.app.servers.table.lines:
            await screen.press("j")
            seen.append(screen.text)
        shown = "\n".join(seen)
    secrets = {value for row in screen.app.session.rows for value in secret_values(row.entry.definition)}
    assert len(secrets) > 5
    assert not [secret for secret in secrets if secret in shown]


async def test_hostile_names_are_shown_and_do_nothing(machine: Machine, open_screen: OpenScreen) -> None:
    file = machine.home / ".cursor" / "mcp.json"
    hostile = "[bold]x[/][@click=app.quit]\\u001b]52;c;aGk=\\u0007\\u202e"
    file.write_text(f'{{"mcpServers": {{"{hostile}": {{"command": "[/]", "args": ["{hostile}"]}}}}}}')
    async with open_screen(machine, size=(200, 50)) as screen:
        await screen.press("slash", *"[bold]", "enter", "space")
        assert screen.line_with("●→○", "[bold]", "/][@click=", "Cursor")
        assert screen.line_with("─ [bold]x[/][@click=app.quit]�]52;c;aGk=�� · Cursor")
        assert "\x1b" not in screen.text
        assert "\u202e" not in screen.text


@pytest.mark.parametrize(
    ("size", "shown"), [((80, 24), False), ((120, 36), True), ((200, 50), True)], ids=["small", "usual", "wide"]
)
async def test_the_detail_is_there_where_there_is_room_and_a_key_away_where_there_is_none(
    size: tuple[int, int], machine: Machine, open_screen: OpenScreen, *, shown: bool
) -> None:
    async with open_screen(machine, size=size) as screen:
        detail = screen.app.servers.query_one(Detail)
        assert detail.display is shown
        await screen.press("enter")
        assert detail.display is not shown
        await screen.press("enter")
        assert detail.display is shown
        assert (detail.region.x > 0) is (size[0] >= 160)


async def test_a_terminal_that_is_too_small_says_so(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, size=(39, 12)) as screen:
        await screen.press("d")  # what is staged has a bar of its own
        assert screen.line_with("mcptui needs 40 x 10")
        assert not screen.line_with("staged")
        assert screen.line_with("here are 39 x 12")


# --- filter, sort, group


async def test_the_filter_works_while_it_is_typed_and_is_kept_or_cleared(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:codex git")
        assert "2 of 40 servers" in screen.lines[1]
        await screen.press("enter", "space")
        assert screen.line_with("▌", "●→○", "git", "Codex")
        await screen.press("escape")
        assert "40 servers" not in screen.lines[1]
        assert screen.app.servers.table.has_focus


async def test_the_row_that_was_found_is_in_sight_when_the_filter_is_cleared(
    machine: Machine, open_screen: OpenScreen
) -> None:
    """It was one of so few that there was nothing to scroll."""
    async with open_screen(machine) as screen:
        await screen.press("slash", *"codex", "enter", "j", "j", "escape")
        assert screen.line_with("▌", "filesystem", "Codex")


async def test_tab_goes_into_the_detail_and_back_and_so_does_escape(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        for key in ("tab", "escape"):
            await screen.press("tab")
            assert isinstance(screen.app.focused, Detail)
            await screen.press(key)
            assert screen.app.servers.table.has_focus
        await screen.press("slash", *"git", "enter", "tab", "escape")
        assert screen.app.servers.table.has_focus
        assert screen.line_with("/ git")


async def test_a_filter_that_nothing_fits_says_how_to_get_out(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"[no such]")
        assert screen.line_with("No server fits", "[no such]")
        assert screen.line_with("esc", "clears the filter")
        await screen.press("escape", "j")
        assert screen.line_with("▌")


async def test_the_order_is_told_above_the_table_while_its_column_has_no_room(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine, size=(80, 24)) as screen:
        await screen.press("s", "s")
        assert screen.line_with("Server ↑")
        assert not screen.line_with("Here", "by ")
        await screen.press("s", "s")
        assert screen.line_with("Here", "by scope ↑")
        await screen.press("S")
        assert screen.line_with("Here", "by scope ↓")
        await screen.pilot.resize_terminal(120, 36)
        await screen.settle()
        assert screen.line_with("Scope ↓")
        assert not screen.line_with("Here", "by ")


async def test_sorting_and_grouping_show_in_the_head_and_in_the_lines(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("s", "s")
        assert "Server ↑" in screen.lines[2]
        await screen.press("S")
        assert "Server ↓" in screen.lines[2]
        await screen.press("b", "b", "g", "enter")
        assert screen.line_with("▌ ▸", "entries")
        assert screen.line_with("▾", "entries")


# --- staging


async def test_space_marks_the_row_and_the_bar_says_what_will_happen(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        before = files_of(machine)
        await screen.press("space", "enter")
        assert screen.line_with("●→○", "fetch")
        assert screen.line_with("1 staged in 1 file", "off fetch", "w review")
        await screen.press("space")
        assert not screen.line_with("staged")
        assert files_of(machine) == before


async def test_marked_rows_are_turned_together(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:codex", "enter", "V", "space", "j", "enter")
        assert len(screen.app.session.staging) == 5
        await screen.press("escape", "Z")
        assert len(screen.app.session.staging) == 0


async def test_what_cannot_be_done_is_counted_in_the_bar_and_explained_at_once(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("j", "space")
        assert screen.line_with("◌→●", "filesystem")
        assert screen.line_with("1 staged", "1 refused")
        assert screen.line_with("✕", "cannot be switched on: the local entry in ~/.claude.json wins")
        await screen.press("j", "d")
        assert screen.line_with("2 staged", "1 refused")
        assert not screen.line_with("cannot be switched on")
        await screen.press("Z", "slash", *"state:br,sh", "enter", "V", "space")
        assert screen.line_with("✕", "cannot be switched on", "and 1 other: w tells why")


async def test_leaving_asks_once_when_something_is_staged(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space", "enter", "q")
        assert screen.line_with("1 change staged and not written", "q again")
        assert screen.app.is_running
        await screen.press("j", "q")
        assert screen.app.is_running
        await screen.pilot.press("q")
    assert screen.app.return_value is Leave.QUIT


async def test_the_usual_keys_for_getting_out_ask_as_well_and_close_a_dialog_first(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space", "enter", "n", "ctrl+q")
        assert screen.app.screen is screen.app.servers
        await screen.press("ctrl+c")
        assert screen.line_with("1 change staged and not written", "q again")
        await screen.pilot.press("ctrl+q")
    assert screen.app.return_value is Leave.QUIT


async def test_the_question_before_leaving_is_gone_with_what_is_done_next(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        for other in ("j", "d"):
            await screen.press("d", "q")
            assert "q again drops them" in screen.text
            await screen.press(other)
            assert "again drops them" not in screen.text
        await screen.press("q")
        assert "q again drops them" in screen.text
        assert screen.app.return_value is None
