"""mcptui's own folder: how much its backups take, and what in it others may read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from stat import S_IMODE
from typing import Final, NamedTuple

from mcptui.lost.copies import made_at
from mcptui.store.records import Backup

_OTHERS: Final = 0o077


class Wide(NamedTuple):
    """A file or folder that more than its owner may read; ``mode`` is permission bits only."""

    path: Path
    mode: int


class StateFolder(NamedTuple):
    """What is in the folder at ``path``: number, bytes and oldest (UTC) of the backups, and what is open to others."""

    path: Path
    backups: int
    size: int
    oldest: datetime | None
    wide: tuple[Wide, ...]


def look_into(folder: Path, backups: Sequence[Backup]) -> StateFolder:
    """Measure the state folder. Everything in it may hold secrets, so nothing is for others to read."""
    return StateFolder(
        path=folder,
        backups=len(backups),
        size=sum(each.size for each in backups),
        oldest=min((made_at(each) for each in backups), default=None),
        wide=tuple(_wide(folder)),
    )


def _wide(folder: Path) -> Iterator[Wide]:
    if os.name == "nt":
        return  # permission bits tell nothing there
    for inside, _, names in os.walk(folder):
        for path in (Path(inside), *(Path(inside, name) for name in sorted(names))):
            try:
                mode = S_IMODE(path.lstat().st_mode)
            except OSError:
                continue
            if mode & _OTHERS and not path.is_symlink():
                yield Wide(path, mode)
