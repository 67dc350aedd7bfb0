"""The report of ``doctor``: one section for each thing that could be wrong, worked out by a function of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from mcptui.clients.base import Client
from mcptui.clients.known import Clients
from mcptui.doctor.leftovers import StaleLock, stale_locks
from mcptui.doctor.state_folder import StateFolder, look_into
from mcptui.errors import McptuiError
from mcptui.inventory import Look
from mcptui.lost.copies import Copies
from mcptui.lost.memory import Memory, moment
from mcptui.lost.memory_file import Remembered, damaged_file
from mcptui.lost.missing import FileCopy, Lost, lost_in
from mcptui.model import Entry, Problem, Source
from mcptui.presence import FileRead, Presence, in_vain, presences
from mcptui.store.files import Files
from mcptui.store.records import Record
from mcptui.store.transaction import Store


class Broken(NamedTuple):
    """A file that its client cannot read either.

    ``entries`` is how many it held when it could last be read, on ``last`` (None: it never was); ``copy`` is
    the newest copy that can be read, and ``kept`` how many are in that.
    """

    problem: Problem
    entries: int
    last: datetime | None
    copy: FileCopy | None
    kept: int


class Report(NamedTuple):
    """Everything that was looked into.

    ``settled`` are interrupted transactions that were finished or taken back just now, ``open_`` says why
    one could not be. ``memory`` are sentences about what was last seen, where that cannot be used or kept.
    ``in_vain`` are entries that are on although a field says otherwise, with that field.
    """

    clients: Clients
    presences: tuple[Presence, ...]
    entries: int
    lost: tuple[Lost, ...]
    broken: tuple[Broken, ...]
    settled: tuple[Record, ...]
    open_: McptuiError | None
    state: StateFolder
    locks: tuple[StaleLock, ...]
    memory: tuple[str, ...]
    in_vain: tuple[tuple[Entry, str], ...]

    @property
    def healthy(self) -> bool:
        """Whether there is nothing that the user has to know or do; what was settled is over."""
        faults = (self.lost, self.broken, self.open_, self.state.wide, self.locks, self.memory, self.in_vain)
        return not any(faults)

    @property
    def left(self) -> tuple[tuple[Client, FileRead], ...]:
        """Files with entries in them that their client does not read, any more or at all."""
        return tuple(
            (each.client, file) for each in self.presences for file in each.files if file.left and file.servers
        )

    @property
    def unverified(self) -> tuple[Client, ...]:
        """Clients that are installed, and of which not all that mcptui tells is verified."""
        return tuple(each.client for each in self.presences if each.installed and each.client.unverified)


def examine(
    at: Look,
    remembered: Remembered,
    store: Store,
    files: Files,
    settled: Sequence[Record],
    open_: McptuiError | None,
) -> Report:
    """Look into everything; ``remembered`` has ``at`` noted already."""
    copies = Copies(store, files, at.site)
    machine, memory = at.site.machine, remembered.memory
    return Report(
        clients=at.site.clients,
        presences=tuple(presences(at, files, at.site.clients.values())),
        entries=len(at.entries),
        lost=copies.find(lost_in(memory, at.site.clients), memory.key),
        broken=tuple(_broken(at, problem, memory, copies) for problem in at.inventory.problems),
        settled=tuple(settled),
        open_=open_,
        state=look_into(machine.state, store.backups()),
        locks=tuple(stale_locks(at)),
        memory=tuple(_about_memory(at, remembered, files)),
        in_vain=tuple(in_vain(at)),
    )


def _broken(at: Look, problem: Problem, memory: Memory, copies: Copies) -> Broken:
    """A file that cannot be read, and what is known of its content."""
    known = [seen for seen in memory.entries.values() if _is_of(problem, seen.source) and seen.gone is None]
    client = at.site.clients.get(problem.client)  # None: a file that should tell of a client has a mistake
    asked = () if client is None else client.sources(at.site)
    sources = list(dict.fromkeys([seen.source for seen in known] + [each for each in asked if _is_of(problem, each)]))
    best: tuple[FileCopy, int] | None = None
    if sources:
        keys = {source.key for source in sources}
        readable = copies.readable(sources[0], keys)
        held = ((copy, sum(len(document.keys(key)) for key in keys)) for copy, document in readable)
        # The newest that has any; a file that broke may have been emptied before.
        best = next((each for each in held if each[1] or not known), None)
    last = max((seen.last for seen in known), default=None)
    copy, kept = best or (None, 0)
    return Broken(problem, len(known), None if last is None else moment(last), copy, kept)


def _is_of(problem: Problem, source: Source) -> bool:
    return (source.client, source.file) == (problem.client, problem.path)


def _about_memory(at: Look, remembered: Remembered, files: Files) -> Iterator[str]:
    """Why what was last seen is not known, or will not be next time."""
    machine = at.site.machine
    kept = damaged_file(machine)
    if remembered.damage is not None:
        yield f"what was last seen could not be used: {remembered.damage}"
    elif files.facts(kept) is not None:
        yield f"what was last seen was damaged and begun anew; the damaged file is kept as {machine.short(kept)}"
    if remembered.refused is not None:
        yield f"what was seen now cannot be kept for the next time: {remembered.refused.message}"
