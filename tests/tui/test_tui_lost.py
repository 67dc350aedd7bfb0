"""The screen mentions what is gone, calmly: at the start, when files are read again, and once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mcptui.machine import Machine
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.screens.welcome import WelcomeScreen
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import OpenScreen

MENTIONED = "! 8 entries are gone from ~/.claude.json since 22 Nov  · 5 shows them"


def remember(machine: Machine) -> None:
    workspace = Workspace(machine)
    assert workspace.remember(workspace.look()) == ()


def wipe(machine: Machine) -> None:
    """What a client does that writes its file without the servers."""
    file = machine.home / ".claude.json"
    state = json.loads(file.read_bytes())
    file.write_text(json.dumps({**state, "mcpServers": {}}), "utf-8")


async def test_what_is_gone_is_mentioned_at_the_start(machine: Machine, open_screen: OpenScreen) -> None:
    remember(machine)
    wipe(machine)
    async with open_screen(machine) as screen:
        assert screen.line_with(MENTIONED)
        assert len(screen.app.session.lost) == 8
        await screen.press("escape")
        assert not screen.line_with("are gone")


async def test_nothing_is_mentioned_where_nothing_is_gone(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        assert not screen.line_with("gone")
        assert screen.app.session.lost == ()
        await screen.press("r")
        assert not screen.line_with("gone")


async def test_it_is_mentioned_when_the_files_are_read_again(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        wipe(machine)
        await screen.press("r")
        assert screen.line_with(MENTIONED)
        await screen.press("escape", "h")
        assert not screen.line_with("are gone")
        await screen.press("r")
        assert screen.line_with(MENTIONED)


async def test_what_was_just_done_is_told_instead(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        wipe(machine)
        row = next(row for row in screen.app.session.rows if row.entry.selector == "cursor/user/github")
        screen.app.servers.stage(screen.app.session.staging.toggled([row.entry]), [row])
        await screen.press("w", "enter")
        assert screen.line_with("✓ written: 1 file")
        assert not screen.line_with("are gone")
        assert len(screen.app.session.lost) == 8


async def test_what_a_branch_takes_along_is_not_mentioned(machine: Machine, open_screen: OpenScreen) -> None:
    remember(machine)
    (machine.project / ".mcp.json").unlink()
    async with open_screen(machine) as screen:
        assert screen.app.session.lost != ()
        assert not screen.line_with("gone")


async def test_what_was_removed_on_the_screen_is_not_gone(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        row = next(row for row in screen.app.session.rows if row.entry.selector == "cursor/user/github")
        screen.app.servers.stage(screen.app.session.staging.removed([row.entry]), [row])
        await screen.press("w", "enter")
        await screen.press("r")
        assert screen.app.session.lost == ()


async def test_who_was_only_looked_up_by_list_is_still_welcomed(machine: Machine, open_screen: OpenScreen) -> None:
    remember(machine)
    async with open_screen(machine, demo=False) as screen:
        assert isinstance(screen.app.screen, WelcomeScreen)
        await screen.press("enter")
    async with open_screen(machine, demo=False) as screen:
        assert isinstance(screen.app.screen, ServersScreen)
