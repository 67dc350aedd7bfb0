"""Changes gathered by the file that they edit, and that file's rewriting together with what mcptui keeps for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.changes.rewrite import Rewrite, naming, rewrite, to_json
from mcptui.changes.traces import Before, without_traces
from mcptui.machine import Machine
from mcptui.model import Entry, Switch, Syntax
from mcptui.operations import FileOperations, Operation, is_among
from mcptui.parked import parked_bytes, parked_file
from mcptui.store.locks import Lock
from mcptui.store.transaction import FileChange, Rewritten


@dataclass(slots=True)
class FileWork:
    """All operations on one file, the changes that need them, and the entries that are parked or put back."""

    path: Path
    syntax: Syntax
    lock: Lock | None = None
    operations: list[Operation] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    parking: list[Entry] = field(default_factory=list)
    unparking: list[Path] = field(default_factory=list)

    def add(self, operations: FileOperations, change: Change) -> None:
        """Take in what a change means for this file; what another change asked for already counts once."""
        self.lock = self.lock or operations.lock
        self.operations += (each for each in operations.operations if not is_among(each, self.operations))
        if self.changes and self.changes[-1] is change:
            return
        self.changes.append(change)
        entry = change.entry
        if operations.file != entry.source.file:
            return
        if change.act is Act.DISABLE and entry.switch is Switch.PARK:
            self.parking.append(entry)
        elif change.act is Act.ENABLE and entry.parked is not None:
            self.unparking.append(entry.parked)


def gather(meant: Iterable[tuple[Change, Sequence[FileOperations]]]) -> tuple[FileWork, ...]:
    """The operations of changes by file, in the order in which the files come up."""
    work: dict[Path, FileWork] = {}
    for change, operations in meant:
        for each in operations:
            work.setdefault(each.file, FileWork(each.file, each.syntax)).add(each, change)
    return tuple(work.values())


def file_changes(work: FileWork, machine: Machine, before: Before) -> tuple[FileChange, ...]:
    """The client's file, then mcptui's own ones that keep or let go what is cut out or put back.

    Each is worked out on whatever bytes are there when it happens; ``before`` tells how the file read earlier.
    """
    outcome: list[Rewrite] = []

    def client_file(data: bytes | None) -> Rewritten:
        with naming(work.path):
            done = rewrite(data, work.syntax, without_traces(work.operations, data, work.syntax, before))
        outcome[:] = [done]
        return Rewritten(done.data, to_json(work.syntax, done.undo))

    return (FileChange(work.path, client_file, lock=work.lock), *_own_files(work, machine, outcome))


def _own_files(work: FileWork, machine: Machine, outcome: Sequence[Rewrite]) -> Iterator[FileChange]:
    at = machine.clock().isoformat(timespec="seconds")
    for entry in work.parking:
        yield FileChange(parked_file(machine, entry), _parker(entry, outcome, at), private=True)
    for parked in work.unparking:
        yield FileChange(parked, let_go, private=True)


def _parker(entry: Entry, outcome: Sequence[Rewrite], at: str) -> Callable[[bytes | None], Rewritten]:
    """Keeps what was cut out of the client's file a moment before, in the same transaction."""

    def write(data: bytes | None) -> Rewritten:
        del data
        done = outcome[0]
        return Rewritten(parked_bytes(entry._replace(value=done.values[entry.path]), done.pieces[entry.path], at), None)

    return write


def let_go(data: bytes | None) -> Rewritten:
    """A file of mcptui's own that is no longer needed."""
    del data
    return Rewritten(None, None)
