"""Google Antigravity: one file for editor and command line, which took the place of one for each."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import PLAIN
from mcptui.clients.switches import Field
from mcptui.model import Effect, Scope, Transport

_LEFT = "the servers moved to ~/.gemini/config/mcp_config.json"


class Antigravity(Declared):
    """Facts: neondatabase/add-mcp (1.12.0) and two other tools; there is no documentation of the file."""

    id = "antigravity"
    name = "Antigravity"
    takes_effect = "after a refresh in Antigravity's Manage MCP servers"
    effect = Effect.REFRESH
    traces = ("~/.gemini/config", "~/.gemini/antigravity", "~/.gemini/antigravity-cli")
    unverified = ("its files and fields, which other tools tell of",)
    nearness = Nearness.EITHER
    opened = ("<config>/Antigravity/User",)
    wins_surely = False
    reads = (
        Reads(Scope.USER, "~/.gemini/config/mcp_config.json"),
        Reads(Scope.USER, "~/.gemini/antigravity/mcp_config.json", note="editor", dead=_LEFT),
        Reads(Scope.USER, "~/.gemini/antigravity-cli/mcp_config.json", note="command line", dead=_LEFT),
        Reads(Scope.PROJECT, "<project>/.agents/mcp_config.json"),
        Reads(Scope.PROJECT, "<project>/.agent/mcp_config.json", note=".agent"),
    )
    shape = PLAIN._replace(urls={"serverUrl": Transport.HTTP}, deny="disabledTools", ignored=("enabled",))
    switching = Field("disabled", off_value=True)
