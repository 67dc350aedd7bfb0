"""Plain ASCII in place of every sign that the screen writes of its own, for terminals that have no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS: Final = {
    "●": "*", "○": "o", "◐": "%", "◌": ".", "⊘": "#", "✕": "x", "✓": "v", "⌂": "n", "◆": "@", "•": "*", "·": "-",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "▸": "+", "▾": "-", "≠": "!", "≥": ">", "≤": "<", "…": "+", "⋯": ":",
    "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MULTIPLICATION SIGN}": "x",
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}": "<", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}": ">",
    "\N{REPLACEMENT CHARACTER}": "?",
}  # fmt: skip
_BARS: Final = dict(zip("▁▂▃▄▅▆▇█", "_.-:=+*#", strict=True))


def _lines() -> Iterator[tuple[str, str]]:
    """Of boxes, rules and bars: what runs across, what runs down, and where they meet."""
    across, down = set("─━┄┅┈┉╌╍═╴╶╸╺╼╾"), set("│┃┆┇┊┋╎╏║╵╷╹╻╽╿")
    for sign in map(chr, range(0x2500, 0x2580)):
        yield sign, "-" if sign in across else "|" if sign in down else "+"
    for sign in map(chr, range(0x2580, 0x25A0)):
        yield sign, _BARS.get(sign, "|" if sign in "▌▍▎▏▐▕" else "-" if sign in "▀▔" else "#")
    for sign in map(chr, range(0x2800, 0x2900)):
        yield sign, "*" if sign > "\N{BRAILLE PATTERN BLANK}" else " "


TWINS: Final = {**dict(_lines()), **_SIGNS}
"""The twin of each sign: as wide as the sign is, one cell, so nothing moves."""

_TABLE: Final = str.maketrans(TWINS)


class PlainSigns(LineFilter):
    """Puts the twins where the signs are, as the last thing before a line is sent."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line with signs of plain ASCII."""
        return [
            segment
            if segment.text.isascii()
            else Segment(segment.text.translate(_TABLE), segment.style, segment.control)
            for segment in segments
        ]
