"""Keys as a user wishes them: read, held against each other screen by screen, and what is wrong with them.

A wish wins over the keys of other commands' definitions; of two wishes for one key, the first. What loses a key keeps
its others. A mistake costs no more than itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from textual.binding import Binding
from textual.keys import Keys as KnownKeys

from mcptui.tui.commands.catalogue import CONTEXTS, EVERY
from mcptui.tui.commands.command import Command, shown_key
from mcptui.tui.keys import Keys

_NO_KEY: Final = "no-key"  # Textual takes an empty text for no wish; no terminal sends this
_MODIFIERS: Final = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})


def _name_of(sign: str) -> str:
    """A sign as the key that it is: ``/`` is ``slash``."""
    return next(iter(Binding.make_bindings([Binding(sign, "")]))).key


_SIGNS: Final = frozenset(_name_of(chr(code)) for code in range(ord("!"), ord("~") + 1) if chr(code) != ",")
_NAMED: Final = frozenset(key.value for key in KnownKeys) | _SIGNS | {"comma"}
_ALIASES: Final = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "del": "delete",
    "ins": "insert",
    "bksp": "backspace",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
    ",": "comma",
}


class KeyMistake(NamedTuple):
    """What is wrong with the wish for the command ``id``, and what can be done."""

    id: str
    sentence: str
    hint: str


class _Wish(NamedTuple):
    """What a user wishes for a command: ``keys`` as Textual calls them."""

    command: Command
    keys: tuple[str, ...]


def key_named(told: str) -> str | None:
    """The key as Textual calls it, for what a person writes (``^t``, ``esc``, ``?``, ``PgDn``); None for no key."""
    told = told.strip()
    if len(told) > 1 and told.startswith("^"):
        told = f"ctrl+{told[1:]}"
    *modifiers, name = told.lower().split("+") if len(told) > 1 else [told]
    name = _ALIASES.get(name, name)
    if not set(modifiers) <= _MODIFIERS or not name or name.isspace() or not name.isprintable():
        return None
    if len(name) == 1:
        name = _name_of(name)
    elif name not in _NAMED:
        return None
    return "+".join((*modifiers, name))


def keys_for(wanted: Mapping[str, str]) -> Keys:
    """The keys that come of ``wanted``: by the id of a command, several joined by commas, none for no key."""
    return _settled(wanted)[0]


def key_mistakes(wanted: Mapping[str, str]) -> tuple[KeyMistake, ...]:
    """What of ``wanted`` cannot be as it says: ids and keys that are not known, keys that are another's too."""
    return _settled(wanted)[1]


def textual_keymap(keys: Keys) -> dict[str, str]:
    """The keys as ``App.set_keymap`` takes them."""
    return {id_: ",".join(each) or _NO_KEY for id_, each in keys.remapped.items()}


def _settled(wanted: Mapping[str, str]) -> tuple[Keys, tuple[KeyMistake, ...]]:
    mistakes: list[KeyMistake] = []
    wishes = list(_wishes(wanted, mistakes))
    keys: dict[str, tuple[str, ...]] = {}
    for wish in wishes:
        free = tuple(_free(wish, keys, mistakes))
        if free or not wish.keys:
            keys[wish.command.id] = free
    for wish in (wish for wish in wishes if wish.command.id in keys):
        for loser, key in _losers(wish.command, keys):
            keys[loser.id] = tuple(each for each in keys.get(loser.id, loser.keys) if each != key)
            mistakes.append(_lost(wish.command, loser, key, keys[loser.id]))
    return Keys(keys), tuple(mistakes)


def _wishes(wanted: Mapping[str, str], mistakes: list[KeyMistake]) -> Iterator[_Wish]:
    """The wishes for commands that there are, with the keys that there are."""
    for id_, told in wanted.items():
        command = EVERY.get(id_)
        if command is None:
            hint = f"the help ({shown_key('question_mark')}) tells the ids"
            mistakes.append(KeyMistake(id_, f"there is no command {id_!r}", hint))
            continue
        named = {each.strip(): key_named(each) for each in told.split(",") if each.strip()}
        for each in (each for each, key in named.items() if key is None):
            hint = "keys are written like t, T, space, ctrl+t, f5, up, slash; several with commas between them"
            mistakes.append(KeyMistake(id_, f"there is no key {each!r}", hint))
        keys = tuple(dict.fromkeys(key for key in named.values() if key is not None))
        if keys or not named:
            yield _Wish(command, keys)


def _free(wish: _Wish, taken: Mapping[str, tuple[str, ...]], mistakes: list[KeyMistake]) -> Iterator[str]:
    """The keys of a wish that no earlier wish has on any of its screens."""
    for key in wish.keys:
        other = next((each for each in _beside(wish.command) if key in taken.get(each.id, ())), None)
        if other is None:
            yield key
        else:
            sentence = f"{shown_key(key)!r} is wished for {other.id!r} already, which keeps it"
            mistakes.append(KeyMistake(wish.command.id, sentence, "take another key for one of them"))


def _losers(command: Command, keys: Mapping[str, tuple[str, ...]]) -> list[tuple[Command, str]]:
    """Commands beside this one whose definition has a key that is this one's now."""
    return [
        (other, key)
        for other in _beside(command)
        for key in keys[command.id]
        if key in keys.get(other.id, other.keys) and other.id != command.id
    ]


def _lost(winner: Command, loser: Command, key: str, left: tuple[str, ...]) -> KeyMistake:
    rest = f"keeps {' '.join(map(shown_key, left))}" if left else "has none now"
    return KeyMistake(
        winner.id,
        f"{shown_key(key)!r} is a key of {loser.id!r} ({loser.label}), which {rest}",
        f'say {loser.id!r} = "…" as well',
    )


def _beside(command: Command) -> Iterable[Command]:
    """The commands that can be pressed at the same time, on any screen."""
    beside: dict[str, Command] = {}
    for context in CONTEXTS:
        if any(each.id == command.id for each in context.commands):
            beside |= {each.id: each for each in context.commands if each.id != command.id}
    return beside.values()
