"""Which backups go: of a file the oldest, once there are too many, they are too old, or they take too much room.

What goes are plain copies of old files. The records stay for good: they are small, and what a record tells is
enough to undo its transaction. Where it is not (``FileRecord.undo`` is None, as for files that were replaced as a
whole and for mcptui's own notes), neither number nor age lets the copy go, only want of room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from mcptui.store.records import Backup


class Retention(NamedTuple):
    """How long backups are kept: the ``newest`` so many of each file, for ``days``, in ``size`` bytes altogether.

    The newest one of a file always stays. Of a ``~/.claude.json`` of 30 MB that is switched all day these are the
    last 35; of small files, which take no room, all of half a year, or a hundred. Looking for what may go takes a
    look into the folder of every transaction, so that is done with the first one of a day and each ``every``-th
    after it; meanwhile a few more may lie there.
    """

    newest: int = 100
    days: int = 180
    size: int = 1024**3
    every: int = 10


def superfluous(backups: Iterable[Backup], keep: Retention, now: datetime) -> tuple[Backup, ...]:
    """Those of ``backups`` that go, oldest first; never one of a transaction that is not settled.

    For want of room the file gives way whose backups take the most of it, so that a huge one does not push out
    those of all others.
    """
    oldest = (now.astimezone(UTC) - timedelta(days=keep.days)).isoformat()
    gone: list[Backup] = []
    kept: dict[Path, list[Backup]] = {}
    for backup in sorted(backups, key=_age, reverse=True):
        if backup.record.status == "pending":
            continue
        newer = kept.setdefault(backup.file.path, [])
        surplus = len(newer) >= keep.newest or backup.record.at < oldest
        (gone if newer and surplus and backup.file.undo is not None else newer).append(backup)
    gone += _in_want_of_room(kept, keep.size)
    return tuple(sorted(gone, key=_age))


def _in_want_of_room(kept: dict[Path, list[Backup]], size: int) -> Iterator[Backup]:
    """What goes of ``kept``, newest first for each file, so that no more than ``size`` bytes are left."""
    room = {path: sum(backup.size for backup in backups) for path, backups in kept.items()}
    while sum(room.values()) > size:
        path = max((path for path in kept if len(kept[path]) > 1), key=lambda path: (room[path], path), default=None)
        if path is None:
            return
        backup = kept[path].pop()
        room[path] -= backup.size
        yield backup


def _age(backup: Backup) -> tuple[str, str]:
    return backup.record.at, backup.record.id
