"""Entries that are not there yet: as a change, and what it does to the file."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence

from mcptui.changes.both_sides import both_sides
from mcptui.changes.change import Act, Change
from mcptui.clients.base import Found
from mcptui.errors import Refused
from mcptui.formats.document import MISSING
from mcptui.inventory import Look
from mcptui.model import Entry, Source, State, StateKind
from mcptui.operations import Assign, FileOperations, Listed, Operation
from mcptui.translate import translate

_SIDES = ("what is there", "what was to be there")
_NOT_THERE = State(StateKind.UNKNOWN, "it is not there yet")


def addition(look: Look, source: Source, name: str, value: Mapping[str, object], notes: Sequence[str] = ()) -> Change:
    """The wish for a new entry in ``source``, which says ``value`` in the words of its client."""
    client = look.site.clients[source.client]
    path = (*source.key, name)
    found = Found(source, name, path, value, None, client.define(value, source))
    entry = Entry(source, name, path, value, None, found.definition, _NOT_THERE, client.switch(found))
    return Change(entry, Act.ADD, notes=tuple(notes))


def copy_of(look: Look, entry: Entry, source: Source, name: str | None = None, spared: Collection[str] = ()) -> Change:
    """The wish for what ``entry`` says in ``source``, switched on, in the words of the client there.

    Raises ``Refused`` where it cannot be said there; see ``translate``.
    """
    if entry.value is MISSING:
        raise Refused(f"{entry.selector} cannot be copied: {entry.state.reason}", "copy it by hand")
    origin, client = look.client_of(entry), look.site.clients[source.client]
    told = translate(entry, origin, client, source, look.site, name=name, spared=spared)
    off = f", where it is {entry.state.kind.value}" if entry.state.kind is not StateKind.ON else ""
    notes = (f"as {entry.selector} says it{off}", *told.notes)
    return addition(look, source, entry.name if name is None else name, told.value, notes)


def added(look: Look, entry: Entry) -> tuple[FileOperations, ...]:
    """What puts ``entry`` into its file; nothing where the same server stands there.

    Raises ``Refused`` for a name that is taken, with both sides.
    """
    source = entry.source
    if not source.writable:
        raise Refused(f"{entry.selector} cannot be added: its file is not yours to edit")
    there = _of_the_name(look, entry)
    if there is not None and there.parked is not None:
        hint = f"mcptui enable {entry.selector} puts it back, mcptui remove {entry.selector} lets it go"
        raise Refused(f"{entry.selector} is there already, parked", hint)
    document = look.documents.get((source.file, source.syntax))
    now = MISSING if document is None else document.value(entry.path if there is None else there.path)
    if there is not None and _says_the_same(there, entry):
        return ()
    if now is not MISSING and document is not None:
        what = "is there already and says something else" if there else "is there already, as a change of another one"
        sides = both_sides(entry.path, now, entry.value, document, look.site.clients, _SIDES)
        raise Refused(f"{entry.selector} {what}", "give the new one another name, or remove that one first", sides)
    operation: Operation = Assign(entry.path, entry.value, expect=MISSING)
    if source.listed and (document is None or not isinstance(document.value(source.key), list)):
        # In a list that is not there yet nothing has a name by which an item could be reached.
        operation = Listed(source.key, _item(entry), present=True)
    return (FileOperations(source.file, source.syntax, (operation,)),)


def _item(entry: Entry) -> dict[str, object]:
    """The entry as an item of a list, in which its name stands."""
    return {"name": entry.name, **(entry.value if isinstance(entry.value, dict) else {})}


def _of_the_name(look: Look, entry: Entry) -> Entry | None:
    """The entry of that name in the same source; looked up in what is put in order once for each look."""
    kept = look.site.memo.get("entries by name")
    if not isinstance(kept, dict):
        kept = look.site.memo["entries by name"] = {(each.source, each.name): each for each in reversed(look.entries)}
    found = kept.get((entry.source, entry.name))
    return found if isinstance(found, Entry) else None


def addition_notes(look: Look, entry: Entry) -> Iterator[str]:
    """What of the file there is to tell."""
    machine, file = look.site.machine, entry.source.file
    if not os.path.isdir(file.parent):
        yield f"{machine.short(file)} is not there yet and will be made, with its folder"
    elif (file, entry.source.syntax) not in look.documents:
        yield f"{machine.short(file)} is not there yet and will be made"


def _says_the_same(one: Entry, other: Entry) -> bool:
    return one.definition._replace(warnings=()) == other.definition._replace(warnings=())
