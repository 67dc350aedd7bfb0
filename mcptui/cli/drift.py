"""``drift``: the servers that stand in several places, and what their entries say differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from mcptui.cli.call import Call
from mcptui.cli.output import Ink, Inked, note
from mcptui.cli.table import Column, print_table
from mcptui.drift.differences import Difference, Variant
from mcptui.drift.servers import Server, Servers
from mcptui.drift.words import called, labels_of
from mcptui.model import Entry
from mcptui.plain_text import cells, cut, visible

_SCHEMA: Final = 1
_COLUMNS: Final = (Column(""), Column("DIFFERS IN"), Column("SAYS", most=100), Column("ENTRIES", least=16, middle=True))
_GAPS: Final = 8
_WIDTH: Final = 100  # where there is no terminal to fit
_LEAST: Final = 24
_WANTED: Final = 44
_MOST_LINES: Final = 5
_MOST_LABELS: Final = 12
_DIFFERS: Final = 1


def run(call: Call) -> int:
    """Print the servers with two or more entries, those that differ first."""
    look = call.look()
    servers = call.workspace.servers(look, call.entries(look))
    wanted = {entry.id for entry in call.chosen(look, all_matches=True)}
    shown = [server for server in servers.everything if any(entry.id in wanted for entry in server.entries)]
    several = sorted((server for server in shown if len(server.entries) > 1), key=lambda server: not server.aspects)
    if call.arguments.json:
        project = str(look.site.project.folder)
        rows = [_row(server, servers) for server in several]
        call.output.json({"schema": _SCHEMA, "project": project, "servers": rows})
    else:
        for number, server in enumerate(several):
            if number and (server.aspects or several[number - 1].aspects):
                call.output.line()
            _print(call, server)
        _print_namesakes(call, shown, servers)
        if not several:
            note("no server stands in more than one place here", "--all-projects looks beyond this project")
    return _DIFFERS if call.arguments.check and any(server.aspects for server in several) else 0


def _print(call: Call, server: Server) -> None:
    sign = ("≠ ", Ink.YELLOW) if server.aspects else ("= ", Ink.GREEN)
    call.output.line(sign, (server.name, Ink.BOLD), "  ", (called(server.entries[0], call.machine), Ink.DIM))
    call.output.line("  ", server.summary)
    if not server.aspects:
        return
    labels = labels_of(server.entries, server.name, call.machine)
    names = max(cells(each.aspect.value) + 2 for each in server.differences)
    said = max(cells(_text(each, variant)) for each in server.differences for variant in each.variants)
    longest = max(map(cells, labels.values()))
    room = (call.output.width or _WIDTH) - names - _GAPS
    # What is said may take what it needs, as long as one entry has room beside it.
    entries = max(_LEAST, min(max(longest, _WANTED), room - max(_LEAST, min(said, room - longest))))
    rows = [row for each in server.differences for row in _rows(each, labels, max(_LEAST, room - entries), entries)]
    print_table(call.output, _COLUMNS, rows)


def _text(difference: Difference, variant: Variant) -> str:
    return f"{difference.name} {variant.shown}" if difference.name else variant.shown


def _rows(difference: Difference, labels: Mapping[str, str], width: int, entries: int) -> Iterator[list[Inked]]:
    """Lines for each thing that is said. What drifts is marked, but for what most entries say."""
    drifts = difference.drifts
    label = difference.aspect.value if drifts else f"({difference.aspect.value})"
    for number, variant in enumerate(difference.variants):
        ink = Ink.YELLOW if drifts and number else Ink.PLAIN if drifts else Ink.DIM
        sign = "≠" if drifts and number else ""
        said, by = (
            list(_lines(_text(difference, variant), width)),
            list(_listed([labels[entry.id] for entry in variant.entries], entries)),
        )
        for at in range(max(len(said), len(by))):
            yield [
                (sign, ink),
                (label, Ink.PLAIN if drifts else Ink.DIM),
                (said[at] if at < len(said) else "", ink),
                (by[at] if at < len(by) else "", Ink.DIM),
            ]
            label = sign = ""
    if difference.more:
        told = "other things are said" if difference.variants else "more differ"
        yield [("", Ink.DIM), (label, Ink.DIM), (f"and {difference.more:,} {told}", Ink.DIM), ("", Ink.DIM)]


def _lines(text: str, width: int) -> Iterator[str]:
    """``text`` broken at blanks, and where there are none anywhere; the last line stands for all that is too much."""
    rest = visible(text, width * _MOST_LINES)
    while cells(rest) > width:
        line = cut(rest, width + 1)[:-1]
        at = line.rfind(" ") + 1 or len(line)
        yield rest[:at].rstrip()
        rest = rest[at:]
    yield rest


def _listed(labels: Sequence[str], width: int) -> Iterator[str]:
    """The labels, as many on a line as fit."""
    line = ""
    for label in labels[:_MOST_LABELS]:
        if line and cells(line) + cells(label) + 2 > width:
            yield f"{line},"
            line = label
        else:
            line = f"{line}, {label}" if line else label
    yield line
    if len(labels) > _MOST_LABELS:
        yield f"and {len(labels) - _MOST_LABELS:,} more"


def _print_namesakes(call: Call, shown: Sequence[Server], servers: Servers) -> None:
    """Names that mean different servers in different places."""
    told: set[str] = set()
    for server in shown:
        others = [] if server.key in told else list(servers.namesakes(server))
        if not others:
            continue
        told.update(each.key for each in (server, *others))
        call.output.line()
        call.output.line((server.name, Ink.BOLD), " is not the same server everywhere")
        rows: list[list[Inked]] = []
        for each in (server, *others[:_MOST_LABELS]):
            what = called(each.entries[0], call.machine)
            for line in _listed(list(labels_of(each.entries, each.name, call.machine).values()), _LEAST):
                rows.append([("", Ink.PLAIN), (what, Ink.PLAIN), (line, Ink.DIM)])
                what = ""
        print_table(call.output, (Column(""), Column("SERVER", least=16, middle=True), Column("ENTRIES")), rows)


def _row(server: Server, servers: Servers) -> dict[str, object]:
    return {
        "name": server.name,
        "differs": bool(server.aspects),
        "entries": [_entry_row(entry) for entry in server.entries],
        "differences": [_difference_row(each) for each in server.differences],
        "namesakes": [other.entries[0].id for other in islice(servers.namesakes(server), _MOST_LABELS)],
    }


def _entry_row(entry: Entry) -> dict[str, object]:
    project = entry.source.project
    return {
        "id": entry.id,
        "selector": entry.selector,
        "project": None if project is None else str(project),
        "file": str(entry.source.file),
        "state": entry.state.kind.value,
    }


def _difference_row(difference: Difference) -> dict[str, object]:
    return {
        "aspect": difference.aspect.value,
        "name": difference.name or None,
        "drifts": difference.drifts,
        "says": [
            {"text": variant.shown, "entries": [entry.id for entry in variant.entries]}
            for variant in difference.variants
        ],
        "more": difference.more,
    }
