"""Old bytes and new ones changing places on the disk: file after file, each compared with what it should be before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path

from mcptui.errors import Refused, Unreadable
from mcptui.store.files import Files, digest
from mcptui.store.journal import Journal
from mcptui.store.progress import Progress, Stage
from mcptui.store.records import FileRecord, Record, Status
from mcptui.store.steps import Step, would_change


class Standing(Enum):
    """What a file of a transaction holds: what was there before, what shall be there, or neither."""

    OLD = auto()
    NEW = auto()
    FOREIGN = auto()


class Exchange:
    """Writes the files of a transaction whose old and new bytes the journal has, and puts them back."""

    def __init__(self, files: Files, journal: Journal) -> None:
        self._files = files
        self._journal = journal

    def write(self, steps: Sequence[Step], progress: Progress) -> list[Standing] | None:
        """Replace every file. None as soon as one is not as it was read, or our bytes did not stay."""
        prepared = []
        for index, step in enumerate(steps):
            progress(Stage.PREPARE, index, len(steps))
            change = step.change
            prepared.append(self._prepare(step.target, step.rewritten.data, private=change.private, mode=change.mode))
        for index, (step, new) in enumerate(zip(steps, prepared, strict=True)):
            progress(Stage.WRITE, index, len(steps))
            if self._files.read(step.target, known=step.before) != step.before:
                return None
            self._take_place(new, step.target)
        progress(Stage.WRITE, len(steps), len(steps))
        standings = []
        for step in steps:
            now = self._files.read(step.target, known=step.rewritten.data)
            if now == step.rewritten.data:
                standings.append(Standing.NEW)
            elif would_change(step.change, now):
                return None
            else:
                standings.append(Standing.FOREIGN)
        return standings

    def finish(self, record: Record, standings: Sequence[Standing]) -> bool:
        """Write the staged bytes of files that are still old. False: it cannot be done, so put all back."""
        try:
            for index, (file, standing) in enumerate(zip(record.files, standings, strict=True)):
                if standing is Standing.NEW:
                    continue
                data = None if file.after is None else self._journal.staged(record, index)
                if digest(data) != file.after or not self._replace(file, data, file.before):
                    return False
        except Refused:
            return False
        return True

    def put_back(self, record: Record) -> list[Standing]:
        """Put the old bytes where ours are, last file first; how every file stood before is returned."""
        standings = []
        for file in reversed(record.files):
            self.clear(file)
            standing = self.standing(file)
            if standing is Standing.NEW:
                data = self._journal.backup(record, file)
                if digest(data) != file.before:
                    raise Refused(f"the backup of {file.path} is damaged", "look at the file by hand")
                if not self._replace(file, data, file.after):
                    standing = Standing.FOREIGN
            standings.append(standing)
        return standings[::-1]

    def _replace(self, file: FileRecord, data: bytes | None, expected: str | None) -> bool:
        """Make ``data`` the file, if the file still has the digest ``expected``."""
        new = self._prepare(file.target, data, private=file.private, mode=file.mode)
        if digest(self._files.read(file.target)) != expected:
            self.clear(file)
            return False
        self._take_place(new, file.target)
        return True

    def _prepare(self, target: Path, data: bytes | None, *, private: bool, mode: int | None = None) -> Path | None:
        """Where the new file waits to take the place of ``target``; None when there shall be no file."""
        if data is None:
            return None
        self._files.create_folder(target.parent, private=private)
        return self._files.prepare(target, data, private=private, mode=mode)

    def _take_place(self, prepared: Path | None, target: Path) -> None:
        if prepared is None:
            self._files.remove(target)
        else:
            self._files.swap(prepared, target)

    def standing(self, file: FileRecord) -> Standing:
        """What ``file`` holds now; what cannot be read is another program's."""
        try:
            now = digest(self._files.read(file.target))
        except Unreadable:
            return Standing.FOREIGN
        if now == file.before:
            return Standing.OLD
        return Standing.NEW if now == file.after else Standing.FOREIGN

    def clear(self, file: FileRecord) -> None:
        """Remove what was prepared for ``file`` and never took its place."""
        with suppress(Unreadable):  # in a folder that cannot be looked into, nothing can be done about it
            for leftover in self._files.leftovers(file.target):
                self._files.remove(leftover)


def ended(record: Record, standings: Iterable[Standing], status: Status) -> Record:
    """``record`` as it ended, with the files marked in which another program's bytes were left alone."""
    files = tuple(
        replace(file, overtaken=standing is Standing.FOREIGN)
        for file, standing in zip(record.files, standings, strict=True)
    )
    return replace(record, status=status, files=files)
