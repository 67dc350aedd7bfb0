"""What a profile changes in a project now, what was before it, and the profile saved from the present state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha1
from pathlib import Path
from typing import Protocol

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.meaning import meaning, narrowed_args, shown_folders
from mcptui.changes.plan import Plan, make_plan
from mcptui.errors import McptuiError, Unreadable
from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.narrow.folders import folders_of
from mcptui.plain_text import listed
from mcptui.profiles.profile import Profile, ServerWish, Wish
from mcptui.store.records import standing
from mcptui.store.transaction import FileChange, Record, Rewritten, Store

USE = "use"
_MOST_BYTES = 64 * 1024
_MOST_NAMED = 3


class _Reader(Protocol):
    def read(self, path: Path, limit: int = ...) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Before:
    """How an entry stood before any profile of this project touched it."""

    on: bool | None = None
    folders: tuple[str, ...] | None = None


def profile_changes(look: Look, profile: Profile, before: dict[str, Before]) -> tuple[Change, ...]:
    """What must change so that the project is as ``profile`` wants it.

    What it keeps goes back to how it stood before the profile that is active now. What cannot be on,
    for it is broken, shadowed, blocked or waits for an approval that the profile does not give, is left;
    so is what nobody could switch off here, unless the profile names it.
    """
    changes: list[Change] = []
    for entry in look.entries:
        wish, named = profile.wish(entry)
        earlier = before.get(entry.id, Before())
        wanted = _wanted_state(wish, earlier)
        if wanted is False and entry.state.kind is StateKind.ON:
            off = Change(entry, Act.DISABLE, only_here=True)
            changes += [off] if named or _can_be_done(look, off) else []
        if wanted is True and _can_be_on(look, entry, approved=profile.approves(entry)):
            changes.append(Change(entry, Act.ENABLE, only_here=True))
        comes_back = wanted is True and entry.parked is not None
        if wanted is not False and (entry.parked is None or comes_back):
            changes += _folders(look, entry, wish.folders or earlier.folders)
    return tuple(changes)


def _can_be_done(look: Look, change: Change) -> bool:
    try:
        return bool(meaning(look, change).operations)
    except McptuiError:
        return False


def _wanted_state(wish: ServerWish, before: Before) -> bool | None:
    return before.on if wish.state is Wish.KEEP else wish.state is Wish.ON


def _can_be_on(look: Look, entry: Entry, *, approved: bool) -> bool:
    if entry.parked is not None:
        return True
    causes = look.causes.get(entry.id, ())
    waits = any(each.state.kind is StateKind.PENDING for each in causes)
    return bool(causes) and all(each.remedy is not None for each in causes) and (approved or not waits)


def _folders(look: Look, entry: Entry, wanted: Sequence[str] | None) -> list[Change]:
    """What gives a server the wanted folders. One that has none, and cannot be told any, is not concerned."""
    if wanted is None:
        return []
    folders = tuple(each.replace("{project}", str(look.site.project.root)) for each in wanted)
    try:
        if narrowed_args(entry, Narrowing(folders=folders)) == entry.definition.args:
            return []
    except McptuiError:
        if not folders_of(entry.definition):
            return []
    return [Change(entry, Act.NARROW, Narrowing(folders=folders), only_here=True)]


def plan_use(
    look: Look, profile: Profile, changes: Sequence[Change], store: Store, *, old: str | None, project: Path
) -> Plan:
    """The switch to ``profile`` as one plan: its changes, and the note that it is the active one."""
    plan = make_plan(look, changes, store, f"use {profile.name}")
    return replace(
        plan,
        title=f"use {profile.name}",
        file_changes=(*plan.file_changes, activation(look.site.machine, project, profile.name)),
        extra_rows=(switch_row(project, old, profile.name),),
        warnings=(*_untouched(look, profile), *_doubtful(look, profile, changes)),
    )


def _untouched(look: Look, profile: Profile) -> Iterator[str]:
    """Files that a profile would be about, if they could be read."""
    for problem in look.inventory.problems:
        if not profile.clients or problem.client in profile.clients:
            file = look.site.machine.short(problem.path)
            yield f"{look.site.clients.name_of(problem.client)}: {file} cannot be read, so nothing in it is switched"


def _doubtful(look: Look, profile: Profile, changes: Sequence[Change]) -> Iterator[str]:
    """What a profile wants off and nobody knows to be on: it is often in a file that others read too, and is left."""
    changed = {change.entry.id for change in changes}
    left = [
        entry.selector
        for entry in look.entries
        if entry.state.kind is StateKind.UNKNOWN
        and entry.id not in changed
        and profile.wish(entry)[0].state is Wish.OFF
    ]
    if left:
        yield f"left as it is, for its state is unknown: {listed(left, _MOST_NAMED)}"


# --- which profile is active, kept in a file of its own so that undoing a switch undoes that too


def active_file(machine: Machine, project: Path) -> Path:
    """Where it is kept which profile is active in ``project``."""
    name = sha1(str(project).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:16]
    return machine.state / "active" / f"{name}.json"


def active_profile(machine: Machine, project: Path, files: _Reader) -> str | None:
    """The name of the profile that was switched on last for ``project``, or None."""
    try:
        data = files.read(active_file(machine, project), _MOST_BYTES)
        told = None if data is None else json.loads(data)
    except (Unreadable, ValueError, RecursionError):
        return None
    name = told.get("profile") if isinstance(told, dict) else None
    return name if isinstance(name, str) else None


def activation(machine: Machine, project: Path, name: str) -> FileChange:
    """Makes ``name`` the active profile of ``project``."""
    content = json.dumps({"schema": 1, "project": str(project), "profile": name}, indent=2).encode()

    def write(data: bytes | None) -> Rewritten:
        del data
        return Rewritten(content, None)

    return FileChange(active_file(machine, project), write, private=True)


def switch_row(project: Path, old: str | None, new: str) -> dict[str, object]:
    """The row by which a switch is known in the history."""
    return {"act": USE, "project": str(project), "from": old, "to": new}


def switches(history: Sequence[Record], project: Path) -> list[Record]:
    """Switches of ``project`` that still stand, newest first."""
    return [record for record in standing(history) if _is_switch(record, project)]


def _is_switch(record: Record, project: Path) -> bool:
    return any(row.get("act") == USE and row.get("project") == str(project) for row in record.changes)


def before_profiles(history: Sequence[Record], project: Path) -> dict[str, Before]:
    """How the entries stood before the switches that still stand, by id."""
    before: dict[str, Before] = {}
    for record in reversed(switches(history, project)):
        for row in record.changes:
            match row:
                case {"id": str(id_), "act": Act.NARROW.value, "folders": list(folders)}:
                    earlier = before.get(id_, Before())
                    if earlier.folders is None:
                        before[id_] = Before(earlier.on, tuple(str(each) for each in folders))
                case {"id": str(id_), "act": Act.ENABLE.value | Act.DISABLE.value, "from": was}:
                    earlier = before.get(id_, Before())
                    if earlier.on is None:
                        before[id_] = Before(was == StateKind.ON.value, earlier.folders)
                case _:
                    continue
    return before


def present_state(look: Look, name: str, description: str = "") -> Profile:
    """The profile that says what is now: every server on or off, and the folders of those that have some."""
    wishes: dict[str, ServerWish] = {}
    rivals: dict[str, set[str]] = {}
    for entry in look.entries:
        rivals.setdefault(entry.selector, set()).add(entry.id)
        if entry.state.kind in (StateKind.ON, StateKind.OFF):
            folders = [folder.path for folder in folders_of(entry.definition)] if entry.on else []
            if folders != shown_folders(entry):
                folders = []  # what is hidden in one of them must not stand in a profile
            state = Wish.ON if entry.on else Wish.OFF
            wishes[entry.id] = ServerWish(state, _portable(folders, look) or None)
    # Where several entries share a selector, or it cannot be written in a file, only their ids tell them apart.
    servers = {
        entry.selector if len(rivals[entry.selector]) == 1 and _can_be_written(entry.name) else entry.id: wishes[
            entry.id
        ]
        for entry in look.entries
        if entry.id in wishes
    }
    return Profile(name, description or "saved from what was on", Wish.KEEP, servers)


def _portable(folders: Sequence[str], look: Look) -> tuple[str, ...]:
    """The folders as a profile may tell them; none where one of them cannot be written in a file."""
    root = str(look.site.project.root)
    told = tuple("{project}" if folder == root else folder for folder in folders)
    return told if all(map(_can_be_written, told)) else ()


def _can_be_written(text: str) -> bool:
    """Whether TOML can hold ``text``: half a pair of UTF-16 it cannot."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
