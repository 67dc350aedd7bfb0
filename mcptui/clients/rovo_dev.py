"""Atlassian's Rovo Dev: one file, wherever its settings say; where it keeps its own switch is not known."""

from __future__ import annotations

from pathlib import Path

from mcptui.clients.base import Site
from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads, Start
from mcptui.clients.shape import SWITCHES, Shape
from mcptui.clients.variables import BRACES, Variables
from mcptui.model import Scope, Syntax


def _file(site: Site) -> Path:
    """The file of servers, which ``mcp.mcpConfigPath`` of its settings may move."""
    folder = site.machine.home / ".rovodev"
    settings = site.read(folder / "config.yml", Syntax.YAML, Scope.USER)
    told = None if settings is None else settings.value(("mcp", "mcpConfigPath"))
    if not isinstance(told, str) or not told:
        return folder / "mcp.json"
    return site.machine.home / told.removeprefix("~/")


class RovoDev(Declared):
    """Facts: Atlassian's documentation of the Rovo Dev CLI."""

    id = "rovo-dev"
    name = "Rovo Dev"
    takes_effect = "with Rovo Dev's next start"
    traces = ("~/.rovodev",)
    unverified = ("where its own switch is kept",)
    starts = (Start("<servers>", _file),)
    reads = (Reads(Scope.USER, "<servers>"),)
    shape = Shape(type="transport", cwd=None, ignored=SWITCHES)
    variables = Variables((BRACES,), doubt="it is not verified that Rovo Dev puts variables in")
