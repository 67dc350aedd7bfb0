"""What the terminal can show, as far as its environment says so, and how large it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, NamedTuple

_MANY_COLORS: Final = ("256color", "direct", "truecolor", "kitty")
_LIGHT: Final = (7, *range(9, 16))
_LOCALE: Final = ("LC_ALL", "LC_CTYPE", "LANG")


class Terminal(NamedTuple):
    """``colors``: they are wanted. ``sixteen``: there are no more than sixteen. ``light``: its background is.

    ``plain``: it cannot be trusted with signs beyond ASCII.
    """

    colors: bool = True
    sixteen: bool = False
    light: bool = False
    plain: bool = False

    @classmethod
    def of(cls, env: Mapping[str, str], *, color: bool = True) -> Terminal:
        """The terminal that ``env`` tells of; ``color``: whether colours are wanted, as far as the user said so.

        ``NO_COLOR`` counts when it is not empty (no-color.org). The background is known from ``COLORFGBG`` alone:
        asking the terminal itself takes as long as it likes to answer, and many never do.
        """
        kind, depth = env.get("TERM", ""), env.get("COLORTERM", "").lower()
        few = bool(kind) and depth not in ("truecolor", "24bit") and not kind.endswith(_MANY_COLORS)
        return cls(
            colors=color and not env.get("NO_COLOR"),
            sixteen=few,
            light=_is_light(env.get("COLORFGBG", "")),
            plain=kind in ("linux", "dumb") or not _in_unicode(env),
        )

    @property
    def theme(self) -> str:
        """The name of the theme that suits it, where nobody chose one."""
        if not self.colors:
            return "mcptui-mono"
        if self.sixteen:
            return "mcptui-ansi-light" if self.light else "mcptui-ansi"
        return "mcptui-light" if self.light else "mcptui-dark"


USUAL: Final = Terminal()
"""Dark, with all colours and signs."""


def terminal_size() -> tuple[int, int]:
    """Columns and lines, of the terminal itself: what the environment says of them may be about another one."""
    size = os.terminal_size((0, 0))
    if sys.__stdin__ is not None:
        with suppress(OSError, ValueError):
            size = os.get_terminal_size(sys.__stdin__.fileno())
    if 0 in size:
        from shutil import get_terminal_size

        size = get_terminal_size()
    return size.columns, size.lines


def _is_light(told: str) -> bool:
    """``15;0`` is white on black, ``0;default;15`` black on white: the last number is the background's."""
    number = told.rpartition(";")[2]
    return number.isdecimal() and int(number) in _LIGHT


def _in_unicode(env: Mapping[str, str]) -> bool:
    """Unless a locale says otherwise: where none is set, as in a container, the terminal outside has one."""
    locale = next((env[name] for name in _LOCALE if env.get(name)), "UTF-8")
    return "utf" in locale.lower().replace("-", "")
