"""What the screen works on: the workspace, the last look, what is known of its entries, and what is staged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from mcptui.model import Entry, Problem, StateKind, Used
from mcptui.tui.cells import scope_cell
from mcptui.tui.listing import Column, Facts, Row
from mcptui.tui.risks import GRAVE
from mcptui.tui.settings import NOTHING_CHOSEN, Settings
from mcptui.tui.staging import Staging
from mcptui.tui.twins import tell_twins_apart
from mcptui.tui.words import plain

if TYPE_CHECKING:
    from mcptui.audit.finding import Severity
    from mcptui.clients.known import Clients
    from mcptui.drift.servers import Server, Servers
    from mcptui.inventory import Look, LookProgress
    from mcptui.lost.missing import Lost
    from mcptui.rows import Evidence
    from mcptui.workspace import Workspace

_FIRST_TOLD = 64
_MOST_NAMESAKES = 3
_OPEN = (StateKind.PENDING, StateKind.BROKEN, StateKind.UNKNOWN)


class ActiveProfile(NamedTuple):
    """The profile that was switched on for the project, and how many entries are no longer as it wants them."""

    name: str
    drift: int


class Seen(NamedTuple):
    """A look, its entries as rows, how many are in each state, which are on, and how wide columns have to be.

    ``here`` are the folders whose entries belong to the project that was looked at; ``twins`` tells those apart
    whose rows look the same; ``everywhere``: the look went beyond that project.
    """

    look: Look
    rows: tuple[Row, ...]
    counts: Mapping[StateKind, int]
    on: frozenset[str]
    needs: Mapping[Column, int]
    here: Collection[Path]
    twins: Mapping[str, str]
    everywhere: bool = False

    @classmethod
    def of(cls, workspace: Workspace, *, everywhere: bool, progress: LookProgress | None = None) -> Seen:
        """Read everything. Not for the event loop."""
        return cls.from_look(workspace.watched_look(everywhere=everywhere, progress=progress), everywhere=everywhere)

    def again(self, workspace: Workspace) -> Seen:
        """Read what is different now; the rows of entries that are the same stay. Not for the event loop."""
        look = workspace.watched_look(self.look, everywhere=self.everywhere)
        return self.from_look(look, self.rows, everywhere=self.everywhere)

    @classmethod
    def from_look(cls, look: Look, known: Iterable[Row] = (), *, everywhere: bool = False) -> Seen:
        """What is worked out once for each look. Not for the event loop."""
        by_key = {row.key: row for row in known}
        clients, machine = look.site.clients, look.site.machine
        fresh = (Row(entry, machine, clients) for entry in look.entries)
        rows = tuple(
            old if (old := by_key.get(row.key)) is not None and old.entry == row.entry else row for row in fresh
        )
        named = {row.client for row in rows}
        project = here(look)
        scopes = [plain(scope_cell(row.entry, project)) for row in rows]
        twins = tell_twins_apart(
            ((row.entry.name, row.entry.source.client, scope), row.entry)
            for row, scope in zip(rows, scopes, strict=True)
        )
        names = {f"{row.entry.name} {twins.get(row.key, '')}".rstrip() for row in rows}
        return cls(
            look,
            rows,
            Counter(entry.state.kind for entry in look.entries),
            frozenset(row.key for row in rows if row.entry.on),
            {Column.SERVER: _widest(names), Column.CLIENT: _widest(named), Column.SCOPE: _widest(scopes)},
            project,
            twins,
            everywhere,
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.look.inventory.problems

    @property
    def clients(self) -> Clients:
        """Those that were looked at."""
        return self.look.site.clients

    def shows_the_same_as(self, other: Seen) -> bool:
        """Whether no line of the table says anything else; ``other`` is the look before."""
        return self.problems == other.problems and list(map(id, self.rows)) == list(map(id, other.rows))


def here(look: Look) -> frozenset[Path]:
    """The folders whose entries belong to the project that was looked at."""
    project = look.site.project
    return frozenset((*project.folder.parents, project.folder, project.root, project.main))


def _widest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


@dataclass(slots=True)
class Session:
    """Changed on the event loop alone. ``lost`` is what is gone by the last look, ``mentioned`` what was said of it.

    ``split``: diffs are shown side by side, as the user chose; None: as there is room.
    ``switched_here``: the last switch that could be made in two places was made for the project alone.
    ``servers`` are what the entries of the look ``compared`` are; that may be the one before the last for a while.
    """

    workspace: Workspace
    everywhere: bool = False
    demo: bool = False
    settings: Settings = NOTHING_CHOSEN
    seen: Seen | None = None
    evidence: dict[str, Evidence] = field(default_factory=dict)
    used: dict[str, Used] = field(default_factory=dict)
    staging: Staging = field(default_factory=Staging.empty)
    profile: ActiveProfile | None = None
    servers: Servers | None = None
    compared: Seen | None = None
    dangerous: dict[str, Severity] = field(default_factory=dict)
    lost: tuple[Lost, ...] = ()
    mentioned: tuple[Lost, ...] = ()
    split: bool | None = None
    switched_here: bool | None = None

    @property
    def look(self) -> Look | None:
        return None if self.seen is None else self.seen.look

    @property
    def clients(self) -> Clients:
        """Those that were looked at last."""
        from mcptui.clients import BUILT_IN

        return BUILT_IN if self.seen is None else self.seen.clients

    @property
    def rows(self) -> tuple[Row, ...]:
        return () if self.seen is None else self.seen.rows

    @property
    def problems(self) -> tuple[Problem, ...]:
        return () if self.seen is None else self.seen.problems

    @property
    def facts(self) -> Facts:
        """What arranging and painting need to know."""
        seen = self.seen
        folders = () if seen is None else seen.here
        servers = {} if self.servers is None else self.servers.by_entry
        twins = {} if seen is None else seen.twins
        machine, staged = self.workspace.machine, self.staging.by_id
        return Facts(machine, folders, self.evidence, staged, self.clients, servers, twins, self.used)

    def compare(self, seen: Seen, servers: Servers) -> None:
        """Know which entries of a look are the same server."""
        self.servers, self.compared = servers, seen

    def server_of(self, entry: Entry) -> Server | None:
        """The server of an entry that stands in several places; None where it does not, or that is not known yet."""
        if self.servers is None or self.compared is not self.seen:
            return None
        server = self.servers.by_entry.get(entry.id)
        return server if server is not None and len(server.entries) > 1 else None

    def namesakes(self, server: Server) -> tuple[Server, ...]:
        """The first few other servers that are called the same."""
        return () if self.servers is None else tuple(islice(self.servers.namesakes(server), _MOST_NAMESAKES))

    @property
    def grave(self) -> Counter[Severity]:
        """How many servers are on and dangerous, as far as that is known, by how much so."""
        return Counter(risk for key, risk in self.dangerous.items() if self.seen is not None and key in self.seen.on)

    @property
    def calm(self) -> bool:
        """Whether something is on, all of it is judged, nothing of it is dangerous, and nothing waits for the user."""
        seen = self.seen
        if seen is None or not seen.on or seen.problems or any(seen.counts.get(kind) for kind in _OPEN):
            return False
        return seen.on <= self.evidence.keys() and not self.grave

    def learn(self, evidence: Mapping[str, Evidence]) -> None:
        """Know more of the entries that were seen."""
        self.evidence.update(evidence)
        for key, known in evidence.items():
            if known.risk is not None and known.risk in GRAVE:
                self.dangerous[key] = known.risk
            else:
                self.dangerous.pop(key, None)

    def take(self, seen: Seen) -> tuple[str, ...]:
        """Work on a new look from now on; the selectors of staged entries that are gone are returned."""
        self.seen = seen
        present = {row.key: row.entry for row in seen.rows}
        self.evidence = {key: known for key, known in self.evidence.items() if key in present}
        self.used = {key: known for key, known in self.used.items() if key in present}
        self.dangerous = {key: risk for key, risk in self.dangerous.items() if key in present}
        unread = {problem.path for problem in seen.look.inventory.problems}
        self.staging, gone = self.staging.rebound(present, unread)
        return gone

    def keep(self, seen: Seen) -> None:
        """Work on a new look that shows the same as the one before."""
        if self.compared is self.seen:
            self.compared = seen
        self.seen = seen


def load_domain() -> None:
    """Import what a look needs. On the event loop, before there is a thread that may need it: two threads that each
    import a part of the same package would wait for each other.
    """
    import mcptui.inventory
    import mcptui.launch
    import mcptui.secrets  # noqa: F401


def find_servers(workspace: Workspace, seen: Seen) -> Servers:
    """Which entries are the same server, and in what they drift. Not for the event loop."""
    servers = workspace.servers(seen.look)
    for server in servers.everything:
        _ = server.aspects  # worked out here, so that painting a group need not wait for it
    return servers


def gather_evidence(workspace: Workspace, seen: Seen, rows: Iterable[Row]) -> Iterator[dict[str, Evidence]]:
    """What is known of the entries of these rows, some at a time: twice as many each time, for each time the table is
    put together anew. What sorting and filtering ask of the rows is worked out by the way. Not for the event loop."""
    rest, number = iter(rows), _FIRST_TOLD
    while some := tuple(islice(rest, number)):
        for row in some:
            row.work_out()
        yield {row.key: workspace.evidence(row.entry, seen.look) for row in some}
        number *= 2


def read_active_profile(workspace: Workspace, look: Look) -> ActiveProfile | None:
    """The project's profile, and how far the entries have drifted from it. Not for the event loop."""
    name = workspace.active_profile
    return None if name is None else ActiveProfile(name, workspace.profile_drift(look, workspace.profiles()))
