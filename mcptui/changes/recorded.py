"""What a record of the history tells of a file: whose it is, and when a change in it counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mcptui.clients import BY_ID
from mcptui.store.records import Record


def clients_of(record: Record, path: Path) -> tuple[str, ...]:
    """The clients whose file this was when ``record`` was made, as far as its diff tells."""
    for row in record.changes:
        if row.get("act") == "diff" and row.get("path") == str(path):
            told = row.get("clients")
            return tuple(each for each in told if each in BY_ID) if isinstance(told, list) else ()
    return ()


def takes_effect(clients: Sequence[str]) -> str:
    """When a change in a file of these clients counts; empty where they differ, or nobody's is known."""
    return BY_ID[clients[0]].takes_effect if len(clients) == 1 else ""
