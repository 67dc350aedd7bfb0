"""What a user types after ``/``: words, and terms such as ``client:codex state:on path:~/.ssh``.

Every word must occur somewhere, every term must fit. A term whose key is unknown is a word, so that
``http://host`` can be searched for. Values of one term may be joined by commas: any of them fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from mcptui.machine import Machine
from mcptui.model import Entry, PathReach, Problem
from mcptui.rows import Evidence

_KEYS = frozenset({"client", "path", "project", "scope", "staged", "state", "transport"})


class Searched(Protocol):
    """A row, as far as a filter looks at it; ``client`` is what users call it, ``haystack`` is in lower case."""

    @property
    def entry(self) -> Entry: ...

    @property
    def key(self) -> str: ...

    @property
    def client(self) -> str: ...

    @property
    def haystack(self) -> str: ...


R = TypeVar("R", bound=Searched)


class Known(Protocol):
    """What is known of the rows beyond their entries."""

    @property
    def machine(self) -> Machine: ...

    @property
    def evidence(self) -> Mapping[str, Evidence]: ...

    @property
    def staged(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as typed, taken apart."""

    text: str = ""
    words: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Filter:
        """Any text is a filter; the empty one lets everything pass."""
        words, terms = [], []
        for part in text.casefold().split():
            key, colon, value = part.partition(":")
            if colon and key in _KEYS:
                if value or key == "staged":
                    terms.append((key, value))
            else:
                words.append(part)
        return cls(text, tuple(words), tuple(terms))

    def __bool__(self) -> bool:
        return bool(self.words or self.terms)

    def of(self, rows: Iterable[R], known: Known) -> list[R]:
        """The rows that fit, in their order."""
        kept = list(rows)
        for word in self.words:
            kept = [row for row in kept if word in row.haystack]
        for key, value in self.terms:
            tests = [_test(key, each, known) for each in value.split(",") if each or not value]
            kept = [row for row in kept if any(fits(row) for fits in tests)]
        return kept

    def fits_problem(self, problem: Problem, client: str) -> bool:
        """Files that cannot be read stay in sight unless the filter is about something else.

        ``client`` is what users call the client whose the file is.
        """
        told = f"{problem.path}\n{problem.client}\n{client}\n{problem.message}".casefold()
        return all(word in told for word in self.words) and all(
            (key == "client" and value in told) or (key == "state" and value == "broken") for key, value in self.terms
        )


NO_FILTER = Filter()


_Test = Callable[[Searched], bool]


def _test(key: str, value: str, known: Known) -> _Test:
    """Whether a row fits a term. What can be worked out once for all rows is."""
    match key:
        case "client":
            return lambda row: value in row.entry.source.client or value in row.client.casefold()
        case "scope":
            return lambda row: row.entry.source.scope.value.startswith(value)
        case "state":
            return lambda row: row.entry.state.kind.value == value
        case "transport":
            return lambda row: row.entry.definition.transport.value.startswith(value)
        case "staged":
            staged, wanted = known.staged, value != "no"
            return lambda row: (row.key in staged) is wanted
        case "project":
            return _project_test(value, known.machine)
        case _:
            return _path_test(value, known)


def _project_test(value: str, machine: Machine) -> _Test:
    def fits(row: Searched) -> bool:
        project = row.entry.source.project
        return project is not None and value in machine.short(project).casefold()

    return fits


def _path_test(value: str, known: Known) -> _Test:
    """Whether the server may touch the path; text that is no path is looked for in the paths themselves."""
    evidence, home = known.evidence, str(known.machine.home)
    wanted = home + value[1:] if value == "~" or value.startswith("~/") else value
    absolute = Path(wanted).is_absolute()
    inside = f"{wanted.casefold().rstrip('/')}/"
    in_home = inside.startswith(f"{home.casefold()}/")

    def fits(row: Searched) -> bool:
        found = evidence.get(row.key)
        return found is not None and any(holds(path) for path in found.reach.paths or ())

    def holds(path: PathReach) -> bool:
        told = path.path.casefold()
        if not absolute:
            return wanted in told
        return path.covers == "root" or (path.covers == "home" and in_home) or inside.startswith(f"{told.rstrip('/')}/")

    return fits
