"""Trae, also in its build for China: a file for the user and one per project that has to be allowed in its settings."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import PLAIN, SWITCHES
from mcptui.model import Scope


class Trae(Declared):
    """Facts: stacklok/toolhive; pathintegral-institute/mcpm.sh; snyk/agent-scan."""

    id = "trae"
    name = "Trae"
    takes_effect = "with Trae's next start"
    traces = ("<config>/Trae", "<config>/Trae CN")
    unverified = ("its files, which other tools tell of",)
    nearness = Nearness.EITHER
    opened = ("<config>/Trae/User", "<config>/Trae CN/User")
    reads = (
        Reads(Scope.USER, "<config>/Trae/User/mcp.json"),
        Reads(Scope.USER, "<config>/Trae CN/User/mcp.json", note="Trae CN"),
        Reads(Scope.PROJECT, "<project>/.trae/mcp.json", doubt="on only where Trae's 'Enable Project MCP' is on"),
    )
    shape = PLAIN._replace(ignored=SWITCHES)
