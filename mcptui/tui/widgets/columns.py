"""Which columns of the table fit, and how wide each of them is. Widths are in terminal cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from mcptui.tui.listing import COLUMNS, Column

LEAD: Final = 6  # cursor bar, mark, a sign of up to three cells, and a gap
GAP: Final = 2

_LEAST: Final = {
    Column.SERVER: 12,
    Column.CLIENT: 6,
    Column.SCOPE: 5,
    Column.RUNS: 16,
    Column.REACH: 15,
    Column.UPDATED: 7,
    Column.USED: 5,
    Column.RISK: 4,
}
_MOST: Final = {
    Column.SERVER: 30,
    Column.CLIENT: 16,
    Column.SCOPE: 14,
    Column.RUNS: 44,
    Column.REACH: 34,
    Column.UPDATED: 8,
    Column.USED: 6,
    Column.RISK: 6,
}
# What leaves first when the terminal is narrow. The sign, the name and the risk stay.
_LEAVING: Final = (Column.UPDATED, Column.SCOPE, Column.USED, Column.RUNS, Column.CLIENT, Column.REACH)
# Who takes how much of the room that is left, one after the other.
_GROWING: Final = (
    (Column.SERVER, 0.4),
    (Column.RUNS, 0.6),
    (Column.REACH, 1.0),
    (Column.RUNS, 1.0),
    (Column.SERVER, 1.0),
)
_CUT: Final = frozenset(column for column, _ in _GROWING)


class Placed(NamedTuple):
    """A column and its place in the line."""

    column: Column
    start: int
    width: int


def place_columns(width: int, needs: Mapping[Column, int], columns: Iterable[Column] = COLUMNS) -> tuple[Placed, ...]:
    """Those of ``columns`` that have room in a line of ``width`` cells, in their order.

    ``needs`` says how wide their contents are. The name of the server has to be among the columns: it stays.
    """
    widths = {column: _least(column, needs) for column in columns}
    for column in _LEAVING:
        if _total(widths.values()) <= width:
            break
        widths.pop(column, None)
    room = width - _total(widths.values())
    for column, share in _GROWING:
        if column in widths:
            more = max(0, min(int(room * share), _wanted(column, needs) - widths[column]))
            widths[column] += more
            room -= more
    if room < 0:
        widths[Column.SERVER] = max(1, widths[Column.SERVER] + room)
    placed, start = [], LEAD
    for column, wide in widths.items():
        placed.append(Placed(column, start, wide))
        start += wide + GAP
    return tuple(placed)


def _wanted(column: Column, needs: Mapping[Column, int]) -> int:
    need = max(needs.get(column, _MOST[column]), len(column.value) + 2)
    return max(_LEAST[column], min(need, _MOST[column]))


def _least(column: Column, needs: Mapping[Column, int]) -> int:
    """Columns that can be cut may be narrower than what stands in them; the others are as wide as that."""
    return _LEAST[column] if column in _CUT else _wanted(column, needs)


def _total(widths: Collection[int]) -> int:
    return LEAD + sum(widths) + GAP * len(widths)
