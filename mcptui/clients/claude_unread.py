"""Files in which users keep servers for Claude Code that it never reads: shown as off, so that nobody waits for them.

Documented in ericbuess/claude-code-docs:docs/mcp.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.claude_settings import configuration_folder
from mcptui.model import Place, Scope, Source, StateKind, Syntax

WHY: Final = "Claude Code reads no servers from this file"
_NOTE: Final = "not read:"
_OF_USER: Final = (".mcp.json", "mcp.json", "settings.json")
_OF_PROJECT: Final = ("mcp.json", "settings.json", "settings.local.json")


def unread_sources(site: Site, client: str) -> Iterator[Source]:
    """Such files, of the user and of the projects that have a folder for Claude Code."""
    user = configuration_folder(site)
    for name in _OF_USER:
        yield Source(client, Scope.USER, user / name, ("mcpServers",), Syntax.JSON, note=f"{_NOTE} {name}")
    for project in (site.project, *site.others):
        folder = project.folder / ".claude"
        for name in _OF_PROJECT if folder != user and site.names(folder) else ():
            file, note = folder / name, f"{_NOTE} {name}"
            yield Source(client, Scope.PROJECT, file, ("mcpServers",), Syntax.JSON, project.folder, note=note)


def is_unread(source: Source) -> bool:
    """Whether it is one of these."""
    return (source.note or "").startswith(_NOTE)


def unread(found: Found) -> Cause:
    """Why it is off."""
    place = Place(found.source.file, found.line)
    hint = "servers count in ~/.claude.json and in .mcp.json"
    return cause(StateKind.OFF, WHY, place, hint=hint)
