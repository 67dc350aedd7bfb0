"""What is learned about a look once it is shown. All of it takes its time, and none of it is for the event loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mcptui.drift.servers import Servers
    from mcptui.inventory import Look
    from mcptui.rows import Evidence
    from mcptui.tui.listing import Row
    from mcptui.tui.seen import Seen
    from mcptui.workspace import Workspace

_FIRST_TOLD = 64


class ActiveProfile(NamedTuple):
    """The profile that was switched on for the project, and how many entries are no longer as it wants them."""

    name: str
    drift: int


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
