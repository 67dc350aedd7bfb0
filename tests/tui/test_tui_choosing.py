"""Choosing what is shown and what is meant, on the whole screen: offers, groups, columns, marks, and what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcptui.machine import Machine
from mcptui.tui.listing import Column
from mcptui.tui.screens import choosing
from mcptui.tui.settings import settings_file
from mcptui.tui.widgets.completions import Completions
from mcptui.tui.widgets.view_line import FilterInput

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen


async def kept(screen: OpenedScreen) -> None:
    """Wait until what was chosen is written down."""
    await screen.pilot.pause(choosing._DONE * 1.5)
    await screen.settle()


async def test_what_is_offered_can_be_chosen_taken_and_refused(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        offers, typed = screen.app.servers.query_one(Completions), screen.app.servers.query_one(FilterInput)
        await screen.press("slash", *"cl")
        assert screen.line_with("client:", "the client")
        await screen.press("tab")
        assert typed.value == "client:"
        assert screen.line_with("claude-code")
        await screen.press("down", "right")
        assert typed.value == "client:vscode"
        assert not offers.display
        await screen.press(",", "escape")
        assert not offers.display
        assert (typed.value, typed.has_focus) == ("client:vscode,", True)
        await screen.press("escape")
        assert typed.value == ""
        assert screen.app.servers.table.has_focus


async def test_earlier_filters_come_back(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        typed = screen.app.servers.query_one(FilterInput)
        typed.value = "git"
        screen.app.servers.action_keep_filter()
        typed.value = "state:off"
        screen.app.servers.action_keep_filter()
        typed.value = ""
        await screen.press("slash", "up", "up")
        assert typed.value == "git"
        await screen.press("down", "enter")
        assert typed.value == "state:off"
        assert screen.app.servers.table.has_focus


async def test_a_slip_in_the_filter_is_told_while_it_is_typed(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, size=(80, 24)) as screen:
        await screen.press("slash", *"cleint:c")
        assert screen.line_with("no term cleint:")
        await screen.press("tab")
        assert screen.app.servers.query_one(FilterInput).value == "client:c"


async def test_groups_fold_by_key_and_keep_their_counts(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        table = screen.app.servers.table
        await screen.press("b", "b", "j", "space", "left", "left")
        assert screen.line_with("▌", "▸", "Claude Code", "1 staged")
        await screen.press("right", "right")
        assert screen.line_with("▌", "fetch")
        await screen.press("B")
        assert len([line for line in screen.lines if "▸" in line]) > 3
        assert "▾" not in screen.text
        await screen.press("v")
        assert len(table.chosen) == len(table.marked) > 5


async def test_marks_survive_the_filter_and_acts_are_about_those_in_sight(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        table = screen.app.servers.table
        await screen.press("J", "J", "K")
        assert len(table.marked) == 3
        assert "3 marked" in screen.lines[1]
        screen.app.servers.query_one(FilterInput).value = "fetch"
        await screen.settle()
        assert "3 marked, 2 hidden" in screen.lines[1]
        assert [row.name for row in table.chosen] == ["fetch"]


async def test_columns_are_chosen_before_the_table_and_kept(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("C", "space", "down", "space", "J")
        assert "Client" not in screen.lines[2]
        await screen.press("escape")
        assert "Client" in screen.lines[2]
        await screen.press("C", "down", "space", "down", "K", "s", "enter")
        assert "Scope ↑" in screen.lines[2]
        assert screen.app.servers.wish.columns[:3] == (Column.SERVER, Column.SCOPE, Column.RUNS)
        await screen.press("b", "S")
        await kept(screen)
    text = settings_file(machine).read_text()
    assert 'group = "server"' in text
    async with open_screen(machine) as screen:
        wish = screen.app.servers.wish
        assert (wish.columns[1], wish.sort, wish.reverse, wish.group.value) == (
            Column.SCOPE,
            Column.SCOPE,
            True,
            "server",
        )
        await screen.press("C", "r", "enter")
        assert screen.app.servers.wish.choice.columns == ()
        await kept(screen)
    assert "columns" not in settings_file(machine).read_text()
