"""Clients that need no code, or little: where they read, what wins, how an entry is switched, said as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Final

from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.places import Folders, Nearness, Reads
from mcptui.clients.switches import Switching
from mcptui.formats.document import KeyPath
from mcptui.model import Entry, Place, Scope, Source, StateKind, Switch
from mcptui.operations import FileOperations

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Declared(Client):
    """``precedence``: of entries of one name the first of these scopes wins, taken whole.

    Without ``switching`` an entry is parked. ``traces`` are folders that are there where the client is
    installed. ``defaults`` are what the environment variables in paths mean
    when they are not set. ``discontinued`` says what became of a client that nobody maintains any more.
    """

    reads: ClassVar[tuple[Reads, ...]]
    defaults: ClassVar[Mapping[str, str]] = _NOTHING
    nearness: ClassVar[Nearness] = Nearness.ROOT
    precedence: ClassVar[tuple[Scope, ...]] = (Scope.LOCAL, Scope.PROJECT, Scope.USER, Scope.SYSTEM)
    switching: ClassVar[Switching | None] = None
    traces: ClassVar[tuple[str, ...]] = ()
    discontinued: ClassVar[str] = ""

    @property
    def folders(self) -> Folders:
        return Folders(self.defaults, self.nearness)

    def containers(self) -> tuple[KeyPath, ...]:
        return tuple(dict.fromkeys(each.key for each in self.reads))

    def sources(self, site: Site) -> Iterator[Source]:
        folders = self.folders
        for reads in self.reads:
            if reads.shared and not self.installed(site):
                continue
            for file, project in folders.files(reads, site):
                note = file.name if reads.note is None and "*" in reads.path else reads.note
                yield Source(
                    self.id,
                    reads.scope,
                    file,
                    reads.key,
                    reads.syntax,
                    project=project,
                    writable=reads.writable,
                    note=note,
                )

    def installed(self, site: Site) -> bool:
        """Whether the client left its traces here."""
        folders = (self.folders.place(path, site) for path in self.traces)
        return any(folder.name in site.names(folder.parent) for folder in folders)

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        reads = self._reads(found.source)
        causes = [*self._dead(found, reads, site), *self._shadowed(found, everything, site)]
        causes += super().causes(found, everything, site) if not causes else []
        switched = None if self.switching is None else self.switching.off(found, site, self.folders)
        causes += [] if switched is None else [self._locked(switched)]
        if not causes and reads.doubt:
            causes.append(cause(StateKind.UNKNOWN, reads.doubt, Place(found.source.file, found.line)))
        return causes

    def _reads(self, source: Source) -> Reads:
        """What was declared of a source."""
        wanted = (source.scope, source.key, source.note)
        alike = (each for each in self.reads if (each.scope, each.key, each.note) == wanted)
        return next(alike, self.reads[0])

    def _dead(self, found: Found, reads: Reads, site: Site) -> Iterator[Cause]:
        """A file that the client has left behind; where the new one is not there yet, an old client may read it."""
        source = found.source
        if not reads.dead:
            return
        live = (each for each in self.reads if each.scope is source.scope and not each.dead)
        files = [file for each in live for file, _ in self.folders.files(each, site)]
        moved = any(file.name in site.names(file.parent) for file in files)
        kind = StateKind.OFF if moved else StateKind.UNKNOWN
        yield cause(kind, reads.dead, Place(source.file), hint="change the entry in the file that it reads now")

    def _shadowed(self, found: Found, everything: Sequence[Found], site: Site) -> Iterator[Cause]:
        alike = self._by_name(everything, site)[found.name]
        winner = min((each for each in alike if self._rivals(each, found, site)), key=self._rank, default=found)
        if self._rank(winner) < self._rank(found):
            where = f"{winner.source.scope.value} entry in {site.machine.short(winner.source.file)}"
            place = Place(winner.source.file, winner.line)
            yield cause(StateKind.SHADOWED, f"the {where} wins", place, hint=f"switch or remove the {where} instead")

    def _by_name(self, everything: Sequence[Found], site: Site) -> Mapping[str, Sequence[Found]]:
        """Everything that was found, by name; put in order once for each look."""
        key = (self.id, "by name")
        if key not in site.memo:
            by_name: dict[str, list[Found]] = {}
            for each in everything:
                by_name.setdefault(each.name, []).append(each)
            site.memo[key] = by_name
        kept = site.memo[key]
        return kept if isinstance(kept, dict) else {}

    def _rivals(self, one: Found, other: Found, site: Site) -> bool:
        """Whether both stand for one server in the same place; a file that is dead or in doubt takes no part."""
        reads = self._reads(one.source)
        if reads.dead or reads.doubt:
            return False
        if one.source.project is None or one.source.project == other.source.project:
            return True
        here = site.project_of(other.source)
        return one.source.project in here.lineage

    def _rank(self, found: Found) -> tuple[int, int]:
        """The lower, the stronger: by scope, then the nearer folder."""
        scope, project = found.source.scope, found.source.project
        rank = self.precedence.index(scope) if scope in self.precedence else len(self.precedence)
        return rank, 0 if project is None else -len(project.parts)

    def reason_on(self, found: Found) -> str:
        reason = super().reason_on(found)
        return f"{reason} ({self.discontinued})" if self.discontinued else reason

    # --- changes

    def switch(self, found: Found) -> Switch:
        if not found.source.writable:
            return Switch.NONE
        return Switch.PARK if self.switching is None else self.switching.kind

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        if self.switching is None or not entry.source.writable:
            return super().turn_off(entry, site, only_here=only_here)
        operations = self.switching.turn_off(entry, site, self.folders)
        return (operations._replace(lock=self.lock(operations.file)),)

    def _locked(self, each: Cause) -> Cause:
        """The remedy under the lock that the client takes for that file."""
        remedy = None if each.remedy is None else tuple(op._replace(lock=self.lock(op.file)) for op in each.remedy)
        return each._replace(remedy=remedy)
