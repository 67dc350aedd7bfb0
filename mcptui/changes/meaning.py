"""What a change means: the operations on files that its client's switch, or a knob, comes down to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.changes.adding import added, addition_notes
from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.equal import make_equal
from mcptui.changes.shared import file_called
from mcptui.errors import McptuiError, Refused
from mcptui.formats.document import Piece
from mcptui.inventory import Look
from mcptui.model import Entry, StateKind, Switch
from mcptui.narrow.folders import folders_of, with_folders, with_read_only
from mcptui.narrow.pin import pinned_args
from mcptui.operations import MISSING, FileOperations, PutBack, StaysOut, Take
from mcptui.reach import covers
from mcptui.secrets import Masker, safe_args

_WHOLE: Final = {"root": "disk", "home": "home"}

EVERY_PROJECT: Final = "this reaches every project"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Operations by file, how the change reads (``now`` → ``then``), and what else it reaches."""

    operations: tuple[FileOperations, ...]
    now: str
    then: str
    notes: tuple[str, ...] = ()


def meaning(look: Look, change: Change) -> Meaning:
    """Work a change out. No operations: it holds already. Raises ``Refused`` where the client has no way to it.

    The narrowing of a parked entry is told for the file that it will be put back into.
    """
    entry, client, now = change.entry, look.client_of(change.entry), _now(change)
    if entry.value is MISSING:
        raise Refused(f"{entry.selector} cannot be changed: {entry.state.reason}", "edit its file by hand")
    notes = change.notes
    match change.act:
        case Act.ENABLE:
            operations, then = _enable(look, change), "on"
        case Act.DISABLE:
            operations, then = _disable(look, change), "off"
        case Act.REMOVE:
            if not entry.source.writable:
                raise Refused(f"{entry.selector} is not yours to remove", entry.source.owner)
            operations, then = (() if entry.parked else client.remove(entry, look.site)), "removed"
        case Act.NARROW:
            operations, then = _narrow(look, change), _told(change.narrowing)
        case Act.PUT_BACK:
            if change.piece is None:
                raise Refused(f"the text of {entry.selector} was not kept")
            operations, then = _put_back(entry, change.piece), "back"
        case Act.ADD:
            operations, then = added(look, entry), "there"
            notes += tuple(addition_notes(look, entry))
        case Act.MAKE_EQUAL:
            if change.like is None:
                raise Refused(f"nothing was said that {entry.selector} shall be equal to")
            operations, now, then, told = make_equal(entry, change.like, look.site)
            notes += told
    locked = tuple(each._replace(lock=client.lock(each.file, look.site)) for each in operations)
    notes += (*_folder_notes(look, change), *_reach_notes(look, change, locked), *client.caveats(locked))
    return Meaning(locked, now, then, notes)


def _enable(look: Look, change: Change) -> tuple[FileOperations, ...]:
    entry = change.entry
    parked = look.parked.get(entry.id)
    if parked is not None:
        if entry.gone:
            raise Refused(f"{entry.selector} cannot be put back: the folder of its project is gone", "remove it")
        file = entry.source.file
        others = (each for id_, each in look.parked.items() if id_ != entry.id and each.source.file == file)
        return _put_back(entry, parked.piece, *(StaysOut(each.path, each.piece, each.file) for each in others))
    causes = look.causes.get(entry.id, ())
    if not causes or entry.state.kind is StateKind.UNKNOWN:
        return ()
    return look.client_of(entry).turn_on(entry, causes, look.site, only_here=_is_here(look, change))


def _disable(look: Look, change: Change) -> tuple[FileOperations, ...]:
    entry, client = change.entry, look.client_of(change.entry)
    if entry.state.kind is StateKind.OFF:
        return ()
    if entry.switch is Switch.PARK:
        if not entry.source.writable:
            raise Refused(f"{entry.selector} cannot be parked: its file is not yours to edit", entry.source.owner)
        take = Take(entry.path, entry.value)
        return (FileOperations(entry.source.file, entry.source.syntax, (take,)),)
    if entry.state.kind in (StateKind.BLOCKED, StateKind.BROKEN, StateKind.SHADOWED):
        raise Refused(f"{entry.selector} does not run anyway: {entry.state.reason}")
    return client.turn_off(entry, look.site, only_here=_is_here(look, change))


def _is_here(look: Look, change: Change) -> bool:
    """Whether the smallest reach is asked for, or is the client's usual one."""
    return look.client_of(change.entry).turns_here if change.only_here is None else change.only_here


def _put_back(entry: Entry, piece: Piece, *out: StaysOut) -> tuple[FileOperations, ...]:
    return (FileOperations(entry.source.file, entry.source.syntax, (PutBack(entry.path, piece), *out)),)


def _narrow(look: Look, change: Change) -> tuple[FileOperations, ...]:
    entry, client, narrowing = change.entry, look.client_of(change.entry), change.narrowing
    operations: list[FileOperations] = []
    args = narrowed_args(entry, narrowing)
    if args != entry.definition.args:
        if not entry.source.writable or not isinstance(entry.value, dict):
            raise Refused(f"{entry.selector} is not yours to edit", entry.source.owner)
        operations.append(client.set_args(entry, args))
    if narrowing.deny:
        operations += client.deny_tools(entry, narrowing.deny, look.site)
    if narrowing.allow is not None:
        operations += client.allow_tools(entry, narrowing.allow, look.site)
    return tuple(operations)


class TwoPlaces(NamedTuple):
    """What a switch comes down to for the project looked at alone, and everywhere."""

    here: Meaning
    everywhere: Meaning


def two_places(look: Look, change: Change) -> TwoPlaces | None:
    """Both ways to switch an entry; None where there is only one."""
    entry, client = change.entry, look.client_of(change.entry)
    if entry.parked is not None or entry.switch is Switch.PARK or not client.only_here(entry, look.site):
        return None
    try:
        told = TwoPlaces(*(meaning(look, change._replace(only_here=here)) for here in (True, False)))
    except McptuiError:
        return None
    root, written = look.site.project.root, [each for each in told.here.operations if each.writes]
    stays = written and all(client.stays_in(root, each) for each in written)
    return told if stays and told.here.operations != told.everywhere.operations else None


def narrowed_args(entry: Entry, narrowing: Narrowing) -> tuple[str, ...]:
    """The arguments of an entry after narrowing. Raises ``Refused`` for a server without that knob."""
    definition = entry.definition
    if narrowing.folders is not None:
        definition = definition._replace(args=with_folders(definition.args, definition, narrowing.folders))
    if narrowing.read_only:
        definition = definition._replace(args=with_read_only(definition.args, definition))
    if narrowing.pin is not None:
        definition = definition._replace(args=pinned_args(definition.args, definition, narrowing.pin))
    return definition.args


def _folder_notes(look: Look, change: Change) -> tuple[str, ...]:
    """What comes within a server's reach by a change that was meant to narrow it, and what is not there at all."""
    now = [folder.path for folder in folders_of(change.entry.definition)]
    wanted = change.narrowing.folders if change.act is Act.NARROW else None
    new = [each for each in wanted or () if now and not any(Path(each).is_relative_to(old) for old in now)]
    whole = {covers(each, look.site.machine) for each in new}
    gone = [each for each in wanted or () if "$" not in each and not os.path.exists(each)]
    return (
        *(f"this widens: the server gets your whole {_WHOLE[each]}" for each in sorted(filter(None, whole))),
        *((f"new within its reach: {', '.join(safe_args(new))}",) if new and whole == {None} else ()),
        *((f"there is no such folder now: {', '.join(safe_args(gone))}",) if gone else ()),
    )


def shown_folders(entry: Entry) -> list[str]:
    """The folders of an entry as they may be shown: a server may take for a folder what is a secret."""
    masker = Masker.of([entry.definition])
    return [masker.text(folder.path) for folder in folders_of(entry.definition)]


def _reach_notes(look: Look, change: Change, operations: Sequence[FileOperations]) -> tuple[str, ...]:
    """Whom a change reaches beyond the user in this project."""
    entry, client = change.entry, look.client_of(change.entry)
    operations = [each for each in operations if each.writes]
    if not operations:
        return ()
    root = entry.source.project or look.site.project.root
    inside = [each.file for each in operations if each.file.is_relative_to(root)]
    shared = [file for file in inside if ".local." not in file.name]
    home = look.site.machine.home
    if shared and root != home:
        return (f"{file_called(shared[0])} belongs to the project: others who work on it get this as well",)
    turns = change.act in (Act.ENABLE, Act.DISABLE)
    here = all(client.stays_in(root, each) for each in operations) if turns else entry.source.project is not None
    if here:
        return ()
    if change.only_here and turns and change.act is Act.ENABLE and client.only_here(entry, look.site):
        return ("it is off in every project: this reaches them all",)
    if change.only_here and turns:
        return (f"{client.name} has no switch for one project: this reaches every project",)
    return (EVERY_PROJECT,)


def _now(change: Change) -> str:
    if change.act is Act.PUT_BACK:
        return "gone"
    if change.act is Act.ADD:
        return "not there"
    if change.act is not Act.NARROW:
        return change.entry.state.kind.value
    return ", ".join(shown_folders(change.entry)) if change.narrowing.folders is not None else "as it was"


def _told(narrowing: Narrowing) -> str:
    told = []
    if narrowing.folders is not None:
        told.append(", ".join(safe_args(narrowing.folders)))
    if narrowing.read_only:
        told.append("read-only")
    if narrowing.deny:
        told.append(f"without {', '.join(narrowing.deny)}")
    if narrowing.allow is not None:
        told.append(f"only {', '.join(narrowing.allow)}")
    if narrowing.pin is not None:
        told.append(f"pinned to {narrowing.pin}")
    return "; ".join(told)
