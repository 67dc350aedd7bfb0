"""Copying and adding on the screen: places to choose from, refusals in place, and everything staged first."""

from __future__ import annotations

import json
from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import Input, TextArea

from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.tui.screens import placing
from mcptui.tui.screens.offers import MakeAdditions, Offer, offers_of
from mcptui.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen

README = '{"mcpServers": {"docs": {"command": "npx", "args": ["-y", "docs"],\n "env": {"KEY": "${KEY}"}}}}'


def places_of(screen: OpenedScreen) -> dict[str, int]:
    """The places in the list, by client and scope, each with its number."""
    places = screen.app.screen.query_one(RowList)
    lines = (str(places.get_option_at_index(number).prompt)[4:36] for number in range(places.option_count))
    return {" ".join(line.split()): number for number, line in enumerate(lines)}


async def go_to(screen: OpenedScreen, place: str) -> str:
    """Put the cursor on a place; what stands there is returned."""
    places = screen.app.screen.query_one(RowList)
    places.highlighted = places_of(screen)[place]
    await screen.settle()
    return str(places.get_option_at_index(places.highlighted or 0).prompt)


async def name(screen: OpenedScreen, name: str) -> None:
    screen.app.screen.query_one("#name", Input).value = name
    await screen.settle()


async def paste(screen: OpenedScreen, text: str) -> None:
    screen.app.post_message(events.Paste(text))
    await screen.settle()


async def test_a_copy_is_staged_reviewed_written_and_undone(machine: Machine, open_screen: OpenScreen) -> None:
    file = machine.home / ".codeium" / "windsurf" / "mcp_config.json"
    async with open_screen(machine) as screen:
        await screen.press("c")
        assert "Copy fetch to   Claude Code · user" in screen.text
        await go_to(screen, "Windsurf user")
        await screen.press("space", "enter")
        assert "1 staged in 1 file   + add fetch" in screen.text
        assert not file.exists()
        await screen.press("r")
        assert "1 staged in 1 file" in screen.text
        await screen.press("w")
        assert screen.line_with("+  fetch  Windsurf · user", "not there → on")
        await screen.press("enter")
        assert json.loads(file.read_text())["mcpServers"]["fetch"]["command"] == "uvx"
        assert "staged" not in screen.text
        await screen.press("u", "enter")
        assert not file.exists()


async def test_enter_on_a_place_that_has_the_server_says_so(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("c", "up", "enter")
        assert "! it is there already; choose another place, or another name" in screen.text
        await screen.press("down")
        assert "there already; choose" not in screen.text


async def test_several_places_are_marked_and_let_go_one_by_one(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("c")
        for place in ("Cursor user", "Zed user"):
            await go_to(screen, place)
            await screen.press("space")
        await screen.press("enter")
        assert "2 staged in 2 files" in screen.text
        await screen.press("w", "z")
        assert "Review   1 change · 1 file" in screen.text
        await screen.press("escape")
        assert "1 staged in 1 file" in screen.text
        await screen.press("Z")
        assert "staged" not in screen.text


async def test_a_place_of_a_client_that_is_not_there_says_so(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("c")
        await go_to(screen, "Cursor user")
        assert "was seen on this machine" not in screen.text
        await go_to(screen, "Zed user")
        assert "nothing of Zed was seen on this machine" in screen.text


async def test_a_mark_that_is_set_again_is_gone(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("c")
        for place in ("Cursor user", "Zed user", "Cursor user"):
            await go_to(screen, place)
            await screen.press("space")
        assert [line for line in screen.lines if "[x]" in line] == [screen.line_with("[x] Zed")]
        await screen.press("enter")
        (staged,) = screen.app.session.staging
        assert staged.entry.selector == "zed/user/fetch"


async def test_a_copy_may_get_another_name(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("c")
        assert "there already" in await go_to(screen, "Claude Code user")
        await name(screen, "fetch-2")
        assert "~/.claude.json" in await go_to(screen, "Claude Code user")
        await name(screen, "fetch 2")
        assert "cannot" in await go_to(screen, "Claude Code user")
        assert "a name in Claude Code has letters, digits, - and _ alone" in screen.text
        await name(screen, "fetch-2")
        await screen.press("enter")
        assert "+ add fetch-2" in screen.text


async def test_a_file_that_cannot_be_read_is_no_place_to_go_to(machine: Machine, open_screen: OpenScreen) -> None:
    file = machine.home / ".codeium" / "windsurf" / "mcp_config.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(b'{"mcpServers": ')
    async with open_screen(machine) as screen:
        await screen.press("c")
        assert "cannot" in await go_to(screen, "Windsurf user")
        assert "! ~/.codeium/windsurf/mcp_config.json cannot be read: not valid JSON" in screen.text
        await screen.press("space", "enter")
        assert "staged" not in screen.text


async def test_what_a_readme_shows_is_added(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("a")
        await paste(screen, README)
        assert "cannot" in await go_to(screen, "Claude Desktop user")
        assert "! Claude Desktop cannot be told: env.KEY takes the variable KEY" in screen.text
        await screen.press("tab", "tab", "space", "enter")
        assert "Add a server" in screen.text
        await go_to(screen, "Cursor user")
        await screen.press("enter", "w", "enter")
    added = json.loads((machine.home / ".cursor" / "mcp.json").read_text())["mcpServers"]["docs"]
    assert added == {"command": "npx", "args": ["-y", "docs"], "env": {"KEY": "${env:KEY}"}}


async def test_a_command_line_is_added_under_the_name_that_is_proposed(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("a")
        await paste(screen, "npx @acme/thing@1.0.0")
        assert "thing" in screen.line_with("named")
        await go_to(screen, "Cursor user")
        await screen.press("tab", "tab", "enter")
        (staged,) = screen.app.session.staging
        assert staged.entry.selector == "cursor/user/thing"


async def test_what_is_no_server_is_told_and_nothing_can_be_staged(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("a")
        for text, told in (
            ("{", "neither as JSON nor as TOML"),
            ("npx 'a", "a quote in the command line is not closed"),
        ):
            screen.app.screen.query_one(TextArea).text = text
            await screen.settle()
            assert told in screen.text
        await screen.press("tab", "tab", "enter")
        assert "Add a server" in screen.text


async def test_enter_stages_what_is_typed_and_not_what_was_worked_out_before(
    machine: Machine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = Event()

    def slowly(look: Look, make: MakeAdditions | None) -> tuple[Offer, ...]:
        assert typed.wait(timeout=30)
        return offers_of(look, make)

    async with open_screen(machine) as screen:
        await screen.press("c")
        await go_to(screen, "Cursor user")
        monkeypatch.setattr(placing, "offers_of", slowly)
        screen.app.screen.query_one("#name", Input).value = "other"
        await screen.pilot.press("enter")
        typed.set()
        await screen.settle()
        (staged,) = screen.app.session.staging
        assert staged.entry.selector == "cursor/user/other"
