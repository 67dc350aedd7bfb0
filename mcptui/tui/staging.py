"""What the user has marked to be done and not yet written. A value: every act gives a new one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.model import Entry, StateKind
from mcptui.tui.words import BACK, EQUAL, NARROWED, REMOVED, SIGNS

_AS_IT_IS = Narrowing()
_TURNED_ON = frozenset({StateKind.OFF, StateKind.PENDING, StateKind.BLOCKED, StateKind.SHADOWED, StateKind.BROKEN})


class Staged(NamedTuple):
    """The wishes for one entry: at most one of enable, disable and remove, and how it is narrowed or made equal.

    ``like`` is the entry that it shall be equal to; it is not narrowed then. For one that is not there yet the
    wish is ``addition`` alone. ``only_here``: for the project alone, or everywhere; None where that was not asked.
    """

    entry: Entry
    act: Act | None = None
    narrowing: Narrowing = _AS_IT_IS
    only_here: bool | None = None
    addition: Change | None = None
    like: Entry | None = None

    def __bool__(self) -> bool:
        return self.act is not None or bool(self.narrowing) or self.like is not None

    @property
    def changes(self) -> tuple[Change, ...]:
        if self.addition is not None:
            return (self.addition,)
        acts = () if self.act is None else (Change(self.entry, self.act, only_here=self.only_here),)
        if self.like is not None:
            return (*acts, Change(self.entry, Act.MAKE_EQUAL, like=self.like))
        if not self.narrowing:
            return acts
        return (*acts, Change(self.entry, Act.NARROW, self.narrowing))

    @property
    def removes(self) -> bool:
        return self.act is Act.REMOVE

    @property
    def may_run(self) -> bool:
        """Whether the entry is on once this is applied, or may be: nobody knows of every one."""
        return _may_run(self.entry) if self.act is None else self.act is Act.ENABLE

    @property
    def sign(self) -> str:
        """What the entry's sign will be."""
        match self.act:
            case Act.ENABLE:
                return SIGNS[StateKind.ON]
            case Act.DISABLE:
                return SIGNS[StateKind.OFF]
            case Act.REMOVE:
                return REMOVED
            case Act.ADD:
                return BACK
            case _:
                return NARROWED if self.like is None else EQUAL

    @property
    def word(self) -> str:
        """What will be done, in a word or two."""
        words = {Act.ENABLE: "on", Act.DISABLE: "off", Act.REMOVE: "remove", Act.ADD: "add"}
        told = [words[self.act]] if self.act in words else []
        if self.like is not None:
            told.append(Act.MAKE_EQUAL.value)
        return " and ".join([*told, "narrow"] if self.narrowing and self.act is not Act.REMOVE else told)


@dataclass(frozen=True, slots=True)
class Staging:
    """Everything that is staged, by entry id, in the order in which it was staged."""

    by_id: Mapping[str, Staged]

    @classmethod
    def empty(cls) -> Staging:
        return cls({})

    def __len__(self) -> int:
        return len(self.by_id)

    def __contains__(self, id_: str) -> bool:
        return id_ in self.by_id

    def __iter__(self) -> Iterator[Staged]:
        return iter(self.by_id.values())

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for staged in self for change in staged.changes)

    def since(self, before: Staging) -> frozenset[str]:
        """The ids of the entries that something else is staged for than ``before``."""
        return frozenset(id_ for id_, staged in self.by_id.items() if before.by_id.get(id_) != staged)

    def toggled(self, entries: Iterable[Entry]) -> Staging:
        """Turn each entry over; what was turned over before is as it was. All of several end up the same way.

        Of several, those that are on or may be are turned off; only when there is none (staged or real), the
        others are turned on.
        """
        entries = tuple(entries)
        if len(entries) == 1:
            staged = self._of(entries[0])
            act = None if staged.act is not None else _other_way(entries[0])
            return self._with([staged._replace(act=act, only_here=None)])
        wanted = not any(self.will_be_on(entry) for entry in entries)
        acts = []
        for entry in entries:
            staged = self._of(entry)
            needed = wanted is not _may_run(entry)
            act = (Act.ENABLE if wanted else Act.DISABLE) if needed else None
            acts.append(staged._replace(act=act, only_here=staged.only_here if act is staged.act else None))
        return self._with(acts)

    def reaching(self, ids: Iterable[str], *, only_here: bool) -> Staging:
        """Have what is switched of these reach the project alone, or everywhere."""
        staged = (self.by_id[id_] for id_ in ids if id_ in self.by_id)
        return self._with([each._replace(only_here=only_here) for each in staged])

    def will_be_on(self, entry: Entry) -> bool:
        """Whether the entry is on once everything is applied, or may be: nobody knows of every one."""
        return self._of(entry).may_run

    def removed(self, entries: Iterable[Entry]) -> Staging:
        """Stage removal instead of whatever was staged; where it was staged for all of them, unstage it."""
        entries = tuple(entries)
        staged = [self._of(entry) for entry in entries]
        act = None if staged and all(each.act is Act.REMOVE for each in staged) else Act.REMOVE
        return self._with([Staged(each.entry, act) for each in staged])

    def narrowed(self, entry: Entry, narrowing: Narrowing) -> Staging:
        """Stage narrowing beside what is staged; a staged removal, or being made equal, gives way."""
        staged = self._of(entry)
        act = None if staged.act is Act.REMOVE else staged.act
        return self._with([staged._replace(act=act, narrowing=narrowing, like=None)])

    def with_change(self, change: Change) -> Staging:
        """Stage a narrowing beside what is narrowed already; a switch, or a removal, as ``toggled`` and ``removed``."""
        staged = self._of(change.entry)
        if change.act is Act.NARROW:
            return self.narrowed(change.entry, staged.narrowing.joined(change.narrowing))
        if change.act is Act.REMOVE:
            return self._with([Staged(change.entry, Act.REMOVE)])
        return self._with([staged._replace(act=change.act, only_here=change.only_here)])

    def equalled(self, entries: Iterable[Entry], like: Entry) -> Staging:
        """Stage that the entries say what ``like`` says; a staged removal or narrowing gives way."""
        staged = [self._of(entry) for entry in entries]
        return self._with(
            [
                each._replace(act=None if each.act is Act.REMOVE else each.act, narrowing=_AS_IT_IS, like=like)
                for each in staged
            ]
        )

    def with_additions(self, additions: Iterable[Change]) -> Staging:
        """Stage new entries; what was staged for one at the same place gives way."""
        return self._with(Staged(each.entry, Act.ADD, addition=each) for each in additions)

    def without(self, ids: Iterable[str]) -> Staging:
        gone = set(ids)
        return Staging({id_: staged for id_, staged in self.by_id.items() if id_ not in gone})

    def without_changes(self, changes: Iterable[Change]) -> Staging:
        """Unstage single changes, as a review leaves them out."""
        staging = self
        for change in changes:
            staged = staging.by_id.get(change.entry.id)
            if staged is None:
                continue
            if change.act is Act.NARROW:
                staged = staged._replace(narrowing=_AS_IT_IS)
            elif change.act is Act.MAKE_EQUAL:
                staged = staged._replace(like=None)
            elif change.act is staged.act:
                staged = staged._replace(act=None)
            staging = staging._with([staged])
        return staging

    def rebound(self, present: Mapping[str, Entry], unread: Container[Path] = ()) -> tuple[Staging, tuple[str, ...]]:
        """The same wishes on the entries that were read again, by their ids, and the selectors of those that are gone.

        A wish that has come true meanwhile is dropped without a word. What became of entries of the files ``unread``,
        which cannot be read just now, is not known: these wishes stay.
        """
        kept: dict[str, Staged] = {}
        for id_, staged in self.by_id.items():
            entry = present.get(id_)
            if staged.addition is not None or (entry is None and staged.entry.source.file in unread):
                kept[id_] = staged  # it is not there yet, or may still be
                continue
            if entry is None:
                continue
            act = None if _has_come_true(staged.act, entry) else staged.act
            like = None if staged.like is None else present.get(staged.like.id)
            fresh = staged._replace(entry=entry, act=act, like=like)
            if fresh:
                kept[id_] = fresh
        gone = tuple(
            staged.entry.selector for id_, staged in self.by_id.items() if id_ not in present and id_ not in kept
        )
        return Staging(kept), gone

    def _of(self, entry: Entry) -> Staged:
        staged = self.by_id.get(entry.id)
        return Staged(entry) if staged is None else staged

    def _with(self, changed: Iterable[Staged]) -> Staging:
        by_id = dict(self.by_id)
        for staged in changed:
            if staged:
                by_id[staged.entry.id] = staged
            else:
                by_id.pop(staged.entry.id, None)
        return Staging(by_id)


def _other_way(entry: Entry) -> Act:
    return Act.DISABLE if _may_run(entry) else Act.ENABLE


def _may_run(entry: Entry) -> bool:
    return entry.state.kind not in _TURNED_ON


def _has_come_true(act: Act | None, entry: Entry) -> bool:
    return (act is Act.ENABLE and entry.on) or (act is Act.DISABLE and entry.state.kind is StateKind.OFF)
