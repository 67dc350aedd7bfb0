"""What entries of one server say differently: aspect by aspect, who says what, without a secret."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from mcptui.clients.base import Site
from mcptui.drift.aspects import NAMED, OUTSIDE, Aspect, Said, said_by
from mcptui.drift.spelling import written
from mcptui.drift.words import shown
from mcptui.model import Entry
from mcptui.secrets import is_placeholder

MOST_NAMES: Final = 40
"""Of variables and headers: so many that differ are told one by one."""

MOST_VARIANTS: Final = 20

_NOT_SET: Final = "not set"
_OPTIONAL: Final = frozenset({Aspect.TIMEOUT, Aspect.TOOLS})
"""Of these an entry need not speak; one that does not has its client's own way, and disagrees with nobody."""


class Variant(NamedTuple):
    """One of the things that are said, as it may be shown, and by whom."""

    shown: str
    entries: tuple[Entry, ...]


class Difference(NamedTuple):
    """An aspect of which entries say different things, what most of them say first.

    ``name`` is the variable or header. ``drifts`` is False for what belongs to a place and may differ:
    whether it is on, and what only some entries speak of. ``more`` is how many variants are not told.
    """

    aspect: Aspect
    variants: tuple[Variant, ...]
    name: str = ""
    drifts: bool = True
    more: int = 0

    @property
    def label(self) -> str:
        """What differs, in a word or two."""
        return f"{self.aspect.value} {self.name}" if self.name else self.aspect.value


def differences_of(entries: Sequence[Entry], site: Site) -> tuple[Difference, ...]:
    """All that the entries of a server say differently, what is no drift last."""
    if len(entries) == 1:
        return ()
    said = [said_by(entry, site) for entry in entries]
    found = [difference for aspect in Aspect for difference in _of_aspect(aspect, entries, said, site)]
    return tuple(sorted(found, key=lambda difference: not difference.drifts))


def drifting(entries: Sequence[Entry], site: Site) -> tuple[Aspect, ...]:
    """The aspects of which several of the entries speak and say different things."""
    if len(entries) == 1:
        return ()
    values: dict[Aspect, set[Hashable]] = {}
    for entry in entries:
        for aspect, value in said_by(entry, site).items():
            values.setdefault(aspect, set()).add(value)
    return tuple(aspect for aspect in Aspect if aspect is not Aspect.STATE and len(values.get(aspect, ())) > 1)


def told_apart(one: Entry, other: Entry, aspects: Collection[Aspect], site: Site) -> tuple[str, str]:
    """What each of two entries says of the aspects in which they differ."""
    now, then = list[str](), list[str]()
    first, second = said_by(one, site), said_by(other, site)
    for aspect in (each for each in Aspect if each in aspects):
        if aspect in NAMED:
            pairs = list(_named_apart(_pairs(first, aspect), _pairs(second, aspect)))
            now += (mine for mine, _ in pairs)
            then += (theirs for _, theirs in pairs)
        else:
            now.append(f"{aspect.value} {shown(one, aspect, site.machine)}")
            then.append(f"{aspect.value} {shown(other, aspect, site.machine)}")
    return ", ".join(now), ", ".join(then)


def _pairs(said: Said, aspect: Aspect) -> dict[str, str]:
    pairs = said.get(aspect)
    return dict(pairs) if isinstance(pairs, frozenset) else {}


def _named_apart(mine: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in list(dict.fromkeys((*mine, *theirs))):
        if mine.get(name) != theirs.get(name):
            now, then = (_value(each[name]) if name in each else _NOT_SET for each in (mine, theirs))
            yield f"{name} {now}", f"{name} {then if then != now else 'another value'}"


def _of_aspect(aspect: Aspect, entries: Sequence[Entry], said: Sequence[Said], site: Site) -> Iterator[Difference]:
    by_value: dict[Hashable, list[Entry]] = {}
    silent: list[Entry] = []
    for entry, each in zip(entries, said, strict=True):
        if aspect in each:
            by_value.setdefault(each[aspect], []).append(entry)
        else:
            silent.append(entry)
    if aspect in NAMED:
        if len(by_value) > 1:
            yield from _by_name(aspect, by_value)
        return
    told = list(by_value.values())
    drifts = len(told) > 1 and aspect is not Aspect.STATE
    if aspect in _OPTIONAL and silent:
        told.append(silent)
    if len(told) > 1:
        yield _difference(
            aspect, [(shown(each[0], aspect, site.machine), each) for each in _first(told)], len(told), drifts
        )


def _first(groups: list[list[Entry]]) -> list[list[Entry]]:
    """The largest groups, those of the same size in their order."""
    return sorted(groups, key=len, reverse=True)[:MOST_VARIANTS]


def _difference(
    aspect: Aspect,
    told: Sequence[tuple[str, list[Entry]]],
    count: int,
    drifts: bool,  # noqa: FBT001
    name: str = "",
) -> Difference:
    """What looks the same, because what differs is hidden, is numbered."""
    texts = [text for text, _ in told]
    seen: dict[str, int] = {}
    variants: list[Variant] = []
    for text, entries in told:
        seen[text] = seen.get(text, 0) + 1
        alike = texts.count(text) > 1
        variants.append(Variant(f"{text} (value {seen[text]})" if alike else text, tuple(entries)))
    return Difference(aspect, tuple(variants), name, drifts, count - len(variants))


def _by_name(aspect: Aspect, by_value: Mapping[Hashable, list[Entry]]) -> Iterator[Difference]:
    """What differs of each variable or header; the values are compared and not shown."""
    everyone = [entry for entries in by_value.values() for entry in entries]
    names: dict[str, dict[str, list[Entry]]] = {}
    for pairs, entries in by_value.items():
        assert isinstance(pairs, frozenset)  # noqa: S101
        for name, value in pairs:
            names.setdefault(name, {}).setdefault(value, []).extend(entries)
    differing = sorted(name for name, values in names.items() if len(values) > 1 or _count(values) < len(everyone))
    for name in differing[:MOST_NAMES]:
        values = names[name]
        saying = {entry.id for entries in values.values() for entry in entries}
        told = [(_value(value), entries) for value, entries in values.items()]
        missing = [entry for entry in everyone if entry.id not in saying]
        told += [(_NOT_SET, missing)] if missing else []
        told.sort(key=lambda each: len(each[1]), reverse=True)
        yield _difference(aspect, told[:MOST_VARIANTS], len(told), drifts=True, name=name)
    if len(differing) > MOST_NAMES:
        yield Difference(aspect, (), more=len(differing) - MOST_NAMES)


def _count(values: Mapping[str, list[Entry]]) -> int:
    return sum(map(len, values.values()))


def _value(value: str) -> str:
    if value == OUTSIDE:
        return "from outside"
    text = written(value)
    return text if is_placeholder(text) else "set"
