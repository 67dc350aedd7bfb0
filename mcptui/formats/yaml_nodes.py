"""Nodes of a YAML text with exact places, built from events without recursion.

An alias is not expanded: it shares the value of its anchor. The parser lets block collections run on over
blank lines and comments; here every node ends with its last sign.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final, NamedTuple

from mcptui.formats.items import name_of
from mcptui.formats.yaml_events import Event, Sight, refusal

MAX_DEPTH: Final = 100
MAX_VALUES: Final = 300_000
"""Values in the file when each alias is counted as all that it stands for."""

Span = tuple[int, int]

_COLON: Final = re.compile(r"[ \t]*:")


class Kind(Enum):
    """What a node is. An alias is of the kind of what it stands for."""

    SCALAR = auto()
    MAPPING = auto()
    SEQUENCE = auto()


class Member(NamedTuple):
    """A key with its value, or an item of a sequence.

    ``name`` is the key as it is written, of an item the text of its ``name``; None for an item without one
    and for a merge key.
    ``start`` is the offset of the key, its ``?`` or the dash; ``behind`` that after the ``:`` or the dash, None where
    there is none. ``exact`` says that nothing but the key stands there: no anchor, no tag, no ``?``.
    """

    name: str | None
    start: int
    behind: int | None
    node: Node
    exact: bool


class Node(NamedTuple):
    """A value with its place.

    ``style`` is empty for plain scalars and block collections, else the first sign of the style:
    a quote, ``|``, ``>``, ``{``, ``[``, or ``*`` for an alias. ``marked`` says that it is an alias, or
    has an anchor or a tag; ``tied`` that it or something in it is an alias or has an anchor. ``merges``: it
    has a ``<<``.
    ``size`` counts its values, ``depth`` its levels, both through aliases.
    """

    kind: Kind
    start: int
    end: int
    value: object
    style: str = ""
    marked: bool = False
    tied: bool = False
    merges: bool = False
    size: int = 1
    depth: int = 1
    members: tuple[Member, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is written there: the value is null."""
        return self.kind is Kind.SCALAR and self.start == self.end

    @property
    def is_block(self) -> bool:
        return self.kind is not Kind.SCALAR and not self.style

    @property
    def ending(self) -> Node:
        """The scalar, alias or empty collection that it ends with; itself where it is one."""
        node = self
        while node.members:
            node = node.members[-1].node
        return node

    @property
    def ends_in_lines(self) -> bool:
        """It ends with a ``|`` or ``>``, whose last line ends may be part of it."""
        return self.ending.style in ("|", ">")


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("dash", "done", "event", "key", "kind", "members", "pairs", "tied")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.kind = Kind.MAPPING if event.sight is Sight.MAPPING else Kind.SEQUENCE
        self.done = event.start
        self.tied = event.anchor is not None
        self.key: tuple[Event, str | None] | None = None
        self.dash: re.Pattern[str] | None = None
        self.members: list[Member] = []
        self.pairs: list[tuple[str | None, object]] = []


class Builder:
    """Takes events and makes nodes of them, innermost first. ``root`` is None for a file without a value."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self.root: Node | None = None
        self.closed = False
        """Whether the document ends with a line ``...``."""
        self.opaque: list[Span] = []
        """Scalars, in which a # begins no comment."""

    def take(self, event: Event) -> None:
        match event.sight:
            case Sight.SCALAR:
                end = self._scalar_end(event)
                if not self._is_key(event):
                    tied = event.anchor is not None
                    node = Node(Kind.SCALAR, event.start, end, event.value, event.style, event.marked, tied)
                    self._close(event, node)
            case Sight.ALIAS:
                self._add(self._alias(event))
            case Sight.MAPPING | Sight.SEQUENCE:
                if len(self._open) >= MAX_DEPTH:
                    raise refusal(self._text, "nested too deeply", event.start)
                if event.anchor is not None:
                    self._anchors[event.anchor] = None
                self._open.append(_Open(event))
            case Sight.END:
                top = self._open.pop()
                self._close(top.event, self._collection(top, event.end))
            case Sight.CLOSING:
                self.closed = True

    def _close(self, event: Event, node: Node) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._add(node)

    def _collection(self, top: _Open, end: int) -> Node:
        nodes = [member.node for member in top.members]
        merges = any(key is None for key, _ in top.pairs)
        node = Node(
            top.kind,
            top.event.start,
            end if top.event.style else top.done,
            self._mapping(top) if top.kind is Kind.MAPPING else [node.value for node in nodes],
            top.event.style,
            top.event.marked,
            top.tied or any(node.tied for node in nodes),
            merges,
            size=1 + sum(node.size for node in nodes),
            depth=1 + max((node.depth for node in nodes), default=0),
            members=tuple(top.members),
        )
        if node.size > MAX_VALUES or node.depth > MAX_DEPTH:
            raise refusal(self._text, "aliases that stand for too much", node.start)
        return node

    def _mapping(self, top: _Open) -> dict[str, object]:
        """The value: own keys, the last of duplicates, over those that ``<<`` brings, of these the first."""
        merged: dict[str, object] = {}
        for key, value in top.pairs:
            if key is None:
                for each in value if isinstance(value, list) else [value]:
                    if not isinstance(each, dict):
                        raise refusal(self._text, "a merge key for something that is no mapping", top.event.start)
                    merged = {**each, **merged}
        return merged | {key: value for key, value in top.pairs if key is not None}

    def _scalar_end(self, event: Event) -> int:
        """Where its last sign ends; the blank lines behind ``|`` and ``>`` count only where they are kept."""
        start, end = event.start, event.end
        if event.style in ("|", ">"):
            written = self._text[start:end]
            first, newline, _ = written.partition("\n")
            keeps = "+" in first.split("#", 1)[0]
            end = start + len(written.removesuffix("\n").removesuffix("\r") if keeps else written.rstrip())
            start = min(start + len(first + newline), end)
        if start < end:
            self.opaque.append((start, end))
        return end

    def _is_key(self, event: Event) -> bool:
        """Keep a scalar that is the key of what comes next."""
        top = self._open[-1] if self._open else None
        if top is None or top.kind is Kind.SEQUENCE or top.key is not None:
            return False
        merge = event.text == "<<" and not event.style and not event.marked
        top.tied = top.tied or event.anchor is not None
        top.key = event, None if merge else event.text
        return True

    def _alias(self, event: Event) -> Node:
        name = event.anchor or ""
        if name not in self._anchors:
            raise refusal(self._text, "an alias without its anchor", event.start)
        target = self._anchors[name]
        if target is None:
            raise refusal(self._text, "an alias inside of what it stands for", event.start)
        return target._replace(
            start=event.start, end=event.end, style="*", marked=True, tied=True, merges=False, members=()
        )

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        if top.kind is Kind.SEQUENCE:
            member = self._item(top, node)
        elif top.key is None:
            raise refusal(self._text, "a key that is more than a word", node.start)
        else:
            member = self._pair(top, node, *top.key)
            top.pairs.append((top.key[1], node.value))
            top.key = None
        top.members.append(member)
        top.done = max(member.node.end, member.behind or 0)

    def _pair(self, top: _Open, node: Node, key: Event, name: str | None) -> Member:
        colon = _COLON.match(self._text, key.end)
        behind = colon.end() if colon else None
        exact = colon is not None and not key.marked and name is not None
        before = self._text[: key.start].rstrip() if colon is None and not top.event.style else ""
        start = len(before) - 1 if before.endswith("?") else key.start
        return Member(name, start, behind, _placed(node, behind or key.end), exact)

    def _item(self, top: _Open, node: Node) -> Member:
        name = name_of(node.value)
        if top.event.style:
            return Member(name, node.start, None, node, exact=True)
        start = top.event.start
        if top.dash is None:
            at = start if self._text.startswith("-", start) else None
            column = start - self._text.rfind("\n", 0, start) - 1
            top.dash = re.compile(rf"^ {{{column}}}-(?=[ \r\n]|\Z)", re.MULTILINE)
        else:
            found = top.dash.search(self._text, top.done, node.start + 1)
            at = found.end() - 1 if found else None
        if at is None:
            return Member(name, node.start, None, node, exact=False)
        return Member(name, at, at + 1, _placed(node, at + 1), exact=True)


def _placed(node: Node, at: int) -> Node:
    """An empty value is told at the next sign of the file; it stands behind its own key or dash."""
    return node._replace(start=at, end=at) if node.is_empty and not node.marked else node
