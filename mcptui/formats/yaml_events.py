"""The door to ruamel.yaml: what its pure parser sees in a text, as plain values, and what a scalar means.

ruamel is imported inside the functions, because a list of servers without a YAML file must not pay for
it. Nothing here constructs an object of a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from mcptui.errors import Unreadable

if TYPE_CHECKING:
    from ruamel.yaml import YAML

_TAG: Final = "tag:yaml.org,2002:"
_SHOWN_TAGS: Final = {f"{_TAG}{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")}
_QUOTED: Final = re.compile(r"'(?!.'|<[a-z ]+>')[^']*'|\"[^\"]*\"")
_PARSER_FAULTS: Final = (ValueError, OverflowError, IndexError, AssertionError, AttributeError, TypeError)


class Sight(Enum):
    """What the parser saw."""

    SCALAR = auto()
    ALIAS = auto()
    MAPPING = auto()
    SEQUENCE = auto()
    END = auto()
    """The end of a mapping or a sequence."""
    CLOSING = auto()
    """The line ``...`` behind the document."""


class Event(NamedTuple):
    """One sight with its offsets.

    ``text`` is a scalar's as it reads, ``value`` what it means; ``style`` the first sign of its style or
    empty; ``marked`` says that it has an anchor or a tag.
    """

    sight: Sight
    start: int
    end: int
    text: str = ""
    value: object = None
    style: str = ""
    anchor: str | None = None
    marked: bool = False


def events(text: str) -> Iterator[Event]:
    """What is in the only document of ``text``, in order.

    Raises ``Unreadable`` for what is no YAML 1.2, for several documents, directives, and tags beyond
    those of JSON's types. The reason never quotes the text, which may be secret.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from _seen(text, YAML(typ="safe", pure=True))
    except ReaderError as error:
        raise refusal(text, "a control character", error.position) from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = _QUOTED.sub("…", getattr(error, "problem", None) or "it cannot be parsed")
        raise refusal(text, problem, len(text) if mark is None else mark.index) from None
    except _PARSER_FAULTS:
        raise Unreadable("not valid YAML") from None


def refusal(text: str, message: str, offset: int) -> Unreadable:
    """``message`` with the line and column of ``offset``."""
    column = offset - text.rfind("\n", 0, offset)
    return Unreadable(f"not valid YAML: {message}", line=text.count("\n", 0, offset) + 1, column=column)


def meaning(text: str) -> object:
    """What ``text`` stands for as a plain scalar."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    return _Scalars(yaml).value(text, None, (True, False))


def _seen(text: str, yaml: YAML) -> Iterator[Event]:
    from ruamel.yaml import events as seen

    scalars = _Scalars(yaml)
    documents = 0
    for event in yaml.parse(text):
        start, end = event.start_mark.index, event.end_mark.index
        tag = getattr(event, "tag", None)
        if tag is not None and tag not in _SHOWN_TAGS:
            raise refusal(text, "a tag, which is not read", start)
        match event:
            case seen.ScalarEvent(value=written, style=style, anchor=anchor):
                value = scalars.value(written, tag, event.implicit)
                marked = anchor is not None or tag is not None
                yield Event(Sight.SCALAR, start, end, written, value, style or "", anchor, marked)
            case seen.AliasEvent(anchor=anchor):
                yield Event(Sight.ALIAS, start, end, anchor=anchor, marked=True)
            case seen.MappingStartEvent(anchor=anchor) | seen.SequenceStartEvent(anchor=anchor):
                is_mapping = isinstance(event, seen.MappingStartEvent)
                style = ("{" if is_mapping else "[") if event.flow_style else ""
                marked = anchor is not None or tag is not None
                sight = Sight.MAPPING if is_mapping else Sight.SEQUENCE
                yield Event(sight, start, end, style=style, anchor=anchor, marked=marked)
            case seen.MappingEndEvent() | seen.SequenceEndEvent():
                yield Event(Sight.END, start, end)
            case seen.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise refusal(text, "more than one document", start)
                if event.version or event.tags:
                    raise refusal(text, "a directive, which is not read", max(text.find("%"), 0))
            case seen.DocumentEndEvent(explicit=True):
                yield Event(Sight.CLOSING, start, end)


class _Scalars:
    """Scalars as plain values. Dates stay text, as they are in JSON and in the clients."""

    __slots__ = ("_construct", "_resolver")

    def __init__(self, yaml: YAML) -> None:
        self._resolver = yaml.resolver
        self._construct = yaml.constructor

    def value(self, text: str, tag: str | None, implicit: tuple[bool, bool]) -> object:
        from ruamel.yaml.nodes import ScalarNode

        tag = tag or str(self._resolver.resolve(ScalarNode, text, implicit))
        node = ScalarNode(tag, text)
        try:
            match tag.removeprefix(_TAG):
                case "null":
                    return None
                case "bool":
                    return bool(self._construct.construct_yaml_bool(node))
                case "int":
                    return int(self._construct.construct_yaml_int(node))
                case "float":
                    return float(self._construct.construct_yaml_float(node))
        except (ValueError, IndexError, KeyError):
            pass  # not what its tag says, or too long for a number
        return text
