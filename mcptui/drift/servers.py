"""Entries put together by the server that they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mcptui.clients.base import Site
from mcptui.drift.aspects import Aspect
from mcptui.drift.differences import Difference, differences_of, drifting
from mcptui.drift.identity import identity_of
from mcptui.model import Entry
from mcptui.plain_text import counted


@dataclass(frozen=True)
class Server:
    """One server and all its entries; ``key`` tells it from others, ``name`` is what most of its entries call it.

    What differs is worked out when it is asked for.
    """

    key: str
    name: str
    entries: tuple[Entry, ...]
    site: Site

    @cached_property
    def aspects(self) -> tuple[Aspect, ...]:
        """In what the entries drift: what would not differ, if one were made equal to another."""
        return drifting(self.entries, self.site)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """All that the entries say differently, with who says what."""
        return differences_of(self.entries, self.site)

    @property
    def summary(self) -> str:
        """``4 entries in 3 clients differ in version and folders``."""
        clients = len({entry.source.client for entry in self.entries})
        where = f"{counted(len(self.entries), 'entry', 'entries')} in {counted(clients, 'client')}"
        if not self.aspects:
            return f"{where} say the same"
        *others, last = (aspect.value for aspect in self.aspects)
        return f"{where} differ in {' and '.join(filter(None, (', '.join(others), last)))}"


class Servers(NamedTuple):
    """The servers of a look, in the order of their first entries."""

    everything: tuple[Server, ...]
    by_entry: Mapping[str, Server]
    by_name: Mapping[str, tuple[Server, ...]]

    def namesakes(self, server: Server) -> Iterator[Server]:
        """Other servers that an entry calls the same."""
        told = {server.key}
        for name in dict.fromkeys(entry.name.casefold() for entry in server.entries):
            for other in self.by_name[name]:
                if other.key not in told:
                    told.add(other.key)
                    yield other


def able_to_follow(entries: Iterable[Entry], like: Entry) -> tuple[Entry, ...]:
    """The entries that may be made equal to ``like``: in files to edit, each place once, whoever reads it."""
    places = {(like.source.file, like.path)}
    able: list[Entry] = []
    for entry in entries:
        place = (entry.source.file, entry.path)
        if place not in places and entry.source.writable and entry.parked is None:
            places.add(place)
            able.append(entry)
    return tuple(able)


def servers_of(entries: Iterable[Entry], site: Site) -> Servers:
    """Put the entries together by what they launch or call. One that names nothing is a server of its own."""
    launched: dict[str, list[Entry]] = {}
    for entry in entries:
        launched.setdefault(identity_of(entry, site) or f"entry {entry.id}", []).append(entry)
    groups = {key: each for identity, alike in launched.items() for key, each in _apart(identity, alike)}
    everything = tuple(Server(key, _name(each), tuple(each), site) for key, each in groups.items())
    by_name: dict[str, dict[str, Server]] = {}
    for server in everything:
        for entry in server.entries:
            by_name.setdefault(entry.name.casefold(), {})[server.key] = server
    return Servers(
        everything,
        {entry.id: server for server in everything for entry in server.entries},
        {name: tuple(each.values()) for name, each in by_name.items()},
    )


def _apart(identity: str, alike: list[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """A client that has the same server under two names means two of it, so there the name counts as well."""
    names: dict[str, str] = {}
    if all(names.setdefault(entry.source.client, entry.name) == entry.name for entry in alike):
        yield identity, alike
        return
    by_name: dict[str, list[Entry]] = {}
    for entry in alike:
        by_name.setdefault(entry.name.casefold(), []).append(entry)
    for name, entries in by_name.items():
        yield f"{identity} {name}", entries


def _name(entries: list[Entry]) -> str:
    """What most of them say; of those that are as many the first."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.name] = counts.get(entry.name, 0) + 1
    return max(counts, key=lambda name: counts[name])
