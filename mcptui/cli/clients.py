"""``clients``: which clients are here, which of their files were read and which not, and how each switches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import NamedTuple

from mcptui.cli.call import Call
from mcptui.cli.output import Ink, note, padded
from mcptui.cli.projects import projects_row, tell_projects
from mcptui.inventory import Look
from mcptui.plain_text import cells, counted, cut, visible
from mcptui.presence import FileRead, Presence, Status, presences
from mcptui.rows import problem_row

_SCHEMA = 1
_INKS = {Status.FOUND: Ink.GREEN, Status.ABSENT: Ink.DIM, Status.UNREADABLE: Ink.RED}
_LEAST = 16
_WIDTH = 80
_BLANKS = 6  # of a line, before and between its parts
_MOST_TRACES = 3


def run(call: Call) -> int:
    """Print the clients that are here with their files; with ``--all``, or of those that are named, everything."""
    look = call.look()
    wanted, known = call.arguments.clients, look.site.clients
    clients = [client for id_, client in known.items() if wanted is None or id_ in wanted]
    found = [_in_scope(call, each) for each in presences(look, call.workspace.files, clients)]
    if call.arguments.json:
        problems = [problem_row(problem) for problem in known.problems]
        call.output.json({"schema": _SCHEMA, "clients": [_row(look, each) for each in found], "problems": problems})
        return 0
    if wanted is not None or call.arguments.all_matches:
        _tell_all(call, look, sorted(found, key=lambda each: not each.installed))
    else:
        _tell_those_here(call, look, found)
    for problem in known.problems:
        note(f"{call.machine.at(problem.path, problem.line)}: {problem.message}")
    return 0


def _in_scope(call: Call, presence: Presence) -> Presence:
    """With the files that ``--scope`` leaves."""
    id_ = presence.client.id
    return presence._replace(
        files=tuple(file for file in presence.files if call.wants(id_, file.source.scope)),
        unread=tuple(each for each in presence.unread if call.wants(id_, each.scope)),
    )


# --- as values


def _row(look: Look, presence: Presence) -> dict[str, object]:
    client = presence.client
    return {
        "id": client.id,
        "name": client.name,
        "takes_effect": client.takes_effect,
        "discontinued": client.discontinued or None,
        "files": [_file_row(file) for file in presence.files],
        **projects_row(look, client),
        "installed": presence.installed,
        "traces": [str(path) for path in presence.traces],
        "unread": [{"scope": each.scope.value, "path": each.path, "reason": each.reason} for each in presence.unread],
        "unverified": list(client.unverified),
    }


def _file_row(file: FileRead) -> dict[str, object]:
    source = file.source
    return {
        "scope": source.scope.value,
        "path": str(source.file),
        "key": list(source.key),
        "project": None if source.project is None else str(source.project),
        "status": file.status.value,
        "servers": file.servers,
        "switch": file.switch.value,
        "writable": source.writable,
        "reason": file.reason or None,
        "left": file.left,
    }


# --- in words, those that are here


def _tell_those_here(call: Call, look: Look, found: Sequence[Presence]) -> None:
    here = sorted((each for each in found if each.installed or each.there), key=lambda each: not each.installed)
    lines = {each.client.id: tuple(_lines(call, each)) for each in here}
    scopes = max((len(line.scopes) for each in lines.values() for line in each), default=0)
    room = max((cells(line.path) for each in lines.values() for line in each), default=0)
    told = max((len(line.told) for each in lines.values() for line in each), default=0)
    room = max(min(room, (call.output.width or _WIDTH) - scopes - told - _BLANKS), _LEAST)
    for presence in here:
        _head(call, presence)
        for line in lines[presence.client.id]:
            path = padded(cut(line.path, room, middle=True), room)
            call.output.line(f"  {line.scopes:<{scopes}}  {path}  ", (line.told, line.ink))
            if line.reason:
                _sentence(call, line.reason, scopes + 4)
        if not presence.there:
            _sentence(call, f"no file with servers yet; {_traces(call, presence)}", 2)
        tell_projects(call, look, presence.client)
    absent = [each.client.name for each in found if not (each.installed or each.there)]
    if absent:
        if here:
            call.output.line()
        _sentence(call, f"No trace of: {', '.join(absent)}", 0)
    _sentence(call, "Every place, how each is switched, what is not verified: mcptui clients --all, or --client ID", 0)


def _head(call: Call, presence: Presence) -> None:
    client = presence.client
    told = "" if presence.installed else "  not installed, as far as its files tell"
    call.output.line((visible(client.name), Ink.BOLD), (f"  {client.id}{told}", Ink.DIM))
    if client.discontinued:
        call.output.line("  ", (client.discontinued, Ink.YELLOW))


class _Line(NamedTuple):
    """A file that is there, as one line tells it, with the reason below it."""

    scopes: str
    path: str
    told: str
    ink: Ink
    reason: str


def _lines(call: Call, presence: Presence) -> Iterator[_Line]:
    """The files that are there; one in which the client looks under several keys is one all the same.

    What it does not read, and has no servers in it, is there for something else.
    """
    there = (file for file in presence.there if file.servers or not file.left)
    for path, group in groupby(there, lambda each: each.source.file):
        files = tuple(group)
        scopes = ", ".join(dict.fromkeys(file.source.scope.value for file in files))
        short = visible(call.machine.short(path))
        if files[0].status is Status.UNREADABLE:
            yield _Line(scopes, short, "cannot be read", Ink.RED, files[0].reason)
            continue
        servers, left = _count(sum(file.servers for file in files)), files[0].left
        told, ink = (f"{servers}, not read", Ink.YELLOW) if left else (servers, Ink.PLAIN)
        yield _Line(scopes, short, told, ink, files[0].reason if left else "")


def _count(servers: int) -> str:
    return counted(servers, "server") if servers else "no server"


def _traces(call: Call, presence: Presence) -> str:
    """What tells that a client is installed; a folder tells as much as the files in it."""
    traces = set(presence.traces)
    told = [path for path in presence.traces if traces.isdisjoint(path.parents)][:_MOST_TRACES]
    *others, last = map(call.machine.short, told)
    return f"{', '.join(others)} and {last} are there" if others else f"{last} is there"


def _sentence(call: Call, sentence: str, indent: int) -> None:
    """Lines that fit, none of them louder than what they are about."""
    width = max((call.output.width or _WIDTH) - indent, _LEAST)
    for line in wrap(visible(sentence), width, break_long_words=False, break_on_hyphens=False):
        call.output.line(" " * indent, (line, Ink.DIM))


# --- in words, everything


def _tell_all(call: Call, look: Look, found: Sequence[Presence]) -> None:
    for number, presence in enumerate(found):
        if number:
            call.output.line()
        client = presence.client
        call.output.line((client.name, Ink.BOLD), f"  {client.id}")
        if client.discontinued:
            call.output.line("  ", (client.discontinued, Ink.YELLOW))
        _sentence(call, f"a change takes effect {client.takes_effect}", 2)
        _sentence(call, f"installed: {_traces(call, presence)}" if presence.installed else "no trace of it here", 2)
        for file in presence.files:
            count = "" if file.status is not Status.FOUND else f"  {_count(file.servers)}"
            call.output.line(
                "  ",
                (f"{file.status.value:<11}", _INKS[file.status]),
                f"{file.source.scope.value:<9} {call.machine.short(file.source.file)}{count}",
                (f"  switch: {file.switch.value}", Ink.DIM),
            )
            if file.reason:
                _sentence(call, file.reason, 23)
        for reason, group in groupby(presence.unread, lambda each: each.reason):
            for each in group:
                path = call.machine.short(each.path)
                call.output.line("  ", (f"{'not read':<11}", Ink.DIM), f"{each.scope.value:<9} {path}")
            _sentence(call, reason, 23)
        tell_projects(call, look, client)
        for sentence in client.unverified:
            _sentence(call, f"not verified: {sentence}", 2)
