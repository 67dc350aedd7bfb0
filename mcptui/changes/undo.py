"""Taking a transaction back: byte for byte where nothing else changed, only our part where something did."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mcptui.changes.diff import unified_diff
from mcptui.changes.masking import masker_of
from mcptui.changes.plan import FilePlan, Plan
from mcptui.changes.rewrite import from_json, rewrite, to_json
from mcptui.errors import ChangedMeanwhile, McptuiError, NothingMatched, Refused
from mcptui.machine import Machine
from mcptui.store.files import digest
from mcptui.store.transaction import FileChange, FileRecord, Record, Rewritten, Store


def undo_changes(store: Store, record: Record) -> tuple[FileChange, ...]:
    """What takes ``record`` back, worked out on the bytes that are there when it is applied."""
    return tuple(
        FileChange(file.path, _taker(store, record, file), lock=file.lock, private=file.private)
        for file in record.files
    )


def plan_undo(store: Store, record: Record, title: str, machine: Machine) -> Plan:
    """The undoing as a plan, to be shown and applied like any other."""
    if record.status != "done":
        raise Refused(f"{record.id} was not carried out, so there is nothing to take back")
    changes = undo_changes(store, record)
    files = []
    for preview in store.preview(changes):
        if preview.path.is_relative_to(machine.state):
            continue
        masker = masker_of(preview.path, preview.before, preview.after)
        files.append(
            FilePlan(
                path=preview.path,
                target=preview.target,
                clients=_clients(record),
                takes_effect="",
                diff=unified_diff(preview.before, preview.after, machine.short(preview.path), masker),
            )
        )
    return Plan(
        title=title,
        files=tuple(files),
        file_changes=changes,
        extra_rows=tuple(_turned(row) for row in record.changes if row.get("act") != "diff"),
        undoes=record.id,
    )


def _turned(row: dict[str, object]) -> dict[str, object]:
    """A row of the history, told backwards."""
    return {**row, "act": f"undo {row.get('act')}", "from": row.get("to"), "to": row.get("from")}


def _clients(record: Record) -> tuple[str, ...]:
    selectors = (str(row["selector"]) for row in record.changes if "selector" in row)
    return tuple(dict.fromkeys(selector.partition("/")[0] for selector in selectors))


def _taker(store: Store, record: Record, file: FileRecord) -> Callable[[bytes | None], Rewritten]:
    def take_back(data: bytes | None) -> Rewritten:
        now = digest(data)
        if now == file.before:
            return Rewritten(data, None)
        if now == file.after:
            return Rewritten(store.backup(record, file), _way_forward(data, file))
        if file.undo is None:
            raise ChangedMeanwhile(f"{file.path} has changed since", "its old content is in the backup folder")
        syntax, operations = from_json(file.undo)
        done = rewrite(data, syntax, operations)
        return Rewritten(done.data, to_json(syntax, done.undo))

    return take_back


def _way_forward(data: bytes | None, file: FileRecord) -> object:
    """How the undoing can be undone on later bytes; None where only the exact bytes can tell."""
    try:
        syntax, operations = from_json(file.undo)
        return to_json(syntax, rewrite(data, syntax, operations).undo)
    except McptuiError:
        return None


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


def standing(history: Sequence[Record]) -> list[Record]:
    """Records whose effect still stands: done, and not undone by one that stands."""
    undone: set[str] = set()
    holding = []
    for record in history:
        if record.status != "done" or record.id in undone:
            continue
        holding.append(record)
        if record.undoes is not None:
            undone.add(record.undoes)
    return holding


def _depth(record: Record, history: Sequence[Record]) -> int:
    """0: a change; 1: its undoing; 2: the undoing of that, and so on."""
    by_id = {each.id: each for each in history}
    depth = 0
    while record.undoes is not None and record.undoes in by_id:
        record = by_id[record.undoes]
        depth += 1
    return depth
