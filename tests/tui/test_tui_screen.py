"""The main screen as it is used: look, stage, review, apply, take back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcptui.machine import Machine
from mcptui.model import Inventory, StateKind
from mcptui.secrets import HIDDEN, secret_values
from mcptui.store.files import DiskFiles
from mcptui.tui.filter import Filter
from mcptui.tui.leaving import Leave
from mcptui.tui.listing import Facts, Line
from mcptui.tui.painting import Painted, paint
from mcptui.tui.screens import acting, servers
from mcptui.tui.screens.review import ReviewScreen
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.session import Seen
from mcptui.tui.settings import Settings, read_settings
from mcptui.tui.staging import Staged
from mcptui.tui.widgets.detail import Detail
from mcptui.tui.widgets.diff_view import DiffView
from mcptui.tui.widgets.server_table import ServerTable

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen


def state_of(screen: OpenedScreen, selector: str) -> StateKind:
    return next(
        row.entry.state.kind
        for row in screen.app.session.rows
        if row.entry.selector == selector and row.entry.source.project is None
    )


def files_of(machine: Machine) -> dict[Path, bytes]:
    """Every file of the home, but for mcptui's own."""
    own = machine.state
    files = (path for path in machine.home.rglob("*") if path.is_file() and not path.is_relative_to(own))
    return {path: path.read_bytes() for path in files if not path.name.endswith(".lock")}


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


async def test_a_filter_that_nothing_fits_says_how_to_get_out(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"[no such]")
        assert screen.line_with("No server fits", "[no such]")
        assert screen.line_with("esc", "clears the filter")
        await screen.press("escape", "j")
        assert screen.line_with("▌")


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


async def test_what_cannot_be_done_is_counted_in_the_bar(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("j", "space")
        assert screen.line_with("◌→●", "filesystem")
        assert screen.line_with("1 staged", "1 refused")


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


# --- elsewhere


async def test_the_name_is_sent_to_the_clipboard(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("y", "n")
        assert screen.app.clipboard == "claude-code/user/fetch"
        assert screen.line_with("sent to the clipboard: claude-code/user/fetch")


async def test_the_editor_is_opened_at_the_line_and_everything_is_read_again(
    machine: Machine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[list[str]] = []

    @contextmanager
    def suspended() -> Iterator[None]:
        yield

    def edit(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        opened.append(command)
        (machine.home / ".cursor" / "mcp.json").write_text('{"mcpServers": {}}')
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", edit)
    machine = machine._replace(env={**machine.env, "EDITOR": "nano -w"})
    async with open_screen(machine) as screen:
        monkeypatch.setattr(screen.app, "suspend", suspended)
        await screen.press("slash", *"client:cursor notion", "enter", "e")
        assert opened == [["nano", "-w", "+3", str(machine.home / ".cursor" / "mcp.json")]]
        assert "0 of 36 servers" in screen.lines[1]


async def test_where_no_editor_can_be_opened_it_says_so(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("e")
        assert screen.line_with("✕ an editor cannot be opened from here")


async def test_the_palette_offers_what_is_possible_now(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        names = {command.id for command, _ in screen.app.servers.possible()}
        assert "servers.review" not in names
        await screen.press("space", "enter", "ctrl+p", *"diff of every")
        await screen.pilot.pause(0.3)
        await screen.press("enter")
        assert isinstance(screen.app.screen, ReviewScreen)


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


async def test_clicking_a_key_of_the_footer_presses_it(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        at = screen.lines[-1].index("space")
        await screen.pilot.click("KeyLine", offset=(at, 0))
        await screen.press("enter")
        assert len(screen.app.session.staging) == 1


async def test_clicking_the_other_view_goes_there(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.pilot.click("Views", offset=(screen.lines[1].index("Everywhere"), 0))
        await screen.settle()
        assert screen.app.session.everywhere


async def test_a_keymap_can_move_a_command_to_another_key(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        screen.app.apply_keys(Settings(keys={"servers.turn": "t"}))
        await screen.press("t", "enter")
        assert len(screen.app.session.staging) == 1
        assert screen.lines[-1].startswith(" t on/off")


# --- beginning


async def test_a_machine_without_clients_offers_the_demo(empty_machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(empty_machine, demo=False) as screen:
        await screen.press("escape")
        assert screen.line_with("No program that runs MCP servers was found here")
        assert screen.line_with("D", "made-up home")
        await screen.pilot.press("D")
    assert screen.app.return_value is Leave.DEMO


async def test_the_greeting_comes_once(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, demo=False) as screen:
        assert not isinstance(screen.app.screen, ServersScreen)
        await screen.press("escape")
        assert isinstance(screen.app.screen, ServersScreen)
    async with open_screen(machine, demo=False) as screen:
        assert isinstance(screen.app.screen, ServersScreen)


async def test_a_bad_theme_is_told_and_the_screen_works(machine: Machine, open_screen: OpenScreen) -> None:
    folder = machine.config / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('primary = "nope"')
    async with open_screen(machine) as screen:
        assert screen.line_with("✕ the theme ~/.config/mcptui/themes/mine.toml, line 1 is passed over")
        await screen.press("space", "enter")
        assert len(screen.app.session.staging) == 1


async def test_every_theme_can_be_put_on(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        for name in ("mcptui-light", "mcptui-contrast", "mcptui-dark"):
            screen.app.theme = name
            await screen.settle()
            assert screen.line_with("●", "fetch")


async def test_ten_thousand_servers_are_painted_only_where_they_are_seen(
    machine: Machine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_screen(machine) as screen:
        look = screen.app.session.seen.look if screen.app.session.seen else None
        assert look is not None
        entries = [entry._replace(name=f"{entry.name}-{copy:03}") for copy in range(295) for entry in look.entries]
        many = look._replace(inventory=Inventory(tuple(entries[:10_000]), ()))
        painted: list[str] = []

        def counting(line: Line, facts: Facts, staged: Mapping[str, Staged], wanted: Filter) -> Painted:
            painted.append(line.key)
            return paint(line, facts, staged, wanted)

        monkeypatch.setattr(servers, "paint", counting)
        screen.app.servers.show_look(Seen.from_look(many))
        await screen.settle()
        in_sight = screen.app.servers.table.size.height
        assert "1 of" not in screen.lines[1]
        painted.clear()
        await screen.press("slash", *"git-200")
        assert "4 of 10,000 servers" in screen.lines[1]
        assert len(painted) <= in_sight * len("git-200")


async def test_a_fault_ends_the_screen_without_telling_a_secret(
    machine: Machine, open_screen: OpenScreen, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        values = ["not", "to", "be", "told"]
        together = "-".join(values)
        raise RuntimeError(f"a fault of ours in {len(together)} characters")

    monkeypatch.setattr(acting.ActingScreen, "action_clipboard", fails)
    with pytest.raises(RuntimeError):
        async with open_screen(machine) as screen:
            await screen.press("y")
    told = capsys.readouterr()
    assert "not-to-be-told" not in told.out + told.err


async def test_looking_is_not_done_on_the_event_loop(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        table = screen.app.servers.query_one(ServerTable)
        shown = list(table.lines)
        (machine.home / ".cursor" / "mcp.json").unlink()
        screen.app.servers.look_again()
        assert list(table.lines) == shown
        await screen.settle()
        assert len(table.lines) == len(shown) - 4
