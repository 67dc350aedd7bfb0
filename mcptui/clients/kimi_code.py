"""Kimi Code: a field as switch, and lists of tools on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mcptui.clients.base import Site
from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.remembered import listed_folders
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.clients.variables import Variables
from mcptui.model import Scope, Syntax


class KimiCode(Declared):
    """Facts: runkids/skillshare, which writes these files; a token is named by its variable."""

    id = "kimi-code"
    name = "Kimi Code"
    takes_effect = "with Kimi Code's next start"
    traces = ("~/.kimi-code", "~/.kimi")
    unverified = ("its files and fields, which other tools tell of",)
    wins_surely = False
    reads = (
        Reads(Scope.USER, "~/.kimi-code/mcp.json"),
        Reads(Scope.USER, "~/.kimi/mcp.json", note=".kimi", dead="the servers moved to ~/.kimi-code/mcp.json"),
        Reads(Scope.PROJECT, "<project>/.kimi-code/mcp.json"),
    )
    shape = Shape(
        type="transport",
        cwd=None,
        names=("bearerTokenEnvVar",),
        allow="enabledTools",
        deny="disabledTools",
        ignored=("disabled",),
    )
    variables = Variables(bearer="bearerTokenEnvVar")
    switching = Field("enabled", off_value=False)

    def projects(self, site: Site) -> Iterator[Path]:
        """Those that the client had been started in before it was named anew; where it notes them now is not known."""
        registry = site.read(site.machine.home / ".kimi" / "kimi.json", Syntax.JSON, Scope.USER)
        return listed_folders(registry, ("work_dirs",))
