"""Kiro: a field as switch; agents of its command line bring servers of their own, powers are only listed."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import PLAIN
from mcptui.clients.switches import Field
from mcptui.clients.variables import BRACES, Variables
from mcptui.model import Effect, Scope

_AGENT = Reads(Scope.USER, "~/.kiro/agents/*.json", note="agent", doubt="on only in a session of this agent")


class Kiro(Declared):
    """Facts: kiro.dev/docs/mcp/configuration and /cli/mcp; folders of powers from other tools."""

    id = "kiro"
    name = "Kiro"
    takes_effect = "when Kiro sees the file change, else with its next start"
    effect = Effect.PERHAPS_AT_ONCE
    traces = ("~/.kiro",)
    unverified = ("that it sees a change of its files at once",)
    nearness = Nearness.EITHER
    opened = ("<config>/Kiro/User",)
    reads = (
        Reads(Scope.USER, "~/.kiro/settings/mcp.json"),
        Reads(Scope.PROJECT, "<project>/.kiro/settings/mcp.json"),
        _AGENT,
        _AGENT._replace(scope=Scope.PROJECT, path="<project>/.kiro/agents/*.json"),
        Reads(Scope.EXTENSION, "~/.kiro/settings/mcp.json", ("powers", "mcpServers"), writable=False, note="powers"),
        Reads(
            Scope.EXTENSION,
            "~/.kiro/powers/installed/*/mcp.json",
            writable=False,
            note="power",
            doubt="a power's own copy; what Kiro starts of it stands under powers in settings/mcp.json",
        ),
    )
    shape = PLAIN._replace(deny="disabledTools", ignored=("enabled",), spares="autoApprove")
    variables = Variables((BRACES,), doubt="Kiro puts in only what its setting 'Mcp Approved Env Vars' names")
    switching = Field("disabled", off_value=True)
