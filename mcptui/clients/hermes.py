"""Hermes: a YAML map of servers with a field as switch; its table of tools is of a shape that is not known."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import PLAIN
from mcptui.clients.switches import Field
from mcptui.model import Scope, Syntax


class Hermes(Declared):
    """Facts: farion1231/cc-switch:src-tauri/src/mcp, which writes this file."""

    id = "hermes"
    name = "Hermes"
    takes_effect = "with Hermes' next start"
    traces = ("~/.hermes",)
    unverified = ("its file and fields, which other tools tell of",)
    reads = (Reads(Scope.USER, "~/.hermes/config.yaml", ("mcp_servers",), Syntax.YAML),)
    shape = PLAIN
    switching = Field("enabled", off_value=False)
    doubtful = (Field("disabled", off_value=True),)
