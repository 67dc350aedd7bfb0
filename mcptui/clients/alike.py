"""The entries of a client that compete: those of one name in the projects that are seen together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mcptui.clients.base import Found, Site
from mcptui.model import Source


class Alike:
    """The entries of one client in a look by name and project, so that none is compared with all the others."""

    def __init__(self, everything: Sequence[Found]) -> None:
        self.everything = everything
        self._places: dict[tuple[str, Path | None], list[int]] = {}
        for place, found in enumerate(everything):
            self._places.setdefault((found.name, found.source.project), []).append(place)
        self.sources = tuple(dict.fromkeys(found.source for found in everything))
        """Where they stand, each once."""
        self.faulty: dict[Source, Found] = {}
        """The first entry of a source that its client would not take."""
        for found in everything:
            if found.definition.fault is not None:
                self.faulty.setdefault(found.source, found)

    @classmethod
    def of(cls, everything: Sequence[Found], site: Site) -> Alike:
        """Worked out once for each look."""
        key = ("alike", everything[0].source.client if everything else "")
        kept = site.memo.get(key)
        if isinstance(kept, Alike) and kept.everything is everything:
            return kept
        made = site.memo[key] = cls(everything)
        return made

    def named(self, name: str, projects: Iterable[Path | None]) -> list[Found]:
        """Entries of that name that belong to one of these projects or to none, in their order."""
        places = (self._places.get((name, project), ()) for project in dict.fromkeys((None, *projects)))
        return [self.everything[place] for place in sorted(place for each in places for place in each)]
