"""``clients``: every client, where it looks, and how it switches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from mcptui.cli.call import Call
from mcptui.cli.output import Ink
from mcptui.cli.projects import projects_row, tell_projects
from mcptui.clients.base import Client, Found
from mcptui.errors import Unreadable
from mcptui.inventory import Look
from mcptui.model import Definition, Source, Transport

_SCHEMA = 1
_INKS = {"found": Ink.GREEN, "absent": Ink.DIM, "unreadable": Ink.RED}


class _Place(NamedTuple):
    """One source as this verb tells it. ``status`` is ``found``, ``absent`` or ``unreadable``."""

    source: Source
    status: str
    servers: int
    switch: str

    @property
    def row(self) -> dict[str, object]:
        project = self.source.project
        return {
            "scope": self.source.scope.value,
            "path": str(self.source.file),
            "key": list(self.source.key),
            "project": None if project is None else str(project),
            "status": self.status,
            "servers": self.servers,
            "switch": self.switch,
            "writable": self.source.writable,
        }


def run(call: Call) -> int:
    """Print every client, installed or not."""
    look = call.look()
    wanted = call.arguments.clients
    clients = [client for client in look.site.clients.values() if wanted is None or client.id in wanted]
    if call.arguments.json:
        call.output.json({"schema": _SCHEMA, "clients": [_row(call, look, client) for client in clients]})
        return 0
    for number, client in enumerate(clients):
        if number:
            call.output.line()
        call.output.line((client.name, Ink.BOLD), f"  {client.id}")
        if client.discontinued:
            call.output.line("  ", (client.discontinued, Ink.YELLOW))
        call.output.line("  ", ("a change takes effect ", Ink.DIM), client.takes_effect)
        for place in _places(call, look, client):
            count = "" if place.status != "found" else f"  {place.servers} server{'' if place.servers == 1 else 's'}"
            call.output.line(
                "  ",
                (f"{place.status:<11}", _INKS[place.status]),
                f"{place.source.scope.value:<9} {call.machine.short(place.source.file)}{count}",
                (f"  switch: {place.switch}", Ink.DIM),
            )
        tell_projects(call, look, client)
    return 0


def _row(call: Call, look: Look, client: Client) -> dict[str, object]:
    return {
        "id": client.id,
        "name": client.name,
        "takes_effect": client.takes_effect,
        "discontinued": client.discontinued or None,
        "files": [place.row for place in _places(call, look, client)],
        **projects_row(look, client),
    }


def _places(call: Call, look: Look, client: Client) -> Iterator[_Place]:
    unreadable = {problem.path for problem in look.inventory.problems}
    servers = Counter(entry.source for entry in look.entries if entry.parked is None)
    scopes = call.arguments.scopes
    for source in client.sources(look.site):
        if scopes is not None and source.scope.value not in scopes:
            continue
        # What switches an entry depends on where it stands, not on what it says.
        entry = Found(source, "", (*source.key, ""), {}, None, Definition(Transport.UNKNOWN))
        yield _Place(
            source,
            "unreadable" if source.file in unreadable else _status(call, source),
            servers[source],
            client.switch(entry).value,
        )


def _status(call: Call, source: Source) -> str:
    try:
        return "absent" if call.workspace.files.facts(source.file) is None else "found"
    except Unreadable:
        return "unreadable"
