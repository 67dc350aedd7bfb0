"""A JSON or JSONC text that was read: its outermost table, and the tables and values in it by path."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Final, Self

from mcptui.errors import Unreadable
from mcptui.formats.document import KeyPath
from mcptui.formats.json_scan import (
    Element,
    Malformed,
    Table,
    Wanted,
    read_root,
    read_table,
    without_comments,
    without_last_commas,
)
from mcptui.model import Syntax

MAX_DEPTH: Final = 200
"""Levels of a value that is handed out. Text that is only stepped over may be as deep as the C scanner goes."""


class Tables(ABC):
    """Tables and members by path. ``root`` is None when the outermost value is no object."""

    __slots__ = ("root",)

    def __init__(self, root: Table | None) -> None:
        self.root = root

    def table(self, path: KeyPath) -> Table | None:
        """The table at ``path``, or None."""
        table = self.root
        for key in path:
            element = None if table is None else table.find(key)
            if element is None:
                return None
            table = self.table_of(element)
        return table

    def element(self, path: KeyPath) -> Element | None:
        """The member at ``path``, or None."""
        table = self.table(path[:-1]) if path else None
        return None if table is None else table.find(path[-1])

    @abstractmethod
    def table_of(self, element: Element) -> Table | None:
        """The table that is the value of ``element``; None when that is something else."""


class JsonText(Tables):
    """One text, looked at as Latin-1, in three ways that are of equal length.

    ``raw`` is the text as it is, ``bare`` has no comments, ``strict`` no trailing commas either. When
    ``raw`` is strict already (``plain``), they are one and the same.
    """

    __slots__ = ("bare", "raw", "strict")

    def __init__(self, raw: str, bare: str, strict: str, root: Table | None) -> None:
        super().__init__(root)
        self.raw = raw
        self.bare = bare
        self.strict = strict

    @classmethod
    def read(cls, raw: str, syntax: Syntax, start: int = 0, wanted: Wanted | None = None) -> Self:
        """Strict first: most files are. Raises ``Malformed``."""
        try:
            return cls(raw, raw, raw, read_root(raw, start, wanted or {}))
        except Malformed:
            if syntax is Syntax.JSON:
                raise
        bare = without_comments(raw)
        strict = bare if syntax is Syntax.COMMENTED else without_last_commas(bare)
        return cls(raw, bare, strict, read_root(strict, start, wanted or {}))

    @property
    def plain(self) -> bool:
        return self.raw is self.strict

    def table_of(self, element: Element) -> Table | None:
        if element.table is None and self.strict.startswith("{", element.value):
            element.table = read_table(self.strict, element.value)
        return element.table

    def load(self, element: Element) -> object:
        """The plain value of ``element``. Raises ``Unreadable``."""
        return plain_value(self.strict[element.value : element.end].encode("latin-1"))


def plain_value(text: bytes) -> object:
    """The value that ``text``, which is strict JSON, stands for. Raises ``Unreadable``."""
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # the scanner went over it, so it can only be Python's bound on digits
        raise Unreadable("a number has too many digits") from None
    if text.count(b"[") + text.count(b"{") > MAX_DEPTH:
        _check_depth(value)
    return value


def member_of(text: str) -> tuple[JsonText, Element] | None:
    """A member's text, with or without its comma and comments, as an object of its own; None when it is none."""
    try:
        alone = JsonText.read(f"{{{text}\n}}", Syntax.JSONC)
    except (Malformed, Unreadable):
        return None
    if alone.root is None or len(alone.root.elements) != 1:
        return None
    return alone, alone.root.elements[0]


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        inner: list[object] = []
        for each in level:
            if isinstance(each, dict):
                inner += [item for item in each.values() if isinstance(item, dict | list)]
            elif isinstance(each, list):
                inner += [item for item in each if isinstance(item, dict | list)]
        if not inner:
            return
        level = inner
    raise _too_deep()


def _too_deep() -> Unreadable:
    return Unreadable("nested too deeply to be a configuration file")
