"""Claude Desktop: one strict JSON file per operating system, no switch in it, rewritten by the running app."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.shape import Shape
from mcptui.machine import System
from mcptui.model import Scope, Source, StateKind, Syntax, Transport

_KEY = ("mcpServers",)


class ClaudeDesktop(Client):
    """Facts: modelcontextprotocol quickstart; anthropics/claude-code#34359 (package folder on Windows)."""

    id = "claude-desktop"
    name = "Claude Desktop"
    takes_effect = "after Claude Desktop was quit and started again"
    shape = Shape(type=None, cwd=None, types={}, ignored=("disabled", "enabled"))

    def sources(self, site: Site) -> Iterator[Source]:
        machine = site.machine
        plain = machine.app_config / "Claude" / "claude_desktop_config.json"
        if machine.system is System.WINDOWS:
            package = machine.cache.joinpath(
                "Packages", "Claude_pzs8sxrjxfjjc", "LocalCache", "Roaming", "Claude", "claude_desktop_config.json"
            )
            if package.name in site.names(package.parent):
                plain = package  # a Store install reads this one, the plain path is then ignored
        yield Source(self.id, Scope.USER, plain, _KEY, Syntax.JSON)
        if machine.system is System.LINUX:
            for folder, name in (("claude", "claude_desktop_config.json"), ("claude-desktop", "config.json")):
                file = machine.xdg_config / folder / name
                yield Source(self.id, Scope.USER, file, _KEY, Syntax.JSON, note=f"{folder}/{name}")

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        causes = super().causes(found, everything, site)
        if found.source.note and not causes:
            return [cause(StateKind.UNKNOWN, "guides name this file; the app is not known to read it")]
        if not causes and found.definition.transport is not Transport.STDIO:
            reason, hint = "Claude Desktop starts only commands from this file", "add it as a connector in the app"
            return [cause(StateKind.BROKEN, reason, hint=hint)]
        return causes
