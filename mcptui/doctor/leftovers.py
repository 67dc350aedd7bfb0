"""Lock folders beside the clients' files that a killed program left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mcptui.inventory import Look
from mcptui.store.folder_locks import STALE
from mcptui.store.locks import LockKind


class StaleLock(NamedTuple):
    """A lock folder whose holder gave no sign of life for ``seconds``."""

    path: Path
    seconds: float


def stale_locks(at: Look) -> Iterator[StaleLock]:
    """Those that a client would take over, and so does mcptui."""
    now = at.site.machine.clock().timestamp()
    files = (*at.read, *((problem.client, problem.path) for problem in at.inventory.problems))
    known = at.site.clients
    locks = {known[client].lock(file, at.site) for client, file in files if client in known}
    # A file that is locked stays where it is; nothing is left of the lock when its holder is gone.
    for path in sorted(lock.path for lock in locks if lock is not None and lock.kind is not LockKind.FLOCK):
        try:
            seconds = now - path.stat().st_mtime
        except (OSError, ValueError):
            continue
        if seconds > STALE:
            yield StaleLock(path, seconds)
