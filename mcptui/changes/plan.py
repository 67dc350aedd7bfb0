"""Changes worked out as edits of files: shown as a diff first, and worked out again on newer bytes when applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.changes.diff import unified_diff
from mcptui.changes.masking import masker_of
from mcptui.changes.meaning import meaning
from mcptui.changes.rewrite import Rewrite, rewrite, to_json
from mcptui.clients import BY_ID
from mcptui.errors import McptuiError
from mcptui.formats.document import Piece
from mcptui.inventory import Look
from mcptui.model import Entry, Switch, Syntax
from mcptui.narrow.folders import folders_of
from mcptui.operations import FileOperations, Operation
from mcptui.parked import parked_bytes, parked_file
from mcptui.store.transaction import FileChange, Rewritten, Store


@dataclass(frozen=True, slots=True)
class Planned:
    """One change as the user reads it: from what to what, and what else it reaches."""

    change: Change
    now: str
    then: str
    notes: tuple[str, ...] = ()

    @property
    def row(self) -> dict[str, object]:
        """The change as plain values, without a secret."""
        entry = self.change.entry
        row: dict[str, object] = {
            "id": entry.id,
            "selector": entry.selector,
            "act": self.change.act.value,
            "from": self.now,
            "to": self.then,
        }
        if self.change.narrowing.folders is not None:
            row["folders"] = [folder.path for folder in folders_of(entry.definition)]
        return row


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that cannot be done, why, and what the user can do."""

    change: Change
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What a plan does to one file of a client. ``diff`` hides secrets; ``warnings`` are about the file."""

    path: Path
    target: Path
    clients: tuple[str, ...]
    takes_effect: str
    diff: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes, the files they touch, and what is refused. An empty plan has nothing to do.

    ``undoes`` is the id of the transaction that the plan takes back; ``extra_rows`` go into the history too.
    """

    title: str
    planned: tuple[Planned, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    files: tuple[FilePlan, ...] = ()
    file_changes: tuple[FileChange, ...] = ()
    extra_rows: tuple[dict[str, object], ...] = ()
    undoes: str | None = None

    def __bool__(self) -> bool:
        return bool(self.file_changes)

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """The changes as plain values, as ``--json`` tells them."""
        return (*self.extra_rows, *(each.row for each in self.planned))

    @property
    def record_rows(self) -> tuple[dict[str, object], ...]:
        """The changes and the diffs, as the history keeps them; no secret is in them."""
        diffs: list[dict[str, object]] = [
            {"act": "diff", "path": str(each.path), "diff": each.diff} for each in self.files
        ]
        return (*self.rows, *diffs)


@dataclass(slots=True)
class _FileWork:
    """Operations gathered for one file, and mcptui's own files that live on what they cut out."""

    syntax: Syntax
    lock: Path | None
    operations: list[Operation] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    parking: list[Entry] = field(default_factory=list)
    unparking: list[Path] = field(default_factory=list)


def make_plan(look: Look, changes: Sequence[Change], store: Store, title: str = "") -> Plan:
    """Work out ``changes`` against ``look``. What cannot be done becomes a refusal; the rest is planned."""
    planned: list[Planned] = []
    refusals: list[Refusal] = []
    work: dict[Path, _FileWork] = {}
    let_go: list[FileChange] = []
    for change in _without_contradictions(changes):
        try:
            meant = meaning(look, change)
        except McptuiError as error:
            refusals.append(Refusal(change, error.message, error.hint))
            continue
        if change.entry.parked is not None and change.act is Act.REMOVE:
            let_go.append(FileChange(change.entry.parked, _remove, private=True))
        elif not meant.operations:
            continue
        planned.append(Planned(change, meant.now, meant.then, meant.notes))
        for operations in meant.operations:
            _gather(work, operations, change)
    files, file_changes, refused = _preview(look, work, store)
    refusals += refused
    without = {id(refusal.change) for refusal in refusals}
    kept = tuple(each for each in planned if id(each.change) not in without)
    return Plan(title or _title(kept), kept, tuple(refusals), files, (*file_changes, *let_go))


def _preview(
    look: Look, work: Mapping[Path, _FileWork], store: Store
) -> tuple[tuple[FilePlan, ...], list[FileChange], list[Refusal]]:
    """The diff of every file; a file that cannot be edited refuses the changes that need it."""
    files: list[FilePlan] = []
    file_changes: list[FileChange] = []
    refusals: list[Refusal] = []
    for path, each in work.items():
        group = _file_changes(look, path, each)
        try:
            previews = store.preview(group)
        except McptuiError as error:
            refusals += (Refusal(change, error.message, error.hint) for change in each.changes)
            continue
        file_changes += group
        clients = tuple(dict.fromkeys(change.entry.source.client for change in each.changes))
        files += (
            FilePlan(
                path=preview.path,
                target=preview.target,
                clients=clients,
                takes_effect=BY_ID[clients[0]].takes_effect,
                diff=unified_diff(
                    preview.before,
                    preview.after,
                    look.site.machine.short(path),
                    masker_of(path, preview.before, preview.after),
                ),
                warnings=_warnings(preview.links),
            )
            for preview in previews
            if preview.path == path
        )
    return tuple(files), file_changes, refusals


def _without_contradictions(changes: Sequence[Change]) -> list[Change]:
    """A removal makes every other change of the same entry needless."""
    gone = {change.entry.id for change in changes if change.act is Act.REMOVE}
    return [change for change in changes if change.act is Act.REMOVE or change.entry.id not in gone]


def _gather(work: dict[Path, _FileWork], operations: FileOperations, change: Change) -> None:
    each = work.setdefault(operations.file, _FileWork(operations.syntax, operations.lock))
    each.operations += (operation for operation in operations.operations if operation not in each.operations)
    each.changes.append(change)
    entry = change.entry
    if operations.file != entry.source.file:
        return
    if change.act is Act.DISABLE and entry.switch is Switch.PARK:
        each.parking.append(entry)
    elif change.act is Act.ENABLE and entry.parked is not None:
        each.unparking.append(entry.parked)


def _title(planned: Sequence[Planned]) -> str:
    if not planned:
        return "nothing to do"
    verbs = dict.fromkeys(each.change.act.value for each in planned)
    names = list(dict.fromkeys(each.change.entry.name for each in planned))
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")  # noqa: PLR2004
    return f"{' and '.join(verbs)} {shown}"


def _warnings(links: int) -> tuple[str, ...]:
    return ("this file has other names (hard links); they keep the old content",) if links > 1 else ()


# --- rewriting on whatever bytes are there when it happens


def _file_changes(look: Look, path: Path, work: _FileWork) -> list[FileChange]:
    """The client's file, then mcptui's own files that keep or let go what is cut out or put back."""
    outcome: dict[tuple[str, ...], Piece] = {}

    def client_file(data: bytes | None) -> Rewritten:
        done: Rewrite = rewrite(data, work.syntax, work.operations)
        outcome.clear()
        outcome.update(done.pieces)
        return Rewritten(done.data, to_json(work.syntax, done.undo))

    changes = [FileChange(path, client_file, lock=work.lock)]
    at = look.site.machine.clock().isoformat(timespec="seconds")
    changes += (
        FileChange(parked_file(look.site.machine, entry), _parker(entry, outcome, at), private=True)
        for entry in work.parking
    )
    changes += (FileChange(parked, _remove, private=True) for parked in work.unparking)
    return changes


def _parker(entry: Entry, outcome: dict[tuple[str, ...], Piece], at: str) -> Callable[[bytes | None], Rewritten]:
    """Writes what was cut out of the client's file a moment before, in the same transaction."""

    def write(data: bytes | None) -> Rewritten:
        del data
        return Rewritten(parked_bytes(entry, outcome[entry.path], at), None)

    return write


def _remove(data: bytes | None) -> Rewritten:
    del data
    return Rewritten(None, None)
