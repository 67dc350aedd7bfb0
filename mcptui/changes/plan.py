"""Changes worked out as edits of files: shown as a diff first, and worked out again on newer bytes when applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mcptui.changes.change import Act, Change
from mcptui.changes.file_plan import FilePlan, file_plan, reaching
from mcptui.changes.file_work import ClientFile, FileWork, file_changes, gather, let_go
from mcptui.changes.meaning import meaning, shown_folders
from mcptui.changes.shared import Sharing
from mcptui.changes.traces import told_by
from mcptui.errors import ChangedMeanwhile, EditRefused, McptuiError, Refused
from mcptui.formats.document import Document
from mcptui.inventory import Look
from mcptui.model import Spot
from mcptui.narrow.folders import folders_of
from mcptui.operations import FileOperations
from mcptui.plain_text import listed
from mcptui.store.transaction import FileChange, Preview, Store

MOST_CHANGES: Final = 1_000
_MOST_NAMED: Final = 3
_MOST_TRIED: Final = 20  # changes of one file that are tried one by one: each works the file out again


@dataclass(frozen=True, slots=True)
class Planned:
    """One change as the user reads it: from what to what, what else it reaches, and in which files it is made."""

    change: Change
    now: str
    then: str
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

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
            folders = shown_folders(entry)
            # With a hidden one among them, a profile cannot put them back from here; undoing still can.
            if folders == [folder.path for folder in folders_of(entry.definition)]:
                row["folders"] = folders
        return row


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that cannot be done, why, and what the user can do.

    ``difference`` shows both sides where another program came in between, without secrets.
    """

    change: Change
    message: str
    hint: str
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes, the files they touch, and what is refused. An empty plan has nothing to do.

    ``undoes`` is the id of the transaction that the plan takes back; ``extra_rows`` go into the history too;
    ``warnings`` say what the plan leaves out that the user may count on, or takes along unasked.
    """

    title: str
    planned: tuple[Planned, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    files: tuple[FilePlan, ...] = ()
    file_changes: tuple[FileChange, ...] = ()
    extra_rows: tuple[dict[str, object], ...] = ()
    undoes: str | None = None
    warnings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.file_changes)

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """The changes as plain values, as ``--json`` tells them."""
        return (*self.extra_rows, *({**each.row, "notes": list(each.notes)} for each in self.planned))

    @property
    def record_rows(self) -> tuple[dict[str, object], ...]:
        """The changes and the diffs, as the history keeps them; no secret is in them."""
        diffs: list[dict[str, object]] = [
            {
                "act": "diff",
                "path": str(each.path),
                "clients": list(each.clients),
                "readers": list(each.readers),
                "diff": each.diff,
            }
            for each in self.files
        ]
        return (*self.extra_rows, *(each.row for each in self.planned), *diffs)


@dataclass(frozen=True, slots=True)
class _Meant:
    """A change and the operations that it comes down to."""

    planned: Planned
    operations: tuple[FileOperations, ...]

    @property
    def change(self) -> Change:
        return self.planned.change


@dataclass(frozen=True, slots=True)
class _Trial:
    """What was tried of one file, and how the file would look; ``preview`` is None where only our own files change."""

    work: FileWork
    file_changes: tuple[FileChange, ...]
    preview: Preview | None
    parsed: tuple[Document, ...]

    def file_plan(self, look: Look) -> FilePlan | None:
        if self.preview is None:
            return None
        clients = tuple(dict.fromkeys(look.client_of(change.entry) for change in self.work.changes))
        return file_plan(look.site.machine, self.preview, clients, look.site.clients, self.parsed)


def make_plan(look: Look, changes: Sequence[Change], store: Store, title: str = "") -> Plan:
    """Work ``changes`` out against ``look``. What cannot be done becomes a refusal; the rest is planned.

    A change is done in all its files or in none: one that a file refuses is taken out of the others too.
    Raises ``Refused`` for more than ``MOST_CHANGES``.
    """
    settled = _settled(changes)
    if len(settled) > MOST_CHANGES:
        raise Refused(
            f"{len(settled):,} changes at once are more than can be looked through", f"choose at most {MOST_CHANGES:,}"
        )
    meant, refusals = _meant(look, settled)
    while True:
        trials, refused = _tried(look, meant, store)
        if not refused:
            break
        refusals += refused
        gone = {id(refusal.change) for refusal in refused}
        meant = [each for each in meant if id(each.change) not in gone]
    # On newer bytes than those looked at, a change may hold already.
    effective = {id(change) for trial in trials for change in trial.work.changes}
    forgotten = [parked for each in meant if (parked := _forgets(each.change)) is not None]
    planned = tuple(each.planned for each in meant if id(each.change) in effective or _forgets(each.change))
    sharing = Sharing(look, {trial.work.path: trial.preview.after for trial in trials if trial.preview is not None})
    touched = {id(each.change): tuple(dict.fromkeys(part.file for part in each.operations)) for each in meant}
    planned = tuple(
        replace(each, notes=(*each.notes, *sharing.notes(each.change, files)), files=files)
        for each in planned
        for files in (touched[id(each.change)],)
    )
    files = (trial.file_plan(look) for trial in trials)
    return Plan(
        title or _title(planned),
        planned,
        tuple(refusals),
        tuple(reaching(file, sharing.affected(file.path, file.clients)) for file in files if file is not None),
        (
            *(change for trial in trials for change in trial.file_changes if change.path not in forgotten),
            *(FileChange(parked, let_go, private=True) for parked in forgotten),
        ),
    )


def _settled(changes: Sequence[Change]) -> list[Change]:
    """One wish of each kind for an entry.

    A removal makes the others needless, of two switches the last counts, and narrowings are joined.
    """
    settled: dict[tuple[Spot, str], Change] = {}
    for change in changes:
        kind = "switch" if change.act in (Act.ENABLE, Act.DISABLE) else change.act.value
        earlier = settled.get((change.entry.spot, kind))
        if earlier is not None and change.act is Act.NARROW:
            change = change._replace(narrowing=earlier.narrowing.joined(change.narrowing))  # noqa: PLW2901
        settled[change.entry.spot, kind] = change
    gone = {spot for spot, kind in settled if kind == Act.REMOVE.value}
    return [change for (spot, _), change in settled.items() if change.act is Act.REMOVE or spot not in gone]


def _meant(look: Look, changes: Sequence[Change]) -> tuple[list[_Meant], list[Refusal]]:
    """What the changes come down to, without those that hold already."""
    meant: list[_Meant] = []
    refusals: list[Refusal] = []
    enabled = {change.entry.id for change in changes if change.act is Act.ENABLE}
    for change in changes:
        entry = change.entry
        try:
            edits = change.act in (Act.NARROW, Act.MAKE_EQUAL)
            if edits and entry.parked is not None and entry.id not in enabled:
                raise Refused(f"{entry.selector} is parked", "switch it on as well, or first")
            told = meaning(look, change)
        except McptuiError as error:
            refusals.append(_refusal(change, error))
            continue
        if told.operations or _forgets(change) is not None:
            meant.append(_Meant(Planned(change, told.now, told.then, told.notes), told.operations))
    return meant, refusals


def _forgets(change: Change) -> Path | None:
    """The file of a parked entry that is removed: it stands in no client's file."""
    return change.entry.parked if change.act is Act.REMOVE else None


def _tried(look: Look, meant: Sequence[_Meant], store: Store) -> tuple[list[_Trial], list[Refusal]]:
    """What every file would be, and the changes that a file refuses."""
    trials: list[_Trial] = []
    refused: list[Refusal] = []
    targets: dict[Path, Path] = {}
    for work in gather((each.change, each.operations) for each in meant):
        file = _client_file(look, work, store)
        changes = file_changes(file, look.site.machine)
        try:
            previews = store.preview(changes)
            preview = next((each for each in previews if each.path == work.path), None)
            _demand_single(targets, preview)
        except (ChangedMeanwhile, EditRefused) as error:
            refused += _culprits(look, work, meant, store) or _refusals(work, error)
        except McptuiError as error:
            refused += _refusals(work, error)
        else:
            if previews:
                trials.append(_Trial(work, changes, preview, file.documents))
    return trials, refused


def _client_file(look: Look, work: FileWork, store: Store) -> ClientFile:
    known = look.documents.get((work.path, work.syntax))
    return ClientFile(work, told_by(store, work.path, work.syntax), known, look.site.clients)


def _demand_single(targets: dict[Path, Path], preview: Preview | None) -> None:
    """Refuse a second road to a file: what one plan would write there, the other would not know of."""
    if preview is None:
        return
    first = targets.setdefault(preview.target, preview.path)
    if first != preview.path:
        raise Refused(
            f"{preview.path} and {first} are the same file", "change it for one of the clients: the other follows"
        )


def _refusals(work: FileWork, error: McptuiError) -> list[Refusal]:
    return [_refusal(change, error) for change in work.changes]


def _refusal(change: Change, error: McptuiError) -> Refusal:
    return Refusal(change, error.message, error.hint, error.difference)


def _culprits(look: Look, work: FileWork, meant: Sequence[_Meant], store: Store) -> list[Refusal]:
    """The changes that the file refuses by themselves; none if they only do not go together, or are too many."""
    refusals: list[Refusal] = []
    if len(work.changes) > _MOST_TRIED:
        return refusals
    for each in meant:
        mine = [operations for operations in each.operations if operations.file == work.path]
        for alone in gather([(each.change, mine)]):
            try:
                store.preview(file_changes(_client_file(look, alone, store), look.site.machine))
            except McptuiError as error:
                refusals += _refusals(alone, error)
    return refusals


def _title(planned: Sequence[Planned]) -> str:
    """``narrow, disable and remove docs, files, clock and 2 more``."""
    if not planned:
        return "nothing to do"
    *verbs, last = dict.fromkeys(each.change.act.value for each in planned)
    names = list(dict.fromkeys(each.change.entry.name for each in planned))
    shown = listed(names, _MOST_NAMED)
    return f"{', '.join(verbs)} and {last} {shown}" if verbs else f"{last} {shown}"
