"""CodeBuddy: one file, with a list of what is off beside the servers."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import PLAIN
from mcptui.clients.switches import DOUBTFUL, Names
from mcptui.model import Scope


class CodeBuddy(Declared):
    """Facts: third-party managers of such files."""

    id = "codebuddy"
    name = "CodeBuddy"
    takes_effect = "with CodeBuddy's next start"
    traces = ("~/.codebuddy",)
    unverified = ("its file and its list, which other tools tell of",)
    reads = (Reads(Scope.USER, "~/.codebuddy/.mcp.json"),)
    shape = PLAIN
    switching = Names(("disabledMcpServers",))
    doubtful = DOUBTFUL
