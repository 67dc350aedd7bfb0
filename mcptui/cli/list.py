"""``list``: every entry, as a table or as the contract's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcptui.cli.call import Call
from mcptui.cli.output import Ink, Inked, note
from mcptui.cli.table import Column, print_table
from mcptui.cli.words import SIGNS, day, reach_in_short, risk, runs
from mcptui.inventory import Look
from mcptui.model import Entry, Problem
from mcptui.rows import problem_row, project_row, row

if TYPE_CHECKING:
    from mcptui.lost.missing import Lost

_SCHEMA = 1


def run(call: Call) -> int:
    """Print the entries; problems, and word of what is gone, go beside them, on standard error."""
    look = call.look()
    entries = call.chosen(look, all_matches=True)
    problems = [each for each in look.inventory.problems if call.wants(each.client, each.scope)]
    if call.arguments.json:
        used = call.workspace.known_use(look)
        call.output.json(
            {
                "schema": _SCHEMA,
                "project": str(look.site.project.folder),
                "servers": [row(entry, call.workspace.evidence(entry, look), used.get(entry.id)) for entry in entries],
                "problems": [problem_row(problem) for problem in problems],
                **({"projects": [project_row(each) for each in look.projects]} if call.arguments.everywhere else {}),
            }
        )
        call.workspace.remember(look)
        return 0
    if entries:
        _print(call, look, entries)
    elif not problems:
        note("no MCP server is configured here", "mcptui clients shows where every client looks")
    for problem in problems:
        note(_told(call, problem))
    lost = call.workspace.remember(look)
    if lost:
        _tell_lost(call, lost)
    return 0


def _print(call: Call, look: Look, entries: tuple[Entry, ...]) -> None:
    everywhere = call.arguments.everywhere
    columns = [
        Column("STATE"),
        Column("NAME", least=8),
        Column("CLIENT"),
        Column("SCOPE"),
        *([Column("PROJECT", least=10, middle=True)] if everywhere else []),
        Column("RUNS", least=10, middle=True),
        Column("RISK"),
        Column("REACH", least=9, middle=True),
        Column("UPDATED"),
    ]
    print_table(call.output, columns, [_row(call, look, entry, everywhere=everywhere) for entry in entries])


def _row(call: Call, look: Look, entry: Entry, *, everywhere: bool) -> list[Inked]:
    evidence = call.workspace.evidence(entry, look)
    sign, ink = SIGNS[entry.state.kind]
    project = "" if entry.source.project is None else call.machine.short(entry.source.project)
    project += " (gone)" if entry.gone else ""
    return [
        (f"{sign} {entry.state.kind.value}", ink),
        (entry.name, Ink.BOLD if entry.on else Ink.PLAIN),
        (entry.source.client, Ink.PLAIN),
        (entry.source.scope.value, Ink.PLAIN),
        *([(project, Ink.DIM if entry.gone else Ink.PLAIN)] if everywhere else []),
        (runs(entry, evidence), Ink.PLAIN),
        risk(evidence),
        (reach_in_short(evidence.reach, entry.definition, call.machine), Ink.PLAIN),
        (day(evidence.updated), Ink.DIM),
    ]


def _tell_lost(call: Call, lost: tuple[Lost, ...]) -> None:
    from mcptui.cli.lost import asked_for
    from mcptui.lost.words import gone_line, worth_a_word

    told = worth_a_word(asked_for(call, lost))
    if told:
        note(gone_line(told, call.machine), "mcptui doctor tells which, and how to put them back")


def _told(call: Call, problem: Problem) -> str:
    return f"{call.machine.at(problem.path, problem.line, problem.column)}: {problem.message}"
