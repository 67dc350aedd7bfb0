"""Where a switch goes that could be made in two places: asked once, the smaller reach first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mcptui.machine import Machine
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.screens.where import WhereScreen

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen

CLAUDE = tuple("client:claude-code scope:user state:on")


def staged(screen: OpenedScreen) -> list[bool | None]:
    return [each.only_here for each in screen.app.session.staging]


async def test_the_smaller_reach_is_taken_with_one_key(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space")
        assert isinstance(screen.app.screen, WhereScreen)
        assert screen.line_with("Where to switch fetch off?")
        assert screen.line_with("in this project", "~/src/acme-api")
        assert screen.line_with("writes ~/.claude.json")
        assert screen.line_with("everywhere", "every project")
        assert screen.line_with("writes ~/.claude/settings.json")
        await screen.press("enter")
        assert staged(screen) == [True]


async def test_space_twice_takes_it_too_and_a_third_time_takes_it_back(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space", "space")
        assert staged(screen) == [True]
        await screen.press("space")
        assert staged(screen) == []
        assert isinstance(screen.app.screen, ServersScreen)


async def test_everywhere_is_one_line_below(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space", "j", "enter", "w")
        assert screen.line_with("this reaches every project")
        assert screen.line_with("it leaves /mcp as well, and no server of this name starts")
        await screen.press("enter")
        told = json.loads((machine.home / ".claude" / "settings.json").read_text("utf-8"))
        assert {"serverName": "fetch"} in told["deniedMcpServers"]
        assert screen.line_with("○", "fetch", "Claude Code")


@pytest.mark.parametrize(("line", "only_here"), [(0, True), (2, False)])
async def test_a_click_on_an_answer_takes_it(
    machine: Machine, open_screen: OpenScreen, line: int, *, only_here: bool
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space")
        await screen.pilot.click("#places", offset=(5, line))
        await screen.settle()
        assert staged(screen) == [only_here]


async def test_the_last_answer_is_taken_again_with_one_key(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space", "j", "enter", "j", "j", "space")
        assert isinstance(screen.app.screen, WhereScreen)
        await screen.press("enter")
        assert staged(screen) == [False, False]


async def test_switching_it_on_again_asks_nothing_for_there_is_one_place(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space", "j", "enter", "w", "enter", "space")
        assert isinstance(screen.app.screen, ServersScreen)
        assert staged(screen) == [None]


async def test_thinking_better_of_it_stages_nothing(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("space", "escape")
        assert staged(screen) == []


async def test_many_rows_are_asked_about_once(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *CLAUDE, "enter", "V")
        marked = len(screen.app.servers.table.marked)
        await screen.press("space")
        assert marked > 2
        assert screen.line_with(f"Where to switch {marked} servers off?")
        await screen.press("j", "enter")
        assert staged(screen) == [False] * marked


async def test_those_with_one_place_are_counted(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"scope:user state:on", "enter", "V", "space")
        assert screen.line_with("others have one place only")


async def test_where_there_is_one_place_nothing_is_asked(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("slash", *"client:cursor state:on", "enter", "space")
        assert isinstance(screen.app.screen, ServersScreen)
        assert staged(screen) == [None]
