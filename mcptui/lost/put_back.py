"""Putting lost entries back: their exact text is cut out of a copy and goes into the file by a plan like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.changes.outcome import entries_after
from mcptui.changes.plan import Plan, Planned, Refusal, make_plan
from mcptui.changes.rewrite import naming
from mcptui.errors import EditRefused, McptuiError
from mcptui.formats import parse
from mcptui.formats.document import Document, Drop, KeyPath
from mcptui.inventory import Look
from mcptui.lost.missing import Copy, Lost
from mcptui.model import Entry, Spot, State, StateKind
from mcptui.moments import minute
from mcptui.store.files import Files
from mcptui.store.transaction import Store

_NO_COPY = "no copy of its file has it"
_WHERE_LOOKED = "mcptui's own backups were looked into, and those of the client where it makes any"


def plan_put_back(at: Look, lost: Sequence[Lost], store: Store, files: Files) -> Plan:
    """The lost entries in their files again, each from its copy.

    One without a copy, or that cannot be cut out of it, is a refusal. Only the entries come back: what
    switches or approves them is left as it is now, and the plan tells what they will be.
    """
    changes: list[Change] = []
    refusals = [_refusal(each.entry, _NO_COPY, _WHERE_LOOKED) for each in lost if each.copy is None]
    before: dict[Spot, State] = {}
    for copy, entries in _by_copy(lost):
        try:
            changes += _cut_out(at, copy, entries, files)
            before |= _states(at, files, {entries[0].source.file: files.read(copy)}, entries)
        except McptuiError as error:
            refusals += (_refusal(entry, error.message, error.hint) for entry in entries)
    plan = make_plan(at, changes, store)
    back = [each.change.entry for each in plan.planned]
    after = _states(at, files, {each.path: each.after for each in store.preview(plan.file_changes)}, back)
    copies = {each.seen.spot: each.copy for each in lost}
    return replace(
        plan,
        planned=tuple(_told(each, copies, before, after) for each in plan.planned),
        refusals=(*refusals, *plan.refusals),
    )


def _by_copy(lost: Sequence[Lost]) -> Iterator[tuple[Path, list[Entry]]]:
    """The entries of one file that come out of the same copy of it, as they stand there."""
    groups: dict[tuple[str, Path, Path], list[Entry]] = {}
    for each in lost:
        if each.copy is not None:
            source = each.seen.source
            groups.setdefault((source.client, source.file, each.copy.file.path), []).append(each.entry)
    return ((copy, entries) for (_, _, copy), entries in groups.items())


def _refusal(entry: Entry, message: str, hint: str) -> Refusal:
    return Refusal(Change(entry, Act.PUT_BACK), message, hint)


def _cut_out(at: Look, copy: Path, entries: Sequence[Entry], files: Files) -> list[Change]:
    """What puts entries of one file back, their texts cut out of the same copy of it.

    What is gone as well and stays so is cut out first: then the texts fit to the byte what was left of the file.
    """
    source = entries[0].source
    paths = [entry.path for entry in entries]
    keys = dict.fromkeys(path[:-1] for path in paths)
    now = at.site.read(source.file, source.syntax, source.scope)
    with naming(copy):
        document = parse(files.read(copy) or b"", source.syntax, keys)
        gone = [
            (*key, name)
            for key in keys
            for name in document.keys(key)
            if (*key, name) not in paths and (now is None or name not in now.keys(key))
        ]
        document = _without(document, gone)
        pieces = document.edit([Drop(path) for path in paths]).pieces
    return [Change(entry, Act.PUT_BACK, piece=pieces[entry.path]) for entry in entries]


def _without(document: Document, paths: Sequence[KeyPath]) -> Document:
    """The document without these, or as it is where they cannot be cut out."""
    try:
        return parse(document.edit([Drop(path) for path in paths]).data, document.syntax)
    except EditRefused:
        return document


def _told(
    planned: Planned, copies: Mapping[Spot, Copy | None], before: Mapping[Spot, State], after: Mapping[Spot, State]
) -> Planned:
    """A change with where the text comes from, and the state that the entry will have where the look tells."""
    spot = planned.change.entry.spot
    copy, then = copies[spot], after.get(spot)
    assert copy is not None  # noqa: S101  # else nothing was planned
    which = "as it was last seen" if copy.exact else "another version than the one last seen"
    notes = [f"{which}, from the copy of {minute(copy.file.at)}", *planned.notes]
    if spot in before and then is not None and (before[spot].kind, then.kind) == (StateKind.OFF, StateKind.ON):
        notes.append(f"it was off when the copy was made ({before[spot].reason}), and now it will be on")
    return replace(planned, then=planned.then if then is None else then.kind.value, notes=tuple(notes))


def _states(
    at: Look, files: Files, contents: Mapping[Path, bytes | None], entries: Sequence[Entry]
) -> dict[Spot, State]:
    """The states of ``entries`` if the files read like this; nothing is written."""
    if not entries:
        return {}
    after = entries_after(at, files, contents)
    return {entry.spot: after[entry.spot].state for entry in entries if entry.spot in after}
