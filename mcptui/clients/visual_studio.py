"""Visual Studio, on Windows alone: files of its own and those of other editors, with its own key."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import SWITCHES, Shape
from mcptui.clients.variables import ENV, Variables
from mcptui.machine import System
from mcptui.model import Effect, Scope, Syntax

_OWN = Reads(Scope.USER, "~/.mcp.json", ("servers",), systems=(System.WINDOWS,))
_SOLUTION = _OWN._replace(scope=Scope.PROJECT, path="<project>/.vs/mcp.json")


class VisualStudio(Declared):
    """Facts: MicrosoftDocs/visualstudio-docs:docs/ide/mcp-servers.md; the key in ``.cursor/mcp.json`` is a guess."""

    id = "visual-studio"
    name = "Visual Studio"
    takes_effect = "at once: saving the file starts its servers anew"
    effect = Effect.AT_ONCE
    unverified = ("the key in .cursor/mcp.json",)
    traces = ("<cache>/Microsoft/VisualStudio",)
    nearness = Nearness.EITHER
    precedence = ()
    reads = (
        _OWN,
        _SOLUTION,
        _SOLUTION._replace(path="<project>/.mcp.json", note=".mcp.json", shared=True),
        _SOLUTION._replace(path="<project>/.vscode/mcp.json", syntax=Syntax.JSONC, note=".vscode", shared=True),
        _SOLUTION._replace(
            path="<project>/.cursor/mcp.json",
            key=("mcpServers",),
            note=".cursor",
            shared=True,
            doubt="Visual Studio reads this file; with which key is not known",
        ),
    )
    shape = Shape(cwd=None, ignored=SWITCHES)
    variables = Variables((ENV,), bound=("${input:",), doubt="it is not verified that Visual Studio puts variables in")
