"""Qoder: a file of the editor and the settings of its command line."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import UNIX, Reads
from mcptui.clients.shape import PLAIN
from mcptui.clients.switches import DOUBTFUL
from mcptui.machine import System
from mcptui.model import Scope


class Qoder(Declared):
    """Facts: runkids/skillshare; whether it has a switch in its files is not known."""

    id = "qoder"
    name = "Qoder"
    takes_effect = "with Qoder's next start"
    opened = ("<config>/Qoder/User",)
    traces = ("~/.qoder", "<config>/Qoder")
    unverified = ("its files, which other tools tell of",)
    reads = (
        Reads(Scope.USER, "~/.qoder/mcp.json", systems=UNIX),
        Reads(Scope.USER, "<config>/Qoder/SharedClientCache/mcp.json", systems=(System.WINDOWS,)),
        Reads(Scope.USER, "~/.qoder/settings.json", note="command line"),
    )
    shape = PLAIN
    doubtful = DOUBTFUL
