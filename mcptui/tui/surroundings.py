"""What there is around an empty table: the clients of this machine, and servers out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mcptui.inventory import Look
    from mcptui.workspace import Workspace


class Surroundings(NamedTuple):
    """``clients`` are those that are installed, as far as is known, ``known`` all that were looked for, by the names
    that users call them; ``elsewhere`` counts the servers of everything on the machine.
    """

    clients: tuple[str, ...]
    known: tuple[str, ...]
    elsewhere: int

    @classmethod
    def of(cls, workspace: Workspace, look: Look, *, everywhere: bool) -> Surroundings:
        """Look around. Not for the event loop."""
        from mcptui.presence import presences

        clients = look.site.clients
        here = presences(look, workspace.files, clients.values())
        all_of_it = look if everywhere else workspace.look(everywhere=True)
        return cls(
            tuple(each.client.name for each in here if each.installed),
            tuple(client.name for client in clients.values()),
            len(all_of_it.entries),
        )
