"""Clients that need no code, or little: where they read, what wins, how an entry is switched, said as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from mcptui.clients.alike import Alike
from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.places import Folders, Nearness, Reads, Start
from mcptui.clients.remembered import MOST_OPENED, opened_elsewhere, opened_folders
from mcptui.clients.switches import Field, Switching
from mcptui.clients.traced import Unread
from mcptui.formats.document import KeyPath
from mcptui.machine import System
from mcptui.model import Entry, Place, Problem, Scope, Source, StateKind, Switch
from mcptui.operations import FileOperations

_SYSTEMS: Final = {System.LINUX: "Linux", System.MACOS: "macOS", System.WINDOWS: "Windows"}


class Declared(Client):
    """A client that is told by values.

    ``precedence``: of entries of one name the first of these scopes wins, taken whole; those of other
    scopes run beside it. ``wins_surely`` is False where that was only guessed. Without ``switching`` an
    entry is parked; ``doubtful`` are switches of which nobody knows whether the client heeds them.
    ``opened`` are folders in which an editor made of VS Code keeps what belongs to the user, and with it the
    folders that it was opened on; ``starts`` beginnings of paths of its own.
    """

    reads: ClassVar[tuple[Reads, ...]]
    starts: ClassVar[tuple[Start, ...]] = ()
    nearness: ClassVar[Nearness] = Nearness.ROOT
    precedence: ClassVar[tuple[Scope, ...]] = (Scope.LOCAL, Scope.PROJECT, Scope.USER, Scope.SYSTEM)
    wins_surely: ClassVar[bool] = True
    switching: ClassVar[Switching | None] = None
    doubtful: ClassVar[tuple[Field, ...]] = ()
    opened: ClassVar[tuple[str, ...]] = ()

    @property
    def folders(self) -> Folders:
        return Folders(self.defaults, self.nearness, self.starts)

    def containers(self) -> tuple[KeyPath, ...]:
        return tuple(dict.fromkeys(each.key for each in self.reads))

    def sources(self, site: Site) -> Iterator[Source]:
        folders = self.folders
        for reads in self.reads:
            if reads.shared and not self.installed(site):
                continue
            for file, project, note in folders.files(reads, site):
                yield Source(
                    self.id, reads.scope, file, reads.key, reads.syntax, project, reads.writable, note, reads.listed
                )

    def own_files(self, site: Site) -> Iterator[Path]:
        folders = self.folders
        own = (reads for reads in self.reads if not reads.shared and not reads.path.startswith("<project>"))
        of_user = (reads for reads in own if reads.scope not in (Scope.MANAGED, Scope.SYSTEM))
        return (told.file for reads in of_user for told in folders.files(reads, site))

    def projects(self, site: Site) -> Iterator[Path]:
        return (each for user in self._opened(site) for each in opened_folders(site, user))

    def elsewhere(self, site: Site) -> Iterator[str]:
        return (each for user in self._opened(site) for each in opened_elsewhere(site, user))

    def problems(self, site: Site) -> Iterator[Problem]:
        for storage in (user / "workspaceStorage" for user in self._opened(site) if site.others):
            if len(site.names(storage)) > MOST_OPENED:
                told = f"more than {MOST_OPENED:,} folders were opened; the others are not looked at"
                yield Problem(storage, self.id, Scope.PROJECT, told)

    def _opened(self, site: Site) -> Iterator[Path]:
        return (self.folders.place(path, site) for path in self.opened)

    def unread(self, site: Site) -> Iterator[Unread]:
        for reads in self.reads:
            if site.machine.system not in reads.systems:
                systems = " and ".join(_SYSTEMS[system] for system in reads.systems)
                yield Unread(reads.path, reads.scope, f"read on {systems} only")
            elif reads.shared and not self.installed(site):
                for file, _, _ in self.folders.files(reads, site):
                    reason = f"it belongs to other clients, and {self.name} is not installed"
                    yield Unread(str(file), reads.scope, reason)

    def left(self, source: Source, site: Site) -> str:
        reads = self._reads(source)
        if not reads.dead or self._moved(reads, site):
            return reads.dead
        return f"{reads.dead}, but that file is not there: an older {self.name} may still read this one"

    def doubt(self, source: Source) -> str:
        return self._reads(source).doubt

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        reads = self._reads(found.source)
        left = bool(reads.dead) and self._moved(reads, site)
        causes = [_left(found, reads)] if left else [*self._shadowed(found, everything, site)]
        causes += super().causes(found, everything, site) if not causes else []
        switched = None if self.switching is None else self.switching.off(found, site, self.folders)
        causes += [] if switched is None else [self._lifted(switched, found)]
        return causes or list(self._reserved(found, reads, site))

    def _reads(self, source: Source) -> Reads:
        """What was declared of a source."""
        alike = [each for each in self.reads if (each.scope, each.key) == (source.scope, source.key)]
        return next((each for each in alike if _tells(each, source.note)), self.reads[0])

    def _moved(self, reads: Reads, site: Site) -> bool:
        """Whether the file that a dead one gave way to is there."""
        live = next((each for each in self.reads if each.scope is reads.scope and not each.dead), reads)
        return any(each.file.name in site.names(each.file.parent) for each in self.folders.files(live, site))

    def _reserved(self, found: Found, reads: Reads, site: Site) -> Iterator[Cause]:
        """Why it is not certain that the client starts what nothing else keeps from being on."""
        place = Place(found.source.file, found.line)
        if reads.dead:
            yield cause(StateKind.UNKNOWN, self.left(found.source, site), place)
        for each in self.doubtful:
            if (said := each.off(found, site, self.folders)) is not None:
                yield cause(StateKind.UNKNOWN, f"whether {self.name} heeds {said.state.reason} is not known", place)
        if reads.doubt:
            yield cause(StateKind.UNKNOWN, reads.doubt, place)
        if reads.asks:
            yield cause(StateKind.PENDING, reads.asks, place, hint=f"approve it in {self.name}")

    def _shadowed(self, found: Found, everything: Sequence[Found], site: Site) -> Iterator[Cause]:
        if self._reads(found.source).doubt:
            return
        seen = (found.source.project, *site.project_of(found.source).lineage)
        alike = Alike.of(everything, site).named(found.name, seen)
        winner = min((each for each in alike if self._rivals(each, found, site)), key=self._rank, default=found)
        if self._rank(winner) < self._rank(found):
            where = f"the {winner.source.scope.value} entry in {site.machine.short(winner.source.file)}"
            reason = f"{where} wins" if self.wins_surely else f"as far as is known, {where} wins"
            place = Place(winner.source.file, winner.line)
            yield cause(StateKind.SHADOWED, reason, place, hint=f"switch or remove {where} instead")

    def _rivals(self, one: Found, other: Found, site: Site) -> bool:
        """Whether both, seen together, stand for one server; a file that is dead or in doubt takes no part."""
        reads = self._reads(one.source)
        return not (reads.dead or reads.doubt) and {one.source.scope, other.source.scope} <= set(self.precedence)

    def _rank(self, found: Found) -> tuple[int, int]:
        """The lower, the stronger: by scope, then the nearer folder."""
        scope, project = found.source.scope, found.source.project
        rank = self.precedence.index(scope) if scope in self.precedence else len(self.precedence)
        return rank, 0 if project is None else -len(project.parts)

    def condition(self, found: Found) -> str:
        return self._reads(found.source).when

    # --- entries that are not there yet

    def place_for_new(self, sources: Sequence[Source], site: Site) -> Source | None:
        """None of the files that the client has left; one that belongs to another client last."""
        live = [each for each in sources if not self._reads(each).dead]
        return min(live, key=lambda source: (self._lent(source), self._emptiness(source, site)), default=None)

    def _lent(self, source: Source) -> bool:
        reads = self._reads(source)
        return bool(reads.doubt) or reads.shared

    def always(self, name: str) -> Mapping[str, object]:
        switch = self.switching
        return {switch.name: not switch.off_value} if isinstance(switch, Field) and switch.kept else {}

    # --- changes

    def switch(self, found: Found) -> Switch:
        if not found.source.writable:
            return Switch.NONE
        return Switch.PARK if self.switching is None else self.switching.kind

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        if self.switching is None or not entry.source.writable:
            return super().turn_off(entry, site, only_here=only_here)
        return (self.switching.turn_off(entry, site, self.folders),)

    def _lifted(self, switched: Cause, found: Found) -> Cause:
        """The cause with its remedy, or without one where the entry is not the user's."""
        if found.source.writable:
            return switched
        return switched._replace(remedy=None, hint=f"switch it on in {self.name}")


def _left(found: Found, reads: Reads) -> Cause:
    """An entry in a file that the client has left behind."""
    place = Place(found.source.file, found.line)
    return cause(StateKind.OFF, reads.dead, place, hint="change the entry in the file that is read now")


def _tells(reads: Reads, note: str | None) -> bool:
    """Whether a source with this note was declared by ``reads``."""
    if "*" not in reads.path:
        return note == reads.note
    return note is not None and note.startswith(f"{reads.note} " if reads.note else "")
