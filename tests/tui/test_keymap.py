"""Keys as a user wishes them: what they come to, and what is said of those that cannot be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcptui.machine import Machine
from mcptui.tui.commands.catalogue import CONTEXTS, EVERY
from mcptui.tui.keymap import key_mistakes, key_named, keys_for, textual_keymap
from mcptui.tui.keys import AS_DEFINED
from mcptui.tui.settings import mistakes_in_settings, settings_file
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import OpenScreen

TURN, NARROW, REMOVE = "servers.turn", "servers.narrow", "servers.remove"


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ("t", "t"), ("T", "T"), ("?", "question_mark"), ("/", "slash"), ("slash", "slash"), ("=", "equals_sign"),
        ("space", "space"), ("F5", "f5"), ("^t", "ctrl+t"), ("ctrl+T", "ctrl+t"), ("shift+tab", "shift+tab"),
        ("esc", "escape"), ("PgDn", "pagedown"), ("↑", "up"), ("comma", "comma"), ("+", "plus"), ("ä", "ä"),
    ],
)  # fmt: skip
def test_keys_are_known_by_their_names_and_as_people_write_them(told: str, key: str) -> None:
    assert key_named(told) == key


@pytest.mark.parametrize("told", ["", " ", "x y", "nokey", "ctrl+", "ctrl", "ctrl+foo", "++", "f99", "[red]", "\x1b"])
def test_what_is_no_key_is_none(told: str) -> None:
    assert key_named(told) is None


def test_without_wishes_all_keys_are_as_defined() -> None:
    assert keys_for({}) == AS_DEFINED
    assert key_mistakes({}) == ()


def test_a_command_has_the_keys_that_are_wished_and_no_other() -> None:
    keys = keys_for({TURN: "t, ctrl+t"})
    assert keys.of(EVERY[TURN]) == ("t", "ctrl+t")
    assert keys.shown(EVERY[TURN]) == "t"
    assert key_mistakes({TURN: "t, ctrl+t"}) == ()


def test_an_empty_text_takes_the_keys_away_and_the_way_through_the_palette_is_told() -> None:
    keys = keys_for({TURN: ""})
    assert keys.of(EVERY[TURN]) == ()
    assert keys.told(EVERY[TURN]) == "^p on/off"
    assert textual_keymap(keys)[TURN] not in ("", "space")


def test_a_key_of_another_command_is_taken_from_it_and_that_is_said() -> None:
    wished = {TURN: "n"}
    keys = keys_for(wished)
    assert (keys.of(EVERY[TURN]), keys.of(EVERY[NARROW])) == (("n",), ())
    (mistake,) = key_mistakes(wished)
    assert mistake.id == TURN
    assert "'n' is a key of 'servers.narrow' (narrow), which has none now" in mistake.sentence


def test_who_loses_one_of_several_keys_keeps_the_others() -> None:
    (mistake,) = key_mistakes({TURN: "j"})
    assert "which keeps ↓" in mistake.sentence
    assert keys_for({TURN: "j"}).remapped["move.down"] == ("down",)


def test_two_commands_may_change_places() -> None:
    wished = {TURN: "n", NARROW: "space"}
    assert key_mistakes(wished) == ()
    keys = keys_for(wished)
    assert (keys.of(EVERY[TURN]), keys.of(EVERY[NARROW])) == (("n",), ("space",))


def test_of_two_wishes_for_one_key_the_first_has_it() -> None:
    wished = {TURN: "x", NARROW: "x"}
    keys = keys_for(wished)
    assert (keys.of(EVERY[TURN]), keys.of(EVERY[NARROW])) == (("x",), ("n",))
    (mistake,) = key_mistakes(wished)
    assert mistake.id == NARROW
    assert "'x' is wished for 'servers.turn' already, which keeps it" in mistake.sentence


def test_a_key_may_mean_different_things_on_screens_that_are_never_there_together() -> None:
    assert key_mistakes({"profiles.save": "n", "review.unstage": "n"}) == ()


def test_unknown_ids_and_keys_cost_only_themselves() -> None:
    wished = {"servers.fly": "f", TURN: "nokey,t", REMOVE: "nokey"}
    keys = keys_for(wished)
    assert keys.of(EVERY[TURN]) == ("t",)
    assert keys.of(EVERY[REMOVE]) == ("d",)
    assert [mistake.id for mistake in key_mistakes(wished)] == ["servers.fly", TURN, REMOVE]


@pytest.mark.parametrize("wished", [{TURN: "n"}, {TURN: "x", NARROW: "x"}, {"app.help": "space", "view.back": "j"}])
def test_whatever_is_wished_no_key_stands_for_two_commands_of_a_screen(wished: dict[str, str]) -> None:
    keys = keys_for(wished)
    for context in CONTEXTS:
        all_keys = [
            key for command in {each.id: each for each in context.commands}.values() for key in keys.of(command)
        ]
        assert len(all_keys) == len(set(all_keys)), context.name


def test_mistakes_are_told_with_the_line_of_the_settings(machine: Machine) -> None:
    file = settings_file(machine)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('[keys]\n"servers.turn" = "t"\n"servers.fly" = "f"\nservers.narrow = "nokey"\n', "utf-8")
    told = [mistake.message for mistake in mistakes_in_settings(machine, Workspace(machine).files)]
    assert len(told) == 2
    assert "settings.toml, line 3: there is no command 'servers.fly'" in told[0]
    assert "settings.toml, line 4: there is no key 'nokey'" in told[1]


async def test_a_key_from_the_settings_works_and_is_shown_as_it_is(machine: Machine, open_screen: OpenScreen) -> None:
    file = settings_file(machine)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('[keys]\nservers.mark = "t"\nservers.review = "R"\nservers.remove = "space"\n', "utf-8")
    async with open_screen(machine) as screen:
        assert screen.line_with("settings.toml, line 4", "'space' is a key of 'servers.turn'")
        await screen.press("v")
        assert not screen.app.servers.table.marked
        await screen.press("t")
        assert len(screen.app.servers.table.marked) == 1
        await screen.press("space")
        assert screen.line_with("1 staged", "R review")
        assert screen.lines[-1].split()[:2] == ["n", "narrow"] or "space remove" in screen.lines[-1]
        await screen.press("R")
        assert screen.line_with("Review", "1 change")
