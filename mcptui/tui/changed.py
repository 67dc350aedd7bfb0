"""What is different between two looks, as one line can tell it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mcptui.machine import Machine
from mcptui.model import Entry, Problem
from mcptui.plain_text import counted
from mcptui.tui.seen import Seen
from mcptui.tui.text import safe_text
from mcptui.tui.words import BACK, REMOVED

_MOST_TOLD = 3
_LONGEST_NAME = 40
_LONGEST_MESSAGE = 200


class Turn(NamedTuple):
    """One entry that is different: what to say of it, in which file that was done, and of which client it is."""

    word: str
    file: Path
    client: str


class Changed(NamedTuple):
    """What is different: entries that came, went or say something else, files that broke or were mended.

    ``hidden`` are the entries of the broken files, which nobody can tell of, ``shown`` those of the mended ones.
    ``doubtful``: a file may be half written, for it is broken, or is there without all that was in it.
    """

    turns: tuple[Turn, ...] = ()
    broken: tuple[Problem, ...] = ()
    mended: tuple[Path, ...] = ()
    hidden: int = 0
    shown: int = 0
    doubtful: bool = False

    def __bool__(self) -> bool:
        return bool(self.turns or self.broken or self.mended)

    @classmethod
    def between(cls, old: Seen, new: Seen, paths: Iterable[Path]) -> Changed:
        """``paths`` are those at which something else was found."""
        was, now = (_problems(seen) for seen in (old, new))
        broken = tuple(problem for path, problem in now.items() if path not in was)
        mended = tuple(path for path in was if path not in now)
        apart = {*mended, *(problem.path for problem in broken)}
        before = {row.key: row.entry for row in old.rows}
        after = {row.key: row.entry for row in new.rows}
        clients, touched = new.look.site.clients, frozenset(paths)
        return cls(
            tuple(
                Turn(word, _decided_in(entry, touched), clients.name_of(entry.source.client))
                for entry, word in _words(before, after)
                if entry.source.file not in apart
            ),
            broken,
            mended,
            hidden=sum(entry.source.file in apart for key, entry in before.items() if key not in after),
            shown=sum(entry.source.file in apart for key, entry in after.items() if key not in before),
            doubtful=bool(broken) or any(map(_is_there(new), _files(before) & touched - _files(after))),
        )

    def sentence(self, machine: Machine) -> str:
        """``~/.cursor/mcp.json changed: + linear, github off``."""
        parts = [_broken(self.broken, machine)] if self.broken else []
        if self.mended:
            mended = machine.short(self.mended[0]) if len(self.mended) == 1 else counted(len(self.mended), "file")
            parts.append(f"{mended} can be read again: {counted(self.shown, 'server')}")
        if self.turns:
            files = {turn.file for turn in self.turns}
            head = machine.short(self.turns[0].file) if len(files) == 1 else counted(len(files), "file")
            parts.append(f"{head} changed: {_told(self.turns, apart=len(files) > 1)}")
        return " · ".join(parts)

    @property
    def hint(self) -> str:
        """What else a user may want to know."""
        return f"{counted(self.hidden, 'server')} not shown until it can be read" if self.hidden else ""


def _problems(seen: Seen) -> dict[Path, Problem]:
    return {problem.path: problem for problem in seen.look.inventory.problems}


def _is_there(seen: Seen) -> Callable[[Path], bool]:
    footprint = seen.look.footprint
    return (lambda _: True) if footprint is None else footprint.has


def _files(entries: dict[str, Entry]) -> set[Path]:
    return {entry.source.file for entry in entries.values()}


def _words(before: dict[str, Entry], after: dict[str, Entry]) -> Iterator[tuple[Entry, str]]:
    """Each entry that is different and what to say of it: first what came, then what went, then the others."""
    for key, entry in after.items():
        if key not in before:
            yield entry, f"{BACK} {_named(entry)}{'' if entry.on else f' {entry.state.kind.value}'}"
    for key, entry in before.items():
        if key not in after:
            yield entry, f"{REMOVED} {_named(entry)}"
    for key, entry in after.items():
        old = before.get(key)
        if old is None or old is entry:
            continue
        if old.state.kind is not entry.state.kind:
            yield entry, f"{_named(entry)} {entry.state.kind.value}"
        elif (old.value, old.definition) != (entry.value, entry.definition):
            yield entry, f"{_named(entry)} changed"


def _named(entry: Entry) -> str:
    return safe_text(entry.name, _LONGEST_NAME)


def _decided_in(entry: Entry, touched: frozenset[Path]) -> Path:
    """The file of ``touched`` that made an entry different: its own, or the one that decides its state."""
    place = entry.state.place
    if entry.source.file not in touched and place is not None and place.file in touched:
        return place.file
    return entry.source.file


def _told(turns: Sequence[Turn], *, apart: bool) -> str:
    """The first few words; ``apart``: with the client of each, for they are of several files."""
    clients: dict[str, Counter[str]] = {}
    for turn in turns:
        clients.setdefault(turn.word, Counter())[turn.client] += 1
    told = [f"{word}{_where(who, apart=apart)}" for word, who in islice(clients.items(), _MOST_TOLD)]
    rest = len(clients) - len(told)
    return ", ".join(told) + (f" and {rest:,} more" if rest else "")


def _where(clients: Counter[str], *, apart: bool) -> str:
    if clients.total() > 1:
        return f" in {clients.total():,} places"
    return f" in {next(iter(clients))}" if apart else ""


def _broken(problems: Sequence[Problem], machine: Machine) -> str:
    first = problems[0]
    more = f" and {counted(len(problems) - 1, 'other file')}" if len(problems) > 1 else ""
    return f"{machine.at(first.path, first.line)}: {safe_text(first.message, _LONGEST_MESSAGE)}{more}"
