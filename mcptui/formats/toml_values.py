"""TOML values as text, and changes of bracketed lists (arrays, inline tables) that keep their layout."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time

from mcptui.errors import EditRefused
from mcptui.formats.document import KeyPath
from mcptui.formats.splices import Splice
from mcptui.formats.toml_scan import Bracket, Span, open_bracket

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_LITERAL = re.compile(r"[^'\x00-\x08\x0a-\x1f\x7f]*")
_LINE_REST = re.compile(r"[ \t]*+(?:#[^\n]*+)?\r?\n")
_SPACES = re.compile(r"[ \t]*+")


def apart(cuts: Iterable[Span]) -> list[Span]:
    """The same cuts in order, none reaching into the one before it."""
    result: list[Span] = []
    for start, end in sorted(cuts):
        begin = max(start, result[-1][1]) if result else start
        if begin < end:
            result.append((begin, end))
    return result


def render_key(path: Iterable[str]) -> str:
    """A dotted key, quoted where it must be."""
    return ".".join(name if _BARE_KEY.fullmatch(name) else _basic_string(name) for name in path)


def render(value: object, like: str = "") -> str:
    """A value on one line. ``like`` is the text that it takes the place of: its kind of quotes is kept."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value)
        case str():
            plain = like.startswith("'") and not like.startswith("'''") and _LITERAL.fullmatch(value)
            return f"'{value}'" if plain else _basic_string(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list():
            return "[" + ", ".join(map(render, value)) + "]"
        case dict():
            members = ", ".join(f"{render_key((key,))} = {render(item)}" for key, item in value.items())
            return f"{{ {members} }}" if members else "{}"
        case _:
            raise EditRefused(f"a value of type {type(value).__name__} cannot be written in TOML")


def dotted_lines(path: KeyPath, value: object) -> Iterator[str]:
    """``value`` as ``a.b = …`` lines without indentation or line ends."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from dotted_lines((*path, key), item)
    else:
        yield f"{render_key(path)} = {render(value)}"


def table_blocks(path: KeyPath, table: Mapping[str, object]) -> Iterator[list[str]]:
    """``[path]`` with its keys, then each table in it, as lists of lines."""
    own = [f"{render_key((key,))} = {render(item)}" for key, item in table.items() if not isinstance(item, dict)]
    if own or not table:
        yield [f"[{render_key(path)}]", *own]
    for key, item in table.items():
        if isinstance(item, dict):
            yield from table_blocks((*path, key), item)


def removals(text: str, bracket: Bracket, gone: Collection[int]) -> list[Span]:
    """What to cut so that the elements at the indexes ``gone`` are not there.

    An element alone on its line goes with the line and the comment behind it. A list that had no comma
    at its end has none afterwards.
    """
    kept = [index for index in range(len(bracket.elements)) if index not in gone]
    inside = text[bracket.open + 1 : bracket.close]
    if not kept and "\n" not in inside:
        return [(bracket.open + 1, bracket.close)]
    cuts: list[Span] = []
    for index in sorted(gone):
        element = bracket.elements[index]
        end = element.end if element.comma is None else element.comma + 1
        start = element.start
        if (line := _own_line(text, bracket, index)) is not None:
            start, end = line
        elif (kept and index > kept[-1]) or _LINE_REST.match(text, end):
            start = bracket.open + 1 + len(text[bracket.open + 1 : start].rstrip(" \t"))
        else:
            end = _after_spaces(text, end)
        cuts.append((start, end))
    if kept and bracket.elements[-1].comma is None and kept[-1] != len(bracket.elements) - 1:
        comma = bracket.elements[kept[-1]].comma
        if comma is not None:
            cuts.append((comma, comma + 1))
    return apart(cuts)


def insertions(text: str, bracket: Bracket, new: Mapping[int, Sequence[str]], newline: str) -> list[Splice]:
    """Splices that put each of ``new`` before the element of that index (their number: at the end)."""
    if not bracket.elements:
        return [_filled(text, bracket, new[0], newline)] if new else []
    splices: list[Splice] = []
    for index, items in new.items():
        if index < len(bracket.elements):
            start = bracket.elements[index].start
            line = _own_line(text, bracket, index)
            if line is None:
                splices.append(Splice(start, start, "".join(f"{item}, " for item in items)))
            else:
                indent = text[line[0] : start]
                splices.append(Splice(line[0], line[0], "".join(f"{indent}{item},{newline}" for item in items)))
        else:
            splices += _appended(text, bracket, items, newline)
    return splices


def list_removals(text: str, start: int, old: Sequence[object], new: Sequence[object]) -> list[Splice]:
    """First half of turning the array at ``start`` from ``old`` into ``new``: replace and remove items."""
    bracket = open_bracket(text, start)
    splices: list[Splice] = []
    gone: set[int] = set()
    for low, high, new_low, new_high in _differences(old, new):
        paired = min(high - low, new_high - new_low)
        for index in range(paired):
            span = bracket.elements[low + index].value
            splices.append(Splice(*span, render(new[new_low + index], like=text[slice(*span)])))
        gone.update(range(low + paired, high))
    return splices + [Splice(*cut) for cut in removals(text, bracket, gone)] if gone else splices


def list_insertions(text: str, start: int, old: Sequence[object], new: Sequence[object], newline: str) -> list[Splice]:
    """Second half: what ``new`` has more than ``old``, for the text that ``list_removals`` led to."""
    wanted: dict[int, list[str]] = {}
    shift = 0
    for low, high, new_low, new_high in _differences(old, new):
        paired = min(high - low, new_high - new_low)
        if new_low + paired < new_high:
            wanted[low + paired - shift] = [render(item) for item in new[new_low + paired : new_high]]
        shift += high - low - paired
    return insertions(text, open_bracket(text, start), wanted, newline)


def _basic_string(value: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise EditRefused("a lone surrogate cannot be written in TOML")
    return '"' + _ESCAPED.sub(lambda found: _SHORT_ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", value) + '"'


def _differences(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int, int, int]]:
    from difflib import SequenceMatcher

    one, other = list(map(_fingerprint, old)), list(map(_fingerprint, new))
    shortest = min(len(one), len(other))
    # Without what is alike at both ends the matcher, slow on long lists, has little left to do.
    head = next((index for index in range(shortest) if one[index] != other[index]), shortest)
    tail = next((index for index in range(shortest - head) if one[-1 - index] != other[-1 - index]), shortest - head)
    matcher = SequenceMatcher(None, one[head : len(one) - tail], other[head : len(other) - tail], autojunk=False)
    return [
        (low + head, high + head, new_low + head, new_high + head)
        for tag, low, high, new_low, new_high in matcher.get_opcodes()
        if tag != "equal"
    ]


def _fingerprint(value: object) -> object:
    """Something hashable, equal only for equal values of equal types."""
    match value:
        case list():
            return ("list", *map(_fingerprint, value))
        case dict():
            return ("dict", frozenset((key, _fingerprint(item)) for key, item in value.items()))
        case float():
            return ("float", repr(value))
        case _:
            return (type(value).__name__, value)


def _own_line(text: str, bracket: Bracket, index: int) -> Span | None:
    """The line that the element has for itself, or None. It may go on over several lines."""
    element = bracket.elements[index]
    start = text.rfind("\n", bracket.open, element.start) + 1
    if start == 0 or text[start : element.start].strip(" \t"):
        return None
    rest = _LINE_REST.match(text, element.end if element.comma is None else element.comma + 1)
    return (start, rest.end()) if rest else None


def _filled(text: str, bracket: Bracket, items: Sequence[str], newline: str) -> Splice:
    line = text.rfind("\n", bracket.open, bracket.close) + 1
    if line == 0:
        inner = ", ".join(items)
        return Splice(bracket.open + 1, bracket.close, f" {inner} " if text[bracket.open] == "{" else inner)
    indent = text[line : bracket.close] + "    "
    return Splice(line, line, "".join(f"{indent}{item},{newline}" for item in items))


def _appended(text: str, bracket: Bracket, items: Sequence[str], newline: str) -> list[Splice]:
    last = bracket.elements[-1]
    line = _own_line(text, bracket, len(bracket.elements) - 1)
    if line is None:
        return [Splice(last.end, last.end, "".join(f", {item}" for item in items))]
    indent = text[line[0] : last.start]
    lines = f",{newline}".join(f"{indent}{item}" for item in items)
    if last.comma is not None:
        return [Splice(line[1], line[1], f"{lines},{newline}")]
    return [Splice(last.end, last.end, ","), Splice(line[1], line[1], f"{lines}{newline}")]


def _after_spaces(text: str, pos: int) -> int:
    found = _SPACES.match(text, pos)
    return pos if found is None else found.end()
