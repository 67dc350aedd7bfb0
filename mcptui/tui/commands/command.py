"""A command, and what a command may ask about the moment to know whether it is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from textual.binding import ActiveBinding, Binding

from mcptui.model import Entry


class Situation(NamedTuple):
    """The moment, as far as commands ask about it.

    ``entry`` is the one under the cursor (None on a group, a problem or nothing), ``elsewhere`` whether the
    same server stands in other places too. ``chosen`` is the number of servers that an act would be about,
    ``staged_chosen`` how many of these have something staged.
    ``grouped``: the servers are put together in groups. ``typing``: the filter has the keyboard. ``told``: a
    message is shown. ``waiting``: something takes long that can be given up. ``busy``: something is being planned
    or written. ``fixable``: mcptui can do something about a finding of the entry.
    """

    loaded: bool = False
    busy: bool = False
    typing: bool = False
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
    fixable: bool = False
    grouped: bool = False


def always(now: Situation) -> bool:
    """Possible whenever keys are not letters of a filter."""
    return not now.typing


class Command(NamedTuple):
    """Something a user can do.

    ``label`` is a word or two for the footer, ``help`` a sentence, ``group`` the heading in the help.
    ``action`` is the method ``action_…`` of the screen. ``rank`` orders the footer, where 0 is not shown.
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

    @property
    def binding(self) -> Binding:
        """The binding by which Textual, and a user's keymap, know the command."""
        return Binding(",".join(self.keys), self.action, self.label, id=self.id, show=False)

    @property
    def shown_binding(self) -> Binding:
        """The binding on a modal screen, whose line of keys shows every command that has a ``rank``."""
        show = self.rank > 0
        return Binding(",".join(self.keys), self.action, self.label, id=self.id, show=show, key_display=self.key)

    @property
    def key(self) -> str:
        """The first key, as it is printed."""
        return shown_key(self.keys[0]) if self.keys else ""


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
}


def shown_key(key: str) -> str:
    """A key as people write it: ``ctrl+p`` is ``^p``, ``slash`` is ``/``."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+')}"
    return _PRINTED.get(key, key)


def key_now(command: Command, active: Mapping[str, ActiveBinding]) -> str:
    """The key as it is now, as it is printed: a keymap may have moved it."""
    return next((shown_key(key) for key, each in active.items() if each.binding.id == command.id), command.key)


def for_footer(commands: Iterable[Command], now: Situation) -> list[Command]:
    """What can be pressed now, the most useful first."""
    fitting = (command for command in commands if command.rank and command.available(now))
    return sorted(fitting, key=lambda command: command.rank)
