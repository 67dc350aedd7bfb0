"""Warp: a file for the user and one per project, under any of three keys; what it keeps in its cloud is in no file."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import SWITCHES, Shape
from mcptui.clients.variables import BRACES, Variables
from mcptui.model import Effect, Scope

_USER = Reads(Scope.USER, "~/.warp/.mcp.json")
_PROJECT = Reads(Scope.PROJECT, "<project>/.warp/.mcp.json", asks="Warp asks in each session before it starts it")


class Warp(Declared):
    """Facts: docs.warp.dev (MCP); snyk/agent-scan (files and keys)."""

    id = "warp"
    name = "Warp"
    takes_effect = "when Warp sees the file change, else with its next start"
    effect = Effect.PERHAPS_AT_ONCE
    traces = ("~/.warp",)
    unverified = ("its files and keys, which other tools tell of",)
    wins_surely = False
    reads = tuple(
        reads if key == "mcpServers" else reads._replace(key=(key,), note=key)
        for reads in (_USER, _PROJECT)
        for key in ("mcpServers", "mcp_servers", "servers")
    )
    shape = Shape(type=None, cwd="working_directory", ignored=SWITCHES)
    variables = Variables((BRACES,), doubt="it is not verified that Warp puts variables in")
