"""A table that fits the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mcptui.cli.output import Ink, Inked, Output, padded
from mcptui.plain_text import cells, cut, visible

_NARROW = 100
# Cells are measured and painted one by one; what is longer than any terminal is not worth it.
_LONGEST_CELL = 400


class Column(NamedTuple):
    """A heading, and how far the column may shrink (None: not at all).

    ``most`` is its limit where there is no terminal to fit; ``middle`` cuts out of the middle.
    """

    heading: str
    least: int | None = None
    most: int = 60
    middle: bool = False


def print_table(output: Output, columns: Sequence[Column], rows: Sequence[Sequence[Inked]]) -> None:
    """Print ``rows`` below the headings. Where it gets too narrow the columns on the right are left out."""
    texts = [[visible(text, _LONGEST_CELL) for text, _ in row] for row in rows]
    widths = [
        min(max([cells(column.heading), *(cells(row[at]) for row in texts)]), column.most)
        for at, column in enumerate(columns)
    ]
    gap = 2
    if output.width is not None:
        gap = 1 if output.width < _NARROW else 2
        widths = _fitting(widths, columns, output.width, gap)
    _print_row(output, [(column.heading, Ink.DIM) for column in columns], columns, widths, gap)
    for row, line in zip(rows, texts, strict=True):
        inked = [(text, ink) for text, (_, ink) in zip(line, row, strict=True)]
        _print_row(output, inked, columns, widths, gap)


def _print_row(
    output: Output, row: Sequence[Inked], columns: Sequence[Column], widths: Sequence[int], gap: int
) -> None:
    pieces: list[Inked] = []
    for at, width in enumerate(widths):
        text, ink = row[at]
        text = cut(text, width, middle=columns[at].middle)
        last = at == len(widths) - 1
        pieces.append((text if last else padded(text, width + gap), ink))
    output.line(*pieces)


def _fitting(widths: Sequence[int], columns: Sequence[Column], width: int, gap: int) -> list[int]:
    """``widths`` made to fit, the widest column giving way first; fewer of them if that is not enough."""
    fitted = list(widths)
    while sum(fitted) + gap * (len(fitted) - 1) > width:
        can = [at for at, now in enumerate(fitted) if now > (columns[at].least or now)]
        if can:
            fitted[max(can, key=lambda at: fitted[at])] -= 1
        elif len(fitted) > 1:
            return _fitting(widths[: len(fitted) - 1], columns, width, gap)
        else:
            return [width]
    return fitted
