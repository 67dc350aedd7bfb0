"""What is remembered of a transaction, as values and as the plain values of its manifest."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from mcptui.store.locks import Lock, LockKind

Status = Literal["pending", "done", "rolled-back"]

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of a transaction. ``before`` and ``after`` are digests, None where there is no file.

    ``path`` is what was asked for, ``target`` the real file behind its links; ``backup`` a name in the
    transaction's folder, None where there was no file; ``undo`` belongs to the caller. ``lock`` is the
    client's lock, ``private`` and ``mode`` tell how a file that is not there is made.
    ``overtaken``: another program wrote the file while the transaction was under way; its bytes were
    left alone and ours are kept beside the backup.
    """

    path: Path
    target: Path
    backup: str | None
    before: str | None
    after: str | None
    undo: object
    lock: Lock | None = None
    private: bool = False
    mode: int | None = None
    overtaken: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One transaction. ``at`` is ISO 8601 in UTC; ``changes`` are the caller's rows for the history.

    ``undoes`` is the id of the transaction that this one took back. ``pending`` is seen only after a
    process was killed, or while another one writes.
    """

    id: str
    at: str
    title: str
    changes: tuple[dict[str, object], ...]
    files: tuple[FileRecord, ...]
    status: Status
    undoes: str | None = None

    @property
    def overtaken(self) -> tuple[Path, ...]:
        """Files in which another program's bytes were left alone."""
        return tuple(file.path for file in self.files if file.overtaken)


class Backup(NamedTuple):
    """A plain copy of a file as it was before a transaction. ``copy`` is where it lies, ``size`` is in bytes."""

    record: Record
    file: FileRecord
    copy: Path
    size: int


def standing(history: Sequence[Record]) -> list[Record]:
    """Records whose effect still stands: done, and not undone by one that stands. ``history`` is newest first."""
    undone: set[str] = set()
    holding = []
    for record in history:
        if record.status != "done" or record.id in undone:
            continue
        holding.append(record)
        if record.undoes is not None:
            undone.add(record.undoes)
    return holding


def record_to_json(record: Record) -> dict[str, object]:
    """``record`` as plain values, as its manifest holds it."""
    return {
        "schema": _SCHEMA,
        "id": record.id,
        "at": record.at,
        "title": record.title,
        "status": record.status,
        "undoes": record.undoes,
        "changes": list(record.changes),
        "files": [
            {
                "path": str(file.path),
                "target": str(file.target),
                "backup": file.backup,
                "before": file.before,
                "after": file.after,
                "lock": None if file.lock is None else {"path": str(file.lock.path), "kind": file.lock.kind.value},
                "private": file.private,
                "mode": file.mode,
                "overtaken": file.overtaken,
                "undo": file.undo,
            }
            for file in record.files
        ],
    }


def record_from_json(value: object) -> Record | None:
    """The record that a manifest's plain values describe; None when they describe none."""
    match value:
        case {
            "schema": 1,
            "id": str(id_),
            "at": str(at),
            "title": str(title),
            "status": ("pending" | "done" | "rolled-back") as status,
            "undoes": (str() | None) as undoes,
            "changes": list(changes),
            "files": list(files),
        } if all(isinstance(row, dict) for row in changes):
            read = [_file_from_json(file) for file in files]
            known = tuple(file for file in read if file is not None)
            if len(known) == len(read):
                return Record(id_, at, title, tuple(changes), known, status, undoes)
    return None


def _file_from_json(value: object) -> FileRecord | None:
    match value:
        case {
            "path": str(path),
            "target": str(target),
            "backup": (str() | None) as backup,
            "before": (str() | None) as before,
            "after": (str() | None) as after,
            "lock": lock,
            "private": bool(private),
            "mode": (int() | None) as mode,
            "overtaken": bool(overtaken),
            "undo": undo,
        } if backup is None or Path(backup).name == backup:
            with suppress(ValueError):
                taken = _lock_from_json(lock)
                return FileRecord(
                    Path(path), Path(target), backup, before, after, undo, taken, private, mode, overtaken
                )
    return None


def _lock_from_json(told: object) -> Lock | None:
    """Raises ``ValueError`` for what tells no lock. A lock folder was once told by its path alone."""
    match told:
        case None:
            return None
        case str(path):
            return Lock(Path(path), LockKind.FOLDER)
        case {"path": str(path), "kind": str(kind)}:
            return Lock(Path(path), LockKind(kind))
    raise ValueError
