"""Taking a transaction back: byte for byte where nothing else changed, only our part where something did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mcptui.changes.file_plan import file_plan
from mcptui.changes.operations_json import from_json, to_json
from mcptui.changes.plan import Plan
from mcptui.changes.recorded import whose, with_readers
from mcptui.changes.rewrite import Rewrite, naming, rewrite
from mcptui.changes.rewriting import Rewriting, parsed
from mcptui.changes.traces import only, untold, without_traces
from mcptui.clients.known import Clients
from mcptui.errors import ChangedMeanwhile, McptuiError, NothingMatched, Refused
from mcptui.formats.document import Document
from mcptui.machine import Machine
from mcptui.operations import Operation
from mcptui.store.files import digest
from mcptui.store.records import standing
from mcptui.store.transaction import FileChange, FileRecord, Record, Rewritten, Store


def plan_undo(store: Store, record: Record, title: str, machine: Machine, known: Clients) -> Plan:
    """The undoing as a plan, to be shown and applied like any other.

    Refused when a part of it cannot be taken back, or when everything is as it was already.
    """
    if record.status != "done":
        raise Refused(f"{record.id} was not carried out, so there is nothing to take back")
    parts = {file.path: TakingBack(store, record, file, known) for file in record.files}
    changes = tuple(
        FileChange(file.path, parts[file.path], file.lock, file.private, file.mode) for file in record.files
    )
    previews = store.preview(changes)
    if not previews:
        raise Refused(
            f"everything is already as it was before {record.id} ({record.title})",
            "mcptui history shows what else can be taken back, by its id",
        )
    shown = [each for each in previews if not each.path.is_relative_to(machine.state)]
    files = (
        with_readers(
            file_plan(machine, each, whose(record, each.path, known), known, parts[each.path].documents), record, known
        )
        for each in shown
    )
    return Plan(
        title=title,
        files=tuple(files),
        file_changes=changes,
        extra_rows=tuple(_turned(row) for row in record.changes if row.get("act") != "diff"),
        undoes=record.id,
    )


def title_back(record: Record) -> str:
    """What taking ``record`` back is called: an undoing undone is a redoing, however often they were piled up."""
    base = record.title
    for word in ("undo ", "redo "):
        if record.undoes is not None and base.startswith(word):
            return f"{'redo' if word == 'undo ' else 'undo'} {base.removeprefix(word)}"
    return f"undo {base}"


def _turned(row: dict[str, object]) -> dict[str, object]:
    """A row of the history, told backwards."""
    act = str(row.get("act"))
    back = act.removeprefix("undo ") if act.startswith("undo ") else f"undo {act}"
    return {**row, "act": back, "from": row.get("to"), "to": row.get("from")}


class TakingBack(Rewriting):
    """What takes one file of a transaction back, worked out on the bytes that are there when it is applied."""

    def __init__(self, store: Store, record: Record, file: FileRecord, clients: Clients) -> None:
        super().__init__()
        self._store = store
        self._record = record
        self._file = file
        self._clients = clients

    def work_out(self, data: bytes | None) -> Rewritten:
        file = self._file
        now = digest(data)
        if now == file.before:
            return Rewritten(data, None)
        back = self._part_back(data) if now == file.after else None
        old = self._store.backup(self._record, file, None if back is None else back.data)
        # A backup that is gone or was edited is no old content; then our part is taken back as from newer bytes.
        intact = digest(old) == file.before
        if now == file.after and intact:
            self.documents = tuple(each for each in self.documents if each.data in (data, old))
            return Rewritten(old, None if back is None else to_json(back.document.syntax, back.undo))
        with _pointing_to(self._store.copy_of(self._record, file) if intact else None):
            if file.undo is None and now == file.after:
                raise Refused(f"what {file.path} was before is not kept any longer, or was edited where it is kept")
            if file.undo is None:
                raise ChangedMeanwhile(f"{file.path} has changed since")
            with naming(file.path):
                syntax, operations = from_json(file.undo)
                document = parsed(data, syntax, operations, self._clients)
                before = only(old, syntax) if intact else untold
                done = self._done(data, document, without_traces(operations, document, before))
        return Rewritten(done.data, to_json(syntax, done.undo))

    def _part_back(self, data: bytes | None) -> Rewrite | None:
        """Our part alone, taken back: how the undoing can be undone on later bytes. None: only exact bytes can tell."""
        try:
            syntax, operations = from_json(self._file.undo)
            return self._done(data, parsed(data, syntax, operations, self._clients), operations)
        except McptuiError:
            return None

    def _done(self, data: bytes | None, document: Document, operations: Sequence[Operation]) -> Rewrite:
        done = rewrite(data, document.syntax, operations, document, self._clients)
        self.documents = (document, done.document)
        return done


@contextmanager
def _pointing_to(copy: Path | None) -> Iterator[None]:
    """Say in a refusal from inside where the old file lies, if it does."""
    try:
        yield
    except McptuiError as error:
        if copy is not None:
            error.hint = f"{error.hint}; the file as it was before is {copy}".removeprefix("; ")
        raise


def last_to_undo(history: Sequence[Record]) -> Record:
    """The newest transaction that still holds and is not itself an undoing. ``history`` is newest first."""
    for record in standing(history):
        if not _depth(record, history) % 2:
            return record
    raise NothingMatched("there is nothing to undo")


def last_to_redo(history: Sequence[Record]) -> Record:
    """The newest undoing, if nothing new was done since."""
    for record in standing(history):
        depth = _depth(record, history)
        if depth % 2:
            return record
        if not depth:
            break
    raise NothingMatched("there is nothing to redo")


def _depth(record: Record, history: Sequence[Record]) -> int:
    """0: a change; 1: its undoing; 2: the undoing of that, and so on."""
    by_id = {each.id: each for each in history}
    depth = 0
    while record.undoes is not None and record.undoes in by_id:
        record = by_id[record.undoes]
        depth += 1
    return depth
