"""What shall become of files, and what that means for the bytes now on the disk. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from mcptui.errors import Refused
from mcptui.store.files import Facts, Files
from mcptui.store.locks import Lock


class Rewritten(NamedTuple):
    """New bytes of a file (None: no file), and how to take that back on later bytes.

    ``undo`` is any JSON value; the store keeps it and never looks inside.
    """

    data: bytes | None
    undo: object


class FileChange(NamedTuple):
    """What shall become of one file.

    ``rewrite`` gets the bytes now on the disk (None: no file) and may raise ``Refused``; it is called
    again whenever they changed. ``lock`` is its client's lock, to be held meanwhile. A new file is
    0600, and new folders 0700, if ``private``; a new file has ``mode``, where it is told. ``known`` are the
    bytes that whoever asks has read there: as long as the file holds them, they are not held twice.
    """

    path: Path
    rewrite: Callable[[bytes | None], Rewritten]
    lock: Lock | None = None
    private: bool = False
    mode: int | None = None
    known: bytes | None = None


class Preview(NamedTuple):
    """What a change would do to its file: ``target`` is the real file behind the links of ``path``.

    ``links`` above 1: the file has other names, which will keep the old bytes.
    """

    path: Path
    target: Path
    before: bytes | None
    after: bytes | None
    links: int


class Step(NamedTuple):
    """A change worked out on the bytes that were read."""

    change: FileChange
    target: Path
    facts: Facts | None
    before: bytes | None
    rewritten: Rewritten


def work_out(files: Files, changes: Sequence[FileChange]) -> list[Step]:
    """The changes on the bytes now on the disk, without those that change nothing.

    Refuses two changes that lead to the same file.
    """
    steps: list[Step] = []
    paths: dict[Path, Path] = {}
    for change in changes:
        target = files.resolve(change.path)
        if target in paths:
            raise Refused(
                f"{change.path} and {paths[target]} are the same file", "change one of them: the other follows"
            )
        paths[target] = change.path
        before = files.read(target, known=change.known)
        rewritten = change.rewrite(before)
        if rewritten.data != before:
            steps.append(Step(change, target, files.facts(target), before, rewritten))
    return steps


def would_change(change: FileChange, now: bytes | None) -> bool:
    """Whether ``change`` is still to be done on these bytes. What refuses them has been done, or can't be."""
    try:
        return change.rewrite(now).data != now
    except Refused:
        return False
