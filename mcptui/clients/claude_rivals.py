"""Which entries of Claude Code compete: those of one name, and a plugin's with one that starts the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mcptui.clients.base import Found, Site
from mcptui.model import Scope

Start = tuple[str, tuple[str, ...]]


class Rivals:
    """The entries of one look by name and by start, so that none is compared with all the others."""

    def __init__(self, everything: Sequence[Found]) -> None:
        self.everything = everything
        self._by_name: dict[tuple[str, Path | None], list[tuple[int, Found]]] = {}
        self._by_start: dict[Start, list[Found]] = {}
        self._first: dict[Start, Found | None] = {}
        for place, found in enumerate(everything):
            self._by_name.setdefault((found.name, found.source.project), []).append((place, found))
            start = start_of(found)
            if start is not None and found.source.scope is not Scope.PLUGIN:
                self._by_start.setdefault(start, []).append(found)

    @classmethod
    def of(cls, everything: Sequence[Found], site: Site) -> Rivals:
        """Worked out once for a look."""
        kept = site.memo.get("claude-code rivals")
        if isinstance(kept, Rivals) and kept.everything is everything:
            return kept
        made = site.memo["claude-code rivals"] = cls(everything)
        return made

    def named(self, name: str, projects: Iterable[Path]) -> list[Found]:
        """Entries of that name that belong to one of these projects or to none, in their order."""
        found = [each for project in (None, *projects) for each in self._by_name.get((name, project), ())]
        return [each for _, each in sorted(found, key=lambda each: each[0])]

    def first(self, start: Start, choose: Callable[[Sequence[Found]], Found | None]) -> Found | None:
        """Of the entries with that start, plugins' aside, the one that ``choose`` takes: the same for all who ask."""
        if start not in self._first:
            self._first[start] = choose(self._by_start.get(start, ()))
        return self._first[start]


def start_of(found: Found) -> Start | None:
    """What an entry starts; None where it starts nothing."""
    definition = found.definition
    return None if definition.command is None else (definition.command, definition.args)
