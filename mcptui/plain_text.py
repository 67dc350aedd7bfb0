"""Foreign text made harmless for a terminal: nothing in it can move the cursor, turn the line round or hide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# Controls act, bidirectional ones reorder what follows, unassigned and private ones look different everywhere.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters, marks and symbols that print nothing: fillers, joiners, the blank of Braille, variation selectors.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(map(chr, range(0xFE00, 0xFE10)))
_SELECTORS = ("\U000e0100", "\U000e01ef")


def visible(text: str, limit: int | None = None) -> str:
    """``text`` on one line; every control, bidirectional or invisible character is shown as ``�``, or as a blank.

    ``limit`` cuts in characters, with ``…`` for what is missing.
    """
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def cells(text: str) -> int:
    """How many columns of a terminal ``text`` takes; ``text`` is visible."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def cut(text: str, width: int, *, middle: bool = False) -> str:
    """``text``, which is visible, in at most ``width`` columns; ``…`` stands for what is missing.

    ``middle`` takes it out of the middle, for paths and names that differ at their ends.
    """
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    back = (width - 1) // 2 if middle else 0
    return f"{_beginning(text, width - 1 - back)}…{_beginning(text[::-1], back)[::-1]}"


def counted(number: int, singular: str, plural: str = "") -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(names: Sequence[str], most: int) -> str:
    """``a, b, c and 2 more``: the first ``most`` of them, and how many there are beyond."""
    told = ", ".join(names[:most])
    return f"{told} and {len(names) - most:,} more" if len(names) > most else told


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if character in _BLANK or _SELECTORS[0] <= character <= _SELECTORS[1]:
        return "\N{REPLACEMENT CHARACTER}"
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in _UNSEEN else character


def _cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _beginning(text: str, width: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _cells(character)
        if taken > width:
            return text[:index]
    return text
