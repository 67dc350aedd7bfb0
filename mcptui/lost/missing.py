"""What is gone, as values: lost entries, and the copies of their files that still have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mcptui.clients.known import Clients
from mcptui.formats.document import MISSING
from mcptui.lost.memory import Memory, Seen, has_no_project, moment
from mcptui.model import Definition, Entry, State, StateKind, Switch, Transport


class FileCopy(NamedTuple):
    """A copy of a client's file: where it lies, when it was made (UTC), and by which transaction, if it is ours."""

    path: Path
    at: datetime
    transaction: str | None = None


class Copy(NamedTuple):
    """What a lost entry says in a copy of its file, and what that means to its client; it may hold secrets.

    ``exact``: it is what the entry said when it was last seen.
    """

    file: FileCopy
    value: object
    definition: Definition
    exact: bool


class Lost(NamedTuple):
    """An entry that was seen and is gone, and not by mcptui; ``since`` is when it was first missed, in UTC.

    ``copy`` is the best one of it, where copies were looked for: the newest that is exact, else the newest.
    ``twin`` counts the lost ones before it that would have the same id.
    """

    seen: Seen
    since: datetime
    copy: Copy | None = None
    twin: int = 0

    @property
    def last(self) -> datetime:
        """When it was last seen, to the day."""
        return moment(self.seen.last)

    @property
    def entry(self) -> Entry:
        """It as an entry, which says what its copy says, or nothing: that is not remembered."""
        entry = entry_of(self.seen)._replace(twin=self.twin)
        if self.copy is None:
            return entry
        return entry._replace(value=self.copy.value, definition=self.copy.definition)


def entry_of(seen: Seen) -> Entry:
    """What was seen as an entry that is not there and says nothing."""
    state = State(StateKind.UNKNOWN, "it is no longer in its file")
    definition = Definition(Transport.UNKNOWN)
    return Entry(seen.source, seen.name, seen.path, MISSING, None, definition, state, Switch.NONE)


def lost_in(memory: Memory, clients: Clients) -> tuple[Lost, ...]:
    """What is gone, by client, file and name. A project that is gone itself took its entries with it."""
    twins = Counter[str]()
    lost = []
    for each in sorted(_gone(memory, clients), key=lambda lost: lost.seen.spot):
        id_ = each.entry.id
        lost.append(each._replace(twin=twins[id_]))
        twins[id_] += 1
    return tuple(lost)


def _gone(memory: Memory, clients: Clients) -> Iterator[Lost]:
    for seen in memory.entries.values():
        if seen.gone is not None and seen.source.client in clients and not has_no_project(seen.source):
            yield Lost(seen, moment(seen.gone))
