"""What a client declares: where it reads, the shape of an entry, its switch. A client never opens a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple, Protocol

from mcptui.errors import Refused
from mcptui.formats.document import Document, KeyPath
from mcptui.machine import Machine, System
from mcptui.model import Definition, Entry, Place, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.operations import FileOperations, Take
from mcptui.project import KnownProjects, Project
from mcptui.store.locks import Lock


class Reader(Protocol):
    """Gives a parsed file, None when it is not there or not valid; the latter becomes a problem row."""

    def __call__(self, path: Path, syntax: Syntax, scope: Scope, wanted: Iterable[KeyPath] = ()) -> Document | None: ...


class Site(NamedTuple):
    """Where a client is asked: the machine, the project looked at, and the others that are known.

    ``names`` lists a folder (empty when it is not there); ``memo`` keeps what a client worked out
    once for this look.
    """

    machine: Machine
    project: Project
    others: tuple[Project, ...]
    read: Reader
    names: Callable[[Path], tuple[str, ...]]
    memo: dict[object, object]

    def project_of(self, source: Source) -> Project:
        """The project in whose view an entry of ``source`` is judged."""
        if source.project is None:
            return self.project
        here = (*self.project.folder.parents, self.project.folder, self.project.main)
        if source.project in here:
            return self.project
        known = self.projects.by_either.get(source.project)
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


COMMON_TYPES: Final[Mapping[str, Transport]] = MappingProxyType(
    {"stdio": Transport.STDIO, "http": Transport.HTTP, "sse": Transport.SSE}
)


class Shape(NamedTuple):
    """What a client calls the fields of an entry.

    ``types`` maps its spellings of the transport; ``untyped_url`` is what a ``url`` without a type
    means, None where that is an error. ``ignored`` are fields that other clients read and this one
    does not: a user who wrote them believes something untrue.
    """

    command: str = "command"
    args: str = "args"
    cwd: str | None = "cwd"
    env: str = "env"
    type: str | None = "type"
    url: str = "url"
    headers: str = "headers"
    types: Mapping[str, Transport] = COMMON_TYPES
    untyped_url: Transport | None = Transport.HTTP
    allow: str | None = None
    deny: str | None = None
    ignored: tuple[str, ...] = ()


class Client(ABC):
    """A program that runs MCP servers."""

    id: ClassVar[str]
    name: ClassVar[str]
    takes_effect: ClassVar[str]
    turns_here: ClassVar[bool] = False
    """Whether switching an entry touches the current project alone, wherever the entry stands."""
    shape: ClassVar[Shape] = Shape()
    overwrites_while_running: ClassVar[Mapping[System, tuple[str, ...]]] = MappingProxyType({})
    """Of a client that writes its files from memory, whatever they hold by then: patterns of its programs' paths."""

    @abstractmethod
    def sources(self, site: Site) -> Iterator[Source]:
        """Every place this client reads, whether the file is there or not."""

    def projects(self, site: Site) -> Iterator[Path]:
        """Project folders that this client knows of."""
        return iter(())

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        """Names of the entries of ``source``, each with its key path."""
        return ((name, (*source.key, name)) for name in document.keys(source.key))

    def define(self, value: object, source: Source) -> Definition:
        """What an entry means to this client."""
        return define(value, self.shape)

    def is_entry(self, found: Found, site: Site) -> bool:
        """Whether what was found is a server of its own, and not only an override of one."""
        return True

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        """What keeps ``found`` from being on, the deciding one first; empty: it is on."""
        if found.definition.fault is not None:
            return [cause(StateKind.BROKEN, found.definition.fault, hint="mend the entry in its file")]
        return []

    def switch(self, found: Found) -> Switch:
        return Switch.PARK

    def reason_on(self, found: Found) -> str:
        return found.definition.warnings[0] if found.definition.warnings else f"{self.name} would start it"

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        """What switches the entry off; ``only_here`` asks for the smallest reach. Parking is not told here."""
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
        return (
            FileOperations(
                entry.source.file, entry.source.syntax, (Take(entry.path, entry.value),), self.lock(entry.source.file)
            ),
        )

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        """What hides these tools of the server from the model."""
        raise Refused(f"{self.name} keeps its tool choice where it cannot be edited", "choose the tools in the client")

    def allow_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        """What leaves only these tools of the server to the model."""
        raise Refused(f"{self.name} has no list of allowed tools", "deny the tools you do not want instead")

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """The tools allowed and denied for the server; None: no such list."""
        return found.definition.allow, found.definition.deny

    def lock(self, file: Path) -> Lock | None:
        """The lock this client takes to write ``file``."""
        return None

    def copies(self, source: Source, site: Site) -> Iterator[Path]:
        """Copies of the file of ``source`` that the client makes of itself, in any order."""
        return iter(())

    def only_here(self, entry: Entry, site: Site) -> bool:
        """Whether switching with the smallest reach touches this project alone."""
        return entry.source.project is not None


def define(value: object, shape: Shape) -> Definition:
    """Read an entry by its shape; ``fault`` says why the client would reject it."""
    if not isinstance(value, dict):
        return Definition(Transport.UNKNOWN, fault="the entry is not an object")
    faults: list[str] = []
    command = _text(value, shape.command, faults)
    url = _text(value, shape.url, faults)
    args = value.get(shape.args, [])
    if not isinstance(args, list) or not all(isinstance(each, str) for each in args):
        faults.append(f"{shape.args!r} is not a list of strings")
        args = [each for each in args if isinstance(each, str)] if isinstance(args, list) else []
    transport = _transport(value, shape, command, url, faults)
    warnings = tuple(f"{name!r} in the entry is ignored by this client" for name in shape.ignored if name in value)
    return Definition(
        transport=transport,
        command=command,
        args=tuple(args),
        cwd=_text(value, shape.cwd, faults) if shape.cwd else None,
        env=_texts(value, shape.env, faults),
        url=url,
        headers=_texts(value, shape.headers, faults),
        allow=_names(value, shape.allow),
        deny=_names(value, shape.deny),
        fault=faults[0] if faults else None,
        warnings=warnings,
    )


def _transport(
    value: Mapping[str, object], shape: Shape, command: str | None, url: str | None, faults: list[str]
) -> Transport:
    told = value.get(shape.type) if shape.type else None
    if shape.type in value and (not isinstance(told, str) or told not in shape.types):
        faults.append(f"{shape.type!r} is none of {', '.join(shape.types)}")
        return Transport.UNKNOWN
    if isinstance(told, str):
        transport = shape.types[told]
    elif command is not None:
        transport = Transport.STDIO
    elif url is not None:
        if shape.untyped_url is None:
            faults.append(f"a 'url' needs a {shape.type!r} (http, sse or ws)")
            return Transport.UNKNOWN
        transport = shape.untyped_url
    else:
        faults.append(f"there is neither a {shape.command!r} nor a {shape.url!r}")
        return Transport.UNKNOWN
    if transport is Transport.STDIO and not command:
        faults.append(f"{shape.command!r} is missing")
    if transport is not Transport.STDIO and url is None:
        faults.append(f"{shape.url!r} is missing")
    return transport


def _text(value: Mapping[str, object], name: str, faults: list[str]) -> str | None:
    text = value.get(name)
    if text is not None and not isinstance(text, str):
        faults.append(f"{name!r} is not a string")
        return None
    return text


def _texts(value: Mapping[str, object], name: str, faults: list[str]) -> dict[str, str]:
    """A map of strings; what is no string is a fault, and shown by its name alone."""
    texts = value.get(name, {})
    if not isinstance(texts, dict):
        faults.append(f"{name!r} is not a map of strings")
        return {}
    if not all(isinstance(each, str) for each in texts.values()):
        faults.append(f"{name!r} holds something that is not a string")
    return {key: each if isinstance(each, str) else "" for key, each in texts.items()}


def _names(value: Mapping[str, object], name: str | None) -> tuple[str, ...] | None:
    names = value.get(name) if name else None
    return tuple(each for each in names if isinstance(each, str)) if isinstance(names, list) else None
