"""VS Code: ``mcp.json`` with comments, for the user and for a workspace; its own switch lives in a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.shape import Shape
from mcptui.formats.document import KeyPath
from mcptui.machine import Machine
from mcptui.model import Definition, Scope, Source, StateKind, Syntax

_KEY = ("servers",)


class VSCode(Client):
    """Facts: microsoft/vscode-docs:docs/copilot/reference/mcp-configuration.md; microsoft/vscode#300273 (switch)."""

    id = "vscode"
    name = "VS Code"
    takes_effect = "at once; VS Code may ask again whether to trust a changed server"
    shape = Shape(ignored=("disabled", "enabled"))

    def sources(self, site: Site) -> Iterator[Source]:
        user = user_folder(site.machine)
        yield Source(self.id, Scope.USER, user / "mcp.json", _KEY, Syntax.JSONC)
        for profile in site.names(user / "profiles"):
            file = user / "profiles" / profile / "mcp.json"
            yield Source(self.id, Scope.USER, file, _KEY, Syntax.JSONC, note=f"profiles/{profile}")
        for folder in dict.fromkeys((site.project.folder, site.project.root, *(each.folder for each in site.others))):
            file = folder / ".vscode" / "mcp.json"
            yield Source(self.id, Scope.PROJECT, file, _KEY, Syntax.JSONC, project=folder)

    def containers(self) -> tuple[KeyPath, ...]:
        return (_KEY,)

    def define(self, value: object, source: Source) -> Definition:
        """As everywhere, but a variable of ``env`` may be null: the server then runs without it."""
        if isinstance(value, dict) and isinstance(value.get("env"), dict):
            value = {**value, "env": {name: text for name, text in value["env"].items() if text is not None}}
        return super().define(value, source)

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        causes = super().causes(found, everything, site)
        if found.source.note and not causes:
            return [cause(StateKind.UNKNOWN, "on only in a window that uses this profile of VS Code")]
        return causes


def user_folder(machine: Machine) -> Path:
    """Where VS Code keeps what belongs to the user."""
    portable = machine.variable("VSCODE_PORTABLE")
    base = machine.app_config / "Code" if portable is None else Path(portable) / "user-data"
    return base / "User"
