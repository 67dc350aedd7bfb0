"""Windsurf: a strict file for the editor, others for its plugin and its agent; a field as switch."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.clients.variables import ENV, Variables
from mcptui.model import Effect, Scope, Transport


class Windsurf(Declared):
    """Facts: docs.windsurf.com (Cascade, MCP); neondatabase/add-mcp; the switch is what its own panel writes."""

    id = "windsurf"
    name = "Windsurf"
    takes_effect = "after a refresh in Windsurf's MCP panel"
    effect = Effect.REFRESH
    unverified = ('its fields "disabled" and "disabledTools", which were seen in files that its own panel wrote',)
    traces = ("~/.codeium",)
    nearness = Nearness.EITHER
    opened = ("<config>/Windsurf/User",)
    reads = (
        Reads(Scope.USER, "~/.codeium/windsurf/mcp_config.json"),
        Reads(Scope.USER, "~/.codeium/mcp_config.json", note="JetBrains plugin"),
        Reads(
            Scope.USER, "~/.config/devin/mcp_config.json", note="Devin", doubt="seen with Windsurf's local agent only"
        ),
        Reads(
            Scope.PROJECT, "<project>/.mcp.json", shared=True, doubt="Windsurf was seen to read it; it does not say so"
        ),
    )
    shape = Shape(urls={"serverUrl": Transport.HTTP, "url": Transport.HTTP}, deny="disabledTools", ignored=("enabled",))
    variables = Variables((ENV,), ("${file:",))
    switching = Field("disabled", off_value=True)
