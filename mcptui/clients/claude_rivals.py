"""Which entries of Claude Code start the same: a plugin's competes with them, whatever they are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mcptui.clients.base import Found, Site
from mcptui.model import Scope

Start = tuple[str, tuple[str, ...]]


class Rivals:
    """The entries of one look by start, so that none is compared with all the others."""

    def __init__(self, everything: Sequence[Found]) -> None:
        self.everything = everything
        self._by_start: dict[Start, list[Found]] = {}
        self._first: dict[Start, Found | None] = {}
        for found in everything:
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

    def first(self, start: Start, choose: Callable[[Sequence[Found]], Found | None]) -> Found | None:
        """Of the entries with that start, plugins' aside, the one that ``choose`` takes: the same for all who ask."""
        if start not in self._first:
            self._first[start] = choose(self._by_start.get(start, ()))
        return self._first[start]


def start_of(found: Found) -> Start | None:
    """What an entry starts; None where it starts nothing."""
    definition = found.definition
    return None if definition.command is None else (definition.command, definition.args)
