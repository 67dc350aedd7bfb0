"""Read every source of every client side by side; a source that fails is one problem row and the others are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from mcptui.clients import CLIENTS
from mcptui.clients.base import Cause, Client, Found, Site
from mcptui.errors import Unreadable
from mcptui.formats import parse
from mcptui.formats.document import MISSING, Document, KeyPath
from mcptui.machine import Machine
from mcptui.model import Entry, Inventory, Problem, Scope, Source, State, StateKind, Switch, Syntax
from mcptui.parked import Parked, read_parked
from mcptui.project import Project, locate


class FileReader(Protocol):
    """The part of the disk that looking needs. ``read`` gives None for an absent file and raises ``Unreadable``."""

    def read(self, path: Path) -> bytes | None: ...

    def list_folder(self, path: Path) -> tuple[str, ...]:
        """Names in a folder, sorted; empty when it is absent."""
        ...


class Look(NamedTuple):
    """One look at a machine: what was found, and what is needed to change it."""

    inventory: Inventory
    site: Site
    causes: dict[str, tuple[Cause, ...]]
    parked: dict[str, Parked]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.inventory.entries


class _Reading:
    """Parses each file once and keeps what went wrong."""

    def __init__(self, files: FileReader) -> None:
        self._files = files
        self._documents: dict[tuple[Path, Syntax], Document | None] = {}
        self._names: dict[Path, tuple[str, ...]] = {}
        self.problems: dict[Path, Problem] = {}
        self.client = ""

    def __call__(self, path: Path, syntax: Syntax, scope: Scope, wanted: Iterable[KeyPath] = ()) -> Document | None:
        key = (path, syntax)
        if key not in self._documents:
            self._documents[key] = self._read(path, syntax, scope, wanted)
        return self._documents[key]

    def _read(self, path: Path, syntax: Syntax, scope: Scope, wanted: Iterable[KeyPath]) -> Document | None:
        try:
            data = self._files.read(path)
            return None if data is None else parse(data, syntax, wanted)
        except Unreadable as error:
            problem = Problem(path, self.client, scope, error.message, error.line, error.column)
            self.problems.setdefault(path, problem)
            return None

    def bytes(self, path: Path) -> bytes | None:
        """A small file's bytes, None when there is any trouble with it."""
        try:
            return self._files.read(path)
        except Unreadable:
            return None

    def names(self, path: Path) -> tuple[str, ...]:
        """Names in a folder; none when there is any trouble with it."""
        if path not in self._names:
            try:
                self._names[path] = self._files.list_folder(path)
            except Unreadable:
                self._names[path] = ()
        return self._names[path]


def look(machine: Machine, files: FileReader, *, everywhere: bool = False, clients: Sequence[Client] = CLIENTS) -> Look:
    """Read and judge everything: what runs in ``machine.project``, or with ``everywhere`` in all known projects."""
    reading = _Reading(files)
    here = locate(machine.project, reading.bytes)
    site = Site(machine, here, (), reading, reading.names, memo={})
    if everywhere:
        site = site._replace(others=tuple(_other_projects(site, reading, clients)), memo={})
    entries: list[Entry] = []
    causes: dict[str, tuple[Cause, ...]] = {}
    for client in clients:
        reading.client = client.id
        for found, why in _judged(client, site):
            entry = _entry(client, found, why)
            entries.append(entry)
            causes[entry.id] = tuple(why)
    parked = list(_parked_here(machine, files, site, frozenset(causes)))
    entries += (entry for entry, _ in parked)
    entries.sort(key=_order(clients))
    return Look(
        Inventory(tuple(entries), (*reading.problems.values(), *_shape_problems(site))),
        site,
        causes,
        {entry.id: each for entry, each in parked},
    )


def _other_projects(site: Site, reading: _Reading, clients: Sequence[Client]) -> Iterator[Project]:
    """Every project that some client knows of, but the current one."""
    seen = {site.project.folder}
    for client in clients:
        reading.client = client.id
        for folder in client.projects(site):
            if not folder.is_absolute():
                continue
            project = locate(folder, reading.bytes)
            if project.folder not in seen:
                seen.add(project.folder)
                yield project


def _judged(client: Client, site: Site) -> Iterator[tuple[Found, list[Cause]]]:
    everything = list(_found(client, site))
    for found in everything:
        if client.is_entry(found, site):
            yield found, client.causes(found, everything, site)


def _found(client: Client, site: Site) -> Iterator[Found]:
    seen: set[tuple[Path, KeyPath]] = set()
    for source in client.sources(site):
        place = (source.file, source.key)
        document = None if place in seen else site.read(source.file, source.syntax, source.scope)
        seen.add(place)
        if document is not None and (fault := _wrong_shape(document, source)) is not None:
            problem = Problem(source.file, client.id, source.scope, fault, document.line(source.key))
            site.memo.setdefault(("problem", source.file), problem)
        for name, path in () if document is None else client.names_in(source, document):
            value = document.value(path) if document is not None else None
            line = document.line(path) if document is not None else None
            yield Found(source, name, path, value, line, client.define(value, source))


def _shape_problems(site: Site) -> Iterator[Problem]:
    return (each for each in site.memo.values() if isinstance(each, Problem))


def _wrong_shape(document: Document, source: Source) -> str | None:
    """Why a file that can be read holds no entries all the same; nothing there at all is no fault."""
    for end in range(len(source.key) + 1):
        if document.keys(source.key[:end]):
            continue
        value = document.value(source.key[:end])
        if value is MISSING or value is None:
            return None
        if not isinstance(value, dict):
            where = ".".join(source.key[:end]) if end else "the file"
            return f"{where!r} is not a table of entries" if end else "the file holds something other than an object"
    return None


def _entry(client: Client, found: Found, causes: Sequence[Cause]) -> Entry:
    state = causes[0].state if causes else State(StateKind.ON, client.reason_on(found))
    return Entry(
        found.source, found.name, found.path, found.value, found.line, found.definition, state, client.switch(found)
    )


def _order(clients: Sequence[Client]) -> Callable[[Entry], tuple[int, int, str, str]]:
    """By client, scope, project and name: a row keeps its place when it is parked or put back."""
    by_client = {client.id: index for index, client in enumerate(clients)}
    by_scope = {scope: index for index, scope in enumerate(Scope)}

    def order(entry: Entry) -> tuple[int, int, str, str]:
        source = entry.source
        return by_client[source.client], by_scope[source.scope], str(source.project or ""), entry.name

    return order


def _parked_here(
    machine: Machine, files: FileReader, site: Site, present: frozenset[str]
) -> Iterator[tuple[Entry, Parked]]:
    """Parked entries that belong into this look, as entries that are off.

    One whose name stands in its file again gives way to the entry there.
    """
    everywhere = bool(site.others)
    here = (site.project.folder, *site.project.folder.parents, site.project.main)
    by_id = {client.id: client for client in CLIENTS}
    for parked in read_parked(machine, files):
        source, client = parked.source, by_id.get(parked.source.client)
        if client is None or not (everywhere or source.project is None or source.project in here):
            continue
        entry = Entry(
            source=source,
            name=parked.name,
            path=parked.path,
            value=parked.value,
            line=None,
            definition=client.define(parked.value, source),
            state=State(StateKind.OFF, f"parked by mcptui on {parked.at[:10]}"),
            switch=Switch.PARK,
            parked=parked.file,
        )
        if entry.id not in present:
            yield entry, parked
