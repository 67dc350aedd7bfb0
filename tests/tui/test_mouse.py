"""Everything can be done with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from mcptui.machine import Machine
from mcptui.tui.screens.history import HistoryScreen
from mcptui.tui.screens.profiles import ProfilesScreen
from mcptui.tui.screens.review import ReviewScreen
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.widgets.detail import Detail
from mcptui.tui.widgets.view_line import FilterInput
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen


async def click(screen: OpenedScreen, *words: str, times: int = 1) -> None:
    """Click on the first of the words, in the first line that holds them all."""
    line = screen.line_with(*words)
    at = (line.index(words[0]), screen.lines.index(line))
    await screen.pilot.click(offset=at, times=times)
    await screen.settle()


async def test_the_counts_of_the_top_line_show_those_alone(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, everywhere=True) as screen:
        filtered = screen.app.servers.query_one(FilterInput)
        await click(screen, " pending ·")
        assert filtered.value == "state:pending"
        assert screen.line_with(" of ", "servers")
        await click(screen, " off ·")
        assert filtered.value == "state:off,shadowed,blocked"
        filtered.value = ""
        await click(screen, "1 problem")
        assert screen.app.servers.table.cursor_line in screen.app.servers.table.lines
        assert screen.line_with("cannot be read")


async def test_the_profile_of_the_top_line_opens_the_profiles(machine: Machine, open_screen: OpenScreen) -> None:
    workspace = Workspace(machine)
    look = workspace.look()
    workspace.apply(workspace.plan_use(workspace.profiles().get("trusted"), look))
    async with open_screen(machine) as screen:
        await click(screen, "◆ trusted")
        assert isinstance(screen.app.screen, ProfilesScreen)


async def test_the_bar_of_staged_changes_opens_the_review_and_lets_go(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine, size=(80, 24)) as screen:
        await screen.press("d")
        await click(screen, "1 staged")
        assert isinstance(screen.app.screen, ReviewScreen)
        await screen.press("escape")
        await click(screen, "z unstage", "─ 1 staged")
        assert len(screen.app.session.staging) == 0


async def test_a_row_is_chosen_with_a_click_and_opened_with_two(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, size=(80, 24)) as screen:
        await click(screen, "memory")
        assert screen.line_with("▌", "memory")
        assert not screen.app.servers.query_one(Detail).display
        await click(screen, "sentry", times=2)
        assert screen.app.servers.query_one(Detail).display


@pytest.mark.parametrize(("key", "closed"), [("y", True), ("n", True), ("c", True), ("5", False)])
async def test_a_click_beside_a_dialog_closes_it(
    machine: Machine,
    open_screen: OpenScreen,
    key: str,
    closed: bool,  # noqa: FBT001
) -> None:
    async with open_screen(machine) as screen:
        await screen.press(key)
        assert not isinstance(screen.app.screen, ServersScreen)
        await screen.pilot.click(offset=(1, 20))
        await screen.settle()
        assert isinstance(screen.app.screen, ServersScreen) is closed


async def test_the_foot_of_a_dialog_can_be_clicked(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, size=(80, 24)) as screen:
        await screen.press("c")
        await click(screen, "esc back")
        assert isinstance(screen.app.screen, ServersScreen)
        await screen.press("5")
        await click(screen, "Backups")
        assert screen.line_with("There are no backups yet")
        await click(screen, "? help")
        await click(screen, "esc back")
        assert isinstance(screen.app.screen, HistoryScreen)


async def test_the_wheel_scrolls_what_is_below_the_pointer(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, size=(80, 24)) as screen:
        table = screen.app.servers.table
        table.post_message(
            events.MouseScrollDown(table, 5, 5, 0, 0, 0, shift=False, meta=False, ctrl=False, screen_x=5, screen_y=5)
        )
        await screen.settle()
        assert table.scroll_offset.y > 0
