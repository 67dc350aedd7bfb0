"""Read every source of every client side by side; a source that fails is one problem row and the others are there.

A file may hold anything, so what is taken for an entry has bounds; what is beyond them is told, not passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mcptui.clients import BUILT_IN
from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.known import Clients
from mcptui.formats.document import MISSING, Document, KeyPath
from mcptui.formats.items import name_of
from mcptui.machine import Machine
from mcptui.model import Entry, Inventory, Place, Scope, Source, Spot, State, StateKind, Switch, Syntax
from mcptui.parked import Parked, read_parked
from mcptui.plain_text import counted, visible
from mcptui.project import KnownProject, Project, is_gone, is_possible, locate
from mcptui.reading import FileReader, Reading

if TYPE_CHECKING:
    from mcptui.store.footprint import Footprint

MOST_ENTRIES: Final = 25_000
"""Of one source: about as many as can be read and judged while a person waits."""

LARGEST_ENTRY: Final = 128 * 1024
"""Letters. Linux lets no argument be longer, and no larger command line start on Windows."""

LONGEST_NAME: Final = 1_000
MOST_PROJECTS: Final = 5_000
_SHOWN: Final = 60
_BY_HAND: Final = "look at it in its file"
_WITH_ITEMS: Final = (Syntax.TOML, Syntax.YAML)  # whose lists have keys too


class Look(NamedTuple):
    """One look at a machine: what was found, and what is needed to change it.

    ``documents`` are the files that could be read, as they were then. ``read`` names those that were looked
    into, each with its client: what is not in them, or not there because the file is not, stands nowhere; a
    file with a problem is none of them. ``at`` is when the look began, in seconds since 1970. ``projects``
    are those that clients know of, where all of them were looked at; ``sources`` all places that were looked
    into, there or not. ``footprint`` tells whether anything of it is different now, where that was wanted.
    """

    inventory: Inventory
    site: Site
    reading: Reading
    causes: dict[str, tuple[Cause, ...]]
    parked: dict[str, Parked]
    documents: dict[tuple[Path, Syntax], Document]
    read: frozenset[tuple[str, Path]] = frozenset()
    at: int = 0
    projects: tuple[KnownProject, ...] = ()
    sources: tuple[Source, ...] = ()
    footprint: Footprint | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.inventory.entries

    def client_of(self, entry: Entry) -> Client:
        return self.site.clients[entry.source.client]


LookProgress = Callable[[int, int], None]
"""Told how many clients were asked, and of how many. What it raises ends the look."""


def look(
    machine: Machine,
    files: FileReader,
    *,
    everywhere: bool = False,
    clients: Clients = BUILT_IN,
    progress: LookProgress | None = None,
    earlier: Look | None = None,
) -> Look:
    """Read and judge everything: what runs in ``machine.project``, or with ``everywhere`` in all known projects.

    ``clients`` are those that are asked; ``Workspace.look`` asks the user's own ones too. What has the same
    bytes as in ``earlier`` is not parsed again.
    """
    began = int(machine.clock().timestamp())
    reading = Reading(files, None if earlier is None else earlier.documents)
    here = locate(machine.project, reading.bytes)
    site = Site(machine, here, (), reading, reading.names, clients, memo={})
    known = _known_projects(site, reading) if everywhere else {}
    site = site._replace(others=tuple(each for each in known if each != here), memo={})
    entries: list[Entry] = []
    causes: dict[str, tuple[Cause, ...]] = {}
    sources: list[Source] = []
    twins = Counter[str]()
    for asked, client in enumerate(clients.values()):
        if progress is not None:
            progress(asked, len(clients))
        reading.client = client.id
        for found, why in _judged(client, site, reading, sources):
            gone = everywhere and _is_gone(found.source, site)
            why = [_nowhere(found.source, site), *why] if gone else why  # noqa: PLW2901
            entry = _told_apart(_entry(client, found, why)._replace(gone=gone), twins)
            entries.append(entry)
            causes[entry.id] = tuple(why)
    kept = tuple(read_parked(machine, files))
    present = frozenset(entry.spot for entry in entries)
    parked = [(_told_apart(entry, twins), each) for entry, each in _parked_here(kept, site, present)]
    _note_unknown(kept, reading, clients)
    entries += (entry for entry, _ in parked)
    entries.sort(key=_order(clients))
    broken = {problem.path for problem in reading.problems}
    return Look(
        Inventory(tuple(entries), (*reading.problems, *clients.problems)),
        site,
        reading,
        causes,
        {entry.id: each for entry, each in parked},
        reading.documents,
        frozenset((source.client, source.file) for source in sources if source.file not in broken),
        began,
        tuple(KnownProject(each.folder, tuple(by), is_gone(each.folder)) for each, by in known.items()),
        tuple(sources),
    )


def imagined(at: Look, client: Client, files: Mapping[Path, bytes | None]) -> tuple[Entry, ...]:
    """The entries that a client would have if these files, by their real paths, held that; None: were not there.

    All else is as it was at the look. Parked entries are not among them.
    """
    reading = at.reading.changed(files)
    site = at.site._replace(read=reading, names=reading.names, memo={})
    return tuple(_entry(client, found, why) for found, why in _judged(client, site, reading, []))


def _known_projects(site: Site, reading: Reading) -> dict[Project, dict[str, None]]:
    """The current project and every one that some client knows of, each with the ids of these clients."""
    known: dict[Project, dict[str, None]] = {site.project: {}}
    located: dict[Path, Project] = {}
    for client in site.clients.values():
        reading.client = client.id
        for folder in filter(is_possible, client.projects(site)):
            project = located.get(folder) or located.setdefault(folder, locate(folder, reading.bytes))
            if project not in known and len(known) > MOST_PROJECTS:
                told = f"more than {MOST_PROJECTS:,} projects are known; the rest is not looked at"
                reading.note(folder, Scope.PROJECT, told)
                return known
            known.setdefault(project, {})[client.id] = None
    return known


def _is_gone(source: Source, site: Site) -> bool:
    """Whether the folder of the project of ``source`` is there no more; worked out once for each look."""
    if source.project is None:
        return False
    key = ("gone", source.project)
    if key not in site.memo:
        site.memo[key] = is_gone(source.project)
    return site.memo[key] is True


def _nowhere(source: Source, site: Site) -> Cause:
    """Why nothing starts of a project that is gone."""
    folder = site.machine.short(source.project or "")
    return cause(StateKind.OFF, f"its project is gone: there is no folder {folder}", hint="remove the entry")


def _judged(client: Client, site: Site, reading: Reading, sources: list[Source]) -> Iterator[tuple[Found, list[Cause]]]:
    """The entries of a client, judged; where it looks is added to ``sources``."""
    asked = list(client.sources(site))
    sources += asked
    for problem in client.problems(site):
        reading.note(problem.path, problem.scope, problem.message, problem.line)
    everything = list(_found(client, asked, site, reading))
    for found in everything:
        if found.value is MISSING:
            place = Place(found.source.file, found.line)
            yield found, [cause(StateKind.UNKNOWN, "what it says is beyond what mcptui reads", place, hint=_BY_HAND)]
        elif client.is_entry(found, site):
            yield found, client.causes(found, everything, site)


def _found(client: Client, sources: Sequence[Source], site: Site, reading: Reading) -> Iterator[Found]:
    seen: set[tuple[Path, KeyPath]] = set()
    for source in sources:
        place = (source.file, source.key)
        document = None if place in seen else site.read(source.file, source.syntax, source.scope)
        seen.add(place)
        if document is not None:
            yield from _found_in(document, source, client, reading)


def _found_in(document: Document, source: Source, client: Client, reading: Reading) -> Iterator[Found]:
    def note(fault: str, path: KeyPath) -> None:
        reading.note(source.file, source.scope, fault, document.line(path))

    if (shape := _wrong_shape(document, source)) is not None:
        note(shape, source.key)
        return
    if source.listed and (nameless := _nameless(document, source)):
        note(f"an entry without a name cannot be told from others: {nameless} of them are not shown", source.key)
    for number, (name, path) in enumerate(client.names_in(source, document)):
        if number >= MOST_ENTRIES:
            note(f"there are more than {MOST_ENTRIES:,} entries; the others are not shown", path)
            return
        if len(name) > LONGEST_NAME:
            note(f"the name of an entry has {len(name):,} letters, so the entry is not shown", path)
            continue
        value: object = MISSING
        if document.size(path) <= LARGEST_ENTRY:
            value = document.value(path)
        else:
            note(f"{visible(name, _SHOWN)!r} is longer than {LARGEST_ENTRY:,} letters", path)
        yield Found(source, name, path, value, document.line(path), client.define(value, source))


def _wrong_shape(document: Document, source: Source) -> str | None:
    """Why a file that can be read holds no entries all the same; nothing there at all is no fault."""
    for end in range(len(source.key) + 1):
        if document.syntax not in _WITH_ITEMS and document.keys(source.key[:end]):
            continue
        value = document.value(source.key[:end])
        if value is MISSING or value is None:
            return None
        listed = source.listed and end == len(source.key)
        if not isinstance(value, list if listed else dict):
            where, what = ".".join(source.key[:end]), "list" if listed else "table"
            return f"{where!r} is not a {what} of entries" if end else "the file holds something other than an object"
    return None


def _nameless(document: Document, source: Source) -> int:
    """How many entries in a list have no name."""
    items = document.value(source.key)
    return sum(name_of(each) is None for each in items) if isinstance(items, list) else 0


def _entry(client: Client, found: Found, causes: Sequence[Cause]) -> Entry:
    state = causes[0].state if causes else State(StateKind.ON, client.reason_on(found))
    return Entry(
        found.source, found.name, found.path, found.value, found.line, found.definition, state, client.switch(found)
    )


def _told_apart(entry: Entry, twins: Counter[str]) -> Entry:
    """``entry`` with an id that none before it has: two files of a client may hold the same name in one scope."""
    id_ = entry.id
    twins[id_] += 1
    return entry if twins[id_] == 1 else entry._replace(twin=twins[id_] - 1)


def _order(clients: Clients) -> Callable[[Entry], tuple[int, int, str, str]]:
    """By client, scope, project and name: a row keeps its place when it is parked or put back."""
    by_client = {id_: index for index, id_ in enumerate(clients)}
    by_scope = {scope: index for index, scope in enumerate(Scope)}

    def order(entry: Entry) -> tuple[int, int, str, str]:
        source = entry.source
        return by_client[source.client], by_scope[source.scope], str(source.project or ""), entry.name

    return order


def _parked_here(kept: Sequence[Parked], site: Site, present: frozenset[Spot]) -> Iterator[tuple[Entry, Parked]]:
    """Parked entries that belong into this look, as entries that are off.

    One whose name stands in its file again gives way to the entry there.
    """
    everywhere = bool(site.others)
    here = (site.project.folder, *site.project.folder.parents, site.project.main)
    for parked in kept:
        source, client = parked.source, site.clients.get(parked.source.client)
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
            gone=everywhere and _is_gone(source, site),
        )
        if entry.spot not in present:
            yield entry, parked


def _note_unknown(kept: Sequence[Parked], reading: Reading, clients: Clients) -> None:
    """Tell of what is parked for a client that the user once added, and whose file is gone: nothing is lost."""
    unknown: dict[str, list[Parked]] = {}
    for parked in kept:
        if parked.source.client not in clients:
            unknown.setdefault(parked.source.client, []).append(parked)
    for id_, entries in unknown.items():
        reading.client = id_
        told = counted(len(entries), "entry is", "entries are")
        reading.note(
            entries[0].file,
            entries[0].source.scope,
            f"{told} parked for {visible(id_, _SHOWN)!r}, which is no known client now",
        )
