"""What a record of the history tells of a file: whose it is, and whom else it concerns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mcptui.changes.file_plan import FilePlan, reaching
from mcptui.changes.shared import reading
from mcptui.clients.base import Client
from mcptui.clients.known import Clients
from mcptui.store.records import Record


def whose(record: Record, path: Path, known: Clients) -> tuple[Client, ...]:
    """The clients whose file this was when ``record`` was made, as far as its diff tells, and they are known still."""
    return _told(record, path, "clients", known)


def with_readers(file: FilePlan, record: Record, known: Clients) -> FilePlan:
    """What is done to a file, with a warning where the change of ``record`` reached other clients that read it."""
    clients = _told(record, file.path, "readers", known)
    if not clients:
        return file
    them = "it" if len(clients) == 1 else "them"
    warning = f"{reading([each.name for each in clients], file.path)}: this reaches {them} as well"
    return replace(reaching(file, clients), warnings=(*file.warnings, warning))


def _told(record: Record, path: Path, key: str, known: Clients) -> tuple[Client, ...]:
    for row in record.changes:
        if row.get("act") == "diff" and row.get("path") == str(path):
            told = row.get(key)
            return tuple(known[each] for each in told if each in known) if isinstance(told, list) else ()
    return ()
