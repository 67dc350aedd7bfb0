"""The lists in Claude Code's settings, made ready to be asked about thousands of servers.

How rules fit was observed on Claude Code 2.1.330; see the tests for the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from mcptui.model import Definition, Transport

_MCP: Final = "mcp__"
# Server names have bounds; what stands behind them in a rule is the tool.
_LONGEST_PREFIX: Final = 1_100


def names(value: object) -> frozenset[str]:
    """The names in a list of settings; a lone string counts as a list of one, as the client reads it."""
    items = value if isinstance(value, list) else [value]
    return frozenset(each for each in items if isinstance(each, str))


class ServerRules(NamedTuple):
    """``deniedMcpServers`` or ``allowedMcpServers`` of one file: each rule by what it fits, with its place in the list.

    ``kinds`` are the ways in which any of the rules tells a server.
    """

    by_name: Mapping[str, int]
    by_command: Mapping[tuple[str, ...], int]
    by_url: Sequence[tuple[Sequence[str], int]]
    kinds: frozenset[str]

    @classmethod
    def of(cls, value: object) -> ServerRules | None:
        """The rules of a list; None where there is no list."""
        if not isinstance(value, list):
            return None
        by_name: dict[str, int] = {}
        by_command: dict[tuple[str, ...], int] = {}
        by_url: list[tuple[Sequence[str], int]] = []
        kinds: set[str] = set()
        for place, rule in enumerate(value):
            if not isinstance(rule, dict) or len(rule) != 1:
                continue
            kinds.update(rule)
            match rule:
                case {"serverName": str(name)}:
                    by_name.setdefault(name, place)
                case {"serverCommand": [*words]} if all(isinstance(word, str) for word in words):
                    by_command.setdefault(tuple(words), place)
                case {"serverUrl": str(pattern)}:
                    by_url.append((pattern.split("*"), place))
                case _:
                    continue
        return cls(by_name, by_command, by_url, frozenset(kinds))

    def fitting(self, name: str, definition: Definition) -> list[str]:
        """The kinds of rules that fit a server, in the order of the list."""
        found = [(self.by_name.get(name), "serverName")]
        if definition.transport is Transport.STDIO and definition.command is not None:
            found.append((self.by_command.get((definition.command, *definition.args)), "serverCommand"))
        if definition.url is not None:
            url = definition.url
            found.append((next((place for parts, place in self.by_url if _fits(parts, url)), None), "serverUrl"))
        return [kind for _, kind in sorted((place, kind) for place, kind in found if place is not None)]


def _fits(parts: Sequence[str], text: str) -> bool:
    """Whether ``text`` is the parts in their order with anything between two of them."""
    if len(parts) == 1:
        return text == parts[0]
    first, *middle, last = parts
    place, end = len(first), len(text) - len(last)
    if place > end or not (text.startswith(first) and text.endswith(last)):
        return False
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


class ToolRules(NamedTuple):
    """``permissions.deny`` of one file as far as it is about servers.

    By what a rule may begin with to be about a server, the tools that it hides with their places in the
    list; ``whole`` are rules that hide all tools, ``stems`` what stands before the ``*`` of others.
    """

    tools: Mapping[str, Sequence[tuple[int, str]]]
    whole: Mapping[str, int]
    stems: Mapping[str, int]

    @classmethod
    def of(cls, value: object) -> ToolRules:
        """The rules of the table under ``permissions``."""
        rules = value.get("deny") if isinstance(value, dict) else None
        tools: dict[str, list[tuple[int, str]]] = {}
        whole: dict[str, int] = {}
        stems: dict[str, int] = {}
        for place, rule in enumerate(rules if isinstance(rules, list) else ()):
            if not isinstance(rule, str):
                continue
            if rule.startswith(_MCP):
                whole.setdefault(rule, place)
                for prefix in _prefixes(rule):
                    tools.setdefault(prefix, []).append((place, rule[len(prefix) + 2 :]))
            if rule.endswith("*"):
                stems.setdefault(rule.rstrip("*"), place)
        return cls(tools, whole, stems)

    def hidden(self, name: str) -> list[str]:
        """The tools of a server that are hidden, in the order of the list; ``*`` for all."""
        prefix = tool_prefix(name)
        found = list(self.tools.get(prefix, ()))
        if prefix in self.whole:
            found.append((self.whole[prefix], "*"))
        if self.stems:
            starts = (prefix[:end] for end in range(len(prefix) + 1))
            found += ((self.stems[start], "*") for start in starts if start in self.stems)
        return [tool for _, tool in sorted(found)]


def _prefixes(rule: str) -> Iterator[str]:
    """What of a rule may be the server: all before any ``__`` that is not the first one."""
    for place in range(len(_MCP), min(len(rule), _LONGEST_PREFIX)):
        if rule.startswith("__", place):
            yield rule[:place]


def tool_prefix(name: str) -> str:
    """How permission rules spell a server: every character outside letters, digits, ``_`` and ``-`` becomes ``_``."""
    return _MCP + re.sub(r"[^a-zA-Z0-9_-]", "_", name)
