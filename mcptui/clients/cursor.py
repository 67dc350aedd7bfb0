"""Cursor: a user file, one per project, and plugins; its own switch lives in a database that mcptui does not touch."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import SWITCHES, Shape
from mcptui.clients.variables import ENV, Variables
from mcptui.model import Effect, Scope, Syntax, Transport

_PLUGIN = Reads(
    Scope.PLUGIN,
    "~/.cursor/plugins/local/*/mcp.json",
    writable=False,
    note="plugin",
    doubt="Cursor keeps in its database which plugins are on",
)
_HIDDEN = "dotted plugin"


class Cursor(Declared):
    """Facts: cursor.com/docs/context/mcp; ``disabled`` in an entry is documented nowhere and taken as ignored.

    Plugins and ``.mcp.json``: snyk/agent-scan. Entries of one name in several files are servers of their own.
    """

    id = "cursor"
    name = "Cursor"
    takes_effect = "when Cursor sees the file change; a server that was put back may ask to be switched on there"
    effect = Effect.AT_ONCE
    unverified = ('that it ignores "disabled" in an entry', "that it takes comments in its files")
    traces = ("~/.cursor",)
    opened = ("<config>/Cursor/User",)
    nearness = Nearness.EITHER
    precedence = ()
    reads = (
        Reads(Scope.USER, "~/.cursor/mcp.json", syntax=Syntax.JSONC),
        Reads(Scope.PROJECT, "<project>/.cursor/mcp.json", syntax=Syntax.JSONC),
        Reads(
            Scope.PROJECT,
            "<project>/.mcp.json",
            note=".mcp.json",
            shared=True,
            doubt="Cursor was seen to read it; it does not say so",
        ),
        _PLUGIN,
        _PLUGIN._replace(path="~/.cursor/plugins/local/*/.mcp.json", note=_HIDDEN),
        _PLUGIN._replace(path="~/.cursor/plugins/cache/*/*/*/mcp.json"),
        _PLUGIN._replace(path="~/.cursor/plugins/cache/*/*/*/.mcp.json", note=_HIDDEN),
    )
    shape = Shape(
        types={
            "stdio": Transport.STDIO,
            "http": Transport.HTTP,
            "streamable-http": Transport.HTTP,
            "sse": Transport.SSE,
        },
        ignored=SWITCHES,
    )
    variables = Variables((ENV,), ("${workspaceFolder", "${userHome", "${pathSeparator"))
