"""mcporter: a file for the user, with or without comments, and one per project."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import PLAIN
from mcptui.clients.switches import DOUBTFUL
from mcptui.model import Scope, Syntax


class McPorter(Declared):
    """Facts: neondatabase/add-mcp:src/agents.ts; whether it has a switch in its files is not known."""

    id = "mcporter"
    name = "mcporter"
    takes_effect = "with mcporter's next start"
    traces = ("~/.mcporter",)
    unverified = ("its files, which other tools tell of",)
    nearness = Nearness.FOLDER
    wins_surely = False
    reads = (
        Reads(Scope.USER, "~/.mcporter/mcporter.json", syntax=Syntax.JSONC),
        Reads(Scope.USER, "~/.mcporter/mcporter.jsonc", syntax=Syntax.JSONC, note=".jsonc"),
        Reads(Scope.PROJECT, "<project>/config/mcporter.json", syntax=Syntax.JSONC),
    )
    shape = PLAIN
    doubtful = DOUBTFUL
