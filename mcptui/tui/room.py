"""How much room the parts of the main screen have, in terminal cells; ``servers.tcss`` says the same to Textual."""

from __future__ import annotations

from typing import Final, NamedTuple

LEAST_WIDTH: Final = 40
LEAST_HEIGHT: Final = 10
WIDE: Final = 160
"""From so many columns on the detail is beside the table."""

TALL: Final = 30
"""From so many lines on it is below the table."""

SCROLLBAR: Final = 1
"""Columns that are kept free beside the table."""

_DETAIL_LINES: Final = 13
_DETAIL_SHARE: Final = 0.38
_DETAIL_WIDEST: Final = 84
_AROUND: Final = 3  # lines: the top, the views, the keys


class Area(NamedTuple):
    """Columns and lines."""

    width: int
    height: int


class Room(NamedTuple):
    """The table, its head included, and the detail, which has no lines where it is not shown.

    ``wide``: they stand side by side.
    """

    table: Area
    detail: Area
    wide: bool

    @classmethod
    def of(cls, width: int, height: int) -> Room:
        """In a terminal of that size, with nothing staged and nothing to tell."""
        body = max(0, height - _AROUND)
        if width >= WIDE:
            detail = min(int(width * _DETAIL_SHARE), _DETAIL_WIDEST)
            return cls(Area(width - detail - SCROLLBAR, body), Area(detail, body), wide=True)
        lines = min(_DETAIL_LINES, body // 2) if height >= TALL else 0
        return cls(Area(width - SCROLLBAR, body - lines), Area(width if lines else 0, lines), wide=False)
