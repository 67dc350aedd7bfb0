"""Where there is nothing to show, the screen says why, and what can be done about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mcptui.machine import Machine
from mcptui.tui.screens.welcome import ClientServers, WelcomeFacts, WelcomeScreen
from mcptui.tui.widgets.view_line import FilterInput
from tests.tui.conftest import OpenScreen
from tests.tui.hosting import Host


async def test_where_no_client_is_found_it_tells_what_was_looked_for(
    empty_machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(empty_machine) as screen:
        assert "No program that runs MCP servers was found" in screen.text
        assert screen.line_with("Looked for: Claude Code, ", "more.")
        assert screen.line_with("a ", "adds a server")


async def test_where_there_is_nothing_to_learn_about_nothing_is_waited_for(
    empty_machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(empty_machine) as screen:
        assert not screen.app.servers.waiting.display


async def test_clients_that_have_no_servers_are_named(empty_machine: Machine, open_screen: OpenScreen) -> None:
    _lay(empty_machine.home / ".cursor" / "mcp.json", {})
    async with open_screen(empty_machine) as screen:
        assert screen.line_with("No client would start an MCP server in this project")
        assert screen.line_with("Cursor is installed, and told to start nothing")


async def test_servers_of_other_projects_are_counted_where_there_are_none_here(
    empty_machine: Machine, open_screen: OpenScreen
) -> None:
    servers = {"one": {"command": "npx"}, "two": {"command": "uvx"}}
    projects = {str(empty_machine.home / "other"): {"mcpServers": servers}}
    _lay(empty_machine.home / ".claude.json", {"projects": projects})
    async with open_screen(empty_machine) as screen:
        assert screen.line_with("2 servers elsewhere on this machine")
        await screen.press("h")
        assert screen.line_with("one", "Claude Code")


async def test_a_filter_that_nothing_fits_is_told_what_it_would_show_without_each_part(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        screen.app.screen.query_one(FilterInput).value = "client:codex git state:pending"
        await screen.settle()
        assert screen.line_with("No server fits", "client:codex git state:pending")
        assert screen.line_with("without", "state:pending")
        assert not screen.line_with("without", "client:codex git")
        assert screen.line_with("esc", "clears the filter")


def _lay(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value))


async def test_the_first_page_can_be_seen_again(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.app.run_action("app.welcome")
        await screen.settle()
        assert screen.line_with("40 servers", "would start")
        assert screen.line_with("!", "has a known hole")
        await screen.press("x")
        assert screen.line_with("Here", "Everywhere")


async def test_where_nothing_can_be_kept_the_screen_says_so_and_still_shows_all(
    machine: Machine, open_screen: OpenScreen
) -> None:
    machine.state.parent.mkdir(parents=True, exist_ok=True)
    machine.state.write_text("no folder")
    async with open_screen(machine, demo=False) as screen:
        await screen.press("escape")
        assert screen.line_with("filesystem", "Claude Code")
        assert "nothing can be changed until that works" in " ".join(screen.text.split())


@pytest.mark.parametrize(
    ("clients", "told"),
    [
        (
            (ClientServers("Codex", 0, 0), ClientServers("Cursor", 0, 0)),
            "In ~/x, no server of 2 clients can be told: Codex, Cursor",
        ),
        ((ClientServers("Codex", 3, 1),), "In ~/x, 1 client knows 3 servers; 1 would start:"),
        (
            (ClientServers("Codex", 3, 1), ClientServers("Cursor", 1, 0)),
            "In ~/x, 2 clients know 4 servers; 1 would start:",
        ),
    ],
)
async def test_the_first_page_says_who_knows_how_many_servers(clients: tuple[ClientServers, ...], told: str) -> None:
    app = Host(WelcomeScreen(WelcomeFacts("~/x", clients)))
    async with app.run_test(size=(100, 30)):
        assert told in app.text
