"""Where things stand in JSON text: tables, members, arrays, comments, as byte offsets.

The text is looked at as Latin-1, in which one character is one byte: JSON's own signs are all
ASCII, so offsets are byte offsets and a 30 MB file costs 30 MB. Values that are not looked into
are stepped over by the C scanner of the standard library. White space is always spelled out:
``str.strip`` would take the last byte of an ``à`` for a blank.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out; it is there since 3.0
from typing import Final

from mcptui.errors import Unreadable

Wanted = Mapping[str, "Wanted"]
"""Keys to look into, nested; ``*`` stands for any key."""

SPACE: Final = " \t\r\n"

MAX_MEMBERS: Final = 200_000
"""Of one object that is looked into: a fifth of a kilobyte each. What is only stepped over may have more."""

_STRING: Final = r'"(?:[^"\\]++|\\.)*+"?'
_BLOCK: Final = r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/"
_BLOCK_IN_LINE: Final = r"/\*[^*\r\n]*+(?:\*(?!/)[^*\r\n]*+)*+\*/"
_LINE: Final = r"//[^\r\n]*+"
_SPACES: Final = re.compile(r"[ \t\r\n]*+")
_BLANKS: Final = re.compile(r"[ \t]*+")
_COMMENT: Final = re.compile(rf"{_LINE}|{_BLOCK}")
# Strings are stepped over inside the pattern: a step in Python for each would take ten times as long.
_TO_COMMENT: Final = re.compile(rf'(?:[^"/]++|{_STRING}|/(?![/*]))*+', re.DOTALL)
_TO_LAST_COMMA: Final = re.compile(
    rf'(?:[^",\[{{]++|{_STRING}|[\[{{](?:[ \t\r\n]*+,)?+|,(?![ \t\r\n]*+[\]}}]))*+', re.DOTALL
)
_COMMENTS_IN_LINE: Final = re.compile(rf"(?:[ \t]*+{_BLOCK_IN_LINE})*+(?:[ \t]*+{_LINE})?+")
_CONSTANTS: Final = re.compile(rf"{_STRING}|(?P<constant>NaN|-?Infinity)", re.DOTALL)
_COMMENT_RUN: Final = re.compile(rf"(?:(?:{_LINE}|{_BLOCK})[ \t\r\n]*+)++")
_BLANKED: Final = bytes(sign if sign in b"\t\r\n" else ord(" ") for sign in range(256))

_NAME_EXPECTED: Final = "a name in double quotes is expected"
_IN_STRING: Final = {
    "Unterminated string": "a string that does not end",
    "Invalid control character": "a line break or control character in a string",
    "Invalid \\": "an unknown escape in a string",
}
_BETWEEN: Final = {
    "Expecting property name": _NAME_EXPECTED,
    "Expecting ','": "a ',' or the closing bracket is expected",
    "Expecting ':'": "a ':' is expected",
}


class Malformed(Exception):
    """The text is not JSON; ``position`` is the byte offset."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class Element:
    """One item of an array, or one member of a table (``start`` is then the key's quote)."""

    __slots__ = ("end", "key", "start", "table", "value")

    def __init__(self, key: str, start: int, value: int, end: int, table: Table | None = None) -> None:
        self.key = key
        self.start = start
        self.value = value
        self.end = end
        self.table = table


class Table:
    """An object or array: offsets of its two brackets, and its elements in order."""

    __slots__ = ("_by_key", "close", "elements", "open")

    def __init__(self, start: int, close: int, elements: list[Element]) -> None:
        self.open = start
        self.close = close
        self.elements = elements
        self._by_key: dict[str, Element] | None = None

    def find(self, key: str) -> Element | None:
        """The member of that key; of duplicates the last, as every client does."""
        if self._by_key is None:
            self._by_key = {element.key: element for element in self.elements}
        return self._by_key.get(key)

    def is_twice(self, key: str) -> bool:
        """Whether more than one member has that key. Where all keys differ it is told at once."""
        self.find(key)
        differ = self._by_key is not None and len(self._by_key) == len(self.elements)
        return not differ and sum(element.key == key for element in self.elements) > 1

    def place(self, element: Element) -> int:
        """The index of one of the elements."""
        return next(index for index, each in enumerate(self.elements) if each is element)

    def moved(self, by: int) -> Table:
        """The same with all offsets ``by`` higher, for another text; the tables in it are not taken along."""
        elements = [Element(each.key, each.start + by, each.value + by, each.end + by) for each in self.elements]
        return Table(self.open + by, self.close + by, elements)


def wanted_tree(paths: Iterable[tuple[str, ...]]) -> Wanted:
    """The paths as one nested mapping."""
    tree: dict[str, dict[str, object]] = {}
    for path in paths:
        node: dict[str, object] = tree  # type: ignore[assignment]  # a recursive dict type cannot be spelled
        for key in path:
            node = node.setdefault(key, {})  # type: ignore[assignment]
    return tree  # type: ignore[return-value]


# --- comments and commas


def without_comments(text: str) -> str:
    """The text with every comment blanked at equal length; line ends and tabs stay, and a comment without an end."""
    parts: list[str] = []
    done = 0
    while (start := _end(_TO_COMMENT, text, done)) < len(text):
        end = _end(_COMMENT_RUN, text, start)
        if end == start:
            break
        parts += (text[done:start], text[start:end].encode("latin-1").translate(_BLANKED).decode("latin-1"))
        done = end
    return "".join((*parts, text[done:])) if parts else text


def without_last_commas(text: str) -> str:
    """The text with commas between an element and a closing bracket blanked. Comments must be gone already."""
    parts: list[str] = []
    done = 0
    while (comma := _end(_TO_LAST_COMMA, text, done)) < len(text):
        parts += (text[done:comma], " ")
        done = comma + 1
    return "".join((*parts, text[done:])) if parts else text


def comments(text: str) -> Iterator[str]:
    """Every comment in the text."""
    position = 0
    while (start := _end(_TO_COMMENT, text, position)) < len(text):
        position = _end(_COMMENT, text, start)
        if position == start:
            return
        yield text[start:position]


def comma_behind(bare: str, end: int) -> int | None:
    """Where the comma of the element that ends at ``end`` stands. ``bare`` has no comments."""
    position = skip_space(bare, end)
    return position if bare.startswith(",", position) else None


def end_of_own(raw: str, bare: str, end: int) -> int:
    """Where what belongs to the element that ends at ``end`` ends.

    Its own are the comments before its comma on its last line, the comma on that line, and the
    comments behind that comma if no other element follows them on the line.
    """
    own = end_of_comments(raw, end)
    comma = comma_behind(bare, end)
    return own if comma is None or skip_blanks(raw, own) != comma else end_of_room(raw, comma + 1)


def end_of_room(raw: str, position: int) -> int:
    """``position``, behind a bracket or comma, or behind the comments there if nothing else follows on the line."""
    end = end_of_comments(raw, position)
    following = skip_blanks(raw, end)
    return end if raw[following : following + 1] in ("", "\r", "\n", "]", "}") else position


def end_of_comments(raw: str, position: int) -> int:
    """Behind the comments that begin at ``position``, after blanks, and end on the same line."""
    return _end(_COMMENTS_IN_LINE, raw, position)


def skip_space(text: str, position: int) -> int:
    """The first position at or behind ``position`` that is no white space."""
    return _end(_SPACES, text, position)


def skip_blanks(text: str, position: int) -> int:
    """The first position at or behind ``position`` that is no space and no tab."""
    return _end(_BLANKS, text, position)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return position if found is None else found.end()


# --- tables


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


# What is stepped over is not kept: of an object that ends, only how many members it had, so that memory stays
# small. Numbers stay text, for an integer may have more digits than Python reads.
_SCAN: Final = json.JSONDecoder(  # type: ignore[attr-defined]  # typeshed leaves it out; it is there since 3.0
    object_pairs_hook=len, parse_constant=_no_constant, parse_int=str
).scan_once


def _malformed(text: str, message: str, position: int) -> Malformed:
    """The error in words that are the same in each version of Python, at the sign that is wrong."""
    for start, words in _IN_STRING.items():
        if message.startswith(start):
            return Malformed(words, position)
    here = skip_space(text, position)
    if here == len(text):
        return Malformed("the file ends too early", here)
    comma = len(text[:here].rstrip(SPACE)) - 1 if text[here] in "]}" else here
    if text[comma : comma + 1] == "," and text.startswith(("]", "}"), skip_space(text, comma + 1)):
        return Malformed("a ',' with nothing behind it", comma)
    words = next((words for start, words in _BETWEEN.items() if message.startswith(start)), message)
    return Malformed(words, here)


def _end_of_value(text: str, position: int) -> int:
    try:
        return int(_SCAN(text, position)[1])
    except StopIteration as stop:
        raise _malformed(text, "a value is expected", int(stop.value)) from None
    except json.JSONDecodeError as error:
        raise _malformed(text, error.msg, error.pos) from None
    except RecursionError:
        raise Unreadable("nested too deeply to be a configuration file") from None
    except ValueError as error:
        found = (found for found in _CONSTANTS.finditer(text, position) if found["constant"])
        raise Malformed(str(error), next(found).start()) from None


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
    if text.startswith("}", position):
        return Table(start, position, elements)
    while True:
        if not text.startswith('"', position):
            raise _malformed(text, _NAME_EXPECTED, position)
        try:
            _, key_end = scanstring(text, position + 1, True)  # noqa: FBT003  # positional only in C
        except json.JSONDecodeError as error:
            raise _malformed(text, error.msg, error.pos) from None
        colon = skip_space(text, key_end)
        if not text.startswith(":", colon):
            raise _malformed(text, "Expecting ':'", colon)
        value = skip_space(text, colon + 1)
        key = _key_text(text, position, key_end)
        into = None if wanted is None else wanted.get(key, wanted.get("*"))
        if into is not None and text.startswith("{", value):
            table = read_table(text, value, into)
            elements.append(Element(key, position, value, table.close + 1, table))
        else:
            elements.append(Element(key, position, value, _end_of_value(text, value)))
        position, closed = _next_element(text, elements[-1].end, "}")
        if closed:
            return Table(start, position, elements)
        if len(elements) >= MAX_MEMBERS:
            raise Unreadable(f"an object with more than {MAX_MEMBERS:,} members")


def read_array(text: str, start: int) -> Table:
    """The array whose bracket is at ``start``."""
    elements: list[Element] = []
    position = skip_space(text, start + 1)
    if text.startswith("]", position):
        return Table(start, position, elements)
    while True:
        elements.append(Element("", position, position, _end_of_value(text, position)))
        position, closed = _next_element(text, elements[-1].end, "]")
        if closed:
            return Table(start, position, elements)


def _next_element(text: str, end: int, bracket: str) -> tuple[int, bool]:
    position = skip_space(text, end)
    if text.startswith(bracket, position):
        return position, True
    if not text.startswith(",", position):
        raise _malformed(text, "Expecting ','", position)
    return skip_space(text, position + 1), False


def read_root(text: str, start: int, wanted: Wanted) -> Table | None:
    """The outermost object; None when the outermost value is something else."""
    position = skip_space(text, start)
    table = None
    if text.startswith("{", position):
        table = read_table(text, position, wanted)
        end = table.close + 1
    else:
        end = _end_of_value(text, position)
    rest = skip_space(text, end)
    if rest != len(text):
        raise Malformed("something follows the end of the JSON value", rest)
    return table
