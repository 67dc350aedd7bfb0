"""Where things stand in JSON text: tables, members, arrays, comments, as byte offsets.

The text is looked at as Latin-1, in which one character is one byte: JSON's own signs are all
ASCII, so offsets are byte offsets and a 30 MB file costs 30 MB. Values that are not looked into
are stepped over by the C scanner of the standard library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out; it is there since 3.0
from typing import Final

from mcptui.errors import Unreadable

Wanted = Mapping[str, "Wanted"]
"""Keys to look into, nested; ``*`` stands for any key."""

_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_STRING: Final = r'"(?:[^"\\]++|\\.)*+"?'
_COMMENT: Final = r"//[^\r\n]*+|/\*(?:.*?\*/|.*)"
_COMMENTS: Final = re.compile(f"{_STRING}|(?P<comment>{_COMMENT})", re.DOTALL)
_LAST_COMMAS: Final = re.compile(rf"{_STRING}|(?P<comma>,)(?=[ \t\r\n]*+[\]}}])", re.DOTALL)
_INK: Final = re.compile(r"[^\r\n]")


class Malformed(Exception):
    """The text is not JSON; ``position`` is the byte offset."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(slots=True)
class Element:
    """One item of an array, or one member of a table (``start`` is then the key's quote)."""

    key: str
    start: int
    value: int
    end: int
    table: Table | None = None


@dataclass(slots=True)
class Table:
    """An object or array: offsets of its two brackets, and its elements in order."""

    open: int
    close: int
    elements: list[Element]

    def find(self, key: str) -> Element | None:
        """The member of that key; of duplicates the last, as every client does."""
        return next((element for element in reversed(self.elements) if element.key == key), None)


def wanted_tree(paths: Iterable[tuple[str, ...]]) -> Wanted:
    """The paths as one nested mapping."""
    tree: dict[str, dict[str, object]] = {}
    for path in paths:
        node: dict[str, object] = tree  # type: ignore[assignment]  # a recursive dict type cannot be spelled
        for key in path:
            node = node.setdefault(key, {})  # type: ignore[assignment]
    return tree  # type: ignore[return-value]


def without_comments(text: str) -> str:
    """The text with every comment blanked at equal length; line ends stay."""
    return _COMMENTS.sub(lambda found: _INK.sub(" ", found[0]) if found["comment"] else found[0], text)


def without_last_commas(text: str) -> str:
    """The text with commas before a closing bracket blanked. Comments must be gone already."""
    return _LAST_COMMAS.sub(lambda found: " " if found["comma"] else found[0], text)


def comments(text: str) -> Iterator[re.Match[str]]:
    """Every comment in the text."""
    return (found for found in _COMMENTS.finditer(text) if found["comment"])


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_SCAN: Final = json.JSONDecoder(parse_constant=_no_constant).scan_once


def skip_space(text: str, position: int) -> int:
    """The first position at or behind ``position`` that is no white space."""
    found = _SPACE.match(text, position)
    return position if found is None else found.end()


def _end_of_value(text: str, position: int) -> int:
    try:
        return int(_SCAN(text, position)[1])
    except StopIteration as stop:
        raise Malformed("a value is expected", int(stop.value)) from None
    except json.JSONDecodeError as error:
        raise Malformed(error.msg.lower(), error.pos) from None
    except RecursionError:
        raise Unreadable("nested too deeply to be a configuration file") from None
    except ValueError as error:
        raise Malformed(str(error), position) from None


def _key_text(text: str, start: int, end: int) -> str:
    """The key between the quotes at ``start`` and ``end``, decoded from the bytes it stands for."""
    raw = text[start:end]
    if raw.isascii() and "\\" not in raw:
        return raw[1:-1]
    return str(json.loads(raw.encode("latin-1")))


def read_table(text: str, start: int, wanted: Wanted | None = None) -> Table:
    """The object whose brace is at ``start``, looking into the members that are ``wanted``."""
    elements: list[Element] = []
    position = skip_space(text, start + 1)
    if text[position : position + 1] == "}":
        return Table(start, position, elements)
    while True:
        if text[position : position + 1] != '"':
            raise Malformed("a name in double quotes is expected", position)
        try:
            _, key_end = scanstring(text, position + 1, True)  # noqa: FBT003  # positional only in C
        except json.JSONDecodeError as error:
            raise Malformed(error.msg.lower(), error.pos) from None
        colon = skip_space(text, key_end)
        if text[colon : colon + 1] != ":":
            raise Malformed("a ':' is expected", colon)
        value = skip_space(text, colon + 1)
        key = _key_text(text, position, key_end)
        into = None if wanted is None else wanted.get(key, wanted.get("*"))
        if into is not None and text[value : value + 1] == "{":
            table = read_table(text, value, into)
            elements.append(Element(key, position, value, table.close + 1, table))
        else:
            elements.append(Element(key, position, value, _end_of_value(text, value)))
        position, closed = _next_element(text, elements[-1].end, "}")
        if closed:
            return Table(start, position, elements)


def read_array(text: str, start: int) -> Table:
    """The array whose bracket is at ``start``."""
    elements: list[Element] = []
    position = skip_space(text, start + 1)
    if text[position : position + 1] == "]":
        return Table(start, position, elements)
    while True:
        elements.append(Element("", position, position, _end_of_value(text, position)))
        position, closed = _next_element(text, elements[-1].end, "]")
        if closed:
            return Table(start, position, elements)


def _next_element(text: str, end: int, bracket: str) -> tuple[int, bool]:
    position = skip_space(text, end)
    sign = text[position : position + 1]
    if sign == bracket:
        return position, True
    if sign != ",":
        raise Malformed(f"a ',' or '{bracket}' is expected", position)
    return skip_space(text, position + 1), False


def read_root(text: str, start: int, wanted: Wanted) -> Table | None:
    """The outermost object; None when the outermost value is something else."""
    position = skip_space(text, start)
    table = None
    if text[position : position + 1] == "{":
        table = read_table(text, position, wanted)
        end = table.close + 1
    else:
        end = _end_of_value(text, position)
    rest = skip_space(text, end)
    if rest != len(text):
        raise Malformed("something follows the end of the JSON value", rest)
    return table
