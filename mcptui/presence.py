"""Which clients are on this machine, how that is known, and what became of every file that they may read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from mcptui.clients.base import Client, Found
from mcptui.clients.traced import Unread
from mcptui.errors import Unreadable
from mcptui.inventory import Look
from mcptui.model import Definition, Entry, Problem, Source, Switch, Transport


class Status(StrEnum):
    """What became of a file."""

    FOUND = "found"
    ABSENT = "absent"
    UNREADABLE = "unreadable"


class FileRead(NamedTuple):
    """A place in which a client reads, and what came of it.

    ``reason`` says why the file was not read or may not count, empty: nothing keeps it from that. ``left``:
    the client does not read it, any more or at all.
    """

    source: Source
    status: Status
    servers: int
    switch: Switch
    reason: str
    left: bool


class Presence(NamedTuple):
    """A client on this machine. ``traces`` tell that it is installed; ``unread`` is what it could read elsewhere."""

    client: Client
    traces: tuple[Path, ...]
    files: tuple[FileRead, ...]
    unread: tuple[Unread, ...]

    @property
    def installed(self) -> bool:
        """As far as its traces tell: a client that was never started has none."""
        return bool(self.traces)

    @property
    def there(self) -> tuple[FileRead, ...]:
        """The files that are there."""
        return tuple(file for file in self.files if file.status is not Status.ABSENT)


class _Facts(Protocol):
    def facts(self, path: Path) -> object: ...


def presences(look: Look, files: _Facts, clients: Iterable[Client]) -> Iterator[Presence]:
    """Each of ``clients`` as it was found by ``look``."""
    servers = Counter(entry.source for entry in look.entries if entry.parked is None)
    problems: dict[Path, Problem] = {}
    for problem in look.inventory.problems:
        problems.setdefault(problem.path, problem)
    for client in clients:
        read = tuple(
            _file(look, files, client, source, servers[source], problems.get(source.file))
            for source in client.sources(look.site)
        )
        there = {each.source.file for each in read if each.status is not Status.ABSENT}
        own = (file for file in client.own_files(look.site) if file in there)
        traces = tuple(dict.fromkeys((*client.traces_in(look.site), *own)))
        yield Presence(client, traces, read, tuple(client.unread(look.site)))


def _file(look: Look, files: _Facts, client: Client, source: Source, servers: int, problem: Problem | None) -> FileRead:
    status, why = _status(files, source.file)
    if problem is not None:
        line = "" if problem.line is None else f"line {problem.line}: "
        status, why = Status.UNREADABLE, f"{line}{problem.message}"
    left = client.left(source, look.site)
    # What switches an entry depends on where it stands, not on what it says.
    entry = Found(source, "", (*source.key, ""), {}, None, Definition(Transport.UNKNOWN))
    reason = why or left or client.doubt(source)
    return FileRead(source, status, servers, client.switch(entry), reason, bool(left))


def _status(files: _Facts, path: Path) -> tuple[Status, str]:
    try:
        return (Status.ABSENT if files.facts(path) is None else Status.FOUND), ""
    except Unreadable as error:
        return Status.UNREADABLE, error.message


def in_vain(look: Look) -> Iterator[tuple[Entry, str]]:
    """Entries that are on although they say otherwise, each with the field that their client ignores."""
    for entry in look.entries:
        if not entry.on or not isinstance(entry.value, dict):
            continue
        ignored = look.client_of(entry).shape_of(entry.value, entry.source).ignored
        for field, off in (("disabled", True), ("enabled", False)):
            if field in ignored and entry.value.get(field) is off:
                yield entry, field
