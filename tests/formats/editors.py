"""The editors of the four syntaxes as plain functions, so that a test can put a broken one in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mcptui.formats import parse
from mcptui.formats.document import Edit, Edited
from mcptui.model import Syntax

Editor = Callable[[bytes, Sequence[Edit]], Edited]


def edit_json(data: bytes, edits: Sequence[Edit]) -> Edited:
    return parse(data, Syntax.JSON).edit(edits)


def edit_jsonc(data: bytes, edits: Sequence[Edit]) -> Edited:
    return parse(data, Syntax.JSONC).edit(edits)


def edit_toml(data: bytes, edits: Sequence[Edit]) -> Edited:
    return parse(data, Syntax.TOML).edit(edits)


def edit_yaml(data: bytes, edits: Sequence[Edit]) -> Edited:
    return parse(data, Syntax.YAML).edit(edits)
