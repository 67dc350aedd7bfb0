"""GitHub Copilot in the JetBrains editors: VS Code's key, with comments; its switch is not in the file."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import UNIX, Reads
from mcptui.clients.shape import PLAIN, SWITCHES
from mcptui.clients.variables import Variables
from mcptui.machine import System
from mcptui.model import Effect, Scope, Syntax

_UNIX = Reads(Scope.USER, "~/.config/github-copilot/intellij/mcp.json", ("servers",), Syntax.JSONC, systems=UNIX)


class CopilotJetBrains(Declared):
    """Facts: github/docs; third-party managers of such files."""

    id = "copilot-jetbrains"
    name = "GitHub Copilot for JetBrains"
    takes_effect = "when the file is saved, else with the editor's next start"
    effect = Effect.PERHAPS_AT_ONCE
    traces = ("~/.config/github-copilot/intellij", "<cache>/github-copilot/intellij")
    unverified = ("its file and fields, which other tools tell of",)
    reads = (
        _UNIX,
        _UNIX._replace(path="<cache>/github-copilot/intellij/mcp.json", systems=(System.WINDOWS,)),
    )
    shape = PLAIN._replace(headers=("requestInit", "headers"), ignored=SWITCHES)
    variables = Variables(bound=("${input:",))
