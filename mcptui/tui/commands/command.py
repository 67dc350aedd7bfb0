"""A command, and what a command may ask about the moment to know whether it is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from mcptui.model import Entry

LAST: Final = 90
"""From this rank on a command stands at the right end of the line of keys, which is never cut."""


class Situation(NamedTuple):
    """The moment on the main screen, as far as commands ask about it.

    ``entry`` is the one under the cursor (None on a group, a problem or nothing), ``elsewhere`` whether the
    same server stands in other places too. ``chosen`` is the number of servers that an act would be about,
    ``staged_chosen`` how many of these have something staged; ``switchable`` and ``removable``: some of them can be
    turned on or off, or taken out of their files.
    ``grouped``: the servers are put together in groups. ``typing``: the filter has the keyboard, ``reading``: the
    detail has it. ``told``: a message is shown. ``waiting``: something takes long that can be given up. ``busy``:
    something is being planned or written. ``fixable``: mcptui can do something about a finding of the entry.
    """

    loaded: bool = False
    busy: bool = False
    typing: bool = False
    reading: bool = False
    told: bool = False
    waiting: bool = False
    demo: bool = False
    filtered: bool = False
    entries: int = 0
    problems: int = 0
    entry: Entry | None = None
    on_line: bool = False
    elsewhere: bool = False
    chosen: int = 0
    marked: int = 0
    staged: int = 0
    staged_chosen: int = 0
    switchable: bool = False
    removable: bool = False
    fixable: bool = False
    grouped: bool = False


def always(now: Situation) -> bool:
    """Possible whenever keys are not letters of a filter."""
    return not now.typing


class Command(NamedTuple):
    """Something a user can do.

    ``label`` is a word or two for the footer, ``help`` a sentence, ``group`` the heading in the help.
    ``action`` is the method ``action_…`` of the screen, or of the widget that has the keyboard. ``rank`` orders the
    footer, where 0 is not shown. ``available`` is asked on the main screen; the others know by ``check_action``.
    ``fixed`` is the key of a field that carries the command out by itself, which cannot be mapped anew.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    action: str
    available: Callable[[Situation], bool] = always
    rank: int = 0
    in_palette: bool = True
    fixed: str = ""

    @property
    def binding(self) -> Binding:
        """The binding by which Textual, and a user's keymap, know the command."""
        return Binding(",".join(self.keys), self.action, self.label, id=self.id, show=False)


def bindings_of(*commands: Iterable[Command]) -> list[BindingType]:
    """The bindings of those that have a key."""
    return [command.binding for some in commands for command in some if command.keys]


_PRINTED = {
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "equals_sign": "=",
    "escape": "esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "f1": "F1",
}


def shown_key(key: str) -> str:
    """A key as people write it: ``ctrl+p`` is ``^p``, ``slash`` is ``/``."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+')}"
    return _PRINTED.get(key, key)


def sign_of(key: str) -> str | None:
    """The sign that the key types; None for one that types none. Textual does not know that of all of them."""
    printed = _PRINTED.get(key, "")
    return printed if len(printed) == 1 and printed.isascii() else key_to_character(key)
