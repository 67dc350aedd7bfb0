"""A YAML text with the places of its members and comments, and look-ups by path.

A step of a path is a key of a mapping, or the ``name`` of an item where a sequence of mappings is on the
way: in ``mcpServers: [{name: github, command: npx}]`` that is ``("mcpServers", "github", "command")``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from mcptui.errors import Unreadable
from mcptui.formats.document import KeyPath
from mcptui.formats.yaml_events import events
from mcptui.formats.yaml_nodes import Builder, Member, Node, Span

MAX_CHARACTERS: Final = 300_000
"""A file of that size takes seconds to read; those of the clients have some kilobytes."""

_BLANK_LINES: Final = re.compile(r"(?:[ \t]*+\r?\n)*+")
_COMMENT: Final = re.compile(r"(?:(?<=[ \t\r\n])|\A)#[^\r\n]*")


class Scan:
    """A whole text and its only document. ``closed``: the document ends with a line ``...``."""

    __slots__ = ("_named", "closed", "comments", "root", "text")

    def __init__(self, text: str, root: Node | None, comments: Sequence[Span], *, closed: bool) -> None:
        self.text = text
        self.root = root
        self.comments = comments
        self.closed = closed
        self._named: dict[int, dict[str, list[Member]]] = {}

    def named(self, node: Node, name: str) -> list[Member]:
        """The members of that name, in file order; more than one are duplicates."""
        index = self._named.get(id(node))
        if index is None:
            index = self._named[id(node)] = {}
            for member in node.members:
                if member.name is not None:
                    index.setdefault(member.name, []).append(member)
        return index.get(name, [])

    def chain(self, path: KeyPath) -> list[Member]:
        """The members on the way to ``path`` as far as they are written; of duplicates the last."""
        found: list[Member] = []
        node = self.root
        for name in path:
            same = self.named(node, name) if node is not None else []
            if not same:
                break
            found.append(same[-1])
            node = same[-1].node
        return found

    def member(self, path: KeyPath) -> Member | None:
        chain = self.chain(path)
        return chain[-1] if path and len(chain) == len(path) else None

    def line(self, offset: int) -> int:
        """1-based."""
        return self.text.count("\n", 0, offset) + 1

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Behind the line end of the line that ``offset`` is on."""
        return self.text.find("\n", offset) + 1 or len(self.text)

    def column(self, member: Member) -> int:
        """How many characters stand before the member on its line."""
        return member.start - self.line_start(member.start)

    def begins_line(self, member: Member) -> bool:
        """Whether only spaces stand before it, and not the dash of an item or a bracket."""
        return not self.text[self.line_start(member.start) : member.start].strip(" ")

    def own_end(self, member: Member) -> int:
        """Behind the member's last line and the comments below it that are indented deeper than it."""
        column = self.column(member)
        end = at = self.line_end(max(member.node.end, member.start))
        while at < len(self.text):
            line = self.text[at : self.line_end(at)]
            words = line.lstrip(" \t")
            at += len(line)
            if words.startswith("#") and len(line) - len(words) > column:
                end = at
            elif words.strip():
                break
        return end

    def next_line_with_value(self, offset: int) -> int:
        """The first line from ``offset`` on that is neither blank nor only a comment."""
        while offset < len(self.text):
            end = self.line_end(offset)
            words = self.text[offset:end].strip()
            if words and not words.startswith("#"):
                break
            offset = end
        return offset

    def lines_of(self, member: Member) -> Span:
        """The member's whole lines; where something else stands before it, from the member on."""
        start = self.line_start(member.start) if self.begins_line(member) else member.start
        return start, self.own_end(member)

    def comments_in(self, start: int, end: int) -> list[str]:
        found = self.comments[bisect_left(self.comments, (start,)) : bisect_left(self.comments, (end,))]
        return [self.text[span[0] : span[1]] for span in found]

    def comment_texts(self) -> Counter[str]:
        return Counter(self.text[start:end] for start, end in self.comments)


def end_of_blank_lines(text: str, offset: int = 0) -> int:
    """Behind the blank lines that begin at ``offset``."""
    found = _BLANK_LINES.match(text, offset)
    return found.end() if found else offset


def scan(text: str) -> Scan:
    """Read ``text`` (without a byte order mark).

    Raises ``Unreadable`` for what ``events`` refuses, keys that are no scalars, and what is too large, too
    deep or refers to itself.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("the file is too large to be read as YAML", "configuration files have some kilobytes")
    builder = Builder(text)
    for event in events(text):
        builder.take(event)
    comments: list[Span] = []
    size = len(text)
    for (_, start), (end, _) in pairwise([(0, 0), *builder.opaque, (size, size)]):
        comments += (found.span() for found in _COMMENT.finditer(text, start, end))
    return Scan(text, builder.root, comments, closed=builder.closed)
