"""A line of the table as text with tones, each in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.cells import cell_len, set_cell_size

from mcptui.tui.arranging import arrow
from mcptui.tui.fitting import first_whole, fitted
from mcptui.tui.listing import Column
from mcptui.tui.painting import Painted
from mcptui.tui.widgets.columns import GAP, LEAD, Placed
from mcptui.tui.words import Cell, Piece, Tone

_QUIETED: Final = {
    Tone.PLAIN: Tone.FAINT,
    Tone.STRONG: Tone.DIM,
    Tone.DIM: Tone.FAINT,
    Tone.WARN: Tone.FAINT,
    Tone.DANGER: Tone.FAINT,
    Tone.GOOD: Tone.FAINT,
    Tone.MATCH: Tone.DIM_MATCH,
}


def head_line(columns: Iterable[Placed], sort: Column | None, *, reverse: bool) -> Cell:
    """The names of the columns, with an arrow at the one that the lines are sorted by."""
    sign = "" if sort is None else arrow(sort, reverse=reverse)
    lead = f"  {sign}" if sort is Column.STATE else ""
    return (
        Piece(lead.ljust(LEAD), Tone.DIM),
        *(_title(placed, sign if placed.column is sort else "") for placed in columns),
    )


def _title(placed: Placed, sign: str) -> Piece:
    title = f"{placed.column.value} {sign}" if sign else placed.column.value
    return Piece(set_cell_size(title, placed.width + GAP), Tone.STRONG if sign else Tone.DIM)


def order_out_of_sight(columns: Iterable[Placed], sort: Column | None, *, reverse: bool) -> str:
    """By what the lines are sorted, where no head can tell it: its column has no room, or is not wanted."""
    if sort in (None, Column.STATE) or any(placed.column is sort for placed in columns):
        return ""
    return f"by {sort.value.lower()} {arrow(sort, reverse=reverse)}"


def table_line(
    painted: Painted, columns: Iterable[Placed], width: int, *, mark: str = " ", at_cursor: bool = False
) -> Cell:
    """What is ``painted``, in a line of ``width`` cells."""
    return tuple(_parts(painted, columns, width, mark, "▌" if at_cursor else " "))


def _parts(painted: Painted, columns: Iterable[Placed], width: int, mark: str, bar: str) -> Iterator[Piece]:
    yield Piece(bar, Tone.ACCENT)
    yield Piece(mark, Tone.ACCENT)
    yield from _filled(painted.sign, LEAD - 2)
    if painted.span is not None:
        yield from _filled(painted.span, max(0, width - LEAD))
        return
    behind = LEAD
    for placed in _up_to_last(painted, tuple(columns)):
        behind = placed.start + placed.width + GAP
        cell = painted.cells.get(placed.column, ())
        if painted.quiet:
            cell = tuple(Piece(piece.text, _QUIETED.get(piece.tone, piece.tone)) for piece in cell)
        yield from _filled(cell, placed.width, GAP)
    if painted.rest:
        room = max(0, width - behind)
        yield from _filled(first_whole(painted.rest, room), room)


def _up_to_last(painted: Painted, columns: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """The columns in which something stands; what comes after them belongs to the rest, if there is one."""
    if not painted.rest:
        return columns
    return columns[: max((at for at, each in enumerate(columns, 1) if each.column in painted.cells), default=0)]


def _filled(cell: Cell, width: int, gap: int = 0) -> Iterator[Piece]:
    """A cell in exactly ``width`` cells, and blanks behind it."""
    for piece in fitted(cell, width):
        yield piece
        width -= cell_len(piece.text)
    if width + gap > 0:
        yield Piece(" " * (max(width, 0) + gap))
