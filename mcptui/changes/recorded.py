"""What a record of the history tells of a file: whose it is."""

from __future__ import annotations

from pathlib import Path

from mcptui.clients.base import Client
from mcptui.clients.known import Clients
from mcptui.store.records import Record


def whose(record: Record, path: Path, known: Clients) -> tuple[Client, ...]:
    """The clients whose file this was when ``record`` was made, as far as its diff tells, and they are known still."""
    for row in record.changes:
        if row.get("act") == "diff" and row.get("path") == str(path):
            told = row.get("clients")
            return tuple(known[each] for each in told if each in known) if isinstance(told, list) else ()
    return ()
