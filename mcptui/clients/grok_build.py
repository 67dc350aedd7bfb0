"""Grok Build: tables of TOML with a field as switch, for the user and for a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import PLAIN
from mcptui.clients.switches import Field
from mcptui.model import Scope, Syntax


class GrokBuild(Declared):
    """Facts: farion1231/cc-switch:src-tauri/src/mcp, which writes this file; its switch is told by no other source."""

    id = "grok-build"
    name = "Grok Build"
    takes_effect = "with Grok Build's next start"
    traces = ("$GROK_HOME",)
    unverified = ("its files and its switch, which other tools tell of",)
    wins_surely = False
    defaults: ClassVar[Mapping[str, str]] = {"GROK_HOME": "~/.grok"}
    reads = (
        Reads(Scope.USER, "$GROK_HOME/config.toml", ("mcp_servers",), Syntax.TOML),
        Reads(Scope.PROJECT, "<project>/.grok/config.toml", ("mcp_servers",), Syntax.TOML),
    )
    shape = PLAIN
    switching = Field("enabled", off_value=False)
    doubtful = (Field("disabled", off_value=True),)
