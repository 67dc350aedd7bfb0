"""A unified diff taken apart: which line took the place of which, and what differs within the two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.tui.text import safe_text

_HUNK: Final = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_TOKEN: Final = re.compile(r"\w+|\s+|.")
_WORD: Final = re.compile(r"\w+")
_TAB: Final = 4
_LOOKED_AHEAD: Final = 8  # lines among which the one that took a place is looked for
_LARGEST: Final = 300  # lines of a place that are looked through so; a larger one is another text
_LONGEST_COMPARED: Final = 500  # characters of a line that are compared word for word
_ALIKE: Final = 0.3  # of the words in both lines: below, they are two different lines


@dataclass(frozen=True, slots=True)
class FileDiff:
    """A unified diff with what stands above it: the file, facts about the change, warnings.

    ``path`` is the file that it is about, where that is one.
    """

    name: str
    diff: str
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    path: Path | None = None


class Line(NamedTuple):
    """A line of one side, made safe, with its number in the file (1-based)."""

    number: int
    text: str


class Pair(NamedTuple):
    """What stands on both sides of one place; one of them may be missing. ``changed``: they are not the same."""

    old: Line | None
    new: Line | None
    changed: bool


class Gap(NamedTuple):
    """Lines between two hunks that are the same on both sides, and not told."""

    lines: int


class Remark(NamedTuple):
    """What the diff says in words."""

    text: str


Part = Pair | Gap | Remark
"""One thing of a diff, in the order of the file."""


class Span(NamedTuple):
    """Characters of a line, from ``start`` up to ``end``."""

    start: int
    end: int


def diff_name(diff: str) -> str | None:
    """The name of the file that a unified diff gives in its first lines."""
    names = [line[4:] for line in diff.split("\n", 2)[:2] if line.startswith(("--- ", "+++ "))]
    return next((name for name in names if name != "/dev/null"), None)


def parts_of(diff: str) -> tuple[Part, ...]:
    """A unified diff in its parts, all foreign text made safe."""
    return tuple(_parts(diff))


def counts(parts: Sequence[Part]) -> tuple[int, int]:
    """How many lines came and how many went."""
    changed = [part for part in parts if isinstance(part, Pair) and part.changed]
    return sum(pair.new is not None for pair in changed), sum(pair.old is not None for pair in changed)


def _parts(diff: str) -> Iterator[Part]:
    old = new = 0
    gone: list[Line] = []
    come: list[Line] = []
    for at, line in enumerate(diff.split("\n")):
        sign = line[:1]
        hunk = _HUNK.match(line)
        if sign not in ("-", "+") or (at <= 1 and line.startswith(("--- ", "+++ "))):
            yield from _paired(gone, come)
            gone, come = [], []
        if hunk:
            start, new_start = _first(hunk[1], hunk[2]), _first(hunk[3], hunk[4])
            if old and start > old:
                yield Gap(start - old)
            old, new = start, new_start
        elif at <= 1 and line.startswith(("--- ", "+++ ")):
            continue
        elif sign == "-":
            gone.append(Line(old, _shown(line)))
            old += 1
        elif sign == "+":
            come.append(Line(new, _shown(line)))
            new += 1
        elif sign == " ":
            text = _shown(line)
            yield Pair(Line(old, text), Line(new, text), changed=False)
            old, new = old + 1, new + 1
        elif line:
            yield Remark(safe_text(line))
    yield from _paired(gone, come)


def _first(start: str, count: str | None) -> int:
    """The number of a side's first line; a side without lines names the line before it."""
    return int(start) + (count == "0")


def _shown(line: str) -> str:
    return safe_text(line[1:].expandtabs(_TAB))


def _paired(gone: Sequence[Line], come: Sequence[Line]) -> Iterator[Pair]:
    """Lines that went beside those that took their place, in order; of as many lines, each beside its own.

    Between lines that are like each other, those that are like none fill up both sides.
    """
    alone: list[Line] = []
    place = 0
    for line, found in _places(gone, come):
        if found is None:
            alone.append(line)
            continue
        yield from (Pair(old, new, changed=True) for old, new in zip_longest(alone, come[place:found]))
        yield Pair(line, come[found], changed=True)
        alone, place = [], found + 1
    yield from (Pair(old, new, changed=True) for old, new in zip_longest(alone, come[place:]))


def _places(gone: Sequence[Line], come: Sequence[Line]) -> Iterator[tuple[Line, int | None]]:
    """Each line that went with the place in ``come`` of the one that took its place, if there is one."""
    if len(gone) == len(come) or max(len(gone), len(come)) > _LARGEST:
        yield from ((line, at if at < len(come) else None) for at, line in enumerate(gone))
        return
    words = [_words(line.text) for line in come]
    place = 0
    for line in gone:
        mine = _words(line.text)
        ahead = range(place, min(place + _LOOKED_AHEAD, len(come)))
        found = next((at for at in ahead if _likeness(mine, words[at]) >= _ALIKE), None)
        yield line, found
        place = place if found is None else found + 1


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text[:_LONGEST_COMPARED]))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the words of both lines is in both: 0 to 1; lines without a word are alike."""
    return len(one & other) / len(one | other) if one or other else 1.0


def differing(pair: Pair) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What differs within the lines of a pair, by words; nothing where they are hardly alike, or one is missing."""
    if pair.old is None or pair.new is None or not pair.changed:
        return (), ()
    if _likeness(_words(pair.old.text), _words(pair.new.text)) < _ALIKE:
        return (), ()
    from difflib import SequenceMatcher

    old, new = (_TOKEN.findall(line.text[:_LONGEST_COMPARED]) for line in (pair.old, pair.new))
    changes = [each for each in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if each[0] != "equal"]
    return (
        tuple(_spans(old, [(start, end) for _, start, end, _, _ in changes])),
        tuple(_spans(new, [(start, end) for _, _, _, start, end in changes])),
    )


def _spans(tokens: Sequence[str], ranges: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Ranges of tokens as characters."""
    ends = (0, *accumulate(map(len, tokens)))
    return (Span(ends[start], ends[end]) for start, end in ranges if end > start)
