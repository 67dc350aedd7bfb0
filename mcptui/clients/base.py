"""What a client declares: where it reads, the shape of an entry, its switch. A client never opens a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from mcptui.clients.shape import Shape, define, spared
from mcptui.clients.traced import Traced
from mcptui.clients.variables import Variables
from mcptui.errors import Refused
from mcptui.formats.document import Document, KeyPath, member_at
from mcptui.formats.items import name_of
from mcptui.machine import Machine, System
from mcptui.model import Definition, Effect, Entry, Place, Problem, Scope, Source, State, StateKind, Switch, Syntax
from mcptui.operations import Assign, FileOperations, Listed, Operation, Take
from mcptui.project import KnownProjects, Project
from mcptui.store.locks import Lock

if TYPE_CHECKING:
    from mcptui.clients.known import Clients


class Reader(Protocol):
    """Gives a parsed file, None when it is not there or not valid; the latter becomes a problem row."""

    def __call__(self, path: Path, syntax: Syntax, scope: Scope, wanted: Iterable[KeyPath] = ()) -> Document | None: ...


class Site(NamedTuple):
    """Where a client is asked: the machine, the project looked at, and the others that are known.

    ``names`` lists a folder (empty when it is not there); ``clients`` are those that are asked; ``memo``
    keeps what a client worked out once for this look.
    """

    machine: Machine
    project: Project
    others: tuple[Project, ...]
    read: Reader
    names: Callable[[Path], tuple[str, ...]]
    clients: Clients
    memo: dict[object, object]

    def project_of(self, source: Source) -> Project:
        """The project in whose view an entry of ``source`` is judged."""
        if source.project is None:
            return self.project
        known = self.projects.judging.get(source.project)
        return known or Project(source.project, source.project, source.project)

    @property
    def projects(self) -> KnownProjects:
        """The projects by their folders, worked out once for this look."""
        kept = self.memo.get("projects")
        if isinstance(kept, KnownProjects):
            return kept
        made = self.memo["projects"] = KnownProjects.of(self.project, self.others)
        return made


class Found(NamedTuple):
    """An entry as read, not yet judged. ``value`` is MISSING where it is too long or too deep to be told."""

    source: Source
    name: str
    path: KeyPath
    value: object
    line: int | None
    definition: Definition


class Cause(NamedTuple):
    """One thing that keeps an entry from being on, and what would lift it.

    ``remedy`` is None where mcptui cannot or must not lift it; ``hint`` then says what the user can do.
    """

    state: State
    remedy: tuple[FileOperations, ...] | None = None
    hint: str = ""


def cause(
    kind: StateKind,
    reason: str,
    place: Place | None = None,
    *,
    hint: str = "",
    remedy: Sequence[FileOperations] | None = None,
) -> Cause:
    """A cause in one call."""
    return Cause(State(kind, reason, place), None if remedy is None else tuple(remedy), hint)


class Client(Traced):
    """A program that runs MCP servers."""

    id: ClassVar[str]
    name: ClassVar[str]
    takes_effect: ClassVar[str]
    """When a change of its files counts, as a clause; ``effect`` is the kind of that."""
    effect: ClassVar[Effect] = Effect.RESTART
    turns_here: ClassVar[bool] = False
    """Whether its usual switch touches the current project alone, wherever the entry stands."""
    shape: ClassVar[Shape] = Shape()
    overwrites_while_running: ClassVar[Mapping[System, tuple[str, ...]]] = MappingProxyType({})
    """Of a client that writes its files from memory, whatever they hold by then: patterns of its programs' paths."""
    discontinued: ClassVar[str] = ""
    """What became of a client that is not what it was any more; its files stay on disks."""

    other_shapes: ClassVar[tuple[Shape, ...]] = ()
    """Further shapes, where a client knows several."""
    last_counts: ClassVar[bool] = False
    """Whether of several entries of one name in a list the last is known to count."""

    calls_addresses: ClassVar[bool] = True
    """Whether it can talk to a remote server itself, without a bridge."""
    variables: ClassVar[Variables] = Variables()
    """What it puts into the texts of an entry."""
    family: ClassVar[str] = ""
    """The same for clients that read every field of each other's entries alike; empty: there is no other."""

    def problems(self, site: Site) -> Iterator[Problem]:
        """What keeps mcptui from telling all, besides files that cannot be read."""
        return iter(())

    def containers(self) -> tuple[KeyPath, ...]:
        """Where entries stand in its files, ``*`` being any key: there is looked for what a diff must not show."""
        return (("mcpServers",),)

    def projects(self, site: Site) -> Iterator[Path]:
        """Project folders that this client knows of, there or not."""
        return iter(())

    def elsewhere(self, site: Site) -> Iterator[str]:
        """Folders on other machines that this client knows of, as it spells them: nobody looks there."""
        return iter(())

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        """Names of the entries of ``source``, each with its key path."""
        return ((name, (*source.key, name)) for name in document.keys(source.key))

    def shape_of(self, value: object, source: Source) -> Shape:
        """The shape of an entry, where a client knows several."""
        return self.shape

    def define(self, value: object, source: Source) -> Definition:
        """What an entry means to this client."""
        return define(value, self.shape_of(value, source))

    def is_entry(self, found: Found, site: Site) -> bool:
        """Whether what was found is a server of its own, and not only an override of one."""
        return True

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        """What keeps ``found`` from being on, the deciding one first; empty: it is on."""
        if found.definition.fault is not None:
            return [cause(StateKind.BROKEN, found.definition.fault, hint="mend the entry in its file")]
        alike = _named_alike(found, site) if found.source.listed and not self.last_counts else 1
        if alike > 1:
            reason = f"there are {alike} entries of this name in the file; which of them counts is not known"
            place = Place(found.source.file, found.line)
            return [cause(StateKind.UNKNOWN, reason, place, hint="remove or rename the others")]
        return []

    def switch(self, found: Found) -> Switch:
        return Switch.PARK if found.source.writable else Switch.NONE

    def reason_on(self, found: Found) -> str:
        """Why an entry is on, and what a user may not expect then."""
        told = found.definition.warnings[0] if found.definition.warnings else f"{self.name} would start it"
        told = ", ".join(filter(None, (told, self.condition(found))))
        return f"{told} ({self.discontinued})" if self.discontinued else told

    def condition(self, found: Found) -> str:
        """Under which circumstances alone an entry runs that is on; empty: under all."""
        return ""

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        """What switches the entry off, with the smallest reach or the widest. Parking is not told here."""
        raise Refused(f"{self.name} has no switch for {entry.name}")

    def turn_on(
        self,
        entry: Entry,
        causes: Sequence[Cause],
        site: Site,
        *,
        only_here: bool,
    ) -> tuple[FileOperations, ...]:
        """What lifts every cause, or ``Refused`` with the reason."""
        operations: list[FileOperations] = []
        for each in causes:
            if each.remedy is None:
                raise Refused(f"{entry.selector} cannot be switched on: {each.state.reason}", each.hint)
            operations += each.remedy
        return tuple(operations)

    def remove(self, entry: Entry, site: Site) -> tuple[FileOperations, ...]:
        """What takes the entry out for good."""
        return (FileOperations(entry.source.file, entry.source.syntax, (Take(entry.path, entry.value),)),)

    def set_args(self, entry: Entry, args: Sequence[str]) -> FileOperations:
        """What gives the entry these arguments; where the command is a list, its program stays the first of it."""
        shape = self.shape_of(entry.value, entry.source)
        words = [entry.definition.command, *args] if shape.whole else list(args)
        field = (*shape.inside, shape.command if shape.whole else shape.args)
        assign = Assign((*entry.path, *field), words, expect=member_at(entry.value, field))
        return FileOperations(entry.source.file, entry.source.syntax, (assign,))

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        """What hides these tools of the server from the model."""
        deny = self.shape_of(entry.value, entry.source).deny
        if deny is None:
            raise Refused(
                f"{self.name} keeps its tool choice where it cannot be edited", "choose the tools in the client"
            )
        return (self._in_entry(entry, *(Listed((*entry.path, deny), tool, present=True) for tool in tools)),)

    def allow_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        """What leaves only these tools of the server to the model."""
        allow = self.shape_of(entry.value, entry.source).allow
        if allow is None:
            raise Refused(f"{self.name} has no list of allowed tools", "deny the tools you do not want instead")
        if not tools:
            raise Refused(f"{self.name} may take an empty list for all tools", "name a tool, or switch the server off")
        return (self._in_entry(entry, Assign((*entry.path, allow), list(tools))),)

    def _in_entry(self, entry: Entry, *operations: Operation) -> FileOperations:
        if not entry.source.writable:
            raise Refused(f"{entry.selector} is not yours to edit", entry.source.owner)
        return FileOperations(entry.source.file, entry.source.syntax, operations)

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """The tools allowed and denied for the server; None: no such list."""
        return found.definition.allow, found.definition.deny

    def spared(self, found: Found) -> tuple[str, ...]:
        """The tools that it uses without asking; ``*`` for all."""
        return spared(found.value, self.shape_of(found.value, found.source))

    def lock(self, file: Path, site: Site) -> Lock | None:
        """The lock this client takes to write ``file``; whatever a change writes is written under it."""
        return None

    # --- entries that are not there yet

    def place_for_new(self, sources: Sequence[Source], site: Site) -> Source | None:
        """Of several sources of one scope and project, the one for a new entry: where there are entries already.

        None of those that are not read any more, and one that may not be read last. None: there is none of
        them in which this client would surely find it.
        """
        live = [each for each in sources if not self.left(each, site)]
        return min(live, key=lambda source: (bool(self.doubt(source)), self._emptiness(source, site)), default=None)

    def _emptiness(self, source: Source, site: Site) -> tuple[int, bool]:
        """The less, the better a new entry fits in."""
        if source.file.name not in site.names(source.file.parent):
            return 2, source.note is not None
        document = site.read(source.file, source.syntax, source.scope)
        return int(document is None or not any(self.names_in(source, document))), source.note is not None

    def unfit(self, name: str, value: Mapping[str, object], source: Source) -> str | None:
        """Why the client would not take a new entry there, or not under that name; None: it would."""
        if not name.strip() or not name.isprintable():
            return "a server needs a name that can be read"
        return self.define(value, source).fault

    def always(self, name: str) -> Mapping[str, object]:
        """The fields that the client wants in every entry, with what they say of one that is on."""
        return {}

    def copies(self, source: Source, site: Site) -> Iterator[Path]:
        """Copies of the file of ``source`` that the client makes of itself, in any order."""
        return iter(())

    def stays_in(self, project: Path, operations: FileOperations) -> bool:
        """Whether what these operations change counts in that project alone."""
        return operations.file.is_relative_to(project)

    def caveats(self, operations: Sequence[FileOperations]) -> Iterator[str]:
        """What a switch does besides, that nobody would expect of it."""
        return iter(())

    def only_here(self, entry: Entry, site: Site) -> bool:
        """Whether switching with the smallest reach touches this project alone."""
        return entry.source.project is not None


def _named_alike(found: Found, site: Site) -> int:
    """How many entries of its name are in the list; the names are counted once for a look."""
    source = found.source
    memo = ("names in a list", source.file, source.key)
    counted = site.memo.get(memo)
    if not isinstance(counted, Counter):
        document = site.read(source.file, source.syntax, source.scope)
        items = None if document is None else document.value(source.key)
        counted = site.memo[memo] = Counter(map(name_of, items) if isinstance(items, list) else ())
    return counted[found.name]
