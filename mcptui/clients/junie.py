"""JetBrains Junie: a file for the user and one per project; its switch is not in them."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import PLAIN, SWITCHES
from mcptui.model import Scope


class Junie(Declared):
    """Facts: junie.jetbrains.com/docs; neondatabase/add-mcp; stacklok/toolhive.

    The projects that a JetBrains editor was opened on stand in XML, which is not read.
    """

    id = "junie"
    name = "Junie"
    takes_effect = "when Junie's settings are applied, or with its next start"
    traces = ("~/.junie",)
    unverified = ("its files, which other tools tell of",)
    nearness = Nearness.EITHER
    wins_surely = False
    reads = (
        Reads(Scope.USER, "~/.junie/mcp/mcp.json"),
        Reads(Scope.PROJECT, "<project>/.junie/mcp/mcp.json"),
    )
    shape = PLAIN._replace(ignored=SWITCHES)
