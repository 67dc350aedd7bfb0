"""Augment's auggie: settings files with servers, a field as switch, and rules for tools in the same file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcptui.clients.base import Found, Site
from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.clients.variables import BRACES, Variables
from mcptui.errors import Refused
from mcptui.model import Entry, Scope, Source
from mcptui.operations import FileOperations, Listed

_RULES = ("toolPermissions",)


class Augment(Declared):
    """Facts: docs.augmentcode.com (CLI); ``disabled`` is what ``auggie mcp list`` 0.36.0 shows.

    A rule names a tool and its server as ``tool_server``; of several the first one counts. Servers of
    the account are in no file.
    """

    id = "augment"
    name = "Augment"
    takes_effect = "with auggie's next start"
    traces = ("~/.augment",)
    unverified = ('its field "disabled", which was seen in a listing and not in a session',)
    reads = (
        Reads(Scope.USER, "~/.augment/settings.json"),
        Reads(Scope.PROJECT, "<project>/.augment/settings.json"),
        Reads(Scope.LOCAL, "<project>/.augment/settings.local.json"),
    )
    shape = Shape(cwd=None, ignored=("enabled",))
    variables = Variables((BRACES,), doubt="it is not verified that Augment puts variables in")
    switching = Field("disabled", off_value=True)

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """The tools that the rules of the entry's own file deny."""
        suffix = f"_{found.name}"
        kinds: dict[str, object] = {}
        for tool, kind in _rules(found.source, site):
            kinds.setdefault(tool, kind)
        return None, tuple(
            tool.removesuffix(suffix) for tool, kind in kinds.items() if kind == "deny" and tool.endswith(suffix)
        )

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        kinds = dict(reversed(list(_rules(entry.source, site))))
        wanted = [f"{tool}_{entry.name}" for tool in tools]
        if told := next((tool for tool in wanted if kinds.get(tool, "deny") != "deny"), None):
            raise Refused(
                f"an earlier rule of {entry.source.file} lets {told} through", "change that rule under toolPermissions"
            )
        denied = (Listed(_RULES, {"toolName": tool, "permission": {"type": "deny"}}, present=True) for tool in wanted)
        return (self._in_entry(entry, *denied),)


def _rules(source: Source, site: Site) -> Iterator[tuple[str, object]]:
    """The tools that rules are about, each with what the rule says."""
    document = site.read(source.file, source.syntax, source.scope)
    rules = None if document is None else document.value(_RULES)
    for rule in rules if isinstance(rules, list) else ():
        match rule:
            case {"toolName": str(tool), "permission": {"type": kind}}:
                yield tool, kind
