"""Diffs as the rows of a terminal: one side below the other, or both beside each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Final, NamedTuple

from rich.cells import chop_cells
from textual.content import Content

from mcptui.plain_text import counted, cut
from mcptui.tui.diff_text import FileDiff, Gap, Line, Pair, Part, Remark, counts, parts_of
from mcptui.tui.text import safe_text

MARGIN: Final = 3
"""Columns before a sentence, and before the first number: room for a sign."""
SIGN: Final = 3
"""Columns between the numbers and the text: the sign between two blanks."""
_SMALLEST_NUMBER: Final = 3


class Kind(StrEnum):
    """What a row is; each kind has its own style."""

    HEADING = "heading"
    NOTE = "note"
    WARNING = "warning"
    GAP = "gap"
    CONTEXT = "context"
    ADDED = "added"
    REMOVED = "removed"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file's diff in its parts, and how many lines of it came and went."""

    file: FileDiff
    parts: tuple[Part, ...]
    come: int
    gone: int

    @classmethod
    def apart(cls, file: FileDiff) -> Taken:
        parts = parts_of(file.diff)
        return cls(file, parts, *counts(parts))


class Piece(NamedTuple):
    """As much of a line as stands on one row, from character ``start`` on.

    ``pair`` is where the line belongs; ``kind`` tells which side of it this is. A piece with ``start`` above 0
    goes on with a line whose number stands above.
    """

    pair: Pair
    kind: Kind
    line: Line
    text: str
    start: int = 0


class Heading(NamedTuple):
    """The row on which file number ``file`` begins."""

    file: int


class Sentence(NamedTuple):
    """A row of words; ``goes_on``: it is not the first of its sentence."""

    kind: Kind
    text: str
    goes_on: bool = False


class Single(NamedTuple):
    """A row with one side; a line that is the same on both has both numbers."""

    piece: Piece


class Beside(NamedTuple):
    """A row with both sides; None where nothing stands."""

    old: Piece | None
    new: Piece | None


Row = Heading | Sentence | Single | Beside


def changed_on(row: Row) -> Piece | None:
    """What changes on the row; where something goes and something comes, what goes."""
    match row:
        case Single(Piece(kind=Kind.ADDED | Kind.REMOVED) as piece):
            return piece
        case Beside(Piece(kind=Kind.REMOVED) as piece, _) | Beside(None, Piece(kind=Kind.ADDED) as piece):
            return piece
        case _:
            return None


def digits_of(files: Sequence[Taken]) -> int:
    """How wide the numbers of lines are."""
    pairs = (part for file in files for part in file.parts if isinstance(part, Pair))
    largest = max((line.number for pair in pairs for line in (pair.old, pair.new) if line is not None), default=0)
    return max(len(str(largest)), _SMALLEST_NUMBER)


def rows_of(files: Sequence[Taken], width: int, *, split: bool, folded: Collection[int] = ()) -> Iterator[Row]:
    """All rows; of the files in ``folded`` the heading alone.

    Lines that change are broken, for what is approved must be seen whole; the lines around them are cut.
    """
    digits = digits_of(files)
    for number, taken in enumerate(files):
        yield Heading(number)
        if number in folded:
            continue
        for note in taken.file.notes:
            yield from _sentence(Kind.NOTE, note, width)
        for warning in taken.file.warnings:
            yield from _sentence(Kind.WARNING, warning, width)
        yield from _beside(taken.parts, width, digits) if split else _single(taken.parts, width, digits)
        yield Sentence(Kind.BLANK, "")


def _sentence(kind: Kind, text: str, width: int) -> Iterator[Sentence]:
    lines = Content(safe_text(text)).wrap(max(width - MARGIN, 1))
    return (Sentence(kind, line.plain.rstrip(), goes_on=at > 0) for at, line in enumerate(lines))


def _between(part: Gap | Remark, width: int) -> Iterator[Sentence]:
    if isinstance(part, Gap):
        yield Sentence(Kind.GAP, f"⋯ {counted(part.lines, 'line')} as before")
    else:
        yield from _sentence(Kind.NOTE, part.text, width)


def _single(parts: Sequence[Part], width: int, digits: int) -> Iterator[Row]:
    """What goes above what comes; the lines of one place stand together."""
    room = text_room(width, digits, split=False)
    come: list[Row] = []
    for part in parts:
        changed = isinstance(part, Pair) and part.changed
        if not changed:
            yield from come
            come = []
        match part:
            case Pair(old, new, changed=True):
                yield from (Single(piece) for piece in _broken(part, Kind.REMOVED, old, room))
                come += (Single(piece) for piece in _broken(part, Kind.ADDED, new, room))
            case Pair(_, Line() as line):
                yield Single(Piece(part, Kind.CONTEXT, line, cut(line.text, room)))
            case Gap() | Remark():
                yield from _between(part, width)
    yield from come


def _beside(parts: Sequence[Part], width: int, digits: int) -> Iterator[Row]:
    room = text_room(width, digits, split=True)
    for part in parts:
        match part:
            case Pair(old, new, changed=True):
                sides = _broken(part, Kind.REMOVED, old, room), _broken(part, Kind.ADDED, new, room)
                yield from (Beside(*both) for both in zip_longest(*sides))
            case Pair(Line() as old, Line() as new):
                text = cut(new.text, room)
                yield Beside(Piece(part, Kind.CONTEXT, old, text), Piece(part, Kind.CONTEXT, new, text))
            case Gap() | Remark():
                yield from _between(part, width)


def text_room(width: int, digits: int, *, split: bool) -> int:
    """Columns for the text of a line: what the numbers and the sign leave of the row, or of its half."""
    if split:
        return max((width - 1) // 2 - digits - 1 - SIGN, 1)
    return max(width - 2 * digits - 2 - SIGN, 1)


def _broken(pair: Pair, kind: Kind, line: Line | None, room: int) -> Iterator[Piece]:
    if line is None:
        return
    start = 0
    for text in _chopped(line.text, room):
        yield Piece(pair, kind, line, text, start)
        start += len(text)


def _chopped(text: str, room: int) -> Sequence[str]:
    """``text`` in parts of at most ``room`` columns; at least one."""
    if len(text) * 2 <= room:
        return (text,)
    if text.isascii():  # as most lines are, and far sooner done
        return [text[at : at + room] for at in range(0, max(len(text), 1), room)]
    return chop_cells(text, room)
