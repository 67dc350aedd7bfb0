"""Factory's droid: a field as switch, which it always writes."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.clients.variables import BRACES, Variables
from mcptui.model import Effect, Scope


class FactoryDroid(Declared):
    """Facts: Factory-AI/factory:docs/cli/configuration/mcp.mdx; ``disabledTools`` from files that droid wrote."""

    id = "factory-droid"
    name = "Factory droid"
    takes_effect = "at once: droid watches the file"
    effect = Effect.AT_ONCE
    traces = ("~/.factory",)
    unverified = ("which of two entries of one name wins", "in which unit its timeouts are")
    precedence = (Scope.USER, Scope.PROJECT)
    wins_surely = False
    reads = (
        Reads(Scope.USER, "~/.factory/mcp.json"),
        Reads(Scope.PROJECT, "<project>/.factory/mcp.json"),
    )
    shape = Shape(cwd=None, deny="disabledTools", ignored=("enabled",))
    variables = Variables((BRACES,))
    switching = Field("disabled", off_value=True, kept=True)
