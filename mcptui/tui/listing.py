"""The lines of the table: servers filtered, sorted and grouped on plain lists, and the files that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mcptui.clients import BUILT_IN
from mcptui.clients.known import Clients
from mcptui.machine import Machine
from mcptui.model import Entry, Problem, StateKind
from mcptui.rows import Evidence
from mcptui.secrets import safe_args, safe_url
from mcptui.tui.cells import reach_cell, runs_cell, scope_cell
from mcptui.tui.filter import NO_FILTER, Filter
from mcptui.tui.filter.fuzzy import sketch
from mcptui.tui.risks import risk_order
from mcptui.tui.words import Cell, plain

if TYPE_CHECKING:
    from mcptui.drift import Server


class Column(StrEnum):
    """The columns of the table, as its head calls them; ``STATE`` is the sign."""

    STATE = ""
    SERVER = "Server"
    CLIENT = "Client"
    SCOPE = "Scope"
    RUNS = "Runs"
    REACH = "Reach"
    UPDATED = "Updated"
    RISK = "Risk"


class Grouping(StrEnum):
    """What the servers are put together by."""

    NONE = "none"
    SERVER = "server"
    CLIENT = "client"
    PROJECT = "project"


class Row:
    """A server's line. What is asked for often is worked out once: the id, the text that is searched, what runs.

    ``client`` is what users call the client. The sketch has the first argument that is no option, too: for most
    launchers that is the package.
    """

    __slots__ = ("_runs", "client", "entry", "haystack", "key", "name", "sketch")

    def __init__(self, entry: Entry, clients: Clients = BUILT_IN) -> None:
        self.entry = entry
        self.key = entry.id
        self.client = clients.name_of(entry.source.client)
        self.name = entry.name.casefold()
        args = safe_args(entry.definition.args)
        self.haystack = _haystack(entry, self.client, args)
        self.sketch = sketch(entry.name, self.client, next((each for each in args if each[:1] not in ("-", "")), ""))
        self._runs: Cell | None = None

    def runs(self, machine: Machine) -> Cell:
        """What stands in the column of that name."""
        if self._runs is None:
            self._runs = runs_cell(self.entry.definition, machine)
        return self._runs


def _haystack(entry: Entry, client: str, args: Sequence[str]) -> str:
    """All that a word of the filter may be found in, without a secret: nobody shall find one by guessing."""
    source, definition = entry.source, entry.definition
    parts = [entry.name, source.client, client, source.scope.value]
    if source.project is not None:
        parts += (str(source.project), *(["gone"] if entry.gone else []))
    if definition.command is not None:
        parts += (definition.command, *args)
    if definition.url is not None:
        parts.append(safe_url(definition.url))
    return "\n".join(parts).casefold()


class Group(NamedTuple):
    """The head of a group; ``rows`` are all of its servers, also those that are folded away.

    ``server`` is what they all are, where they are put together by that.
    """

    key: str
    title: str
    rows: tuple[Row, ...]
    folded: bool
    server: Server | None = None


class ProblemRow(NamedTuple):
    """A file that cannot be read; ``client`` is what users call the client whose it is."""

    problem: Problem
    client: str

    @property
    def key(self) -> str:
        return f"!{self.problem.path}"


Line = Row | Group | ProblemRow


class Arrangement(NamedTuple):
    """How the user wants the table: what is shown, in which order, put together by what."""

    filter: Filter = NO_FILTER
    sort: Column | None = None
    reverse: bool = False
    group: Grouping = Grouping.NONE
    folded: frozenset[str] = frozenset()

    def sorted_by_next(self) -> Arrangement:
        """In the order of the next column; after the last one in that of the files again."""
        order = [None, *Column]
        return self._replace(sort=order[(order.index(self.sort) + 1) % len(order)], reverse=False)

    def sorted_by(self, column: Column) -> Arrangement:
        """In the order of ``column``; asked for again, the other way round."""
        return self._replace(sort=column, reverse=self.sort is column and not self.reverse)

    def reversed(self) -> Arrangement:
        return self._replace(sort=self.sort or Column.SERVER, reverse=not self.reverse)

    def grouped_by_next(self) -> Arrangement:
        order = list(Grouping)
        return self._replace(group=order[(order.index(self.group) + 1) % len(order)])

    def folding(self, key: str) -> Arrangement:
        """Fold the group, or unfold it."""
        return self._replace(folded=self.folded ^ {key})

    @property
    def needs_evidence(self) -> bool:
        """Does the order, or what is shown, change as evidence arrives?"""
        return self.sort in (Column.REACH, Column.UPDATED, Column.RISK) or self.filter.needs_evidence


@dataclass(frozen=True)
class Facts:
    """What arranging needs to know beyond the entries; ``clients`` are those that were looked at.

    ``servers`` tells by the id of an entry which server it is, as far as that is known yet.
    """

    machine: Machine
    here: Collection[Path]
    evidence: Mapping[str, Evidence]
    staged: Mapping[str, object]
    clients: Clients
    servers: Mapping[str, Server] = field(default_factory=dict)

    @cached_property
    def now(self) -> datetime:
        return self.machine.clock()


def arrange(rows: Sequence[Row], problems: Sequence[Problem], wish: Arrangement, facts: Facts) -> list[Line]:
    """The lines to show, problems last."""
    kept: Sequence[Row] = wish.filter.of(rows, facts)
    if wish.sort is None:
        kept = wish.filter.best_first(kept)
    else:
        kept = sorted(kept, key=_sort_key(wish.sort, facts), reverse=wish.reverse)
    lines: list[Line] = list(kept) if wish.group is Grouping.NONE else list(_grouped(kept, wish, facts))
    broken = (ProblemRow(problem, facts.clients.name_of(problem.client)) for problem in problems)
    lines += (row for row in broken if wish.filter.fits_problem(row.problem, row.client))
    return lines


def _grouped(rows: Iterable[Row], wish: Arrangement, facts: Facts) -> Iterable[Line]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_group_key(row, wish.group, facts), []).append(row)
    for name, members in groups.items():
        if len(members) == 1 and wish.group is Grouping.SERVER:
            yield members[0]
            continue
        key = f"{wish.group.value}:{name}"
        folded = key in wish.folded
        server = facts.servers.get(members[0].key) if wish.group is Grouping.SERVER else None
        yield Group(key, name if server is None else server.name, tuple(members), folded, server)
        if not folded:
            yield from members


def _group_key(row: Row, group: Grouping, facts: Facts) -> str:
    """What a group has in common. Until it is known which entries are one server, those of one name are."""
    match group:
        case Grouping.SERVER:
            server = facts.servers.get(row.key)
            return row.entry.name if server is None else server.key
        case Grouping.CLIENT:
            return row.client
        case _:
            project = row.entry.source.project
            gone = " · gone" if row.entry.gone else ""
            return "every project" if project is None else f"{facts.machine.short(project)}{gone}"


_ORDER = {kind: place for place, kind in enumerate(StateKind)}


def _sort_key(column: Column, facts: Facts) -> Callable[[Row], tuple[object, ...]]:
    """What rows are compared by: the column, then the name. All keys of one column have one type."""

    def value(row: Row) -> object:
        entry = row.entry
        match column:
            case Column.STATE:
                return _ORDER[entry.state.kind]
            case Column.SERVER:
                return entry.name.casefold()
            case Column.CLIENT:
                return row.client
            case Column.SCOPE:
                return plain(scope_cell(entry, facts.here))
            case Column.RUNS:
                return plain(row.runs(facts.machine))
            case Column.REACH:
                return _reach_order(row, facts)
            case Column.UPDATED:
                return _updated_order(row, facts)
            case Column.RISK:
                return risk_order(facts.evidence.get(row.key))

    return lambda row: (value(row), row.entry.name.casefold())


def _reach_order(row: Row, facts: Facts) -> tuple[int, str]:
    """The whole machine first, then the home, then other folders, then what is not known."""
    evidence = facts.evidence.get(row.key)
    if evidence is None:
        return (9, "")
    covers = {path.covers for path in evidence.reach.paths or ()}
    grave = 0 if evidence.reach.shell or "root" in covers else 1 if "home" in covers else 2 if covers else 3
    return (grave, plain(reach_cell(evidence.reach, row.entry.definition, facts.machine)))


def _updated_order(row: Row, facts: Facts) -> tuple[bool, str]:
    """The newest first is the reverse: dates sort as text."""
    evidence = facts.evidence.get(row.key)
    dated = None if evidence is None else evidence.updated.installed or evidence.updated.entry
    return (dated is None, "" if dated is None else dated.at)
