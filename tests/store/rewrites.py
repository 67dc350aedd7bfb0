"""Rewrites of a file as plans make them, and a disk on which something happens between two steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from mcptui.errors import ChangedMeanwhile
from mcptui.store.files import READ_LIMIT, DiskFiles
from mcptui.store.transaction import Rewritten

NOON = datetime(2026, 11, 22, 8, 45, tzinfo=UTC)


class Hooked(DiskFiles):
    """A disk on which another program does something at the moment that a test chooses."""

    def __init__(self) -> None:
        self.before_read: Callable[[Path], None] = lambda _: None
        self.after_swap: Callable[[Path], None] = lambda _: None

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        self.before_read(path)
        return super().read(path, limit, known)

    def swap(self, prepared: Path, path: Path) -> None:
        super().swap(prepared, path)
        self.after_swap(path)


def to(data: bytes | None, undo: object = None) -> Callable[[bytes | None], Rewritten]:
    return lambda _: Rewritten(data, undo)


def adding(line: bytes) -> Callable[[bytes | None], Rewritten]:
    """A rewrite that keeps what is there, as an editor does."""

    def rewrite(now: bytes | None) -> Rewritten:
        now = now or b""
        return Rewritten(now if line in now else now + line, None)

    return rewrite


def replacing(old: bytes, new: bytes) -> Callable[[bytes | None], Rewritten]:
    """A rewrite that is refused where its entry is not (any more)."""

    def rewrite(now: bytes | None) -> Rewritten:
        if now is None or old not in now:
            raise ChangedMeanwhile("the entry is not there")
        return Rewritten(now.replace(old, new), None)

    return rewrite
