"""JSON with comments, read into source texts by a tokenizer and a parser that share nothing with the editor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mcptui.formats.document import KeyPath

TOKEN = re.compile(
    r'(?P<comment>//[^\r\n]*|/\*.*?\*/)|(?P<ink>"(?:\\.|[^"\\])*"|[-+.\w]+|[\[\]{},:])|[ \t\r\n]+', re.DOTALL
)


@dataclass
class Token:
    text: str
    start: int
    comment: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class Node:
    """``text`` for a scalar; ``members`` for an object (keys as their source) or array (keys empty)."""

    start: int
    end: int
    text: str = ""
    members: list[tuple[str, int, Node]] | None = None
    is_object: bool = False

    def find(self, key: str) -> list[int]:
        """The places of the members of that name."""
        assert self.members is not None
        return [index for index, (source, _, _) in enumerate(self.members) if json.loads(source) == key]


def tokens(text: str) -> list[Token]:
    found = []
    position = 1 if text.startswith("\ufeff") else 0
    while position < len(text):
        match = TOKEN.match(text, position)
        assert match, f"no token at {position}: {text[position : position + 20]!r}"
        if match.lastgroup:
            found.append(Token(match[0], position, match.lastgroup == "comment"))
        position = match.end()
    return found


def tree(text: str) -> Node:
    """The document as source texts. Trailing commas are let through; strictness is another test's matter."""
    ink = [token for token in tokens(text) if not token.comment]

    def read(at: int) -> tuple[Node, int]:
        first = ink[at]
        if first.text not in "{[":
            return Node(first.start, first.end, first.text), at + 1
        members: list[tuple[str, int, Node]] = []
        at += 1
        while ink[at].text not in ("}", "]"):
            source, start = "", ink[at].start
            if first.text == "{":
                source = ink[at].text
                assert source.startswith('"')
                assert ink[at + 1].text == ":"
                at += 2
            node, at = read(at)
            members.append((source, start, node))
            if ink[at].text == ",":
                at += 1
            else:
                assert ink[at].text in ("}", "]")
        return Node(first.start, ink[at].end, "", members, first.text == "{"), at + 1

    node, end = read(0)
    assert end == len(ink)
    return node


Shape = object
"""A document as source texts: str, ``["[", shape…]`` or ``["{", [key, shape]…]``."""


def shape(node: Node) -> Shape:
    if node.members is None:
        return node.text
    if not node.is_object:
        return ["[", *(shape(inner) for _, _, inner in node.members)]
    return ["{", *([source, shape(inner)] for source, _, inner in node.members)]


def plain(node: Node, text: str) -> object:
    """The value of a node, by the standard library, on the node's own ink."""
    ink = [token.text for token in tokens(text[node.start : node.end]) if not token.comment]
    kept = [each for each, after in zip(ink, [*ink[1:], ""], strict=True) if not (each == "," and after in ("}", "]"))]
    value: object = json.loads("".join(kept))
    return value


def own(text: str, all_tokens: list[Token], start: int, end: int) -> list[Token]:
    """The comments that leave with what stands from ``start`` to ``end``."""
    inside = [token for token in all_tokens if token.comment and start <= token.start < end]
    line_end = min((found for sign in "\r\n" if (found := text.find(sign, end)) >= 0), default=len(text))
    on_line = [token for token in all_tokens if end <= token.start < line_end]
    before: list[Token] = []
    behind: list[Token] = []
    comma = False
    for token in on_line:
        if token.comment and token.end > line_end:
            return inside + before  # it goes on over several lines
        if token.comment:
            (behind if comma else before).append(token)
        elif token.text == "," and not comma:
            comma = True
        elif token.text in ("}", "]"):
            break
        else:
            return inside + before
    return inside + before + behind


def members(node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    """All that is in an object, in objects in it too, by path."""
    if node.members is None or not node.is_object:
        return
    for source, _, inner in node.members:
        below = (*path, json.loads(source))
        yield below, inner
        yield from members(inner, below)
