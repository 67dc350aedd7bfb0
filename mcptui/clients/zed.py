"""Zed: servers among the settings of the whole editor, some of its extensions, some in an older shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.errors import Refused
from mcptui.formats.document import KeyPath, member_at
from mcptui.machine import System
from mcptui.model import Definition, Effect, Entry, Place, Scope, Source, StateKind, Syntax, Transport
from mcptui.operations import Assign, FileOperations

_KEY: Final[KeyPath] = ("context_servers",)
_RULES: Final[KeyPath] = ("agent", "tool_permissions", "tools")
_FLAT: Final = Shape(type=None, types={}, timeout=("timeout", 1), ignored=("disabled",))
_OLDER: Final = _FLAT._replace(inside=("command",), command="path")
_TRUST: Final = "Zed reads it only in a project that you trust, and keeps that where mcptui does not look"


class Zed(Declared):
    """Facts: zed-industries/zed:crates/settings_content/src/project.rs; docs/src/ai (mcp.md, tool-permissions.md).

    Which projects it was opened on stands in a database alone, and is not read.
    """

    id = "zed"
    name = "Zed"
    takes_effect = "at once"
    effect = Effect.AT_ONCE
    traces = ("$XDG_CONFIG_HOME/zed", "<config>/Zed")
    nearness = Nearness.EITHER
    defaults: ClassVar[Mapping[str, str]] = {"XDG_CONFIG_HOME": "~/.config"}
    reads = (
        Reads(Scope.USER, "$XDG_CONFIG_HOME/zed/settings.json", _KEY, Syntax.JSONC, systems=(System.LINUX,)),
        Reads(Scope.USER, "~/.config/zed/settings.json", _KEY, Syntax.JSONC, systems=(System.MACOS,)),
        Reads(Scope.USER, "<config>/Zed/settings.json", _KEY, Syntax.JSONC, systems=(System.WINDOWS,)),
        Reads(Scope.PROJECT, "<project>/.zed/settings.json", _KEY, Syntax.JSONC, doubt=_TRUST),
    )
    shape = _FLAT
    other_shapes = (_OLDER,)
    switching = Field("enabled", off_value=False)

    def shape_of(self, value: object, source: Source) -> Shape:
        return _OLDER if isinstance(value, dict) and isinstance(value.get("command"), dict) else _FLAT

    def define(self, value: object, source: Source) -> Definition:
        """Without a command or an address, an extension of the same name brings them."""
        if isinstance(value, dict) and not {"command", "url"} & value.keys():
            return Definition(Transport.UNKNOWN)
        definition = super().define(value, source)
        fields = member_at(value, self.shape_of(value, source).inside)
        if definition.command is not None and isinstance(fields, dict) and "args" not in fields:
            return definition._replace(fault=definition.fault or "'args' is missing")
        return definition

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        causes = super().causes(found, everything, site)
        if not causes and found.definition.transport is Transport.UNKNOWN:
            reason = "on if the extension of Zed that brings its command is installed"
            causes.append(cause(StateKind.UNKNOWN, reason, Place(found.source.file, found.line)))
        return causes

    # --- tools, which Zed keeps among its permissions

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        source, prefix = found.source, f"mcp:{found.name}:"
        document = site.read(source.file, source.syntax, source.scope)
        rules = () if document is None else document.keys(_RULES)
        denied = [
            rule.removeprefix(prefix)
            for rule in rules
            if rule.startswith(prefix) and document and document.value((*_RULES, rule, "default")) == "deny"
        ]
        return None, tuple(denied) or None

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        if not entry.source.writable:
            raise Refused(f"{entry.selector} is not yours to edit", entry.source.owner)
        rules = tuple(Assign((*_RULES, f"mcp:{entry.name}:{tool}", "default"), "deny") for tool in tools)
        return (FileOperations(entry.source.file, entry.source.syntax, rules),)
