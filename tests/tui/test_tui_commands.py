"""One definition of a command feeds its key, the footer, the palette and the help."""

from __future__ import annotations

from collections import Counter

import pytest

from mcptui.tui.commands.command import Situation, for_footer, shown_key
from mcptui.tui.commands.moves import MOVES
from mcptui.tui.commands.servers import COMMANDS, FOR_HELP
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.widgets.server_table import ServerTable

LOADED = Situation(loaded=True, entries=3, on_line=True, chosen=1)


def possible(now: Situation) -> set[str]:
    return {command.id.partition(".")[2] for command in COMMANDS if command.available(now)}


def test_no_id_and_no_key_is_used_twice() -> None:
    ids = Counter(command.id for command in FOR_HELP)
    keys = Counter(key for command in FOR_HELP for key in command.keys)
    assert max(ids.values()) == max(keys.values()) == 1


def test_every_command_can_be_carried_out_by_its_screen() -> None:
    for command in COMMANDS:
        assert hasattr(ServersScreen, f"action_{command.action}"), command.id
    for move in MOVES:
        assert hasattr(ServerTable, f"action_{move.action}"), move.id


def test_every_key_has_an_id_by_which_a_keymap_can_change_it() -> None:
    for binding in (*ServersScreen.BINDINGS, *ServerTable.BINDINGS):
        assert getattr(binding, "id", None) in {command.id for command in FOR_HELP}


def test_every_command_says_what_it_does() -> None:
    for command in FOR_HELP:
        assert command.label
        assert command.help[0].isupper(), command.id
        assert command.group


def test_while_the_filter_is_typed_no_letter_is_a_command() -> None:
    assert possible(LOADED._replace(typing=True)) == {"back", "keep_filter"}


def test_before_anything_is_read_only_leaving_and_help_are_possible() -> None:
    assert possible(Situation()) == {"theme", "help", "palette", "quit"}


@pytest.mark.parametrize(
    ("now", "also", "never"),
    [
        (LOADED, {"turn", "remove", "undo", "filter"}, {"review", "unstage", "demo", "problem", "back"}),
        (LOADED._replace(staged=2), {"review", "unstage_all"}, {"unstage"}),
        (LOADED._replace(staged=2, staged_chosen=1), {"unstage"}, set()),
        (LOADED._replace(staged=2, busy=True), set(), {"review", "undo", "redo", "profiles", "history"}),
        (LOADED._replace(problems=1), {"problem"}, set()),
        (LOADED._replace(entries=0, chosen=0, on_line=False), {"demo", "here"}, {"turn", "filter", "sort", "edit"}),
        (LOADED._replace(entries=0, demo=True), set(), {"demo"}),
        (LOADED._replace(marked=2), {"back"}, {"narrow"}),
    ],
)
def test_what_is_possible_follows_the_moment(now: Situation, also: set[str], never: set[str]) -> None:
    assert also <= possible(now)
    assert not never & possible(now)


def test_the_footer_holds_what_is_possible_now_in_order_of_use() -> None:
    shown = for_footer(COMMANDS, LOADED._replace(staged=1))
    assert [command.rank for command in shown] == sorted(command.rank for command in shown)
    assert {"servers.review", "servers.turn"} <= {command.id for command in shown}
    assert all(command.available(LOADED._replace(staged=1)) for command in shown)


@pytest.mark.parametrize(("key", "printed"), [("ctrl+p", "^p"), ("slash", "/"), ("escape", "esc"), ("G", "G")])
def test_keys_are_printed_as_people_write_them(key: str, printed: str) -> None:
    assert shown_key(key) == printed
