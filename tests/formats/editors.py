"""The editors of the four syntaxes as plain functions, so that a test can put a broken one in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mcptui.formats import parse
from mcptui.formats.document import Edit, KeyPath, Piece
from mcptui.model import Syntax


class Done(NamedTuple):
    """What an editor gives: new bytes, and what each ``Drop`` cut out, by path."""

    data: bytes
    pieces: dict[KeyPath, Piece]


Editor = Callable[[bytes, Sequence[Edit]], Done]


def edit_json(data: bytes, edits: Sequence[Edit]) -> Done:
    return _edited(data, edits, Syntax.JSON)


def edit_jsonc(data: bytes, edits: Sequence[Edit]) -> Done:
    return _edited(data, edits, Syntax.JSONC)


def edit_toml(data: bytes, edits: Sequence[Edit]) -> Done:
    return _edited(data, edits, Syntax.TOML)


def edit_yaml(data: bytes, edits: Sequence[Edit]) -> Done:
    return _edited(data, edits, Syntax.YAML)


def _edited(data: bytes, edits: Sequence[Edit], syntax: Syntax) -> Done:
    edited = parse(data, syntax).edit(edits)
    return Done(edited.data, edited.pieces)
