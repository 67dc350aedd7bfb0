"""Where things stand in a TOML text: statements, keys, values and comments as character offsets.

The scanner knows layout, not meaning. Whether a text is valid, and what it says, is for ``tomllib``; here
invalid text gives ``UnknownSyntax`` or offsets that mean nothing. It walks the text once, without
recursion, and refuses what is nested so deeply that a parser would break.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Collection
from typing import Final, NamedTuple

from mcptui.errors import Unreadable
from mcptui.formats.document import KeyPath
from mcptui.formats.toml_items import Addressed, addressed

MAX_DEPTH: Final = 100
"""Tables, dotted keys and brackets within each other; hand-written files stay below ten."""

Span = tuple[int, int]

_BASIC = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
_LITERAL = r"'[^'\n]*+'"
# Three to five quotes end a long string: up to two of them are its own.
_STRING = (
    rf"""\"""(?:[^"\\]++|\\[\s\S]|"{{1,2}}(?!"))*+"{{3,5}}|'''(?:[^']++|'{{1,2}}(?!'))*+'{{3,5}}|{_BASIC}|{_LITERAL}"""
)
_KEY = re.compile(rf"[A-Za-z0-9_-]++|{_BASIC}|{_LITERAL}")
_DOT = re.compile(r"[ \t]*+\.[ \t]*+")
_EQUALS = re.compile(r"[ \t]*+=[ \t]*+")
_BLANK = re.compile(r"[ \t]*+")
_REST_OF_LINE = re.compile(r"[ \t]*+(#[^\r\n]*+)?\r?(?:\n|\Z)")
# The one value with a blank in it is a date and a time.
_SCALAR = re.compile(rf"{_STRING}|\d{{4}}-\d\d-\d\d \d\d:[\w.:+-]++|[\w.:+-]++", re.ASCII)
_BETWEEN = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_TOKEN = re.compile(
    rf"(?P<plain>[^\"'#\[\]{{}},]++)|(?P<string>{_STRING})|(?P<comma>,)"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comment>#[^\r\n]*+)"
)


class UnknownSyntax(Unreadable):
    """A place where the scanner cannot tell what it sees."""


class Statement(NamedTuple):
    """A table header or a ``key = value``, as whole lines: ``start`` to ``end``, newline included.

    ``path`` counts from the root, and leads through items of arrays of tables by their names; ``table`` is the
    header that it stands under (a header's own path); ``parts`` are the spans of the key's parts as written;
    ``value`` is None for a header.
    """

    start: int
    end: int
    path: KeyPath
    table: KeyPath
    parts: tuple[Span, ...]
    value: Span | None


class Element(NamedTuple):
    """One item of an array (``path`` is empty) or one member of an inline table, without its ``comma``."""

    start: int
    end: int
    path: KeyPath
    value: Span
    comma: int | None


class Bracket(NamedTuple):
    """An array or inline table: offsets of its brackets, and what is between them."""

    open: int
    close: int
    elements: tuple[Element, ...]


class Scan(NamedTuple):
    """A text and all its places.

    ``exact`` gives the index of the statement that is a path's own, ``mentioned`` of the first that has
    the path in it; ``arrays`` are the paths of arrays of tables, ``items`` those of the tables in them;
    ``opened`` keeps brackets that were taken apart, by where they begin.
    """

    text: str
    statements: tuple[Statement, ...]
    comments: tuple[Span, ...]
    arrays: frozenset[KeyPath]
    items: frozenset[KeyPath]
    exact: dict[KeyPath, int]
    mentioned: dict[KeyPath, int]
    newlines: tuple[int, ...]
    opened: dict[int, Bracket]

    def line(self, offset: int) -> int:
        """1-based line of an offset."""
        return bisect_right(self.newlines, offset - 1) + 1

    def comments_in(self, start: int, end: int) -> list[str]:
        """The comments between two offsets."""
        return [self.text[a:b] for a, b in self.comments if start <= a and b <= end]

    def written(self, path: KeyPath) -> KeyPath:
        """A path as a header says it: without the names of items."""
        return tuple(step for index, step in enumerate(path) if path[: index + 1] not in self.items)

    def holder(self, path: KeyPath) -> tuple[Statement, Span] | None:
        """The ``key = value`` whose value is at ``path`` or holds it, and the span of the value."""
        for size in range(1, len(path) + 1):
            index = self.exact.get(path[:size])
            if index is not None:
                statement = self.statements[index]
                if statement.value is not None:
                    return statement, statement.value
        return None

    def runs(self, path: KeyPath, breaks: Collection[int] = ()) -> list[tuple[int, int]]:
        """Statements that belong to ``path``: first and last index of each unbroken row of them.

        An offset in ``breaks`` between two statements breaks a row too.
        """
        rows: list[tuple[int, int]] = []
        for index, statement in enumerate(self.statements):
            if statement.path[: len(path)] != path:
                continue
            above = self.statements[index - 1].end
            if rows and rows[-1][1] == index - 1 and not any(above <= at <= statement.start for at in breaks):
                rows[-1] = (rows[-1][0], index)
            else:
                rows.append((index, index))
        return rows

    def section_end(self, index: int) -> int:
        """Index of the last ``key = value`` that follows the header at ``index`` (-1: the top of the file)."""
        while index + 1 < len(self.statements) and self.statements[index + 1].value is not None:
            index += 1
        return index


def scan(text: str) -> Scan:
    """Find every statement and comment. Raises ``UnknownSyntax``, and ``Unreadable`` beyond ``MAX_DEPTH``."""
    statements: list[Statement] = []
    comments: list[Span] = []
    heads: list[int] = []
    table: KeyPath = ()
    pos = 0
    while pos < len(text):
        start = pos
        pos = _skip(_BLANK, text, pos)
        match text[pos : pos + 1]:
            case "" | "\r" | "\n" | "#":
                pos = _line_end(text, pos, comments)
                continue
            case "[":
                mark = "[[" if text.startswith("[[", pos) else "["
                table, parts, pos = _read_key(text, _skip(_BLANK, text, pos + len(mark)))
                pos = _skip(_BLANK, text, pos)
                if not text.startswith("]" * len(mark), pos):
                    raise _unknown(text, pos)
                pos += len(mark)
                path, value = table, None
                if mark == "[[":
                    heads.append(len(statements))
            case _:
                key, parts, pos = _read_key(text, pos, len(table))
                pos = _skip(_EQUALS, text, pos)
                path, value = table + key, (pos, _value_end(text, pos, len(table) + len(key), comments))
                pos = value[1]
        pos = _line_end(text, pos, comments)
        statements.append(Statement(start, pos, path, table, parts, value))
    if not heads:
        return _indexed(text, Addressed(statements, frozenset(), frozenset()), comments)
    return _indexed(text, addressed(text, statements, heads), comments)


def open_bracket(text: str, start: int) -> Bracket:
    """Take the array or inline table at ``start`` apart, one level deep."""
    closing = "}" if text[start] == "{" else "]"
    elements: list[Element] = []
    pos = _skip(_BETWEEN, text, start + 1)
    while text[pos : pos + 1] != closing:
        first = pos
        path: KeyPath = ()
        if closing == "}":
            path, _, pos = _read_key(text, pos)
            pos = _skip(_EQUALS, text, pos)
        value = (pos, _value_end(text, pos, 0, []))
        pos = _skip(_BETWEEN, text, value[1])
        comma = pos if text[pos : pos + 1] == "," else None
        elements.append(Element(first, value[1], path, value, comma))
        if comma is not None:
            pos = _skip(_BETWEEN, text, comma + 1)
        elif text[pos : pos + 1] != closing:
            raise _unknown(text, pos)
    return Bracket(start, pos, tuple(elements))


def _indexed(text: str, found: Addressed, comments: list[Span]) -> Scan:
    statements, arrays, items = found
    exact: dict[KeyPath, int] = {}
    mentioned: dict[KeyPath, int] = {}
    for index, statement in enumerate(statements):
        exact.setdefault(statement.path, index)
        for size in range(len(statement.path), 0, -1):
            if statement.path[:size] in mentioned:
                break
            mentioned[statement.path[:size]] = index
    newlines = tuple(found.start() for found in re.finditer("\n", text))
    return Scan(text, tuple(statements), tuple(comments), arrays, items, exact, mentioned, newlines, {})


def _read_key(text: str, pos: int, depth: int = 0) -> tuple[KeyPath, tuple[Span, ...], int]:
    names: list[str] = []
    parts: list[Span] = []
    while True:
        found = _KEY.match(text, pos)
        if found is None:
            raise _unknown(text, pos)
        if depth + len(names) >= MAX_DEPTH:
            raise _too_deep(text, pos)
        names.append(_name(text, found))
        parts.append(found.span())
        dot = _DOT.match(text, found.end())
        if dot is None:
            return tuple(names), tuple(parts), found.end()
        pos = dot.end()


def _name(text: str, found: re.Match[str]) -> str:
    raw = found.group()
    if raw[0] not in "\"'":
        return raw
    if raw[0] == "'" or "\\" not in raw:
        return raw[1:-1]
    try:
        return str(tomllib.loads(f"k = {raw}")["k"])
    except ValueError:
        raise _unknown(text, found.start()) from None


def _value_end(text: str, pos: int, depth: int, comments: list[Span]) -> int:
    """Offset behind the value at ``pos``; comments in it are added to ``comments``."""
    if text[pos : pos + 1] not in ("[", "{"):
        return _skip(_SCALAR, text, pos)
    outer: list[int] = []
    dots = 0
    while True:
        token = _TOKEN.match(text, pos)
        if token is None:
            raise _unknown(text, pos)
        match token.lastgroup:
            case "open":
                outer.append(depth)
                depth += 1 + dots
                dots = 0
            case "close":
                depth = outer.pop()
                dots = 0
                if not outer:
                    return token.end()
            case "plain":
                dots += token.group().count(".")
            case "comma":
                dots = 0
            case "comment":
                comments.append(token.span())
            case _:
                pass
        if depth + dots > MAX_DEPTH:
            raise _too_deep(text, pos)
        pos = token.end()


def _line_end(text: str, pos: int, comments: list[Span]) -> int:
    found = _REST_OF_LINE.match(text, pos)
    if found is None:
        raise _unknown(text, pos)
    if found.group(1) is not None:
        comments.append(found.span(1))
    return found.end()


def _skip(pattern: re.Pattern[str], text: str, pos: int) -> int:
    found = pattern.match(text, pos)
    if found is None:
        raise _unknown(text, pos)
    return found.end()


def _unknown(text: str, pos: int) -> UnknownSyntax:
    line, column = position(text, pos)
    return UnknownSyntax("this is no TOML that can be understood", line=line, column=column)


def _too_deep(text: str, pos: int) -> Unreadable:
    line, column = position(text, pos)
    return Unreadable(f"nested more than {MAX_DEPTH} levels deep", line=line, column=column)


def position(text: str, pos: int) -> tuple[int, int]:
    """1-based line and column of an offset."""
    return text.count("\n", 0, pos) + 1, pos - text.rfind("\n", 0, pos)
