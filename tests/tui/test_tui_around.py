"""What the main screen hands on to other programs and screens, and how it begins and ends."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from mcptui.machine import Machine
from mcptui.model import Inventory
from mcptui.tui.filter import Filter
from mcptui.tui.leaving import Leave
from mcptui.tui.listing import Facts, Line
from mcptui.tui.painting import Painted, paint
from mcptui.tui.screens import acting, servers
from mcptui.tui.screens.review import ReviewScreen
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.seen import Seen
from mcptui.tui.settings import Settings
from mcptui.tui.staging import Staged
from mcptui.tui.widgets.server_table import ServerTable

if TYPE_CHECKING:
    from tests.tui.conftest import OpenScreen


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
        await screen.until(lambda: "diff of every file" in screen.text)
        await screen.press("enter")
        assert isinstance(screen.app.screen, ReviewScreen)


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
