"""What was last seen of every entry: its place, its name and a fingerprint, never what it said.

One look after the other is noted. An entry is gone when its file was looked into and it stands neither
there nor among the parked ones; unless it only has another name or place since, or mcptui took it out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.formats.document import MISSING, KeyPath
from mcptui.inventory import Look
from mcptui.model import Source, Spot

DAY: Final = 24 * 60 * 60
REFRESHED_AFTER: Final = DAY
"""Seconds. When an entry was last seen is told to the day: to the second would mean a write at each look."""
FORGOTTEN_AFTER: Final = 180 * DAY
"""Seconds after which an entry that was not seen again is no longer remembered, as in a project that is gone."""


class Seen(NamedTuple):
    """An entry as it was last seen. Moments are seconds since 1970.

    ``fingerprint`` tells whether a copy says the same, empty where the value cannot be told. ``gone`` is
    when the entry was first missed, None while it is there.
    """

    source: Source
    name: str
    fingerprint: str
    first: int
    last: int
    gone: int | None = None

    @property
    def path(self) -> KeyPath:
        return (*self.source.key, self.name)

    @property
    def spot(self) -> Spot:
        return (self.source.client, self.source.file, self.path)

    @property
    def noted(self) -> int:
        """When it was last seen, or first missed after that."""
        return max(self.last, self.gone or 0)


class Memory(NamedTuple):
    """Every entry that is remembered, and the key that its fingerprint was made with."""

    key: bytes
    entries: Mapping[Spot, Seen]

    def without(self, spots: frozenset[Spot]) -> Memory:
        """The same with these entries forgotten."""
        return self._replace(entries={spot: seen for spot, seen in self.entries.items() if spot not in spots})


def fingerprint(value: object, key: bytes) -> str:
    """A digest of an entry's value; without ``key`` nobody can try out which secret it was made of."""
    if value is MISSING:
        return ""
    try:
        text = json.dumps(value, sort_keys=True, default=repr)
    except (TypeError, ValueError, RecursionError):
        return ""
    return blake2b(text.encode(), digest_size=16, key=key).hexdigest()


def moment(seconds: int) -> datetime:
    """A moment of a memory as a date in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def after_look(
    memory: Memory,
    look: Look,
    parked: Callable[[], frozenset[Spot]],
    taken_by_us: Callable[[Seen], bool],
) -> Memory:
    """``memory`` with ``look`` noted; ``memory`` itself where that is nothing new.

    Only when an entry is missed it is asked what is ``parked``, also beyond this look, and whether mcptui
    itself took it out. What another instance has noted since of an entry stays.
    """
    seen = {each.spot: each for each in _seen_in(look, memory)}
    moved = {
        (new.source.client, new.fingerprint)
        for spot, new in seen.items()
        if spot not in memory.entries and new.fingerprint
    }
    stands = _standing(look)
    for spot, old in memory.entries.items():
        if 0 < old.noted - look.at < DAY:  # more than that is a clock that was set back
            seen[spot] = old
        elif spot in seen:
            continue
        elif there := stands(old):
            seen[spot] = old._replace(last=look.at, gone=None)
        elif there is None or old.gone is not None or has_no_project(old.source) or spot in parked():
            if look.at - old.noted < FORGOTTEN_AFTER:
                seen[spot] = old
        elif (old.source.client, old.fingerprint) not in moved and not taken_by_us(old):
            seen[spot] = old._replace(gone=look.at)
    return memory._replace(entries=seen) if _is_news(memory.entries, seen) else memory


def _seen_in(look: Look, memory: Memory) -> Iterator[Seen]:
    """The entries of a look. What a user cannot edit is not theirs to lose, nor mcptui's to put back."""
    for entry in look.entries:
        source = entry.source
        if not source.writable or entry.path != (*source.key, entry.name):
            continue
        old = memory.entries.get((source.client, source.file, entry.path))
        yield Seen(source, entry.name, fingerprint(entry.value, memory.key), old.first if old else look.at, look.at)


def _standing(look: Look) -> Callable[[Seen], bool | None]:
    """What tells whether an entry stands in its file; None: the file was not looked into."""
    names: dict[tuple[Path, KeyPath], frozenset[str]] = {}

    def stands(seen: Seen) -> bool | None:
        source = seen.source
        # One that is gone already is looked for in any case, so that it is not told for longer than it is true.
        if (source.client, source.file) not in look.read and seen.gone is None:
            return None
        place = (source.file, source.key)
        if place not in names:
            document = look.site.read(source.file, source.syntax, source.scope)
            names[place] = frozenset(() if document is None else document.keys(source.key))
        return seen.name in names[place]

    return stands


def has_no_project(source: Source) -> bool:
    """Whether the entry belongs to a project whose folder is not there: then it went with it."""
    return source.project is not None and not os.path.exists(source.project)


def _is_news(old: Mapping[Spot, Seen], new: Mapping[Spot, Seen]) -> bool:
    return old.keys() != new.keys() or any(_differs(old[spot], seen) for spot, seen in new.items())


def _differs(old: Seen, new: Seen) -> bool:
    if new.last - old.last >= REFRESHED_AFTER:
        return True
    return (old.fingerprint, old.gone) != (new.fingerprint, new.gone)
