"""Locks that clients take while they write: where each is and how the programs that share it keep each other out.

Any lock is only advice: a client may give up waiting and write anyway. Who holds one still compares
the file with what was read before it is replaced.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

_POLL = 0.02


class LockKind(StrEnum):
    """What a lock is. Programs that take it in different ways do not keep each other out.

    FOLDER: an empty folder, made, touched and removed, as npm's proper-lockfile does. OWNED_FOLDER: a
    folder that comes into place with its owner's file in it, as Cline does. FLOCK: a file that stays,
    locked by flock(2).
    """

    FOLDER = "folder"
    OWNED_FOLDER = "owned-folder"
    FLOCK = "flock"


class Lock(NamedTuple):
    """A client's lock. They sort, so that whoever takes several takes them in one order."""

    path: Path
    kind: LockKind


def hold(lock: Lock, *, wait: float) -> AbstractContextManager[object]:
    """Hold ``lock``; its folder must be there. Raises ``Refused`` after ``wait`` seconds."""
    # Who only reads has locks to tell, and none to take.
    from mcptui.store.file_locks import file_lock
    from mcptui.store.folder_locks import folder_lock, owned_folder_lock

    match lock.kind:
        case LockKind.FOLDER:
            return folder_lock(lock.path, wait=wait)
        case LockKind.OWNED_FOLDER:
            return owned_folder_lock(lock.path, wait=wait)
        case LockKind.FLOCK:
            return file_lock(lock.path, wait=wait)


def attempts(wait: float, sleep: Callable[[float], None]) -> Iterator[None]:
    """At least one attempt, then one after each short sleep, until ``wait`` seconds were slept."""
    yield
    for _ in range(math.ceil(wait / _POLL)):
        sleep(_POLL)
        yield
