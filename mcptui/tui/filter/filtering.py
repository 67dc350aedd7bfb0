"""A filter as typed: which rows it keeps, and which of them fit best.

Every word must occur somewhere or resemble the name, client or package; every term must fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

from mcptui.model import Problem, StateKind
from mcptui.tui.filter.fuzzy import Alike
from mcptui.tui.filter.parsing import Part, parse
from mcptui.tui.filter.searched import Known, Searched, Test
from mcptui.tui.filter.terms import TERMS, Term

R = TypeVar("R", bound=Searched)

_SAME, _BEGINS, _INSIDE, _ELSEWHERE, _ALIKE = range(5)
_NO_MATCH: Final = 1_000


class Misspelled(NamedTuple):
    """What looks like a term and is none, and what may have been meant; empty when nothing is like it."""

    key: str
    meant: str


@dataclass(frozen=True)
class Filter:
    """A filter as typed, taken apart."""

    text: str = ""
    parts: tuple[Part, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Filter:
        """Any text is a filter; the empty one lets everything pass, and so does what asks for nothing yet."""
        return cls(text, tuple(filter(_asks, parse(text, TERMS))))

    def __bool__(self) -> bool:
        return bool(self.parts)

    @cached_property
    def words(self) -> tuple[Part, ...]:
        """The words that rows must have."""
        return tuple(part for part in self.parts if not part.key and not part.negated)

    @property
    def needs_evidence(self) -> bool:
        """Does what is kept change as evidence arrives?"""
        return any(part.key and TERMS[part.key].needs_evidence for part in self.parts)

    @property
    def misspelled(self) -> Misspelled | None:
        """The first word that looks like a term."""
        key = next((part.unknown for part in self.parts if part.unknown), "")
        if not key:
            return None
        from difflib import get_close_matches

        return Misspelled(key, next(iter(get_close_matches(key, TERMS, 1)), ""))

    def of(self, rows: Iterable[R], known: Known) -> list[R]:
        """The rows that fit, in their order."""
        kept = list(rows)
        for part in self.parts:
            fits = _any_of(_tests(part, known))
            kept = [row for row in kept if fits(row) is not part.negated]
        return kept

    def best_first(self, rows: Sequence[R]) -> Sequence[R]:
        """Rows that were kept: called so, beginning so, holding the words, only resembling them; else as they were."""
        if not self.words:
            return rows
        words = [[(word, None if part.exact else Alike.of(word)) for word in part.values] for part in self.words]
        return sorted(rows, key=lambda row: sum(min(_rank(*each, row) for each in values) for values in words))

    def fits_problem(self, problem: Problem, client: str) -> bool:
        """Files that cannot be read stay in sight unless the filter is about something else.

        ``client`` is what users call the client whose the file is.
        """
        told = f"{problem.path}\n{problem.client}\n{client}\n{problem.message}".casefold()

        def fits(part: Part) -> bool:
            match part.key:
                case "" | "client":
                    return any(value in told for value in part.values)
                case "state":
                    return StateKind.BROKEN in part.values
                case _:
                    return False

        return all(fits(part) is not part.negated for part in self.parts)


NO_FILTER = Filter()


def _asks(part: Part) -> bool:
    return bool(part.values) or bool(part.key and TERMS[part.key].bare)


def _tests(part: Part, known: Known) -> list[Test]:
    if not part.key:
        return [_word_test(value, fuzzy=not part.exact and not part.negated) for value in part.values]
    term: Term = TERMS[part.key]
    return [term.test(value, known) for value in part.values or (term.bare,)]


def _any_of(tests: list[Test]) -> Callable[[Searched], bool]:
    return tests[0] if len(tests) == 1 else lambda row: any(fits(row) for fits in tests)


def _word_test(word: str, *, fuzzy: bool) -> Test:
    alike = Alike.of(word) if fuzzy else None
    if alike is None:
        return lambda row: word in row.haystack
    skipped = alike.skipped
    return lambda row: word in row.haystack or skipped(row.sketch) is not None


def _rank(word: str, alike: Alike | None, row: Searched) -> int:
    """How well a row fits a word; smaller is better."""
    name = row.name
    if word in name:
        return _SAME if word == name else _BEGINS if name.startswith(word) else _INSIDE
    if word in row.haystack:
        return _ELSEWHERE
    skipped = None if alike is None else alike.skipped(row.sketch)
    return _NO_MATCH if skipped is None else _ALIKE + skipped
