"""The entries of one server compared with one of them, and how that reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rich.cells import cell_len

from mcptui.clients.base import Site
from mcptui.clients.known import Clients
from mcptui.drift.differences import Difference, Variant, drifting
from mcptui.drift.servers import Server, able_to_follow
from mcptui.drift.words import called, labels_of
from mcptui.model import Entry
from mcptui.plain_text import listed
from mcptui.tui.entry_facts import Fact
from mcptui.tui.text import safe_text
from mcptui.tui.words import DIFFERS, EQUAL, SIGNS, STATE_TONES, Cell, Piece, Tone

_LONGEST = 2_000
_LONGEST_LABEL = 60
_WIDEST = 20  # cells: of what is said so much is in line, and who says it in a column of its own
_GAP = "   "
_MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """``like`` is the measure and comes first; ``aspects`` are what each of the others says differently.

    ``able`` are the ids of those that may follow, ``chosen`` of those that shall; ``labels`` are what the
    entries are called.
    """

    like: Entry
    entries: tuple[Entry, ...]
    labels: Mapping[str, str]
    aspects: Mapping[str, tuple[str, ...]]
    able: frozenset[str]
    chosen: frozenset[str]

    @classmethod
    def of(cls, server: Server, like: Entry, site: Site) -> Comparison:
        """All that can follow is chosen."""
        others = tuple(entry for entry in server.entries if entry.id != like.id)
        aspects = {entry.id: tuple(each.value for each in drifting((entry, like), site)) for entry in others}
        labels = labels_of(server.entries, server.name, site.machine, partial(_place, clients=site.clients))
        able = frozenset(entry.id for entry in able_to_follow(others, like) if aspects[entry.id])
        return cls(like, (like, *others), labels, aspects, able, able)

    def can_follow(self, entry: Entry) -> bool:
        """Whether the entry says something else and may be edited."""
        return entry.id in self.able

    @property
    def followers(self) -> tuple[Entry, ...]:
        """The entries that shall say what the measure says."""
        return tuple(entry for entry in self.entries if entry.id in self.chosen)

    def shown_label(self, entry: Entry) -> str:
        """What the entry is called among the others."""
        return safe_text(self.labels[entry.id], _LONGEST_LABEL)

    @property
    def width(self) -> int:
        """How wide the longest of these is, in cells."""
        return max(cell_len(self.shown_label(entry)) for entry in self.entries)

    def toggled(self, entry: Entry) -> Comparison:
        """With the entry chosen, or not."""
        return replace(self, chosen=self.chosen ^ {entry.id}) if self.can_follow(entry) else self


def _place(entry: Entry, name: str, clients: Clients) -> str:
    """``Claude Code · user``, and what the entry is called where that is not ``name``."""
    place = f"{clients.name_of(entry.source.client)} · {entry.source.scope.value}"
    return place if entry.name == name else f"{place} · {entry.name}"


def entry_line(entry: Entry, comparison: Comparison) -> Cell:
    """``[x] ● Codex · user  ≠ version, folders``."""
    aspects = comparison.aspects.get(entry.id, ())
    mark = Piece("[x] " if entry.id in comparison.chosen else "[ ] " if comparison.can_follow(entry) else "    ")
    state = Piece(f"{SIGNS[entry.state.kind]} ", STATE_TONES[entry.state.kind])
    label = comparison.shown_label(entry)
    name = Piece(f"{label}{' ' * (comparison.width - cell_len(label))}  ")
    if entry.id == comparison.like.id:
        return (
            mark,
            state,
            name._replace(tone=Tone.STRONG),
            Piece("the others are compared with this one", Tone.ACCENT),
        )
    if not aspects:
        return (mark, state, name, Piece(f"{EQUAL} says the same", Tone.GOOD))
    return (
        mark,
        state,
        name,
        Piece(f"{DIFFERS} {', '.join(aspects)}", Tone.WARN),
        Piece(_why_not(entry, comparison), Tone.DIM),
    )


def _why_not(entry: Entry, comparison: Comparison) -> str:
    """Why an entry that differs cannot follow; empty where it can."""
    if comparison.can_follow(entry):
        return ""
    if entry.parked is not None:
        return "   parked: turn it on first"
    return "   is in the same place as another one" if entry.source.writable else "   not yours to edit"


def said_lines(server: Server, comparison: Comparison) -> Iterator[Fact]:
    """What is said of each aspect that differs, first that of the measure, then what is marked."""
    texts = (_text(difference, variant) for difference in server.differences for variant in difference.variants)
    width = max((size for size in map(cell_len, texts) if size <= _WIDEST), default=0)
    for difference in server.differences:
        label = difference.aspect.value if difference.drifts else f"({difference.aspect.value})"
        for variant in _from(difference, comparison.like):
            yield _said(label, difference, variant, comparison, width)
            label = ""
        if difference.more:
            told = "other things are said" if difference.variants else "more differ"
            yield Fact(label, (Piece(f"  and {difference.more:,} {told}", Tone.DIM),))


def _from(difference: Difference, like: Entry) -> list[Variant]:
    return sorted(difference.variants, key=lambda variant: not any(each.id == like.id for each in variant.entries))


def _text(difference: Difference, variant: Variant) -> str:
    return safe_text(f"{difference.name} {variant.shown}" if difference.name else variant.shown, _LONGEST)


def _said(label: str, difference: Difference, variant: Variant, comparison: Comparison, width: int) -> Fact:
    """What is said and by whom, who has a column of its own; what is too long for it is told before them."""
    alike = any(entry.id == comparison.like.id for entry in variant.entries)
    by = listed([comparison.labels[entry.id] for entry in variant.entries], _MOST_LABELS)
    text = _text(difference, variant)
    in_column = cell_len(text) <= width
    gap = " " * (width - cell_len(text) if in_column else 0) + _GAP
    sign, tone = (EQUAL, Tone.GOOD) if alike else (DIFFERS, Tone.WARN)
    if not difference.drifts:
        sign, tone = " ", Tone.DIM
    said = (
        Piece(f"{sign} ", tone),
        Piece(text + gap, Tone.PLAIN if difference.drifts and alike else tone),
        Piece(safe_text(by, _LONGEST), Tone.DIM),
    )
    return Fact(label, said, len("= ") + (width + len(_GAP) if in_column else 0))


def namesake_line(namesakes: Sequence[Server], site: Site) -> str:
    """Which entries of the same name are other servers."""
    firsts = ((each.entries[0], each.name) for each in namesakes)
    told = (f"{_place(entry, name, site.clients)} ({called(entry, site.machine)})" for entry, name in firsts)
    return safe_text(f"Of the same name, but another server: {', '.join(told)}", _LONGEST)
