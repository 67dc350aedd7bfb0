"""From what is staged to what is written and taken back, through the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.store.files import DiskFiles
from mcptui.tui.screens.history_backups import BackupsView
from mcptui.tui.screens.history_changes import ChangesView
from mcptui.tui.screens.review import ReviewScreen
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.settings import read_settings
from mcptui.tui.widgets.diff_view import DiffView
from tests.tui.homes import files_of

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen


def state_of(screen: OpenedScreen, selector: str) -> StateKind:
    return next(
        row.entry.state.kind
        for row in screen.app.session.rows
        if row.entry.selector == selector and row.entry.source.project is None
    )


# --- writing


async def test_review_applies_what_was_staged_and_undo_takes_it_back(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        before = files_of(machine)
        await screen.press("slash", *"client:codex context7", "enter", "space", "j", "enter", "w")
        assert isinstance(screen.app.screen, ReviewScreen)
        await screen.press("enter")
        assert screen.line_with("✓ written: 1 file", "backup in ~/.local/state/mcptui/backups", "u undoes")
        assert state_of(screen, "codex/user/context7") is StateKind.OFF
        assert len(screen.app.session.staging) == 0
        assert files_of(machine) != before
        await screen.press("u", "enter")
        assert files_of(machine) == before
        assert state_of(screen, "codex/user/context7") is StateKind.ON
        await screen.press("U", "enter")
        assert state_of(screen, "codex/user/context7") is StateKind.OFF


async def test_a_review_that_is_left_writes_nothing_and_keeps_what_is_staged(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        before = files_of(machine)
        await screen.press("slash", *"client:codex context7", "enter", "space", "j", "enter", "w", "escape")
        assert isinstance(screen.app.screen, ServersScreen)
        assert len(screen.app.session.staging) == 1
        assert files_of(machine) == before


async def test_a_review_is_planned_again_on_what_is_there_now(machine: Machine, open_screen: OpenScreen) -> None:
    file = machine.home / ".codex" / "config.toml"
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:codex context7", "enter", "d")
        file.write_text(file.read_text().replace("@upstash/context7-mcp@latest", "@other/mcp"))
        await screen.press("w")
        assert screen.line_with("cannot remove")
        await screen.press("r")
        assert isinstance(screen.app.screen, ReviewScreen)
        assert not screen.line_with("cannot remove")
        assert screen.line_with("\N{MINUS SIGN}", 'args = ["-y", "@other/mcp"]')


async def test_how_diffs_are_laid_out_is_kept_for_the_next_time(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:codex context7", "enter", "d", "w", "t", "escape")
    assert read_settings(machine, DiskFiles()).split is True
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:codex context7", "enter", "d", "w")
        assert screen.app.screen.query_one(DiffView).split
        await screen.press("t", "enter", "5")
        assert not screen.app.screen.query_one("#changes", ChangesView).diff.split
        await screen.press("t", "right_square_bracket")
        assert screen.app.screen.query_one("#backups", BackupsView).diff.split
    assert read_settings(machine, DiskFiles()).split is True


async def test_nothing_to_undo_is_said_in_place(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("u")
        assert screen.line_with("✕ there is nothing to undo")
        assert isinstance(screen.app.screen, ServersScreen)


async def test_a_file_that_changed_under_a_review_is_refused_in_place(
    machine: Machine, open_screen: OpenScreen
) -> None:
    file = machine.home / ".codex" / "config.toml"
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:codex context7", "enter", "d", "w")
        file.write_text(file.read_text().replace("@upstash/context7-mcp@latest", "@other/mcp"))
        changed = files_of(machine)
        await screen.press("enter")
        assert screen.line_with("✕")
        assert "was changed by another program" in " ".join(screen.text.split())
        assert screen.line_with('- args = ["-y", "@upstash/context7-mcp@latest"]')
        assert screen.line_with('+ args = ["-y", "@other/mcp"]')
        assert files_of(machine) == changed


async def test_an_entry_that_changed_before_the_review_is_refused_with_both_sides_and_looked_at_again(
    machine: Machine, open_screen: OpenScreen
) -> None:
    file = machine.home / ".codex" / "config.toml"
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:codex context7", "enter", "d")
        file.write_text(file.read_text().replace("@upstash/context7-mcp@latest", "@other/mcp"))
        await screen.press("w")
        assert screen.line_with("context7  Codex · user", "cannot remove")
        assert screen.line_with('- args = ["-y", "@upstash/context7-mcp@latest"]')
        assert screen.line_with('+ args = ["-y", "@other/mcp"]')
        await screen.press("escape", "w")
        assert not screen.line_with("cannot remove")
        assert screen.line_with("\N{MINUS SIGN}", 'args = ["-y", "@other/mcp"]')
        await screen.press("enter")
        assert screen.line_with("✓ written: 1 file")
    assert "@other/mcp" not in file.read_text()


async def test_what_was_read_again_keeps_its_marks_and_tells_what_is_gone(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:cursor notion", "enter", "space", "escape")
        (machine.home / ".cursor" / "mcp.json").write_text('{"mcpServers": {}}')
        await screen.press("r")
        assert screen.line_with("✕ no longer there", "cursor/user/notion")
        assert len(screen.app.session.staging) == 0


async def test_switching_a_profile_goes_through_the_review_and_shows_in_the_top_line(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("p", "enter")
        assert isinstance(screen.app.screen, ReviewScreen)
        await screen.press("enter")
        assert "◆ locked-down" in screen.lines[0]
        assert "0 on" in screen.lines[0]
        await screen.press("u", "enter")
        assert "◆" not in screen.lines[0]
        assert "26 on" in screen.lines[0]
