"""BoltAI: one file of the plain shape."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import PLAIN
from mcptui.clients.switches import DOUBTFUL
from mcptui.model import Scope


class BoltAI(Declared):
    """Facts: smithery-ai/cli:src/config/clients.ts; whether it has a switch in the file is not known."""

    id = "boltai"
    name = "BoltAI"
    takes_effect = "with BoltAI's next start"
    traces = ("~/.boltai",)
    unverified = ("its file, which other tools tell of",)
    reads = (Reads(Scope.USER, "~/.boltai/mcp.json"),)
    shape = PLAIN
    doubtful = DOUBTFUL
