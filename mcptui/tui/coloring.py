"""The colours of an entry's own text. One set of rules does for JSON, TOML and YAML: a line is only looked at, and
what is not made out stays plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mcptui.secrets import HIDDEN
from mcptui.tui.words import Cell, Piece, Tone

# Each alternative begins with another letter than the others, or is looked for in this order; none backtracks.
_TOKEN: Final = re.compile(
    r"""
      (?P<comment> (?<!\S)(?:\#|//).* )
    | (?P<string> "(?:[^"\\]|\\.)*"? | '[^']*'? )
    | (?P<number> (?<![\w.-])(?:[+-]?\d[\d_.eE+-]*|true|false|null)(?![\w.-]) )
    | (?P<word> [\w$.-]+ )
    | (?P<other> . )
    """,
    re.VERBOSE,
)
_TONES: Final = {"comment": Tone.COMMENT, "string": Tone.STRING, "number": Tone.NUMBER, "other": Tone.DIM}
_SET: Final = {"string": re.compile(r"\s*[:=]"), "word": re.compile(r"\s*(?:=|:(?!\S))")}
_HEAD: Final = re.compile(r"""\s*\[{1,2}[A-Za-z_][\w."'-]*\]{1,2}\s*""")


def colored(line: str) -> Cell:
    """``line``, which is safe to show, in its colours."""
    if _HEAD.fullmatch(line):
        return (Piece(line, Tone.KEY),)
    return tuple(_joined(_pieces(line)))


def _pieces(line: str) -> Iterator[Piece]:
    for token in _TOKEN.finditer(line):
        kind, text = token.lastgroup or "other", token.group()
        if kind in _SET and _SET[kind].match(line, token.end()):
            yield Piece(text, Tone.KEY)
        elif HIDDEN in text:
            yield from _around_hidden(text, _TONES.get(kind, Tone.PLAIN))
        else:
            yield Piece(text, _TONES.get(kind, Tone.PLAIN))


def _around_hidden(text: str, tone: Tone) -> Iterator[Piece]:
    for index, part in enumerate(text.split(HIDDEN)):
        if index:
            yield Piece(HIDDEN, Tone.HIDDEN)
        if part:
            yield Piece(part, tone)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one tone as one piece: fewer spans to draw."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.tone is piece.tone:
            last = Piece(last.text + piece.text, last.tone)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
