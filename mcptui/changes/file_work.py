"""Changes gathered by the file that they edit, and that file's rewriting together with what mcptui keeps for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.changes.operations_json import to_json
from mcptui.changes.rewrite import Rewrite, naming, rewrite
from mcptui.changes.rewriting import Rewriting, parsed
from mcptui.changes.traces import Before, without_traces
from mcptui.clients.known import Clients
from mcptui.formats.document import Document
from mcptui.machine import Machine
from mcptui.model import Entry, Switch, Syntax
from mcptui.operations import FileOperations, Operation, PutBack, StaysOut, is_among
from mcptui.parked import parked_bytes, parked_file, with_piece
from mcptui.store.locks import Lock
from mcptui.store.transaction import FileChange, Rewritten


@dataclass(slots=True)
class FileWork:
    """All operations on one file, the changes that need them, and the entries that are parked or put back.

    ``private``: if the file is gone and made again, for its user alone, since what comes may be secret.
    """

    path: Path
    syntax: Syntax
    lock: Lock | None = None
    private: bool = False
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
        comes = change.act is Act.ADD or any(isinstance(each, PutBack) for each in operations.operations)
        self.private = self.private or (comes and entry.source.project is None)


def gather(meant: Iterable[tuple[Change, Sequence[FileOperations]]]) -> tuple[FileWork, ...]:
    """The operations of changes by file, in the order in which the files come up."""
    work: dict[Path, FileWork] = {}
    for change, operations in meant:
        for each in operations:
            work.setdefault(each.file, FileWork(each.file, each.syntax)).add(each, change)
    return tuple(work.values())


class ClientFile(Rewriting):
    """The client's file of ``work``; ``before`` tells how it read earlier.

    ``known`` is the file as it was looked at: while it still reads so, it is not parsed again. ``outcome``
    is what else there is to tell of the last answer; empty before there was one.
    """

    def __init__(self, work: FileWork, before: Before, known: Document | None, clients: Clients) -> None:
        super().__init__()
        self.work = work
        self.known = known
        self.outcome: list[Rewrite] = []
        self._before = before
        self._clients = clients

    def work_out(self, data: bytes | None) -> Rewritten:
        work = self.work
        self.outcome.clear()
        with naming(work.path):
            now = self.known
            if now is None or now.data != data:
                now = parsed(data, work.syntax, work.operations, self._clients)
            operations = without_traces(work.operations, now, self._before)
            done = rewrite(data, work.syntax, operations, now, self._clients)
        self.outcome.append(done)
        self.documents = (now, done.document)
        return Rewritten(done.data, to_json(work.syntax, done.undo))


def file_changes(file: ClientFile, machine: Machine) -> tuple[FileChange, ...]:
    """The client's file, then mcptui's own ones that keep or let go what is cut out or put back.

    Each is worked out on whatever bytes are there when it happens.
    """
    known = None if file.known is None else file.known.data
    change = FileChange(file.work.path, file, lock=file.work.lock, private=file.work.private, known=known)
    return (change, *_own_files(file, machine))


def _own_files(file: ClientFile, machine: Machine) -> Iterator[FileChange]:
    at = machine.clock().isoformat(timespec="seconds")
    for entry in file.work.parking:
        yield FileChange(parked_file(machine, entry), _parker(entry, file.outcome, at), private=True)
    for parked in file.work.unparking:
        yield FileChange(parked, let_go, private=True)
    for each in file.work.operations:
        if isinstance(each, StaysOut) and each.kept not in file.work.unparking:
            yield FileChange(each.kept, _recutter(each, file.outcome), private=True)


def _parker(entry: Entry, outcome: Sequence[Rewrite], at: str) -> Callable[[bytes | None], Rewritten]:
    """Keeps what was cut out of the client's file a moment before, in the same transaction."""

    def write(data: bytes | None) -> Rewritten:
        del data
        done = outcome[0]
        return Rewritten(parked_bytes(entry._replace(value=done.values[entry.path]), done.pieces[entry.path], at), None)

    return write


def _recutter(out: StaysOut, outcome: Sequence[Rewrite]) -> Callable[[bytes | None], Rewritten]:
    """Keeps an entry that stays out as it was cut out anew, below one that was put back."""

    def write(data: bytes | None) -> Rewritten:
        piece = outcome[0].pieces.get(out.path)
        return Rewritten(data if data is None or piece is None else with_piece(data, piece), None)

    return write


def let_go(data: bytes | None) -> Rewritten:
    """A file of mcptui's own that is no longer needed."""
    del data
    return Rewritten(None, None)
