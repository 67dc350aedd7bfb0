"""A filter as typed: which rows it keeps, and which of them fit best.

Every word must occur somewhere, every term must fit. A word that occurs nowhere at all is taken as not spelled out:
then it must resemble the name, client or package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from mcptui.model import Problem, StateKind

if TYPE_CHECKING:
    from mcptui.machine import Machine
    from mcptui.tui.filter.fuzzy import Alike
    from mcptui.tui.filter.parsing import Part
    from mcptui.tui.filter.searched import Known, Searched, Test
    from mcptui.tui.filter.terms import Term

R = TypeVar("R", bound="Searched")

_SAME, _BEGINS, _INSIDE, _ELSEWHERE, _ALIKE = range(5)
_NO_MATCH: Final = 1_000


class Misspelled(NamedTuple):
    """What looks like a term and is none, and what may have been meant; empty when nothing is like it."""

    key: str
    meant: str


class Filter(NamedTuple):
    """A filter as typed, taken apart: each part with the term that it is about, a word with None."""

    text: str = ""
    parts: tuple[tuple[Part, Term | None], ...] = ()

    @classmethod
    def parse(cls, text: str, machine: Machine) -> Filter:
        """Any text is a filter; the empty one lets everything pass, and so does what asks for nothing yet.

        Paths below the home of ``machine`` may be typed in full.
        """
        from mcptui.tui.filter.parsing import parse  # the language is learned when somebody speaks it
        from mcptui.tui.filter.paths import as_shown
        from mcptui.tui.filter.terms import TERMS

        typed = (part._replace(values=as_shown(part.values, machine)) for part in parse(text, TERMS))
        parts = ((part, TERMS.get(part.key)) for part in typed)
        return cls(text, tuple((part, term) for part, term in parts if part.values or (term and term.bare)))

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def words(self) -> tuple[Part, ...]:
        """The words that rows must have."""
        return tuple(part for part, term in self.parts if term is None and not part.negated)

    @property
    def needs_evidence(self) -> bool:
        """Does what is kept change as evidence arrives?"""
        return any(term is not None and term.needs_evidence for _, term in self.parts)

    @property
    def misspelled(self) -> Misspelled | None:
        """The first word that looks like a term."""
        key = next((part.unknown for part, _ in self.parts if part.unknown), "")
        if not key:
            return None
        from difflib import get_close_matches

        from mcptui.tui.filter.terms import TERMS

        return Misspelled(key, next(iter(get_close_matches(key, TERMS, 1)), ""))

    def of(self, rows: Iterable[R], known: Known) -> list[R]:
        """The rows that fit, in their order."""
        everything = kept = list(rows)
        for part, term in self.parts:
            fits = _any_of(_word_tests(part, everything) if term is None else _term_tests(part, term, known))
            kept = [row for row in kept if fits(row) is not part.negated]
        return kept

    def best_first(self, rows: Sequence[R]) -> Sequence[R]:
        """Rows that were kept: called so, beginning so, holding the words, only resembling them; else as they were."""
        if not self.words:
            return rows
        words = [[(word, _alike(word, part)) for word in part.values] for part in self.words]
        return sorted(rows, key=lambda row: sum(min(_rank(*each, row) for each in values) for values in words))

    def fits_problem(self, problem: Problem, client: str, machine: Machine) -> bool:
        """Files that cannot be read stay in sight unless the filter is about something else.

        ``client`` is what users call the client whose the file is.
        """
        place, message = machine.short(problem.path), machine.shortened(problem.message)
        told = f"{place}\n{problem.client}\n{client}\n{message}".casefold()

        def fits(part: Part) -> bool:
            match part.key:
                case "" | "client":
                    return any(value in told for value in part.values)
                case "state":
                    return StateKind.BROKEN in part.values
                case _:
                    return False

        return all(fits(part) is not part.negated for part, _ in self.parts)


NO_FILTER = Filter()


def _term_tests(part: Part, term: Term, known: Known) -> list[Test]:
    return [term.test(value, known) for value in part.values or (term.bare,)]


def _word_tests(part: Part, rows: Sequence[Searched]) -> list[Test]:
    return [_word_test(word, _alike(word, part), rows) for word in part.values]


def _alike(word: str, part: Part) -> Alike | None:
    """What a word may resemble; what is quoted or shall not be there is taken as it is."""
    from mcptui.tui.filter.fuzzy import Alike

    return None if part.exact or part.negated else Alike.of(word)


def _any_of(tests: list[Test]) -> Callable[[Searched], bool]:
    return tests[0] if len(tests) == 1 else lambda row: any(fits(row) for fits in tests)


def _word_test(word: str, alike: Alike | None, rows: Sequence[Searched]) -> Test:
    if alike is None or any(word in row.haystack for row in rows):
        return lambda row: word in row.haystack
    skipped = alike.skipped
    return lambda row: skipped(row.sketch) is not None


def _rank(word: str, alike: Alike | None, row: Searched) -> int:
    """How well a row fits a word; smaller is better."""
    name = row.name
    if word in name:
        return _SAME if word == name else _BEGINS if name.startswith(word) else _INSIDE
    if word in row.haystack:
        return _ELSEWHERE
    skipped = None if alike is None else alike.skipped(row.sketch)
    return _NO_MATCH if skipped is None else _ALIKE + skipped
