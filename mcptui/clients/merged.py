"""Clients that merge their files entry by entry: a stronger file may override a server without telling it anew."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.layers import Fault, Layer, Stack
from mcptui.errors import Refused
from mcptui.model import Entry, Place, Source, StateKind, Switch
from mcptui.operations import Assign, FileOperations, Stands
from mcptui.project import Project, is_gone


class Merged(Client):
    """What such clients share; where they read and what a switch is called, each tells itself."""

    @abstractmethod
    def places(self, site: Site, project: Project) -> Iterator[Source]:
        """Every source that counts in ``project``, the weakest first, there or not."""

    @abstractmethod
    def override(self, site: Site, project: Project) -> Source | None:
        """Where a switch for ``project`` alone is written; None: nowhere."""

    @abstractmethod
    def vote(self, source: Source, table: Mapping[str, object]) -> bool | None:
        """Whether what a file says of an entry means on or off; None: neither."""

    @abstractmethod
    def switch_in(self, source: Source, table: Mapping[str, object]) -> tuple[str, bool]:
        """The field that switches an entry off, and its value then."""

    @abstractmethod
    def switches(self, source: Source) -> tuple[str, ...]:
        """Every field that counts as a switch."""

    @abstractmethod
    def defines(self, source: Source, table: Mapping[str, object]) -> bool:
        """Whether an entry is a server of its own, and not only an override."""

    def fatal(self, here: Stack, site: Site) -> Iterator[Cause]:
        """What keeps the client from starting at all."""
        for source in filter(self.stops, here.unreadable):
            file = site.machine.short(source.file)
            reason = f"{self.name} does not start at all: {file}: it cannot be read"
            yield cause(StateKind.BROKEN, reason, Place(source.file), hint="mend the file")

    def stops(self, source: Source) -> bool:
        """Whether a fault in that source keeps the client from starting."""
        return True

    def passed_over(self, layer: Layer) -> Fault | None:
        """Why the client takes nothing from a file, and starts all the same."""
        return None

    def sources(self, site: Site) -> Iterator[Source]:
        seen: set[tuple[object, ...]] = set()
        for project in (site.project, *(each for each in site.others if not is_gone(each.folder))):
            for source in self.places(site, project):
                place = (source.file, source.key)
                if place not in seen:
                    seen.add(place)
                    yield source

    def shared(self, site: Site, make: Callable[[Site], Iterable[Source]]) -> tuple[Source, ...]:
        """The sources that ``make`` gives, which are the same for every project; worked out once for each look."""
        memo = (self.id, make.__name__)
        kept = site.memo.get(memo)
        if not isinstance(kept, tuple):
            kept = site.memo[memo] = tuple(make(site))
        return kept

    def may_hold(self, site: Site, project: Project, folder: Path, name: str) -> bool:
        """Whether to look below ``name`` in ``folder``: of the many projects elsewhere only where it is there."""
        return project == site.project or name in site.names(folder)

    def stack(self, site: Site, project: Project) -> Stack:
        """The layers that count in ``project``; put together once for each look."""
        memo = (self.id, project)
        kept = site.memo.get(memo)
        if isinstance(kept, Stack):
            return kept
        made = Stack(list(self.places(site, project)), self, site)
        site.memo[memo] = made
        return made

    def is_entry(self, found: Found, site: Site) -> bool:
        return not isinstance(found.value, dict) or self.defines(found.source, found.value)

    def switch(self, found: Found) -> Switch:
        return Switch.FIELD if found.source.writable else Switch.NONE

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        here = self.stack(site, site.project_of(found.source))
        fatal = next(self.fatal(here, site), None)
        if fatal is not None:
            return [fatal]
        lost = here.lost.get(found.source)
        if lost is not None:
            reason = f"{self.name} passes over this file: {lost.reason}"
            return [cause(StateKind.BROKEN, reason, lost.place, hint="mend what is wrong there")]
        own = here.of(found.source)
        causes = super().causes(found, everything, site)
        causes += [] if own is None else here.shadowing(found, own, site)
        return [*causes, *here.switched_off(found.name)]

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        """In the file of the entry, or where a stronger one says on; with the smallest reach in the project's."""
        project = site.project_of(entry.source)
        here = self.stack(site, project)
        own = here.of(entry.source)
        decides, _ = next(here.votes(entry.name), (None, True))
        if decides is not None and not decides.source.writable:
            raise Refused(f"{entry.selector} is switched on by an administrator", "only they can switch it off")
        target = self.override(site, project) if only_here and entry.source.project is None else None
        if target is not None and decides is not None:
            order = list(self.places(site, project))
            target = None if order.index(target) < order.index(decides.source) else target
        if target is not None:
            field, off = self.switch_in(target, {})
            switch = Assign((*target.key, entry.name, field), value=off)
            return (FileOperations(target.file, target.syntax, (switch,)),)
        if decides is not None and here.of(decides.source) != own:
            return (here.off(decides, entry.name),)
        if own is None or not entry.source.writable:
            raise Refused(f"{entry.selector} is not yours to edit", entry.source.owner)
        guard = Stands(entry.path)
        off_here = here.off(here.layers[own], entry.name)
        return (off_here._replace(operations=(guard, *off_here.operations)),)

    def only_here(self, entry: Entry, site: Site) -> bool:
        project = site.project_of(entry.source)
        return entry.source.project is not None or self.override(site, project) is not None
