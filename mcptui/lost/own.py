"""Whether an entry went because mcptui itself took it out: its history tells, also after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path

from mcptui.changes.operations_json import from_json
from mcptui.errors import McptuiError, Refused, Unreadable
from mcptui.formats import parse
from mcptui.formats.document import MISSING, Document, KeyPath, member_at
from mcptui.lost.memory import Memory, Seen, moment
from mcptui.lost.memory_file import PATIENCE, read_memory, update_memory
from mcptui.lost.missing import entry_of
from mcptui.machine import Machine
from mcptui.operations import Anything, Assign, Lasting, PutBack, Take
from mcptui.parked import parked_file
from mcptui.store.files import Files, digest
from mcptui.store.records import FileRecord, Record
from mcptui.store.transaction import Store


class OwnRemovals:
    """What mcptui's transactions took out of the clients' files. What they tell is read once, when it is asked for."""

    def __init__(self, machine: Machine, store: Store, files: Files) -> None:
        self._machine = machine
        self._store = store
        self._files = files
        self._unread = store.records()
        self._read: list[Record] = []
        self._ways_back: dict[tuple[str, Path], tuple[Lasting, ...]] = {}
        self._sides: dict[tuple[str, Path], tuple[Document, ...]] = {}

    def took(self, seen: Seen) -> bool:
        """Whether the last transaction that touched the entry since it was seen took it out of its file."""
        since = moment(seen.last).isoformat()
        recent = takewhile(lambda record: record.at >= since, self._records())
        told = (self.taken_by(record, seen) for record in recent)
        return next((each for each in told if each is not None), False)

    def taken_by(self, record: Record, seen: Seen) -> bool | None:
        """Whether ``record`` took the entry out; False: it brought it, None: neither.

        A transaction that is under way counts: the file may be written already.
        """
        if record.status == "rolled-back":
            return None
        told = (each for file in record.files for each in self._told(record, file, seen))
        return next((each for each in told if each is not None), None)

    def _records(self) -> Iterator[Record]:
        """All transactions, newest first."""
        yield from self._read
        for record in self._unread:
            self._read.append(record)
            yield record

    def _told(self, record: Record, file: FileRecord, seen: Seen) -> Iterator[bool | None]:
        if file.path == seen.source.file and not file.overtaken:
            if file.undo is None:
                yield self._told_by_both_sides(record, file, seen)
            else:
                yield from (_told_by_way_back(each, seen.path) for each in self._way_back(record, file))
        elif file.private and file.path == parked_file(self._machine, entry_of(seen)):
            # Comes after the client's file in its record; alone, it tells what became of a parked entry.
            yield _taken(file.before is not None, file.after is not None)

    def _way_back(self, record: Record, file: FileRecord) -> tuple[Lasting, ...]:
        key = (record.id, file.path)
        if key not in self._ways_back:
            try:
                self._ways_back[key] = from_json(file.undo)[1]
            except Unreadable:
                self._ways_back[key] = ()
        return self._ways_back[key]

    def _told_by_both_sides(self, record: Record, file: FileRecord, seen: Seen) -> bool | None:
        """For a file that was replaced as a whole. None where it was written since: its content then is not known."""
        key, source = (record.id, file.path), seen.source
        if key not in self._sides:
            try:
                sides = self._store.backup(record, file), self._files.read(file.target)
                known = tuple(map(digest, sides)) == (file.before, file.after)
                documents = (parse(data or b"", source.syntax, [source.key]) for data in sides if known)
                self._sides[key] = tuple(documents)
            except McptuiError:
                self._sides[key] = ()
        held = [seen.name in document.keys(source.key) for document in self._sides[key]]
        return _taken(*held) if held else None


def note_removals(record: Record, machine: Machine, store: Store, files: Files) -> None:
    """Remember no longer what ``record`` took out. If that cannot be noted, the history tells it to the next look."""
    own = OwnRemovals(machine, store, files)

    def without_removed(memory: Memory) -> Memory:
        removed = frozenset(spot for spot, seen in memory.entries.items() if own.taken_by(record, seen))
        return memory.without(removed) if removed else memory

    known = read_memory(machine, files).memory
    if without_removed(known) is not known:
        with suppress(Refused):
            update_memory(machine, files, without_removed, wait=PATIENCE)


def _told_by_way_back(operation: Lasting, path: KeyPath) -> bool | None:
    """What taking a transaction back would do to the entry is the opposite of what it did."""
    rest = path[len(operation.path) :]
    if path[: len(operation.path)] != operation.path:
        return None
    match operation:
        case PutBack():
            return True
        case Take():
            return False
        case Assign(value=before, expect=after) if not isinstance(after, Anything):
            return _taken(*(member_at(value, rest) is not MISSING for value in (before, after)))
        case _:
            return None


def _taken(before: bool, after: bool) -> bool | None:  # noqa: FBT001  # the two belong together
    """Whether what was there ``before`` is not there ``after``; None where that is the same."""
    return None if before is after else before
