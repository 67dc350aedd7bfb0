"""AI Assistant in the JetBrains editors: each version of each has a file of its own in XML, which is only read."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import PLAIN, define
from mcptui.errors import Refused
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Definition, Entry, Place, Scope, Source, StateKind, Switch, Syntax
from mcptui.operations import FileOperations

_COMPONENTS: Final = ("McpApplicationServerCommands", "McpServersComponent")
_TABLES: Final[tuple[KeyPath, ...]] = ((), ("commands",), ("urls",))
_BY_HAND: Final = "switch it in the editor's settings, under Tools, AI Assistant, Model Context Protocol"
_EDITOR: Final = Reads(
    Scope.USER,
    "<config>/JetBrains/*/options/llm.mcpServers.xml",
    syntax=Syntax.XML,
    writable=False,
    note="editor",
)
_NEWER: Final = Reads(
    Scope.USER,
    "~/.ai/mcp/mcp.json",
    writable=False,
    note="mcp.json",
    doubt="newer editors read this file, and each keeps elsewhere which of these servers are on",
)


class JetBrainsAI(Declared):
    """Facts: third-party readers and writers of these files; the vendor tells no schema.

    The editor writes its file from memory when it ends, so nothing is edited. An entry there without a
    program or an address only says whether a server of the newer file is on.
    """

    id = "jetbrains-ai"
    name = "JetBrains AI Assistant"
    takes_effect = "with the editor's next start"
    nearness = Nearness.EITHER
    precedence = ()
    reads = (
        *(_EDITOR._replace(key=(component, *table)) for component, table in product(_COMPONENTS, _TABLES)),
        _NEWER,
        _NEWER._replace(scope=Scope.PROJECT, path="<project>/.ai/mcp/mcp.json"),
    )
    shape = PLAIN._replace(cwd="workingDirectory")
    other_shapes = (shape._replace(command="programPath", args="arguments", env="envs"),)

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        names = super().names_in(source, document)
        if source.syntax is not Syntax.XML:
            return names
        return ((name, path) for name, path in names if {"programPath", "url"} & {*document.keys(path)})

    def define(self, value: object, source: Source) -> Definition:
        if source.syntax is not Syntax.XML or not isinstance(value, dict):
            return super().define(value, source)
        return define(_with_words(value), self.other_shapes[0])

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        causes = super().causes(found, everything, site)
        off = isinstance(found.value, dict) and found.value.get("enabled") == "false"
        if off and found.source.syntax is Syntax.XML:
            place = Place(found.source.file, found.line)
            causes.append(cause(StateKind.OFF, "enabled = false", place, hint=_BY_HAND))
        return causes

    def switch(self, found: Found) -> Switch:
        return Switch.NONE

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        raise Refused(f"{self.name} writes this file itself: {entry.name} cannot be switched here", _BY_HAND)


def _with_words(entry: Mapping[str, object]) -> dict[str, object]:
    """The entry with its arguments, which stand in one text, as a list; without what is empty."""
    told = {key: value for key, value in entry.items() if value not in (None, "")}
    words = told.get("arguments")
    if isinstance(words, str):
        try:
            told["arguments"] = shlex.split(words)
        except ValueError:  # a quote that is left open
            told["arguments"] = words.split()
    return told
