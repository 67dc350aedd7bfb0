"""Roo Code, an extension of VS Code that is no longer made; its files are still on disks."""

from __future__ import annotations

from pathlib import Path

from mcptui.clients.base import Site
from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads, Start
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.clients.variables import ENV, Variables
from mcptui.clients.vscode import user_folder
from mcptui.model import Effect, Scope, Syntax, Transport

_vscode_folder = user_folder("Code")


def storage(site: Site) -> Path:
    """Where the extension keeps its files: VS Code's place for that, or what the user set instead."""
    settings = site.read(_vscode_folder(site) / "settings.json", Syntax.JSONC, Scope.USER)
    told = None if settings is None else settings.value(("roo-cline.customStoragePath",))
    if isinstance(told, str) and Path(told).is_absolute():
        return Path(told)
    return _vscode_folder(site) / "globalStorage" / "rooveterinaryinc.roo-cline"


class RooCode(Declared):
    """Facts: RooCodeInc/Roo-Code:src/services/mcp/McpHub.ts; ``alwaysAllow`` only spares the user a question."""

    id = "roo-code"
    name = "Roo Code"
    takes_effect = "at once: Roo Code watches the file"
    effect = Effect.AT_ONCE
    traces = ("<storage>",)
    discontinued = "Roo Code was given up in May 2026"
    starts = (Start("<storage>", storage),)
    nearness = Nearness.EITHER
    reads = (
        Reads(Scope.USER, "<storage>/settings/mcp_settings.json"),
        Reads(Scope.PROJECT, "<project>/.roo/mcp.json"),
    )
    shape = Shape(
        types={"stdio": Transport.STDIO, "sse": Transport.SSE, "streamable-http": Transport.HTTP},
        urls={"url": None},
        deny="disabledTools",
        timeout=("timeout", 1),
        ignored=("enabled",),
        spares="alwaysAllow",
    )
    variables = Variables((ENV,), ("${workspaceFolder",))
    switching = Field("disabled", off_value=True)
