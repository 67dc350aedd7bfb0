"""What the screen works on: the workspace, the last look, what is known of its entries, and what is staged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from mcptui.model import Entry, Problem, StateKind, Used
from mcptui.tui.listing import Facts, Row
from mcptui.tui.risks import GRAVE
from mcptui.tui.settings import NOTHING_CHOSEN, Settings
from mcptui.tui.staging import Staging

if TYPE_CHECKING:
    from mcptui.audit.finding import Severity
    from mcptui.clients.known import Clients
    from mcptui.drift.servers import Server, Servers
    from mcptui.inventory import Look
    from mcptui.lost.missing import Lost
    from mcptui.rows import Evidence
    from mcptui.tui.learning import ActiveProfile
    from mcptui.tui.seen import Seen
    from mcptui.workspace import Workspace

_MOST_NAMESAKES = 3
_OPEN = (StateKind.PENDING, StateKind.BROKEN, StateKind.UNKNOWN)


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
