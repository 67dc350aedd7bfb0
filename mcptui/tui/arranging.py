"""From all rows to the lines of the table: filtered, sorted, grouped; the files that cannot be read stand last."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mcptui.machine import Machine
from mcptui.model import Definition, Entry, Problem, StateKind
from mcptui.tui.cells import scope_cell
from mcptui.tui.listing import Arrangement, Column, Facts, Group, Grouping, Line, ProblemRow, Row
from mcptui.tui.risks import risk_order
from mcptui.tui.used import used_order
from mcptui.tui.words import plain

if TYPE_CHECKING:
    from mcptui.drift.servers import Server
    from mcptui.rows import Evidence

_ORDER: Final = {kind: str(place) for place, kind in enumerate(StateKind)}
_GRADED: Final = frozenset({Column.STATE, Column.REACH, Column.UPDATED, Column.USED, Column.RISK})
"""Columns that say how a row is, not what it is called: groups are sorted by the first of their rows."""

_WORST_FIRST: Final = frozenset({Column.REACH, Column.RISK})


def arrange(rows: Sequence[Row], problems: Sequence[Problem], wish: Arrangement, facts: Facts) -> list[Line]:
    """The lines to show. Unsorted, what fits the filter best stands first."""
    kept: Sequence[Row] = wish.filter.of(rows, facts)
    kept = wish.filter.best_first(kept) if wish.sort is None else _sorted(kept, wish.sort, facts, reverse=wish.reverse)
    lines: list[Line] = list(kept) if wish.group is Grouping.NONE else list(_grouped(kept, wish, facts))
    broken = (ProblemRow(problem, facts.clients.name_of(problem.client)) for problem in problems)
    lines += (row for row in broken if wish.filter.fits_problem(row.problem, row.client, facts.machine))
    return lines


def arrow(column: Column, *, reverse: bool) -> str:
    """``↓`` where the order of the column goes from much to little. Some columns begin with what is worst."""
    return "↓" if (column in _WORST_FIRST) is not reverse else "↑"


def _sorted(rows: Iterable[Row], column: Column, facts: Facts, *, reverse: bool) -> list[Row]:
    """By the column, then by name; rows of which the column knows nothing are the last either way round.

    What is compared is text: thousands of tuples would have Python look for garbage.
    """
    value = _value_of(column, facts)
    in_order = sorted(sorted(rows, key=attrgetter("name")), key=value, reverse=reverse)
    if reverse:
        return in_order
    unknown = bisect_right(in_order, "", key=value)  # nothing comes before them, whatever the column
    return in_order[unknown:] + in_order[:unknown]


def _grouped(rows: Iterable[Row], wish: Arrangement, facts: Facts) -> Iterator[Line]:
    groups: dict[str, list[Row]] = {}
    key_of = _group_key(wish.group, facts)
    for row in rows:
        groups.setdefault(key_of(row), []).append(row)

    def server_of(members: Sequence[Row]) -> Server | None:
        return facts.servers.get(members[0].key) if wish.group is Grouping.SERVER else None

    def title(name: str, members: Sequence[Row]) -> str:
        return name if (server := server_of(members)) is None else server.name

    named = list(groups.items())
    if wish.sort is not None and wish.sort not in _GRADED:
        named.sort(key=lambda group: title(*group).casefold(), reverse=wish.reverse)
    for name, members in named:
        if len(members) == 1 and wish.group is Grouping.SERVER:
            yield members[0]
            continue
        key = f"{wish.group.value}:{name}"
        folded = key in wish.folded
        yield Group(key, title(name, members), tuple(members), folded, server_of(members))
        if not folded:
            yield from members


def _group_key(group: Grouping, facts: Facts) -> Callable[[Row], str]:
    """What rows of a group have in common. Until it is known which entries are one server, those of one name are."""
    match group:
        case Grouping.SERVER:
            return lambda row: row.entry.name if (server := facts.servers.get(row.key)) is None else server.key
        case Grouping.CLIENT:
            return lambda row: row.client
        case _:
            told: dict[Path, str] = {}
            return lambda row: _project(row.entry, told, facts.machine)


def _project(entry: Entry, told: dict[Path, str], machine: Machine) -> str:
    """The project's folder, and whether that is gone; ``told`` remembers folders, since many entries share one."""
    folder = entry.source.project
    if folder is None:
        return "every project"
    if folder not in told:
        told[folder] = machine.short(folder)
    return f"{told[folder]} · gone" if entry.gone else told[folder]


def _value_of(column: Column, facts: Facts) -> Callable[[Row], str]:
    """What rows are compared by in a column, as text that sorts so; empty where it is not known."""
    match column:
        case Column.STATE:
            return lambda row: _ORDER[row.entry.state.kind]
        case Column.SERVER:
            return lambda row: row.name
        case Column.CLIENT:
            return lambda row: row.client
        case Column.SCOPE:
            return lambda row: plain(scope_cell(row.entry, facts.here))
        case Column.RUNS:
            return lambda row: row.runs_text
        case Column.REACH:
            return lambda row: _reach(facts.evidence.get(row.key), row.entry.definition)
        case Column.UPDATED:
            return lambda row: _updated(facts.evidence.get(row.key))
        case Column.USED:
            return lambda row: used_order(facts.used.get(row.key))
        case Column.RISK:
            return lambda row: _risk(facts.evidence.get(row.key))


def _reach(evidence: Evidence | None, definition: Definition) -> str:
    """The whole machine first, then the home, all that the user may, other folders, what is on the network alone."""
    if evidence is None:
        return ""
    reach = evidence.reach
    paths = reach.paths or ()
    covers = {path.covers for path in paths}
    gravest = (
        reach.shell or "root" in covers,
        "home" in covers,
        reach.is_all_rights(definition),
        bool(covers),
        bool(reach.hosts),
        True,
    )
    return f"{gravest.index(True)}{paths[0].path if paths else ''}"


def _updated(evidence: Evidence | None) -> str:
    """The longest ago first."""
    dated = None if evidence is None else evidence.updated.since
    return "" if dated is None else dated.at


def _risk(evidence: Evidence | None) -> str:
    """The gravest first, then where nothing was found."""
    return "" if evidence is None else str(risk_order(evidence))
