"""A whole JSON or JSONC file: its bytes, and where things stand in them.

A text of all of it is there only while it is scanned, so that a huge file is in memory once. What is
looked into or edited later is a part, and only that becomes text again.
"""

from __future__ import annotations

from typing import Self

from mcptui.formats.document import MISSING, KeyPath
from mcptui.formats.json_scan import (
    Element,
    Malformed,
    Table,
    Wanted,
    read_array,
    read_root,
    read_table,
    without_comments,
    without_last_commas,
)
from mcptui.formats.json_text import JsonText, Tables, plain_value
from mcptui.model import Syntax


class JsonFile(Tables):
    """``strict`` is ``data`` without comments and trailing commas, of equal length; often they are one and the same.

    Offsets are of either. ``start`` is where the text begins, behind a byte order mark.
    """

    __slots__ = ("data", "start", "strict")

    def __init__(self, data: bytes, strict: bytes, root: Table | None, start: int) -> None:
        super().__init__(root)
        self.data = data
        self.strict = strict
        self.start = start

    @classmethod
    def read(cls, data: bytes, syntax: Syntax, start: int, wanted: Wanted) -> Self:
        """Strict first: most files are. Raises ``Malformed``."""
        try:
            return cls(data, data, read_root(data.decode("latin-1"), start, wanted), start)
        except Malformed:
            if syntax is Syntax.JSON:
                raise
        strict = without_comments(data.decode("latin-1"))
        if syntax is not Syntax.COMMENTED:
            strict = without_last_commas(strict)
        return cls(data, strict.encode("latin-1"), read_root(strict, start, wanted), start)

    @property
    def plain(self) -> bool:
        """Whether there is neither a comment nor a trailing comma."""
        return self.data is self.strict

    def table_of(self, element: Element) -> Table | None:
        if element.table is None and self.strict.startswith(b"{", element.value):
            element.table = read_table(_latin(self.strict, element.value, element.end), 0).moved(element.value)
        return element.table

    def array_of(self, element: Element) -> Table:
        """The array that is the value of ``element``."""
        return read_array(_latin(self.strict, element.value, element.end), 0).moved(element.value)

    def load(self, element: Element) -> object:
        """The plain value of ``element``. Raises ``Unreadable``."""
        return plain_value(self.strict[element.value : element.end])

    def value(self, path: KeyPath) -> object:
        """The plain value at ``path``, or MISSING. Raises ``Unreadable``."""
        if not path:
            return plain_value(self.strict[self.start :])
        element = self.element(path)
        return MISSING if element is None else self.load(element)

    def part(self, table: Table) -> JsonText:
        """The text of one of its tables alone, without reading it again."""
        start, end = table.open, table.close + 1
        raw, root = _latin(self.data, start, end), table.moved(-start)
        if self.plain:
            return JsonText(raw, raw, raw, root)
        return JsonText(raw, without_comments(raw), _latin(self.strict, start, end), root)


def _latin(data: bytes, start: int, end: int) -> str:
    """A stretch of ``data`` as Latin-1, without a copy on the way."""
    return str(memoryview(data)[start:end], "latin-1")
