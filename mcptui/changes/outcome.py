"""What entries will be once files read otherwise: the same look, on a disk that is only tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from mcptui.changes.change import Act
from mcptui.changes.plan import Plan, Planned
from mcptui.inventory import Look, look
from mcptui.model import Entry, Spot, State, StateKind
from mcptui.store.dry_run import DryRunFiles
from mcptui.store.files import Files
from mcptui.store.transaction import Store


def entries_after(at: Look, files: Files, contents: Mapping[Path, bytes | None]) -> dict[Spot, Entry]:
    """By spot, the entries if the files read like this; nothing is written."""
    trial = DryRunFiles(files)
    for path, data in contents.items():
        trial.written[trial.resolve(path)] = data
    seen = look(at.site.machine, trial, everywhere=bool(at.site.others), clients=at.site.clients)
    return {entry.spot: entry for entry in seen.entries}


def with_outcome(plan: Plan, at: Look, store: Store, files: Files) -> Plan:
    """A plan that adds entries, with the states that they will have, and with what becomes of others by it."""
    if not any(each.change.act is Act.ADD for each in plan.planned):
        return plan
    after = entries_after(at, files, {each.path: each.after for each in store.preview(plan.file_changes)})
    planned = tuple(_told(each, after) if each.change.act is Act.ADD else each for each in plan.planned)
    return replace(plan, planned=planned, warnings=(*plan.warnings, *_overcome(plan, at, after)))


def _told(planned: Planned, after: Mapping[Spot, Entry]) -> Planned:
    entry = after.get(planned.change.entry.spot)
    if entry is None:
        return planned
    notes = planned.notes if entry.on else (*planned.notes, f"{entry.state.kind.value}: {entry.state.reason}")
    return replace(planned, then=entry.state.kind.value, notes=notes)


def _overcome(plan: Plan, at: Look, after: Mapping[Spot, Entry]) -> Iterator[str]:
    """Entries that nobody asked about and that will be something else, or that other clients find in the same file."""
    asked = {each.change.entry.spot for each in plan.planned}
    for entry in at.entries:
        then = after.get(entry.spot)
        if entry.spot not in asked and then is not None and _differ(entry.state, then.state):
            now, will = entry.state.kind.value, then.state.kind.value
            yield f"{entry.selector} is {now} and will be {will}: {then.state.reason}"
    known = asked | {entry.spot for entry in at.entries}
    for spot, entry in after.items():
        if spot not in known:
            yield f"{entry.selector} comes with it and will be {entry.state.kind.value}: {entry.state.reason}"


def _differ(now: State, then: State) -> bool:
    return now.kind is not then.kind and StateKind.UNKNOWN not in (now.kind, then.kind)
