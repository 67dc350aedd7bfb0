"""Cursor: a user file and one per project; its own switch lives in a database that mcptui does not touch."""

from __future__ import annotations

import os
from collections.abc import Iterator

from mcptui.clients.base import Client, Site
from mcptui.clients.shape import Shape
from mcptui.model import Scope, Source, Syntax, Transport

_KEY = ("mcpServers",)


class Cursor(Client):
    """Facts: cursor.com/docs/context/mcp; ``disabled`` in an entry is documented nowhere and taken as ignored."""

    id = "cursor"
    name = "Cursor"
    takes_effect = "when Cursor sees the file change; a server that was put back may ask to be switched on there"
    shape = Shape(
        types={
            "stdio": Transport.STDIO,
            "http": Transport.HTTP,
            "streamable-http": Transport.HTTP,
            "sse": Transport.SSE,
        },
        ignored=("disabled", "enabled"),
    )

    def sources(self, site: Site) -> Iterator[Source]:
        yield Source(self.id, Scope.USER, site.machine.home / ".cursor" / "mcp.json", _KEY, Syntax.JSONC)
        for folder in dict.fromkeys((site.project.folder, site.project.root, *(each.folder for each in site.others))):
            if str(folder) != os.path.realpath(site.machine.home):
                file = folder / ".cursor" / "mcp.json"
                yield Source(self.id, Scope.PROJECT, file, _KEY, Syntax.JSONC, project=folder)
