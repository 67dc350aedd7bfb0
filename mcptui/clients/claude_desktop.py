"""Claude Desktop: one strict JSON file per operating system, no switch in it, rewritten by the running app."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads, Start
from mcptui.clients.shape import PLAIN, SWITCHES
from mcptui.clients.variables import Variables
from mcptui.formats.document import Document, KeyPath
from mcptui.machine import System
from mcptui.model import Place, Scope, Source, StateKind, Syntax, Transport

_COMMANDS = "Claude Desktop starts only commands from this file"
_GUIDES = "guides name this file; the app is not known to read it"
_LINUX = (System.LINUX,)


def _app_folder(site: Site) -> Path:
    """Where the app keeps its files: a Store install does so in its package, and ignores the plain folder."""
    machine = site.machine
    package = machine.cache.joinpath("Packages", "Claude_pzs8sxrjxfjjc", "LocalCache", "Roaming", "Claude")
    packed = machine.system is System.WINDOWS and "claude_desktop_config.json" in site.names(package)
    return package if packed else machine.app_config / "Claude"


class ClaudeDesktop(Declared):
    """Facts: modelcontextprotocol quickstart; anthropics/claude-code#34359 (package folder on Windows).

    That the running app writes the file from memory and drops servers: #32345, #34359, #78226, #90101. Its
    program is known by its path alone, for Claude Code's is called ``claude`` and ``claude.exe`` too.
    Extensions are seen by what they are on disks; the app keeps what is on beside them.
    """

    id = "claude-desktop"
    name = "Claude Desktop"
    takes_effect = "after Claude Desktop was quit and started again"
    traces = ("<app>",)
    unverified = ("where it keeps its files on Linux",)
    starts = (Start("<app>", _app_folder),)
    reads = (
        Reads(Scope.USER, "<app>/claude_desktop_config.json"),
        Reads(
            Scope.USER,
            "<config>/Claude/claude_desktop_config.json",
            systems=(System.WINDOWS,),
            note="outside the package",
            dead="the app of the Store reads the file in its package",
        ),
        Reads(Scope.USER, "<config>/claude/claude_desktop_config.json", systems=_LINUX, note="claude", doubt=_GUIDES),
        Reads(Scope.USER, "<config>/claude-desktop/config.json", systems=_LINUX, note="claude-desktop", doubt=_GUIDES),
        Reads(
            Scope.EXTENSION,
            "<app>/Claude Extensions/*/manifest.json",
            ("server", "mcp_config"),
            writable=False,
            note="extension",
        ),
    )
    shape = PLAIN._replace(ignored=SWITCHES)
    calls_addresses = False
    variables = Variables(bound=("${__dirname", "${user_config."))
    overwrites_while_running = MappingProxyType(
        {
            System.LINUX: ("*/lib/claude-desktop/*",),
            System.MACOS: ("*/Claude.app/Contents/MacOS/Claude",),
            System.WINDOWS: (r"*\AnthropicClaude\*claude.exe", r"*\WindowsApps\Claude_*\claude.exe"),
        }
    )

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        """An extension is one server, which its manifest names."""
        if source.scope is not Scope.EXTENSION:
            yield from super().names_in(source, document)
            return
        name = document.value(("name",))
        if document.keys(source.key):
            yield name if isinstance(name, str) and name else source.file.parent.name, source.key

    def unfit(self, name: str, value: Mapping[str, object], source: Source) -> str | None:
        if self.define(value, source).transport is not Transport.STDIO:
            return _COMMANDS
        return super().unfit(name, value, source)

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        causes = super().causes(found, everything, site)
        if not causes and found.source.scope is Scope.EXTENSION:
            return list(_extension_causes(found, site))
        if not causes and found.definition.transport is not Transport.STDIO:
            return [cause(StateKind.BROKEN, _COMMANDS, hint="add it as a connector in the app")]
        return causes


def _extension_causes(found: Found, site: Site) -> Iterator[Cause]:
    """What the app keeps beside its extensions, in a file for each."""
    extension = found.source.file.parent
    file = extension.parent.with_name("Claude Extensions Settings") / f"{extension.name}.json"
    settings = site.read(file, Syntax.JSON, Scope.EXTENSION)
    enabled = None if settings is None else settings.value(("isEnabled",))
    hint = "switch the extension in Claude Desktop"
    if enabled is False and settings is not None:
        yield cause(StateKind.OFF, "isEnabled = false", Place(file, settings.line(("isEnabled",))), hint=hint)
    elif enabled is not True:
        yield cause(StateKind.UNKNOWN, "Claude Desktop has not written down whether it is enabled", hint=hint)
