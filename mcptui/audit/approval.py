"""Questions that the client no longer asks before a tool is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity
from mcptui.audit.rule import Rule, Sighting
from mcptui.audit.words import listed

_ALL: Final = "*"
_CHANGING: Final = frozenset(
    {
        "write",
        "delete",
        "remove",
        "create",
        "update",
        "edit",
        "exec",
        "execute",
        "run",
        "shell",
        "push",
        "merge",
        "send",
    }
    | {"drop", "move", "install", "kill"}
)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def every_tool(case: Case) -> Iterator[Sighting]:
    """All tools at once."""
    if _ALL in case.approved:
        yield Sighting("All of its tools are used without a question")


def changing_tools(case: Case) -> Iterator[Sighting]:
    """Tools whose names tell that they change something."""
    if _ALL not in case.approved:
        found = [name for name in case.approved if _changes(name)]
        if found:
            yield Sighting(f"Used without a question: {listed(found)}")


def _changes(name: str) -> bool:
    return any(word.lower() in _CHANGING for word in _WORD.findall(name))


APPROVAL: Final = (
    Rule(
        "APPR001",
        "All tools without a question",
        Severity.HIGH,
        why="Nobody stands between a text that misleads the model and what it then does",
        source="OWASP MCP Top 10, MCP02:2025",
        advice="name the tools that only read",
        check=every_tool,
    ),
    Rule(
        "APPR004",
        "Changing tools without a question",
        Severity.MEDIUM,
        why="What they spoil is spoiled before you have seen it",
        source="OWASP MCP Top 10, MCP02:2025",
        advice="leave only tools that read in the list",
        check=changing_tools,
    ),
)
