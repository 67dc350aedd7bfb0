"""The words of the domain as plain values: entries, states, reach. No I/O, no imports from this package.

Values are named tuples: a class of that kind is made six times faster than a data class, and
``mcptui list`` makes dozens of them before it prints its first line.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha1
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple


class Scope(StrEnum):
    """How far an entry reaches."""

    USER = "user"
    LOCAL = "local"
    PROJECT = "project"
    MANAGED = "managed"
    PLUGIN = "plugin"
    EXTENSION = "extension"
    CONNECTOR = "connector"
    SYSTEM = "system"


class StateKind(StrEnum):
    """What the client would really do with an entry."""

    ON = "on"
    OFF = "off"
    PENDING = "pending"
    SHADOWED = "shadowed"
    BLOCKED = "blocked"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Switch(StrEnum):
    """How an entry is turned on and off."""

    FIELD = "field"
    LIST = "list"
    MAP = "map"
    PARK = "park"
    NONE = "none"


class Effect(StrEnum):
    """When a client heeds a change of its files, and what a user has to do for it.

    ``PERHAPS_AT_ONCE`` is else with its next start, ``REFRESH`` a button in the client.
    """

    AT_ONCE = "at once"
    NEXT_SESSION = "next session"
    REFRESH = "refresh"
    PERHAPS_AT_ONCE = "perhaps at once"
    RESTART = "restart"


class Transport(StrEnum):
    """How the client talks to the server."""

    STDIO = "stdio"
    HTTP = "http"
    SSE = "sse"
    WS = "ws"
    UNKNOWN = "unknown"


class Syntax(StrEnum):
    """What a file is written in.

    ``JSON`` is strict: a comment makes the file invalid for its client. ``COMMENTED`` is JSON with comments,
    where a comma behind the last item still does; ``JSONC`` takes both. ``XML`` is only read.
    """

    JSON = "json"
    COMMENTED = "json with comments"
    JSONC = "jsonc"
    TOML = "toml"
    YAML = "yaml"
    XML = "xml"


class Place(NamedTuple):
    """A spot in a file; ``line`` is 1-based, None when the whole file is meant."""

    file: Path
    line: int | None = None


class State(NamedTuple):
    """What the client would do, why, and the file and line that decide it."""

    kind: StateKind
    reason: str
    place: Place | None = None


class Source(NamedTuple):
    """One place where one client reads entries: a map of name to entry at ``key`` in ``file``.

    ``listed``: not a map, but a list of entries that tell their names.
    """

    client: str
    scope: Scope
    file: Path
    key: tuple[str, ...]
    syntax: Syntax
    project: Path | None = None
    writable: bool = True
    note: str | None = None
    listed: bool = False

    @property
    def owner(self) -> str:
        """Whose these entries are where they are not the user's to edit, as a hint; empty where that is not known."""
        return _OWNERS.get(self.scope, "")


_OWNERS: Final = {
    Scope.MANAGED: "an administrator put it there",
    Scope.SYSTEM: "an administrator put it there",
    Scope.PLUGIN: "a plugin brings it: remove the plugin in its client",
    Scope.EXTENSION: "an extension brings it: remove the extension in its client",
    Scope.CONNECTOR: "it belongs to your account: change it there",
}
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Definition(NamedTuple):
    """An entry's meaning, whatever its client calls the fields.

    ``args``, the values of ``env`` and ``headers``, and ``url`` may hold secrets:
    nothing here goes to a screen, a file or an error but through ``mcptui.secrets``.
    ``timeout`` is in seconds, whatever unit the client counts in. ``fault`` says why the client would reject the entry.
    """

    transport: Transport
    command: str | None = None
    args: tuple[str, ...] = ()
    cwd: str | None = None
    env: Mapping[str, str] = NOTHING
    url: str | None = None
    headers: Mapping[str, str] = NOTHING
    allow: tuple[str, ...] | None = None
    deny: tuple[str, ...] | None = None
    timeout: float | None = None
    fault: str | None = None
    warnings: tuple[str, ...] = ()


Spot = tuple[str, Path, tuple[str, ...]]
"""Which entry is meant: its client, its file and its key path."""


class Entry(NamedTuple):
    """One server definition in one source, judged.

    ``name`` is what the client calls the server, ``path`` where it stands in the file, ``value`` the
    parsed entry (it may hold secrets), or MISSING where it is beyond reading. A parked entry is not in
    its client's file: ``parked`` is then the file that keeps its text, and ``line`` is None. ``twin``
    counts those before it that would have the same id. ``gone``: the folder of its project is no longer
    there; that is looked at only where all projects are.
    """

    source: Source
    name: str
    path: tuple[str, ...]
    value: object
    line: int | None
    definition: Definition
    state: State
    switch: Switch
    parked: Path | None = None
    twin: int = 0
    gone: bool = False

    @property
    def id(self) -> str:
        """Short, and the same as long as client, scope, project and name are."""
        source = self.source
        project = "" if source.project is None else str(source.project)
        twin = (str(self.twin),) if self.twin else ()
        # Files of one client and scope are told apart by their notes.
        parts = (source.client, source.scope.value, project, self.name, source.note or "", *twin)
        return sha1("\0".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:10]

    @property
    def spot(self) -> Spot:
        """Where it stands, which no other entry of a look shares."""
        return (self.source.client, self.source.file, self.path)

    @property
    def place(self) -> Place:
        """Where its text is: in its client's file, or in that which keeps it while it is parked."""
        return Place(self.parked or self.source.file, self.line)

    @property
    def selector(self) -> str:
        """``client/scope/name``, as a user would type it: what would be a glob in the name is in brackets."""
        name = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in self.name)
        return f"{self.source.client}/{self.source.scope.value}/{name}"

    @property
    def switchable(self) -> bool:
        """Whether there is a way to turn it on or off. Nothing is parked that stands in a file of somebody else."""
        if self.parked is not None:
            return True
        return self.source.writable if self.switch is Switch.PARK else self.switch is not Switch.NONE

    @property
    def on(self) -> bool:
        return self.state.kind is StateKind.ON


class Problem(NamedTuple):
    """A file that could not be read as its client reads it. ``line`` and ``column`` are 1-based."""

    path: Path
    client: str
    scope: Scope
    message: str
    line: int | None = None
    column: int | None = None


class Inventory(NamedTuple):
    """All entries and all problems of one look at a machine."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


class Access(StrEnum):
    """What a server may do with a path: read it, or read and write it."""

    READ = "r"
    WRITE = "rw"


class PathReach(NamedTuple):
    """A path a server may touch.

    ``path`` is resolved as far as it exists; ``origin`` says where it was read (``args[2]``);
    ``covers`` is ``home`` or ``root`` when the path holds the whole of it.
    """

    path: str
    access: Access
    origin: str
    covers: str | None = None


class Reach(NamedTuple):
    """What a server can touch as configured. None means: not known for this server."""

    paths: tuple[PathReach, ...] | None = None
    hosts: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    container: str | None = None
    shell: bool = False

    def is_all_rights(self, definition: Definition) -> bool:
        """Whether nothing that is known limits it: it is a program, it says no paths, and no container holds it."""
        return self.paths is None and self.container is None and definition.command is not None


class Package(NamedTuple):
    """What a command line would start, as far as it tells.

    ``version`` is the text after the name (``2.4.0``, ``latest``); ``pinned`` is None for what
    comes from no registry.
    """

    launcher: str | None = None
    ecosystem: str | None = None
    name: str | None = None
    version: str | None = None
    pinned: bool | None = None


class Dated(NamedTuple):
    """A moment (ISO 8601, UTC) and where it was seen."""

    at: str
    source: str


DATE_OF_FILE: Final = "date of the file"
"""As the source of a date: the entry changed then, or earlier."""


class Updated(NamedTuple):
    """When an entry last changed, and what is installed since when."""

    entry: Dated | None = None
    installed: Dated | None = None
    installed_version: str | None = None
    released: Dated | None = None

    @property
    def since(self) -> Dated | None:
        """Since when it is as it is: since it is installed, else since the entry last changed."""
        return self.installed or self.entry


class UseStatus(StrEnum):
    """Whether calls of a server's tools were seen. What was not observed may still have been used."""

    USED = "used"
    NOT_OBSERVED = "not-observed"
    UNKNOWN = "unknown"


class Used(NamedTuple):
    """What a client's own transcripts tell of a server's use. Moments are ISO 8601, UTC.

    ``calls`` and ``last`` are about what was seen since ``since``, which is how far back the record surely reaches;
    ``looked`` is when it was last looked through, ``source`` whose it is. ``reason`` says why it is unknown.
    """

    status: UseStatus
    calls: int | None = None
    last: str | None = None
    since: str | None = None
    looked: str | None = None
    source: str | None = None
    reason: str = ""
