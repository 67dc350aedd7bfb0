"""What could be typed next: keys of terms after their first letters, values after the colon with the number of rows.

Foreign text among the values is offered only where it could be typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from mcptui.tui.filter.filtering import Filter
from mcptui.tui.filter.parsing import Part, parse, quoted
from mcptui.tui.filter.paths import as_shown
from mcptui.tui.filter.searched import Known, Searched
from mcptui.tui.filter.terms import TERMS, Term
from mcptui.tui.text import safe_text

_MOST: Final = 8
_FIRST_LETTERS: Final = 2
_LONGEST: Final = 60


class Offer(NamedTuple):
    """What could stand in the text from ``start`` to ``end``; ``label`` and ``note`` are safe to show.

    ``counted``: the note is the number of rows that have it.
    """

    start: int
    end: int
    typed: str
    label: str
    note: str = ""
    counted: bool = False

    def taken(self, text: str) -> str:
        """The text with the offer in its place."""
        return text[: self.start] + self.typed + text[self.end :]

    @property
    def cursor(self) -> int:
        """Where typing goes on."""
        return self.start + len(self.typed)


class Offers(NamedTuple):
    """What is offered, the likeliest first; ``hint`` says what is wrong with what was typed."""

    offers: tuple[Offer, ...] = ()
    hint: str = ""

    def __bool__(self) -> bool:
        return bool(self.offers or self.hint)


NO_OFFERS: Final = Offers()


def complete(text: str, cursor: int, rows: Iterable[Searched], known: Known) -> Offers:
    """What fits before ``cursor``. Values are counted in the rows that the rest of the filter keeps."""
    before = next((part for part in parse(text[:cursor], TERMS) if part.end == cursor), None)
    if before is None:
        return NO_OFFERS
    if before.key:
        whole = next(part for part in parse(text, TERMS) if part.end >= cursor)
        rest = Filter.parse(f"{text[: whole.start]} {text[whole.end :]}", known.machine)
        return Offers(tuple(_values(before, cursor, text, _counts(before, rest.of(rows, known), known), known)))
    if before.unknown:
        return _meant(before, cursor, text, known)
    return Offers(tuple(_keys(before, cursor, text)))


def _keys(part: Part, cursor: int, text: str) -> Iterator[Offer]:
    typed = text[part.last : cursor].casefold()
    if len(typed) < _FIRST_LETTERS or len(part.values) > 1 or part.exact:
        return
    for key, term in TERMS.items():
        if key.startswith(typed):
            yield Offer(part.last, cursor, f"{key}:", f"{key}:", term.told)


def _meant(part: Part, cursor: int, text: str, known: Known) -> Offers:
    """Say that there is no such term, and offer the one that may have been meant in its place."""
    misspelled = Filter.parse(text[part.start : part.end], known.machine).misspelled
    if misspelled is None:
        return NO_OFFERS
    hint = f"no term {safe_text(misspelled.key, _LONGEST)}: so this is a word"
    if not misspelled.meant:
        return Offers((), hint)
    start = text.index(":", part.start, cursor) - len(misspelled.key)
    told = TERMS[misspelled.meant].told
    return Offers((Offer(start, start + len(misspelled.key), misspelled.meant, f"{misspelled.meant}:", told),), hint)


def _counts(part: Part, rows: Sequence[Searched], known: Known) -> Counter[str]:
    """How many rows have each value of the part's term."""
    told = TERMS[part.key].values
    return Counter() if told is None else Counter(value for row in rows for value in set(told(row, known)))


def _values(part: Part, cursor: int, text: str, counts: Counter[str], known: Known) -> Iterator[Offer]:
    """Those that begin with what is typed, then those that hold it.

    The first are those that are offered whatever there is, in their order; of the others those of the most rows.
    """
    term: Term = TERMS[part.key]
    (typed,) = as_shown((text[part.last : cursor].replace('"', "").casefold(),), known.machine)
    others = set(as_shown(part.values, known.machine)) - {typed}
    by_count = sorted(counts, key=lambda value: (-counts[value], value))
    fitting = [
        value
        for value in dict.fromkeys((*term.offered, *by_count))
        if typed in (small := value.casefold()) and small not in others and value.strip() and safe_text(value) == value
    ]
    fitting.sort(key=lambda value: not value.casefold().startswith(typed))
    if [value.casefold() for value in fitting] == [typed]:
        return
    for value in islice(fitting, _MOST):
        note = f"{counts[value]:,}" if counts[value] else ""
        yield Offer(part.last, cursor, quoted(value), safe_text(value, _LONGEST), note, counted=True)
