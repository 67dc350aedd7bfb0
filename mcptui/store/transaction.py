"""Transactions: many files change together or not at all, and what changed can be taken back.

What holds after each step, so that a process may die between any two of them:

1. lock, settle what a killed process left, take the clients' locks;
2. read every file, work out its new bytes in memory: a refusal here has touched nothing;
3. make old bytes (backup), new bytes (staged) and the manifest durable: ``pending`` now means that
   the transaction can be finished, or taken back, from the journal alone;
4. prepare every new file beside its old one: what fails for want of space or permission fails here;
5. compare each file with what was read, and let the new one take its place;
6. compare each file with what was written, then note ``done``.

If a file changed between 2 and 5, or our bytes were overwritten before 6, what was written is put back
and everything is worked out again on the new bytes.

Recovery finishes a pending transaction if every file is still either old or new. A file that is
neither was written by another program and is never touched: then the others are put back, unless all
of them are new already. Such a file is marked ``overtaken`` and ours is kept beside its backup.
Folders that were made for a new file stay when the file goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mcptui.errors import ChangedMeanwhile, Refused, Unreadable
from mcptui.store.dry_run import DryRunFiles
from mcptui.store.exchange import Exchange, Standing, ended
from mcptui.store.file_locks import instance_lock
from mcptui.store.files import DiskFiles, Files, digest
from mcptui.store.folder_locks import STALE
from mcptui.store.journal import Journal, file_name
from mcptui.store.locks import Lock, hold
from mcptui.store.progress import Progress, untold
from mcptui.store.records import Backup, FileRecord, Record
from mcptui.store.retention import Retention
from mcptui.store.steps import FileChange, Preview, Rewritten, Step, work_out

__all__ = ["Backup", "FileChange", "FileRecord", "Preview", "Record", "Retention", "Rewritten", "Store"]

_ATTEMPTS = 5
_FAILED = "the change failed and could not be taken back yet"


class Store:
    """The only road to a file. ``folder`` is mcptui's own state folder; nothing is made before it is needed.

    ``wait`` is how many seconds a lock that someone else holds is waited for, ``keep`` how long backups stay.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        files: Files | None = None,
        *,
        wait: float = 5.0,
        keep: Retention | None = None,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._files = files or DiskFiles()
        self._journal = Journal(folder, self._files)
        self._exchange = Exchange(self._files, self._journal)
        self._wait = wait
        self._keep = keep or Retention()

    def preview(self, changes: Sequence[FileChange]) -> tuple[Preview, ...]:
        """What ``apply`` would write now, one row for each file that would change; writes nothing.

        Refuses what ``apply`` would refuse for the file's own sake, such as a read-only file.
        """
        trial = DryRunFiles(self._files)
        rows = []
        for step in work_out(self._files, changes):
            if step.rewritten.data is None:
                trial.remove(step.target)
            else:
                trial.replace(step.target, step.rewritten.data, private=step.change.private)
            links = step.facts.links if step.facts else 1
            rows.append(Preview(step.change.path, step.target, step.before, trial.read(step.target), links))
        return tuple(rows)

    def apply(
        self,
        title: str,
        changes: Sequence[FileChange],
        rows: Sequence[dict[str, object]] = (),
        undoes: str | None = None,
        *,
        progress: Progress = untold,
    ) -> Record:
        """Do all ``changes`` as one transaction and return its record.

        If no file would change, the record has no files, and the history does not know it. Raises
        ``Refused``; then every file is as it was, unless the sentence says otherwise. ``progress`` may
        end it before the first file is touched.
        """
        with self._alone(), self._holding(change.lock for change in changes):
            for _ in range(_ATTEMPTS):
                steps = work_out(self._files, changes)
                record = self._draft(title, steps, rows, undoes)
                if not steps:
                    return replace(record, status="done")
                settled = self._attempt(record, steps, progress)
                if settled is not None:
                    return settled
        paths = ", ".join(str(change.path) for change in changes)
        raise ChangedMeanwhile(f"{paths}: another program keeps writing there", "close the client and try again")

    def recover(self) -> tuple[Record, ...]:
        """Finish or take back what a killed process left, and return what became of it.

        Cheap when there is nothing to do. May wait until a client's lock that died with the process is stale.
        """
        if not self._journal.open_ids():
            return ()
        with instance_lock(self._journal.lock, wait=self._wait):
            return self._settle_open()

    def records(self) -> Iterator[Record]:
        """All transactions, newest first, each read when its turn comes; a damaged manifest is skipped."""
        return self._journal.records()

    def history(self) -> tuple[Record, ...]:
        """All transactions, newest first."""
        return tuple(self._journal.records())

    def record(self, id: str) -> Record:  # noqa: A002  # it is what the user calls it
        """The transaction whose id begins with ``id``. Raises ``NothingMatched``, or ``Refused`` for several."""
        return self._journal.record(id)

    def backup(self, record: Record, file: FileRecord, known: bytes | None = None) -> bytes | None:
        """The old bytes of ``file``; None if there was no file, or its backup was removed.

        Where they are the same as ``known``, ``known`` is given back.
        """
        return self._journal.backup(record, file, known)

    def copy_of(self, record: Record, file: FileRecord) -> Path | None:
        """Where the old bytes of ``file`` are kept as a plain copy; None if there was no file."""
        return self._journal.copy_of(record, file)

    def backups(self) -> tuple[Backup, ...]:
        """All backups that are there, newest first."""
        return tuple(self._journal.backups())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the instance lock, with nothing left open by a killed process."""
        self._files.create_folder(self._folder, private=True)
        with instance_lock(self._journal.lock, wait=self._wait):
            self._settle_open()
            yield

    @contextmanager
    def _holding(self, locks: Iterable[Lock | None], *, at_least: float = 0.0) -> Iterator[None]:
        """Hold these locks, taken in one order so that two of us cannot wait for each other."""
        with ExitStack() as held:
            for lock in sorted({lock for lock in locks if lock is not None}):
                self._files.create_folder(lock.path.parent, private=False)
                held.enter_context(hold(lock, wait=max(self._wait, at_least)))
            yield

    def _draft(
        self, title: str, steps: Sequence[Step], rows: Sequence[dict[str, object]], undoes: str | None
    ) -> Record:
        now = self._clock().astimezone(UTC)
        files = tuple(
            FileRecord(
                path=step.change.path,
                target=step.target,
                backup=None if step.before is None else file_name(index, step.target),
                before=digest(step.before),
                after=digest(step.rewritten.data),
                undo=step.rewritten.undo,
                lock=step.change.lock,
                private=step.change.private,
                mode=step.facts.mode if step.facts else step.change.mode,
            )
            for index, step in enumerate(steps)
        )
        return Record(self._journal.new_id(now), now.isoformat(), title, tuple(rows), files, "pending", undoes)

    def _attempt(self, record: Record, steps: Sequence[Step], progress: Progress) -> Record | None:
        """One try, to the end or back to the beginning. None: another program wrote meanwhile, work it out again."""
        try:
            self._journal.begin(record, steps, progress)
        except BaseException:
            with self._unsettled(record, _FAILED):
                self._journal.discard(record.id)
            raise
        try:
            standings = self._exchange.write(steps, progress)
            if standings is None:
                self._exchange.put_back(record)
                self._journal.discard(record.id)
                return None
            return self._journal.settle(ended(record, standings, "done"), self._keep)
        except BaseException:
            self._abandon(record)
            raise

    def _abandon(self, record: Record) -> None:
        """After a failure: put everything back and say so in the history."""
        with self._unsettled(record, _FAILED):
            noted = self._journal.find(record.id)
        if noted is not None and noted.status != "pending":
            # Noting "done" may be what failed, after it reached the disk: while files go back, it must say pending.
            with self._unsettled(record, "the change was made, but it is not sure to last"):
                self._journal.note(record)
        with self._unsettled(record, _FAILED):
            standings = self._exchange.put_back(record)
        try:
            self._journal.settle(ended(record, standings, "rolled-back"))
        except Refused:
            # A full disk takes no note, but it lets one go, and nothing changed.
            with self._unsettled(record, _FAILED):
                self._journal.discard(record.id)

    @contextmanager
    def _unsettled(self, record: Record, what: str) -> Iterator[None]:
        """Tell of a refusal inside that the next start has to deal with it."""
        try:
            yield
        except Refused as error:
            raise Refused(
                f"{what}: {error}",
                f"the old files are in {self._journal.folder(record)}; the next start settles it",
            ) from error

    def _settle_open(self) -> tuple[Record, ...]:
        settled = []
        for id_ in self._journal.open_ids():
            try:
                record = self._journal.find(id_)
            except Unreadable:
                continue
            if record is None:
                self._journal.discard(id_)  # it died before any file was touched
            elif record.status == "pending":
                try:
                    settled.append(self._settle(record))
                except Refused as error:
                    raise Refused(
                        f"the interrupted change {id_} cannot be settled yet: {error}",
                        error.hint or f"the old files are in {self._journal.folder(record)}",
                    ) from error
            elif self._journal.close(id_):
                settled.append(record)  # it died while it tidied up, before anyone could say how it ended
        return tuple(settled)

    def _settle(self, record: Record) -> Record:
        # The locks may be those that the killed process left: they take a while to become stale.
        with self._holding((file.lock for file in record.files), at_least=STALE + 2):
            for file in record.files:
                self._exchange.clear(file)
            standings = [self._exchange.standing(file) for file in record.files]
            if Standing.NEW in standings and Standing.OLD not in standings:
                return self._journal.settle(ended(record, standings, "done"))
            if Standing.FOREIGN not in standings and self._exchange.finish(record, standings):
                return self._journal.settle(ended(record, [Standing.NEW] * len(standings), "done"))
            return self._journal.settle(ended(record, self._exchange.put_back(record), "rolled-back"))
