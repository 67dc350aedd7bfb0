"""A profile as a value, and which of its wishes fits an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mcptui.model import Entry
from mcptui.selectors import closeness, fits, names


class Wish(StrEnum):
    """What a profile wants of a server's switch."""

    ON = "on"
    OFF = "off"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class ServerWish:
    """What a profile wants of one server. ``folders`` may say ``{project}`` for the project it is used in."""

    state: Wish = Wish.KEEP
    folders: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """``servers`` maps selectors to wishes, ``default`` is for entries that none of them fits.

    ``clients`` limits the profile to these client ids; empty means all.
    """

    name: str
    description: str = ""
    default: Wish = Wish.KEEP
    servers: Mapping[str, ServerWish] = field(default_factory=dict)
    clients: tuple[str, ...] = ()
    ready_made: bool = False

    def wish(self, entry: Entry) -> tuple[ServerWish, bool]:
        """The wish for an entry, and whether the profile names it without a glob. The closest selector wins."""
        if self.clients and entry.source.client not in self.clients:
            return ServerWish(), False
        fitting = [selector for selector in self.servers if fits(selector, entry)]
        if not fitting:
            return ServerWish(self.default), False
        closest = max(fitting, key=lambda selector: closeness(selector, entry))
        return self.servers[closest], names(closest, entry)

    def approves(self, entry: Entry) -> bool:
        """Whether the profile asks for ``entry`` in so many words: client, scope and name, or the id.

        A bare name is no approval: a checked-in file of any project could hold a server of that name.
        """
        exact = (entry.id, entry.selector)
        return any(self.servers[selector].state is Wish.ON for selector in exact if selector in self.servers)
