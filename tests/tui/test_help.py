"""The help: the screen's own keys first, then the rest and the signs; words find, a click carries out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.tui.commands import history
from mcptui.tui.commands.catalogue import EVERY
from mcptui.tui.commands.servers import BY_ID
from mcptui.tui.filter import Filter
from mcptui.tui.filter.terms import TERMS
from mcptui.tui.help_text import HelpGroup, HelpRow, help_bands, matching
from mcptui.tui.keys import AS_DEFINED, Keys
from mcptui.tui.screens.help import HelpScreen
from mcptui.tui.screens.history import HistoryScreen
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.widgets.key_table import KeyTable
from tests.tui.homes import MACHINE

if TYPE_CHECKING:
    from tests.tui.conftest import OpenScreen

BANDS = help_bands(history.COMMANDS, EVERY.values(), AS_DEFINED)


def rows(typed: str = "") -> list[HelpRow]:
    return [row for band in matching(BANDS, typed) for group in band.groups for row in group.rows]


def test_every_command_is_told_once_and_the_screens_own_stand_first() -> None:
    told = [row.command.id for row in rows() if row.command is not None]
    assert sorted(told) == sorted(EVERY)
    assert told[: len(history.COMMANDS)] == sorted(told[: len(history.COMMANDS)], key=told.index)
    assert {each.id for each in history.COMMANDS} == set(told[: len(history.COMMANDS)])


def test_states_and_risks_are_explained() -> None:
    told = [row.told.partition(":")[0] for row in rows()]
    assert {kind.value for kind in StateKind} <= set(told)
    assert {"critical", "high", "medium", "low"} <= {row.sign for row in rows()}


def test_every_term_of_the_filter_is_told_with_an_example_that_it_understands() -> None:
    (told,) = (group.rows for band in BANDS for group in band.groups if group.title == "In the filter")
    examples = {row.sign: row.told.rpartition(": ")[2] for row in told}
    assert examples.keys() > TERMS.keys()
    for key in TERMS:
        ((part, term),) = Filter.parse(examples[key], MACHINE).parts
        assert (term, bool(part.values)) == (TERMS[key], True)


def test_a_command_is_found_by_words_by_its_key_and_by_its_id() -> None:
    assert [row.command.id for row in rows("diff of every file") if row.command] == ["servers.review"]
    assert "servers.turn" in {row.command.id for row in rows("space") if row.command}
    assert [row.command.id for row in rows("servers.unstage_all") if row.command] == ["servers.unstage_all"]
    assert rows("no such thing") == []


def test_keys_are_told_as_they_are_now_and_who_has_none_is_told_by_name() -> None:
    keys = Keys({"servers.turn": ("t",), "servers.narrow": ()})
    told = {row.command.id: row for band in help_bands(list(BY_ID.values()), (), keys) for group in band.groups
            for row in group.rows if row.command}  # fmt: skip
    assert told["servers.turn"].sign == "t"
    assert told["servers.narrow"].told.startswith("narrow: Limit")


async def test_it_opens_on_any_screen_and_is_left_step_by_step(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine, size=(80, 24)) as screen:
        await screen.press("5", "question_mark")
        assert isinstance(screen.app.screen, HelpScreen)
        assert screen.lines[0].split() == ["Keys", "History"]
        assert screen.line_with("u enter", "Take the chosen change back")
        await screen.press("slash")
        await screen.pilot.press(*"rename")
        await screen.settle()
        assert screen.line_with("Nothing of this name")
        await screen.press("escape")
        assert screen.line_with("Take the chosen change back")
        await screen.press("G")
        assert screen.line_with("no risk")
        await screen.press("q")
        assert isinstance(screen.app.screen, HistoryScreen)


async def test_a_click_carries_a_command_out(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("question_mark", "slash")
        await screen.pilot.press(*"servers.mark_all")
        await screen.settle()
        line = screen.line_with("V", "servers.mark_all")
        await screen.pilot.click(offset=(line.index("Mark"), screen.lines.index(line)))
        await screen.settle()
        assert isinstance(screen.app.screen, ServersScreen)
        assert len(screen.app.servers.table.marked) > 5


def test_what_keys_do_stands_in_one_column_however_long_the_keys_are() -> None:
    group = HelpGroup("Choose", (HelpRow("v", "Mark it"), HelpRow("J shift+down", "Mark more")))
    told = [line.plain for line in KeyTable(group).lines(38)]
    assert told == ["Choose", "v        Mark it", "J shift+down", "         Mark more"]
