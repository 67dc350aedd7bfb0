"""The lines of the table as values: servers, groups, files that cannot be read; and how the user wants them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mcptui.machine import Machine
from mcptui.model import Entry, Problem, Used
from mcptui.tui.cells import runs_cell
from mcptui.tui.filter import NO_FILTER, Filter
from mcptui.tui.settings import TableChoice
from mcptui.tui.words import Cell, plain

if TYPE_CHECKING:
    from mcptui.clients.known import Clients
    from mcptui.drift.servers import Server
    from mcptui.rows import Evidence


class Column(StrEnum):
    """The columns of the table, as its head calls them; ``STATE`` is the sign."""

    STATE = ""
    SERVER = "Server"
    CLIENT = "Client"
    SCOPE = "Scope"
    RUNS = "Runs"
    REACH = "Reach"
    UPDATED = "Updated"
    USED = "Used"
    RISK = "Risk"


COLUMNS: Final = tuple(column for column in Column if column is not Column.STATE)
"""Those beside the sign, in the order in which they stand until the user wants another."""


class Grouping(StrEnum):
    """What the servers are put together by."""

    NONE = "none"
    SERVER = "server"
    CLIENT = "client"
    PROJECT = "project"


class Row:
    """A server's line. What is asked for often is worked out once, and not before it is: most of it is not shown.

    ``client`` is what users call the client.
    """

    __slots__ = ("_machine", "_runs", "_runs_text", "_searched", "_sketch", "client", "entry", "key", "name")

    def __init__(self, entry: Entry, machine: Machine, clients: Clients) -> None:
        """``clients`` are those that are known."""
        self.entry = entry
        self.key = entry.id
        self.client = clients.name_of(entry.source.client)
        self.name = entry.name.casefold()
        self._machine = machine
        self._runs: Cell | None = None
        self._runs_text: str | None = None
        self._searched: tuple[str, str] | None = None
        self._sketch: str | None = None

    @property
    def runs(self) -> Cell:
        """What stands in the column of that name."""
        if self._runs is None:
            self._runs = runs_cell(self.entry.definition, self._machine)
        return self._runs

    @property
    def runs_text(self) -> str:
        """The same as text."""
        if self._runs_text is None:
            self._runs_text = plain(self.runs)
        return self._runs_text

    def work_out(self) -> None:
        """Have ready what sorting and filtering ask of all rows at once. Not for the event loop."""
        _ = self.runs_text, self.haystack

    @property
    def haystack(self) -> str:
        """All that a word of the filter may be found in, without a secret: nobody shall find one by guessing. Paths
        begin with ``~`` where they are shown so: the name of the user would fit all of them."""
        return (self._searched or self._search())[0]

    @property
    def sketch(self) -> str:
        """What a word may resemble."""
        if self._sketch is None:
            from mcptui.tui.filter.fuzzy import sketch

            _, package = self._searched or self._search()
            self._sketch = sketch(self.entry.name, self.client, package)
        return self._sketch

    def _search(self) -> tuple[str, str]:
        """The haystack, and the argument that for most launchers is the package."""
        from mcptui.secrets import safe_args, safe_url

        source, definition, shown = self.entry.source, self.entry.definition, self._machine.shortened
        args = tuple(map(shown, safe_args(definition.args)))
        parts = [self.entry.name, source.client, self.client, source.scope.value]
        if source.project is not None:
            parts += (shown(str(source.project)), *(["gone"] if self.entry.gone else []))
        if definition.command is not None:
            parts += (shown(definition.command), *args)
        if definition.url is not None:
            parts.append(safe_url(definition.url))
        package = next((each for each in args if each[:1] not in ("-", "")), "")
        self._searched = "\n".join(parts).casefold(), package
        return self._searched


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


def rows_of(line: Line | None) -> tuple[Row, ...]:
    """The servers that a line stands for: itself, or all of the group."""
    match line:
        case Row():
            return (line,)
        case Group(rows=rows):
            return rows
        case _:
            return ()


class Arrangement(NamedTuple):
    """How the user wants the table: what is shown, in which order, put together by what, in which columns."""

    filter: Filter = NO_FILTER
    sort: Column | None = None
    reverse: bool = False
    group: Grouping = Grouping.NONE
    folded: frozenset[str] = frozenset()
    columns: tuple[Column, ...] = COLUMNS

    @classmethod
    def of(cls, choice: TableChoice) -> Arrangement:
        """As the table was left; what is not known of it counts as not chosen."""
        columns = chosen_columns(_BY_NAME[name] for name in choice.columns if name in _BY_NAME)
        sort = Column.STATE if choice.sort == _STATE else _BY_NAME.get(choice.sort)
        return cls(
            sort=sort,
            reverse=choice.reverse and sort is not None,
            group=next((group for group in Grouping if group.value == choice.group), Grouping.NONE),
            columns=columns if choice.columns else COLUMNS,
        )

    @property
    def choice(self) -> TableChoice:
        """What of it is remembered."""
        return TableChoice(
            () if self.columns == COLUMNS else tuple(column.value.lower() for column in self.columns),
            "" if self.sort is None else self.sort.value.lower() or _STATE,
            self.reverse and self.sort is not None,
            "" if self.group is Grouping.NONE else self.group.value,
        )

    def sorted_by_next(self) -> Arrangement:
        """In the order of the next column that is shown; after the last one in that of the files again."""
        order = [None, Column.STATE, *self.columns]
        at = order.index(self.sort) if self.sort in order else 0
        return self._replace(sort=order[(at + 1) % len(order)], reverse=False)

    def sorted_by(self, column: Column) -> Arrangement:
        """In the order of ``column``; asked for again, the other way round."""
        return self._replace(sort=column, reverse=self.sort is column and not self.reverse)

    def reversed(self) -> Arrangement:
        return self._replace(sort=Column.SERVER if self.sort is None else self.sort, reverse=not self.reverse)

    def grouped_by_next(self) -> Arrangement:
        order = list(Grouping)
        return self._replace(group=order[(order.index(self.group) + 1) % len(order)])

    def folding(self, *keys: str) -> Arrangement:
        """Fold the groups that are not, and unfold the others."""
        return self._replace(folded=self.folded.symmetric_difference(keys))

    @property
    def needs_evidence(self) -> bool:
        """Does the order, or what is shown, change as evidence arrives?"""
        return self.sort in (Column.REACH, Column.UPDATED, Column.USED, Column.RISK) or self.filter.needs_evidence


_STATE: Final = "state"
_BY_NAME: Final = {column.value.lower(): column for column in COLUMNS}


def chosen_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Each column once, and the name of the server always: at the beginning where it was left out."""
    chosen = tuple(dict.fromkeys(columns))
    return chosen if Column.SERVER in chosen else (Column.SERVER, *chosen)


@dataclass(frozen=True)
class Facts:
    """What arranging needs to know beyond the entries; ``clients`` are those that were looked at.

    ``servers`` tells by the id of an entry which server it is, ``used`` whether it is used, as far as is known yet;
    ``twins`` what tells those apart whose rows look the same.
    """

    machine: Machine
    here: Collection[Path]
    evidence: Mapping[str, Evidence]
    staged: Mapping[str, object]
    clients: Clients
    servers: Mapping[str, Server] = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)
    used: Mapping[str, Used] = field(default_factory=dict)

    @cached_property
    def now(self) -> datetime:
        return self.machine.clock()
