"""Cutting text where it hurts least: a path or an address in its middle, everything else at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

from mcptui.tui.words import Cell, Piece, Tone

CUT: Final = "…"
_AROUND_WORDS: Final = len("─  " + "  ─")
_PART: Final = re.compile(r"(?:[a-z]{2,8}://|[/~])?[^/]+/?|/")


def fitted(cell: Cell, width: int) -> Cell:
    """``cell`` in at most ``width`` terminal cells. Its longest path gives way first, then its end."""
    over = cell_size(cell) - width
    if over <= 0:
        return cell
    pieces = list(cell)
    for at in sorted(range(len(pieces)), key=lambda at: -len(pieces[at].text)):
        piece = pieces[at]
        size = cell_len(piece.text)
        if over <= 0 or not _is_path(piece.text):
            continue
        address = at > 0 and pieces[at - 1].text.endswith("://")
        shorter = cut_path(piece.text, max(size - over, _least(piece.text)), address=address)
        pieces[at] = Piece(shorter, piece.tone)
        over -= size - cell_len(shorter)
    return tuple(pieces) if over <= 0 else tuple(_cut_at_end(pieces, width))


def first_whole(cell: Cell, width: int) -> Cell:
    """``cell`` in at most ``width`` terminal cells: its first piece is cut only where it has no room alone."""
    first = fitted(cell[:1], width)
    room = width - cell_size(first)
    return (*first, *_cut_at_end(cell[1:], room)) if room > 0 else first


def without(told: Cell, tone: Tone, width: int) -> Cell:
    """``told``, parts with a sign between every two, in ``width`` cells: those of this tone leave, the last first, as
    far as they must. The first part stays."""
    pieces = list(told)
    for at in range(len(pieces) - 1, 1, -2):
        if cell_size(tuple(pieces)) <= width:
            break
        if pieces[at].tone is tone:
            del pieces[at - 1 : at + 1]
    return tuple(pieces)


def ruled(left: Cell, right: Cell, width: int) -> Cell:
    """``─ left ──────── right ─`` in ``width`` cells; what is on the left gives way."""
    if cell_size(left) + cell_size(right) + _AROUND_WORDS > width:
        left = fitted(left, max(0, width - cell_size(right) - _AROUND_WORDS))
    begin = (Piece("─ ", Tone.RULE), *left, Piece(" ")) if left else ()
    end = (Piece(" "), *right, Piece(" ─", Tone.RULE)) if right else ()
    room = max(0, width - cell_size(begin) - cell_size(end))
    return (*begin, Piece("─" * room, Tone.RULE), *end)


def cell_size(cell: Cell) -> int:
    """How many terminal cells it takes."""
    return sum(cell_len(piece.text) for piece in cell)


def _least(path: str) -> int:
    """Its last part stays as long as anything behind it can give way."""
    return cell_len(path.rstrip("/").rpartition("/")[2]) + len("…/")


def _is_path(text: str) -> bool:
    """A path or an address, perhaps with a word before it; not a command line, whose beginning says most."""
    begin, slash, rest = text.partition("/")
    return bool(slash) and " " not in rest.rstrip() and begin.strip().count(" ") <= 1


def cut_path(text: str, width: int, *, address: bool = False) -> str:
    """``~/src/…/api``, or ``…/server-files``: the beginning of a path stays if there is room for its last part too.

    Of an address, which may stand there without its scheme, the host stays: that says most.
    """
    if cell_len(text) <= width:
        return text
    first, *rest = _PART.findall(text)
    whole = len(rest)
    room = width - cell_len(first) - cell_len(CUT) - 1
    kept: list[str] = []
    while len(rest) > 1 and cell_len(rest[-1]) <= room:
        kept.insert(0, rest.pop())
        room -= cell_len(kept[0])
    if kept:
        return f"{first}{CUT}/{''.join(kept)}"
    last = rest[-1] if whole else ""
    if not (address or "://" in first) and last and cell_len(last) + cell_len(CUT) + 1 <= width:
        return f"{CUT}/{last}"
    return cut_end(text, width)


def cut_end(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, with ``…`` where something is missing."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + CUT if width > 0 else ""


def _cut_at_end(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """As many of the pieces as there is room for; ``…`` at the end also where the room ends with a piece."""
    kept: list[Piece] = []
    for piece in pieces:
        size = cell_len(piece.text)
        if size > width:
            if width > 0:
                return [*kept, Piece(cut_end(piece.text, width), piece.tone)]
            if kept:
                last = kept.pop()
                kept.append(Piece(cut_end(last.text + CUT, cell_len(last.text)), last.tone))
            return kept
        kept.append(piece)
        width -= size
    return kept
