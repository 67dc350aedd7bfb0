"""A short diff as lines of text, where a refusal shows both sides."""

from __future__ import annotations

from collections.abc import Iterator

from mcptui.tui.text import safe_text
from mcptui.tui.words import Piece, Tone

_TONES = {"-": Tone.DANGER, "+": Tone.GOOD}
_MOST_LINES = 12
_LONGEST_LINE = 200
_TAB = 4


def difference_pieces(difference: str, indent: str) -> Iterator[Piece]:
    """The lines of ``difference``, each on a line of its own; nothing where there is none."""
    lines = difference.split("\n") if difference else []
    for line in lines[:_MOST_LINES]:
        yield Piece(f"\n{indent}{safe_text(line.expandtabs(_TAB), _LONGEST_LINE)}", _TONES.get(line[:1], Tone.DIM))
    if len(lines) > _MOST_LINES:
        yield Piece(f"\n{indent}… {len(lines) - _MOST_LINES:,} more lines", Tone.DIM)
