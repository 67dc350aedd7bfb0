"""Switches, told as values: a field in the entry, a list of names, or a map of names, in its file or another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.places import Folders
from mcptui.formats.document import MISSING, KeyPath
from mcptui.model import Entry, Place, Scope, Source, StateKind, Switch, Syntax
from mcptui.operations import Assign, FileOperations, Listed, Operation


class Switching(Protocol):
    """How a client turns an entry on and off."""

    @property
    def kind(self) -> Switch: ...

    def off(self, found: Found, site: Site, folders: Folders) -> Cause | None:
        """Why the entry is off by this switch, with what lifts it; None: the switch says on."""
        ...

    def turn_off(self, entry: Entry, site: Site, folders: Folders) -> FileOperations: ...


class Field(NamedTuple):
    """A boolean in the entry. ``off`` is what it says when the entry is off; ``kept``: the client wants it said."""

    name: str
    off_value: bool
    kept: bool = False

    @property
    def kind(self) -> Switch:
        return Switch.FIELD

    def off(self, found: Found, site: Site, folders: Folders) -> Cause | None:
        if not isinstance(found.value, dict) or found.value.get(self.name) is not self.off_value:
            return None
        then = (not self.off_value) if self.kept else MISSING
        lift = Assign((*found.path, self.name), then, expect=self.off_value)
        reason = f"{self.name} = {str(self.off_value).lower()}"
        return cause(StateKind.OFF, reason, _place(found), remedy=[_operations(found.source, lift)])

    def turn_off(self, entry: Entry, site: Site, folders: Folders) -> FileOperations:
        now = entry.value.get(self.name, MISSING) if isinstance(entry.value, dict) else MISSING
        return _operations(entry.source, Assign((*entry.path, self.name), self.off_value, expect=now))


DOUBTFUL: Final = (Field("disabled", off_value=True), Field("enabled", off_value=False))
"""What users write into entries of clients of which it is not known whether they heed it."""


class Names(NamedTuple):
    """A list of the names that are off, at ``key`` of ``file`` (None: the entry's own file)."""

    key: KeyPath
    file: str | None = None
    syntax: Syntax = Syntax.JSONC
    spelled: Callable[[str], str] = str

    @property
    def kind(self) -> Switch:
        return Switch.LIST

    def off(self, found: Found, site: Site, folders: Folders) -> Cause | None:
        file = found.source.file if self.file is None else folders.place(self.file, site)
        syntax = found.source.syntax if self.file is None else self.syntax
        document = site.read(file, syntax, Scope.USER)
        names = None if document is None else document.value(self.key)
        listed = [name for name in names if self._is(name, found.name)] if isinstance(names, list) else []
        if not listed:
            return None
        place = Place(file, None if document is None else document.line(self.key))
        lift = tuple(Listed(self.key, each, present=False) for each in dict.fromkeys(listed))
        remedy = FileOperations(file, syntax, lift)
        return cause(StateKind.OFF, f"listed in {self.key[-1]!r}", place, remedy=[remedy])

    def turn_off(self, entry: Entry, site: Site, folders: Folders) -> FileOperations:
        file = entry.source.file if self.file is None else folders.place(self.file, site)
        syntax = entry.source.syntax if self.file is None else self.syntax
        return FileOperations(file, syntax, (Listed(self.key, entry.name, present=True),))

    def _is(self, listed: object, name: str) -> bool:
        return isinstance(listed, str) and self.spelled(listed) == self.spelled(name)


class Marks(NamedTuple):
    """A map of names in a file of its own, each with a field that says whether it is on."""

    file: str
    field: str
    syntax: Syntax = Syntax.JSON
    spelled: Callable[[str], str] = str

    @property
    def kind(self) -> Switch:
        return Switch.MAP

    def off(self, found: Found, site: Site, folders: Folders) -> Cause | None:
        file, path = folders.place(self.file, site), (self.spelled(found.name), self.field)
        document = site.read(file, self.syntax, Scope.USER)
        if document is None or document.value(path) is not False:
            return None
        lift: Operation = Assign(path, MISSING, expect=False)
        if document.keys(path[:1]) == (self.field,):
            lift = Assign(path[:1], MISSING, expect={self.field: False})
        remedy = FileOperations(file, self.syntax, (lift,))
        return cause(
            StateKind.OFF, f"{self.field} = false in {file.name}", Place(file, document.line(path)), remedy=[remedy]
        )

    def turn_off(self, entry: Entry, site: Site, folders: Folders) -> FileOperations:
        path = (self.spelled(entry.name), self.field)
        return FileOperations(folders.place(self.file, site), self.syntax, (Assign(path, value=False),))


def _place(found: Found) -> Place:
    return Place(found.source.file, found.line)


def _operations(source: Source, *operations: Operation) -> FileOperations:
    return FileOperations(source.file, source.syntax, operations)
