"""VS Code: ``mcp.json`` with comments, for the user and for a workspace; its own switch lives in a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mcptui.clients.base import Client, Shape, Site
from mcptui.machine import Machine
from mcptui.model import Scope, Source, Syntax

_KEY = ("servers",)


class VSCode(Client):
    """Facts: microsoft/vscode-docs:docs/copilot/reference/mcp-configuration.md; microsoft/vscode#300273 (switch)."""

    id = "vscode"
    name = "VS Code"
    takes_effect = "at once; VS Code may ask again whether to trust a changed server"
    shape = Shape(ignored=("disabled", "enabled"))

    def sources(self, site: Site) -> Iterator[Source]:
        yield Source(self.id, Scope.USER, user_folder(site.machine) / "mcp.json", _KEY, Syntax.JSONC)
        for folder in dict.fromkeys((site.project.folder, site.project.root, *(each.folder for each in site.others))):
            file = folder / ".vscode" / "mcp.json"
            yield Source(self.id, Scope.PROJECT, file, _KEY, Syntax.JSONC, project=folder)


def user_folder(machine: Machine) -> Path:
    """Where VS Code keeps what belongs to the user."""
    portable = machine.variable("VSCODE_PORTABLE")
    base = machine.app_config / "Code" if portable is None else Path(portable) / "user-data"
    return base / "User"
