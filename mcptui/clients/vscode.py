"""VS Code and the editors made of it: ``mcp.json`` with comments, for the user, a profile and a workspace.

The switch that they show is kept in a database that the running editor holds, and is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads, Start
from mcptui.clients.shape import SWITCHES, Shape
from mcptui.clients.variables import ENV, Variables
from mcptui.model import Definition, Effect, Place, Scope, Source, StateKind, Syntax

_LEFT = "the servers of settings.json moved to mcp.json"
_ACCESS = ("chat.mcp.access",)


def user_folder(name: str) -> Callable[[Site], Path]:
    """Where an editor made of VS Code keeps what belongs to the user; ``name`` is its folder."""

    def folder(site: Site) -> Path:
        portable = site.machine.variable("VSCODE_PORTABLE")
        base = site.machine.app_config / name if portable is None else Path(portable) / "user-data"
        return base / "User"

    return folder


def _reads(remote: str | None, *, own: bool) -> tuple[Reads, ...]:
    """What an editor reads; ``remote``: the folder of its server, ``own``: whether ``.vscode`` is made for it."""
    of_user = Reads(Scope.USER, "<user>/mcp.json", ("servers",), Syntax.JSONC)
    profile = "on only in a window that uses this profile"
    nested = of_user._replace(path="<user>/settings.json", key=("mcp", "servers"), note="settings", dead=_LEFT)
    from_afar = of_user._replace(
        path=f"~/{remote}/data/User/mcp.json", note="remote", when="in a window that is opened here from afar"
    )
    container = Reads(
        Scope.PROJECT,
        "<project>/.devcontainer/devcontainer.json",
        ("customizations", "vscode", "mcp", "servers"),
        Syntax.JSONC,
        note=".devcontainer",
        shared=not own,
        doubt="on only in the container that this file describes",
    )
    return (
        of_user,
        of_user._replace(path="<user>/profiles/*/mcp.json", note="profile", doubt=profile),
        *((from_afar,) if remote else ()),
        Reads(Scope.PROJECT, "<project>/.vscode/mcp.json", ("servers",), Syntax.JSONC, shared=not own),
        Reads(
            Scope.PROJECT,
            "<project>/.mcp.json",
            note=".mcp.json",
            shared=True,
            doubt="recent builds were seen to read it; it is not documented",
        ),
        nested,
        nested._replace(key=("mcp.servers",), note="dotted settings"),
        Reads(
            Scope.PROJECT,
            "<project>/*.code-workspace",
            ("settings", "mcp", "servers"),
            Syntax.JSONC,
            note="workspace",
            shared=not own,
            doubt="on only in a window that opens this workspace",
        ),
        container,
        container._replace(path="<project>/.devcontainer.json", note=".devcontainer.json"),
    )


class VSCode(Declared):
    """Facts: microsoft/vscode-docs:docs/copilot/reference/mcp-configuration.md; microsoft/vscode#300273 (switch).

    Entries of one name in several files are servers of their own.
    """

    id = "vscode"
    family = "vscode"
    name = "VS Code"
    takes_effect = "at once; VS Code may ask again whether to trust a changed server"
    effect = Effect.AT_ONCE
    traces = ("<user>", "~/.vscode", "~/.vscode-server")
    opened = ("<user>",)
    starts = (Start("<user>", user_folder("Code")),)
    nearness = Nearness.EITHER
    precedence = ()
    reads = _reads(".vscode-server", own=True)
    shape = Shape(ignored=SWITCHES)
    variables = Variables((ENV,), ("${workspaceFolder", "${userHome"), bound=("${input:",))

    def define(self, value: object, source: Source) -> Definition:
        """As everywhere, but a variable of ``env`` may be null: the server then runs without it."""
        if isinstance(value, dict) and isinstance(value.get("env"), dict):
            value = {**value, "env": {name: text for name, text in value["env"].items() if text is not None}}
        return super().define(value, source)

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        causes, access = super().causes(found, everything, site), self._access(site)
        if access is None or (causes and access.state.kind is StateKind.UNKNOWN):
            return causes
        return [access, *causes]

    def _access(self, site: Site) -> Cause | None:
        """What the setting says that stands above all servers; None: they may run."""
        file = self.folders.place("<user>/settings.json", site)
        settings = site.read(file, Syntax.JSONC, Scope.USER)
        told = None if settings is None else settings.value(_ACCESS)
        if settings is None or told not in ("none", "registry"):
            return None
        place, hint = Place(file, settings.line(_ACCESS)), f"change {_ACCESS[0]} in the settings of {self.name}"
        if told == "none":
            return cause(StateKind.OFF, f"{_ACCESS[0]} = none: no server is started", place, hint=hint)
        only = f"{_ACCESS[0]} = registry: only what the organisation's registry holds is started"
        return cause(StateKind.UNKNOWN, only, place, hint=hint)


class VSCodeInsiders(VSCode):
    """As VS Code, in folders of its own; that of its server is taken to be named likewise."""

    id = "vscode-insiders"
    name = "VS Code Insiders"
    takes_effect = "at once; VS Code Insiders may ask again whether to trust a changed server"
    unverified = ("the folder of its server, which is taken to be like VS Code's",)
    traces = ("<user>", "~/.vscode-insiders", "~/.vscode-server-insiders")
    starts = (Start("<user>", user_folder("Code - Insiders")),)
    reads = _reads(".vscode-server-insiders", own=False)


class VSCodium(VSCode):
    """As VS Code, which it is built from; its folders are concluded from that."""

    id = "vscodium"
    name = "VSCodium"
    takes_effect = "at once; VSCodium may ask again whether to trust a changed server"
    unverified = ("its folders, which are taken to be like VS Code's",)
    traces = ("<user>", "~/.vscode-oss", "~/.vscodium-server")
    starts = (Start("<user>", user_folder("VSCodium")),)
    reads = _reads(None, own=False)
