"""One definition of a command feeds its key, the footer, the palette and the help."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from mcptui.model import Entry, Switch
from mcptui.tui.commands.catalogue import CONTEXTS, EVERY, Context
from mcptui.tui.commands.command import Situation, shown_key
from mcptui.tui.commands.moves import MOVES
from mcptui.tui.commands.servers import ACTS, BY_ID, COMMANDS
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.widgets.server_table import ServerTable
from mcptui.tui.widgets.text_pane import TextPane

LOADED = Situation(loaded=True, entries=3, on_line=True, chosen=1, switchable=True, removable=True)


def possible(now: Situation) -> set[str]:
    return {command.id.partition(".")[2] for command in COMMANDS if command.available(now)}


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda each: str(each.name))
def test_no_key_stands_for_two_commands_that_can_be_pressed_at_the_same_time(context: Context) -> None:
    shared = {
        (one.id, other.id): set(one.keys) & set(other.keys)
        for one, other in combinations(context.commands, 2)
        if one.id != other.id and set(one.keys) & set(other.keys)
    }
    assert shared == {}


def test_an_id_means_one_command_on_all_screens() -> None:
    for context in CONTEXTS:
        for command in context.commands:
            known = EVERY[command.id]
            assert (known.keys, known.action, known.label) == (command.keys, command.action, command.label)


@pytest.mark.parametrize(
    "context", [each for each in CONTEXTS if each.name not in {"welcome", "filter"}], ids=lambda e: str(e.name)
)
def test_every_screen_has_the_palette_the_help_and_a_way_back(context: Context) -> None:
    keys = {key for command in context.commands for key in command.keys}
    assert {"ctrl+p", "question_mark", "f1", "escape"} <= keys


def test_every_command_can_be_carried_out_by_its_screen() -> None:
    for command in COMMANDS:
        assert hasattr(ServersScreen, f"action_{command.action.partition('(')[0]}"), command.id
    for move in MOVES:
        for widget in (ServerTable, RowList, TextPane):
            assert hasattr(widget, f"action_{move.action}"), (widget, move.id)


def test_every_key_has_an_id_by_which_a_keymap_can_change_it() -> None:
    for binding in (*ServersScreen.BINDINGS, *ServerTable.BINDINGS):
        assert getattr(binding, "id", None) in {command.id for command in ACTS}


@pytest.mark.parametrize("command", EVERY.values(), ids=lambda each: str(each.id))
def test_every_command_says_what_it_does(command: object) -> None:
    told = EVERY[getattr(command, "id", "")]
    assert told.label
    assert told.help[0].isupper()
    assert told.group


def test_while_the_filter_is_typed_no_letter_is_a_command() -> None:
    typed = possible(LOADED._replace(typing=True))
    assert typed == {"back", "keep_filter", "help", "palette", "suspend"}


def test_before_anything_is_read_only_leaving_and_help_are_possible() -> None:
    assert possible(Situation()) == {"theme", "help", "palette", "quit", "servers", "suspend"}


@pytest.mark.parametrize(
    ("now", "also", "never"),
    [
        (LOADED, {"turn", "remove", "undo", "filter"}, {"review", "unstage", "demo", "problem", "back"}),
        (LOADED._replace(staged=2), {"review", "unstage_all"}, {"unstage"}),
        (LOADED._replace(staged=2, staged_chosen=1), {"unstage"}, set()),
        (LOADED._replace(staged=2, busy=True), set(), {"review", "undo", "redo", "profiles", "history"}),
        (LOADED._replace(problems=1), {"problem"}, set()),
        (LOADED._replace(switchable=False), {"remove", "mark"}, {"turn"}),
        (LOADED._replace(removable=False), {"turn", "mark"}, {"remove"}),
        (LOADED._replace(entries=0, chosen=0, on_line=False), {"demo", "here"}, {"turn", "filter", "sort", "edit"}),
        (LOADED._replace(entries=0, demo=True), set(), {"demo"}),
        (LOADED._replace(marked=2), {"back"}, {"narrow"}),
    ],
)
def test_what_is_possible_follows_the_moment(now: Situation, also: set[str], never: set[str]) -> None:
    assert also <= possible(now)
    assert not never & possible(now)


def test_the_most_useful_commands_stand_first_in_the_footer() -> None:
    ranked = sorted((command for command in BY_ID.values() if command.rank), key=lambda each: each.rank)
    assert [command.id for command in ranked[:2]] in (
        ["servers.turn", "servers.demo"],  # never possible at the same time
        ["servers.demo", "servers.turn"],
    )
    assert [command.id for command in ranked[-2:]] == ["app.help", "app.quit"]


@pytest.mark.parametrize(("key", "printed"), [("ctrl+p", "^p"), ("slash", "/"), ("escape", "esc"), ("G", "G")])
def test_keys_are_printed_as_people_write_them(key: str, printed: str) -> None:
    assert shown_key(key) == printed


@pytest.mark.parametrize(
    ("switch", "writable", "parked", "possible"),
    [
        (Switch.PARK, True, None, True),
        (Switch.PARK, False, None, False),
        (Switch.PARK, False, Path("kept"), True),
        (Switch.LIST, False, None, True),
        (Switch.NONE, True, None, False),
    ],
)
def test_an_entry_is_switched_where_there_is_a_way(
    make_entry: Callable[..., Entry], switch: Switch, parked: Path | None, *, writable: bool, possible: bool
) -> None:
    entry = make_entry("files")
    source = entry.source._replace(writable=writable)
    assert entry._replace(source=source, switch=switch, parked=parked).switchable is possible
