"""Keys that come faster than they can take effect: each finds what the one before led to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key, Paste

from mcptui.tui.widgets.view_line import FilterInput

if TYPE_CHECKING:
    from mcptui.machine import Machine
    from tests.tui.conftest import OpenedScreen, OpenScreen


def type_at_once(screen: OpenedScreen, *keys: str) -> None:
    for key in keys:
        screen.app.post_message(Key(key, key if len(key) == 1 else None))


async def test_a_filter_that_is_typed_at_once_acts_on_no_server(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        type_at_once(screen, "slash", "d", "d", "d")
        await screen.settle()
        assert screen.app.servers.query_one(FilterInput).value == "ddd"
        assert not len(screen.app.session.staging)


async def test_a_paste_stands_where_the_key_before_it_led(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        type_at_once(screen, "slash")
        screen.app.post_message(Paste("state:on"))
        type_at_once(screen, "enter", "d")
        await screen.settle()
        assert screen.app.servers.query_one(FilterInput).value == "state:on"
        assert len(screen.app.session.staging) == 1


async def test_a_line_takes_of_a_huge_paste_what_a_line_can_hold(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        type_at_once(screen, "slash")
        screen.app.post_message(Paste("state:on " * 100_000))
        await screen.settle()
        assert 0 < len(screen.app.servers.query_one(FilterInput).value) <= 1_000


async def test_keys_reach_a_screen_that_is_being_opened_and_the_one_below_it_when_it_is_left(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        type_at_once(screen, "C", "j", "escape", "question_mark", "j", "escape", "j", "d")
        await screen.until(lambda: screen.app.session.staging)
        assert screen.app.screen is screen.app.servers
        assert screen.app.servers.table.cursor_index == 1
