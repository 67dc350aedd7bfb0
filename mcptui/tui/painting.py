"""From a line of the table to what stands in its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from mcptui.model import Entry, StateKind, Used
from mcptui.plain_text import counted
from mcptui.tui.cells import reach_cell, scope_cell, updated_cell
from mcptui.tui.filter import NO_FILTER, Filter
from mcptui.tui.listing import Column, Facts, Group, Line, ProblemRow, Row
from mcptui.tui.matches import name_cell
from mcptui.tui.risks import counted_risks, risk_cell
from mcptui.tui.staging import Staged
from mcptui.tui.text import safe_text
from mcptui.tui.used import used_cell
from mcptui.tui.words import DIFFERS, PROBLEM, SIGNS, STATE_TONES, Cell, Piece, Tone

if TYPE_CHECKING:
    from mcptui.rows import Evidence

_NONE: Final[Mapping[Column, Cell]] = MappingProxyType({})
_LONGEST_NAME = 80
_LONGEST_MESSAGE = 300
_QUIET = frozenset({StateKind.OFF, StateKind.SHADOWED, StateKind.BLOCKED})


class Painted(NamedTuple):
    """A line ready to be laid out: its sign, and either cells by column or one ``span`` over all of them.

    ``rest`` has the room behind the last column that there is a cell for, its first piece before the others.
    ``quiet``: the whole line is dim, because nothing of it would run.
    """

    sign: Cell
    cells: Mapping[Column, Cell] = _NONE
    span: Cell | None = None
    rest: Cell = ()
    quiet: bool = False


def paint(line: Line, facts: Facts, staged: Mapping[str, Staged], wanted: Filter = NO_FILTER) -> Painted:
    """What stands in ``line``; what the filter ``wanted`` and found in a name is marked."""
    match line:
        case Row():
            return _server(line, facts, staged.get(line.key), wanted)
        case Group():
            return _group(line, facts, staged)
        case ProblemRow():
            return _problem(line, facts)


def sign_cell(entry: Entry, staged: Staged | None) -> Cell:
    """``●``, or ``●→○`` where a change is staged."""
    sign = SIGNS[entry.state.kind]
    if staged is None:
        return (Piece(sign, STATE_TONES[entry.state.kind]),)
    return (Piece(f"{sign}→{staged.sign}", Tone.ACCENT),)


def _server(row: Row, facts: Facts, staged: Staged | None, wanted: Filter) -> Painted:
    entry = row.entry
    name = name_cell(safe_text(entry.name, _LONGEST_NAME), row, wanted)
    twin = facts.twins.get(row.key)
    cells = {
        Column.SERVER: (*name, Piece(f" {twin}", Tone.FAINT)) if twin else name,
        Column.CLIENT: (Piece(safe_text(row.client), Tone.DIM),),
        Column.SCOPE: scope_cell(entry, facts.here),
        Column.RUNS: row.runs,
    }
    evidence: Evidence | None = facts.evidence.get(row.key)
    if evidence is not None:
        cells[Column.REACH] = reach_cell(evidence.reach, entry.definition, facts.machine)
        cells[Column.UPDATED] = updated_cell(evidence.updated, facts.now)
        cells[Column.RISK] = risk_cell(evidence)
    used: Used | None = facts.used.get(row.key)
    if used is not None:
        cells[Column.USED] = used_cell(used, facts.now)
    return Painted(sign_cell(entry, staged), cells, quiet=entry.state.kind in _QUIET)


def _group(group: Group, facts: Facts, staged: Mapping[str, Staged]) -> Painted:
    on = [row for row in group.rows if row.entry.on]
    known = (facts.evidence.get(row.key) for row in on)  # as at the top: what is off is no danger
    risks = Counter(evidence.risk for evidence in known if evidence is not None and evidence.risk is not None)
    changed = sum(row.key in staged for row in group.rows) if staged else 0
    told = f"   {counted(len(group.rows), 'entry', 'entries')} · {len(on):,} on"
    differs = () if group.server is None else group.server.aspects
    return Painted(
        (Piece("▸" if group.folded else "▾", Tone.DIM),),
        span=(
            Piece(safe_text(group.title, _LONGEST_NAME), Tone.STRONG),
            Piece(told, Tone.FAINT),
            *(Piece(f" · {told}", Tone.DANGER) for _, told in counted_risks(risks)),
            *((Piece(f" · {changed:,} staged", Tone.ACCENT),) if changed else ()),
            *((Piece(f"   {DIFFERS} {', '.join(differs)}", Tone.WARN),) if differs else ()),
        ),
    )


def _problem(line: ProblemRow, facts: Facts) -> Painted:
    """The name of the file where those of servers stand; then its place, which says more than why it cannot be read:
    several files have the same name, and the detail tells the reason in full."""
    problem = line.problem
    place = facts.machine.at(problem.path, problem.line, problem.column)
    return Painted(
        (Piece(PROBLEM, Tone.DANGER),),
        {
            Column.SERVER: (Piece(safe_text(problem.path.name, _LONGEST_NAME), Tone.STRONG),),
            Column.CLIENT: (Piece(safe_text(line.client), Tone.DIM),),
            Column.SCOPE: (Piece(problem.scope.value, Tone.DIM),),
        },
        rest=(
            Piece(safe_text(place, _LONGEST_MESSAGE), Tone.DIM),
            Piece("   "),
            Piece(safe_text(problem.message, _LONGEST_MESSAGE), Tone.DANGER),
        ),
    )
