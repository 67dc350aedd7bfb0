"""Amazon Q Developer: servers of agents, and older files that only some agents take in. Kiro CLI came after it."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.clients.variables import ENV, Variables
from mcptui.model import Scope, Transport

_AGENT = Reads(Scope.USER, "~/.aws/amazonq/cli-agents/*.json", note="agent", doubt="on only in a session of this agent")
_OLDER = "with an agent whose useLegacyMcpJson is true"


class AmazonQ(Declared):
    """Facts: aws/amazon-q-developer-cli:crates/chat-cli (custom_tool.rs) and docs/agent-format.md."""

    id = "amazon-q"
    name = "Amazon Q Developer"
    takes_effect = "with Amazon Q's next start"
    traces = ("~/.aws/amazonq",)
    discontinued = "Amazon Q's command line is no longer maintained; Kiro CLI came after it"
    nearness = Nearness.FOLDER
    reads = (
        Reads(Scope.USER, "~/.aws/amazonq/mcp.json", when=_OLDER),
        Reads(Scope.PROJECT, "<project>/.amazonq/mcp.json", when=_OLDER),
        _AGENT,
        _AGENT._replace(scope=Scope.PROJECT, path="<project>/.amazonq/cli-agents/*.json"),
        Reads(Scope.USER, "~/.aws/amazonq/agents/default.json", note="editors", when="in the plugins for editors"),
    )
    shape = Shape(
        types={"stdio": Transport.STDIO, "http": Transport.HTTP},
        cwd=None,
        timeout=("timeout", 1000),
        ignored=("enabled",),
    )
    variables = Variables((ENV,))
    switching = Field("disabled", off_value=True)
