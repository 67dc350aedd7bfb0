"""Which letters of a name fit the filter: what makes plain why a row is still there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mcptui.tui.filter import Filter
from mcptui.tui.listing import Row
from mcptui.tui.words import Cell, Piece, Tone


def name_cell(shown: str, row: Row, wanted: Filter) -> Cell:
    """The name of ``row``, which is safe to show, with the letters that the words of the filter found in it."""
    spots = set(_spots(shown, row, wanted)) if wanted.words else set()
    if not spots:
        return (Piece(shown, Tone.STRONG),)
    runs = groupby(range(len(shown)), key=spots.__contains__)
    return tuple(
        Piece("".join(shown[at] for at in places), Tone.MATCH if found else Tone.STRONG) for found, places in runs
    )


def _spots(shown: str, row: Row, wanted: Filter) -> Iterator[int]:
    from mcptui.tui.filter.fuzzy import Alike, lower, sketch

    small = lower(shown)
    for part in wanted.words:
        for word in part.values:
            at = small.find(word)
            if at >= 0:
                yield from range(at, at + len(word))
            elif not part.exact and word not in row.haystack and (alike := Alike.of(word)) is not None:
                yield from (spot - 1 for spot in alike.spots(sketch(shown)) or ())
