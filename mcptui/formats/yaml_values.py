"""Values as YAML text: scalars in the style of what they replace, collections as block lines or in brackets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from mcptui.errors import EditRefused
from mcptui.formats.yaml_events import meaning
from mcptui.formats.yaml_nodes import MAX_DEPTH, Kind
from mcptui.formats.yaml_scan import Scan

_PLAIN: Final = re.compile(r"(?:[A-Za-z_/]|\./|-{1,2}[A-Za-z])(?:[A-Za-z0-9_./@+=-]| (?=[A-Za-z0-9_./@+-]))*")
_YAML_1_1: Final = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
"""Texts that an older reader takes for something else when they stand without quotes."""
_ONE_LINE: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*")
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Style(NamedTuple):
    """How a file is laid out: its line end, one step of indent, and how far a dash stands behind its key."""

    newline: str
    step: int
    dash: int

    @classmethod
    def of(cls, scan: Scan) -> Style:
        """As the first nested mapping and the first sequence are; two spaces where there are none."""
        newline = "\r\n" if scan.text[: scan.line_end(0)].endswith("\r\n") else "\n"
        steps: dict[Kind, int] = {}
        waiting = [] if scan.root is None else [scan.root]
        while waiting:
            node = waiting.pop()
            for member in node.members if node.is_block else ():
                inner = member.node.members
                if node.kind is Kind.MAPPING and member.node.is_block and inner:
                    steps.setdefault(member.node.kind, scan.column(inner[0]) - scan.column(member))
            waiting += (member.node for member in reversed(node.members))
        step = steps.get(Kind.MAPPING, 2)
        return cls(newline, step, steps.get(Kind.SEQUENCE, step))


def scalar(value: object, like: str = "") -> str:
    """A scalar on one line. ``like`` is the style of what it replaces or stands beside: its quotes are kept."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(repr(value), repr(value))
        case str():
            return _text(value, like)
        case _:
            raise EditRefused(f"a value of type {type(value).__name__} cannot be written in YAML")


def inline(value: object, like: str = "") -> str:
    """A value on one line, in brackets where it is a collection."""
    match value:
        case dict():
            return "{" + ", ".join(f"{scalar(key)}: {inline(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(inline(each, like) for each in value) + "]"
        case _:
            return scalar(value, like)


def needs_lines(value: object) -> bool:
    """Whether the value goes below its key: a collection with something in it."""
    return isinstance(value, dict | list) and bool(value)


def entry(key: str, value: object, style: Style, column: int) -> list[str]:
    """Lines of ``key: value``, the key in ``column``."""
    head = f"{' ' * column}{scalar(key)}:"
    if needs_lines(value):
        return [head, *block(value, style, column)]
    return [f"{head} {inline(value)}"]


def block(value: object, style: Style, column: int) -> list[str]:
    """Lines of a collection, which is not empty, below a key in ``column``."""
    if isinstance(value, dict):
        return [line for key, each in value.items() for line in entry(key, each, style, column + style.step)]
    items = value if isinstance(value, list) else []
    return [line for each in items for line in item(each, style, column + style.dash)]


def item(value: object, style: Style, column: int, like: str = "") -> list[str]:
    """Lines of an item, the dash in ``column``. A list in a list is written in brackets."""
    if not isinstance(value, dict) or not value:
        return [f"{' ' * column}- {inline(value, like)}"]
    first, *rest = [line for key, each in value.items() for line in entry(key, each, style, column + 2)]
    return [f"{' ' * column}- {first[column + 2 :]}", *rest]


def refuse_unwritable(value: object) -> None:
    """Raise ``EditRefused`` for a value that is nested too deeply or has a key that is no text."""
    level = [value]
    for _ in range(MAX_DEPTH // 2):
        below: list[object] = []
        for each in level:
            if isinstance(each, Mapping):
                if not all(isinstance(key, str) for key in each):
                    raise EditRefused("a key that is no text cannot be written")
                below += each.values()
            elif isinstance(each, list):
                below += each
        level = below
    if level:
        raise EditRefused("the value is nested too deeply to be written")


def _text(text: str, like: str) -> str:
    """Without quotes only where no reader takes the text for anything else."""
    if _SURROGATE.search(text):
        raise EditRefused("half of a surrogate pair cannot be written in YAML")
    if like == "'" and _ONE_LINE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    plain = _PLAIN.fullmatch(text) and text.lower() not in _YAML_1_1 and isinstance(meaning(text), str)
    if plain and like != '"':
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
