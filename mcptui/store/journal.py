"""What is known of every transaction: its manifest, its backups, and, while it is open, its new bytes.

In mcptui's state folder, everything 0600 in 0700::

    lock                                    held by the instance that writes
    backups/2026-11-22/<id>/manifest.json   one Record
    backups/2026-11-22/<id>/1-.claude.json  the old file, plain, to be copied back by hand if need be
    backups/2026-11-22/<id>/1-.claude.json.wanted   the new bytes, where another program's were left alone
    staged/<id>/1-.claude.json              the new file, until the transaction is settled

A folder in ``staged`` is the sign that something is open: without one there is nothing to recover.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from mcptui.errors import NothingMatched, Refused, Unreadable
from mcptui.store.files import Files
from mcptui.store.progress import Progress, Stage
from mcptui.store.records import Backup, FileRecord, Record, record_from_json, record_to_json
from mcptui.store.retention import Retention, superfluous
from mcptui.store.steps import Step

_MANIFEST = "manifest.json"
_MOMENT = len("20261122-084500")


class Journal:
    """The records under one state folder. Writing needs the instance lock."""

    def __init__(self, folder: Path, files: Files) -> None:
        self.lock = folder / "lock"
        self._backups = folder / "backups"
        self._staged = folder / "staged"
        self._files = files

    def new_id(self, at: datetime) -> str:
        """``20261122-084500-001``: the moment in UTC and the first number that is free in that second."""
        moment = at.astimezone(UTC).strftime("%Y%m%d-%H%M%S")
        taken = {*self._files.list_folder(self._folder(moment).parent), *self.open_ids()}
        number = 1
        while (name := f"{moment}-{number:03}") in taken:
            number += 1
        return name

    def begin(self, record: Record, steps: Sequence[Step], progress: Progress) -> None:
        """Make old and new bytes durable, then the manifest: from here on the transaction can be recovered."""
        # The day's folder is there as long as anything is open: where there is no backup at all, nobody looks further.
        self._files.create_folder(self._folder(record.id).parent, private=True)
        self._files.create_folder(self._staged / record.id, private=True)
        self._files.create_folder(self._folder(record.id), private=True)
        for index, (file, step) in enumerate(zip(record.files, steps, strict=True)):
            progress(Stage.BACKUP, index, len(steps))
            if file.backup is not None and step.before is not None:
                self._write(self._folder(record.id) / file.backup, step.before)
            if step.rewritten.data is not None:
                self._write(self._staged_file(record, index), step.rewritten.data)
        progress(Stage.BACKUP, len(steps), len(steps))
        self.note(record)

    def note(self, record: Record) -> None:
        """Write the manifest as ``record`` says."""
        text = json.dumps(record_to_json(record), indent=2)
        self._write(self._manifest(record.id), text.encode())

    def settle(self, record: Record, keep: Retention | None = None) -> Record:
        """Note how the transaction ended and close it; new bytes of files left alone move to the backups.

        With ``keep`` older backups make room meanwhile: who is killed then is told of the change all the same.
        """
        for index, file in enumerate(record.files):
            if file.overtaken and (data := self.staged(record, index)) is not None:
                self._write(_wanted(self._folder(record.id) / file_name(index, file.target)), data)
        self.note(record)
        if keep is not None:
            # The change is made. That must not be taken back for want of tidiness, nor when Ctrl-C comes so late.
            with suppress(Refused, KeyboardInterrupt):
                self._tidy(keep, record)
        self.close(record.id)
        return record

    def close(self, id_: str) -> bool:
        """Drop the new bytes of a settled transaction. False: they cannot be dropped now, ``recover`` will."""
        try:
            for name in self._files.list_folder(self._folder(id_)):
                if name.startswith("."):  # only what was prepared and never took its place is hidden
                    self._files.remove(self._folder(id_) / name)
            self._drop(self._staged / id_)
        except Refused:
            return False
        return True

    def discard(self, id_: str) -> None:
        """Forget a transaction that changed nothing, its manifest first. Refused where that stays and would count."""
        manifest = self._manifest(id_)
        if self._files.facts(manifest) is not None:
            self._files.remove(manifest)
        with suppress(Refused):
            self._drop(self._folder(id_))
            self._drop(self._staged / id_)
            if not self._files.list_folder(self._folder(id_).parent):
                self._files.remove_folder(self._folder(id_).parent)

    def open_ids(self) -> tuple[str, ...]:
        """Transactions that were begun and not closed."""
        return self._files.list_folder(self._staged)

    def find(self, id_: str) -> Record | None:
        """The record of exactly this id, or None. Raises ``Unreadable`` for a damaged manifest."""
        path = self._manifest(id_)
        data = self._files.read(path)
        if data is None:
            return None
        try:
            record = record_from_json(json.loads(data))
        except (ValueError, RecursionError):
            record = None
        if record is None or record.id != id_:
            raise Unreadable(f"{path} is damaged", "the backups beside it are plain copies of the old files")
        return record

    def records(self) -> Iterator[Record]:
        """All of them, newest first, each read when its turn comes. Damaged ones are skipped: they hide no other."""
        for id_ in self._ids():
            record = self._intact(id_)
            if record is not None:
                yield record

    def record(self, prefix: str) -> Record:
        """The one record whose id begins with ``prefix``."""
        ids = [id_ for id_ in self._ids() if id_.startswith(prefix)]
        if prefix in ids:
            ids = [prefix]
        if len(ids) > 1:
            raise Refused(f"{len(ids)} transactions begin with {prefix}", f"say more of it, such as {max(ids)}")
        record = self.find(ids[0]) if ids else None
        if record is None:
            raise NothingMatched(f"there is no transaction {prefix}", "'mcptui history' lists them.")
        return record

    def folder(self, record: Record) -> Path:
        """Where the manifest and the backups of ``record`` are."""
        return self._folder(record.id)

    def backup(self, record: Record, file: FileRecord, known: bytes | None = None) -> bytes | None:
        """The old bytes of ``file`` (see ``Files.read``); None if there was no file, or its backup is gone."""
        copy = self.copy_of(record, file)
        return None if copy is None else self._files.read(copy, known=known)

    def copy_of(self, record: Record, file: FileRecord) -> Path | None:
        """Where the old bytes of ``file`` are kept; None if there was no file."""
        return None if file.backup is None else self._folder(record.id) / file.backup

    def backups(self) -> Iterator[Backup]:
        """All backups that are there, newest first. One whose manifest is damaged is nobody's, and not among them."""
        for id_ in self._ids():
            yield from self._backups_of(id_)

    def staged(self, record: Record, index: int) -> bytes | None:
        """The new bytes of the file at ``index``, while the transaction is open."""
        return self._files.read(self._staged_file(record, index))

    def _tidy(self, keep: Retention, record: Record) -> None:
        """Let backups go that are not to be kept any longer, if it is the turn of ``record``, the newest transaction.

        What cannot be removed stays until the next time.
        """
        today = self._files.list_folder(self._folder(record.id).parent)
        if (len(today) - 1) % keep.every:
            return
        for backup in superfluous(self.backups(), keep, datetime.fromisoformat(record.at)):
            with suppress(Refused):
                self._files.remove(_wanted(backup.copy))
                self._files.remove(backup.copy)

    def _intact(self, id_: str) -> Record | None:
        try:
            return self.find(id_)
        except Unreadable:
            return None

    def _backups_of(self, id_: str) -> Iterator[Backup]:
        """Those of one transaction; its manifest is read only where there are any, for most have none any more."""
        names = set(self._names(self._folder(id_))) - {_MANIFEST}
        record = self._intact(id_) if names else None
        if record is None:
            return
        for file in record.files:
            copy = self.copy_of(record, file)
            if copy is None or copy.name not in names:
                continue
            try:
                facts = self._files.facts(copy)
            except Unreadable:
                continue
            if facts is not None:
                yield Backup(record, file, copy, facts.size)

    def _ids(self) -> Iterator[str]:
        """Of all transactions, newest first."""
        for day in reversed(self._names(self._backups)):
            yield from sorted(self._names(self._backups / day), key=_turn, reverse=True)

    def _names(self, folder: Path) -> tuple[str, ...]:
        """What is in a folder; nothing, where it cannot be looked into."""
        try:
            return self._files.list_folder(folder)
        except Unreadable:
            return ()

    def _folder(self, id_: str) -> Path:
        return self._backups / f"{id_[:4]}-{id_[4:6]}-{id_[6:8]}" / id_

    def _manifest(self, id_: str) -> Path:
        return self._folder(id_) / _MANIFEST

    def _staged_file(self, record: Record, index: int) -> Path:
        return self._staged / record.id / file_name(index, record.files[index].target)

    def _write(self, path: Path, data: bytes) -> None:
        self._files.replace(path, data, private=True)

    def _drop(self, folder: Path) -> None:
        for name in self._files.list_folder(folder):
            self._files.remove(folder / name)
        self._files.remove_folder(folder)


def file_name(index: int, target: Path) -> str:
    """What the old or new bytes of the file at ``index`` of a transaction are called."""
    # The end of a name tells more than its beginning; 60 characters fit any file system.
    return f"{index + 1}-{target.name[-60:]}"


def _turn(id_: str) -> tuple[str, int, str]:
    """By moment, then by number; the thousandth of a second has a longer one."""
    return id_[:_MOMENT], len(id_), id_


def _wanted(backup: Path) -> Path:
    """Where our new bytes of a file are kept that another program's took the place of."""
    return backup.with_name(f"{backup.name}.wanted")
