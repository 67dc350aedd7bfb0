"""The fields of an entry that change when it is made to say what another one says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mcptui.clients.base import Client
from mcptui.clients.shape import Shape
from mcptui.clients.variables import Text
from mcptui.drift.aspects import Aspect
from mcptui.formats.document import MISSING, KeyPath, Missing, member_at, same
from mcptui.machine import System
from mcptui.model import Definition, Entry, Transport
from mcptui.operations import Assign
from mcptui.translate import Server


class Wanted(NamedTuple):
    """What an entry shall say of ``aspects``.

    ``server`` is what is meant, ``value`` what its client is told, ``definition`` how it reads that.
    ``line`` is the command with its arguments; None where it stays.
    """

    server: Server
    value: Mapping[str, object]
    definition: Definition
    aspects: frozenset[Aspect]
    line: tuple[str, tuple[str, ...]] | None = None


def edits_of(entry: Entry, wanted: Wanted, shape: Shape, client: Client, system: System) -> Iterator[Assign]:
    """What is to be assigned. A field that says so already, in whatever spelling, is left alone."""
    work = _Fields(entry, wanted, shape, client, system)
    local = wanted.server.transport is Transport.STDIO
    was_local = entry.definition.transport is Transport.STDIO
    if local:
        yield from work.line()
    else:
        yield from work.address()
    if local is not was_local:
        yield from work.gone(local=was_local)
    if local and not was_local and shape.type is not None:
        yield from work.field((shape.type,))
    if Aspect.WORKING_FOLDER in wanted.aspects and shape.cwd is not None:
        yield from work.field((shape.cwd,))
    if Aspect.ENVIRONMENT in wanted.aspects and local:
        yield from work.map((shape.env,), wanted.server.env)
        yield from work.names(client.variables.forwarded)
    if Aspect.HEADERS in wanted.aspects and not local:
        yield from work.map(shape.headers, wanted.server.headers)
        yield from work.names(client.variables.bearer)
        yield from work.names(client.variables.by_header)
    if Aspect.TIMEOUT in wanted.aspects and shape.timeout is not None:
        yield from work.field((shape.timeout[0],), inside=())
    if Aspect.TOOLS in wanted.aspects:
        for name in (shape.allow, shape.deny):
            yield from () if name is None else work.field((name,), inside=())


class _Fields:
    """An entry's fields as they are, beside what they shall be."""

    def __init__(self, entry: Entry, wanted: Wanted, shape: Shape, client: Client, system: System) -> None:
        self.entry = entry
        self.wanted = wanted
        self.shape = shape
        self.client = client
        self.system = system

    def field(self, path: KeyPath, value: object = None, inside: KeyPath | None = None) -> Iterator[Assign]:
        """One field; ``value`` None: what the client is told of it, which may be nothing."""
        path = (*(self.shape.inside if inside is None else inside), *path)
        then = member_at(self.wanted.value, path) if value is None else value
        now = member_at(self.entry.value, path)
        if not same(now, then) and not (isinstance(now, Missing) and then == []):
            yield Assign((*self.entry.path, *path), then, expect=now)

    def line(self) -> Iterator[Assign]:
        """The command line, where it does not stay. A word that means the same keeps its spelling."""
        shape, line = self.shape, self.wanted.line
        if line is None:
            return
        own = {self._read(word): word for word in self.entry.definition.args}
        command, args = line[0], [own.get(self._read(word), word) for word in line[1]]
        if shape.whole:
            yield from self.field((shape.command,), [command, *args])
        else:
            yield from self.field((shape.command,), command)
            yield from self.field((shape.args,), args)

    def address(self) -> Iterator[Assign]:
        """Address and transport, in the field that holds the address already where that means the same there."""
        shape, aspects = self.shape, self.wanted.aspects
        spelled = [name for name in shape.urls if not isinstance(self._own((name,)), Missing)]
        if spelled and not aspects & {Aspect.TRANSPORT, Aspect.START}:
            if Aspect.ADDRESS in aspects:
                yield from self.field((spelled[0],), self.wanted.definition.url)
            return
        if aspects & {Aspect.TRANSPORT, Aspect.START, Aspect.ADDRESS}:
            for name in (*([shape.type] if shape.type else ()), *shape.urls):
                yield from self.field((name,))

    def gone(self, *, local: bool) -> Iterator[Assign]:
        """What belongs to a server that is started here (``local``), or to one that is not, goes."""
        shape, variables = self.shape, self.client.variables
        of_local = (shape.command, shape.args, shape.cwd, shape.env, variables.forwarded)
        of_remote = (*shape.urls, shape.headers[0], variables.bearer, variables.by_header)
        for name in of_local if local else of_remote:
            if name is not None and name not in self.wanted.value:
                yield from self.field((name,), MISSING)

    def map(self, path: KeyPath, meant: Mapping[str, Text]) -> Iterator[Assign]:
        """A map, member by member."""
        now, then = self._own(path), member_at(self.wanted.value, (*self.shape.inside, *path))
        if not isinstance(now, dict) or not now:
            yield from () if isinstance(then, Missing) else self.field(path)
            return
        wanted = then if isinstance(then, dict) else {}
        spelled = {name.casefold(): name for name in wanted} if path == self.shape.headers else {}
        for name, value in now.items():
            told = wanted.get(name, wanted.get(spelled.get(name.casefold(), name), MISSING))
            alike = isinstance(value, str) and isinstance(told, str) and self._read(value) == self._read(told)
            if not alike:
                yield from self.field((*path, name), told)
        mine = {name.casefold() for name in now} if spelled else set(now)
        for name, value in wanted.items():
            if (name.casefold() if spelled else name) not in mine:
                yield from self.field((*path, name), value)

    def names(self, name: str | None) -> Iterator[Assign]:
        """A field that names variables, where it names others."""
        if name is None:
            return
        now, then = self._own((name,)), member_at(self.wanted.value, (*self.shape.inside, name))
        if isinstance(now, list) and isinstance(then, list) and set(map(str, now)) == set(map(str, then)):
            return
        yield from self.field((name,))

    def _own(self, path: KeyPath) -> object:
        return member_at(self.entry.value, (*self.shape.inside, *path))

    def _read(self, text: str) -> Text:
        return self.client.variables.read(text, self.system)
