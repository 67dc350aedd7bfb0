"""Claude Code: servers in four places, switched by lists in two others, approved, trusted, denied, shadowed.

Every rule was observed on Claude Code 2.1.330 (Linux); documented in ericbuess/claude-code-docs:docs/mcp.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from mcptui.clients import claude_settings as settings
from mcptui.clients.alike import Alike
from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.claude_plugins import is_overridden, plugin_sources, server_name
from mcptui.clients.claude_rivals import Rivals, start_of
from mcptui.clients.claude_rules import tool_prefix
from mcptui.clients.claude_unread import WHY, is_unread, unread, unread_sources
from mcptui.clients.claude_view import STATE_PATHS, View, view, view_of
from mcptui.clients.shape import Shape
from mcptui.clients.variables import BRACES, DEFAULTED, Unset, Variables
from mcptui.errors import Refused
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Definition, Effect, Entry, Place, Scope, Source, StateKind, Switch, Syntax, Transport
from mcptui.operations import FileOperations, Listed
from mcptui.project import is_possible
from mcptui.store.locks import Lock, LockKind

_KEY = ("mcpServers",)
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_DENIED = "deniedMcpServers"
_EVERYWHERE = (Scope.USER, Scope.PLUGIN)
_RESERVED = frozenset({"workspace", "claude-in-chrome", "computer-use", "Claude Preview", "Claude Browser"})
_RANK = {Scope.LOCAL: 0, Scope.PROJECT: 1, Scope.USER: 1000, Scope.PLUGIN: 2000}


class ClaudeCode(Client):
    """The one client whose switch, approval and precedence all live in different files."""

    id = "claude-code"
    name = "Claude Code"
    turns_here = True
    takes_effect = "in the next session, or with /mcp in a running one"
    effect = Effect.NEXT_SESSION
    traces = ("$CLAUDE_CONFIG_DIR", "~/.claude.json")
    defaults: ClassVar[Mapping[str, str]] = {"CLAUDE_CONFIG_DIR": "~/.claude"}
    shape = Shape(
        types={
            "stdio": Transport.STDIO,
            "http": Transport.HTTP,
            "streamable-http": Transport.HTTP,
            "sse": Transport.SSE,
            "ws": Transport.WS,
        },
        urls={"url": None},
        timeout=("timeout", 1000),
        ignored=("disabled", "enabled"),
    )
    variables = Variables((BRACES, DEFAULTED), bound=("${CLAUDE_PLUGIN_",), unset=Unset.KEPT)

    def containers(self) -> tuple[KeyPath, ...]:
        return (_KEY, ("projects", "*", "mcpServers"))

    def sources(self, site: Site) -> Iterator[Source]:
        state = settings.state_file(site)
        document = site.read(state, Syntax.JSON, Scope.USER, STATE_PATHS)
        yield Source(self.id, Scope.USER, state, _KEY, Syntax.JSON)
        everywhere = bool(site.others)
        keys = () if document is None else map(Path, document.keys(("projects",)))
        for folder in dict.fromkeys((site.project.main, *(filter(is_possible, keys) if everywhere else ()))):
            key = (*settings.project_key(site, document, folder), "mcpServers")
            yield Source(self.id, Scope.LOCAL, state, key, Syntax.JSON, project=folder)
        here = (site.project.folder, *site.project.folder.parents)
        for folder in dict.fromkeys((*here, *(folder for other in site.others for folder in other.lineage))):
            yield Source(self.id, Scope.PROJECT, folder / ".mcp.json", _KEY, Syntax.JSON, project=folder)
        yield from unread_sources(site, self.id)
        managed = settings.managed_folder(site) / "managed-mcp.json"
        yield Source(self.id, Scope.MANAGED, managed, _KEY, Syntax.JSON, writable=False)
        for plugin in view(site, site.project).plugins:
            yield from plugin_sources(site, plugin, self.id)

    def left(self, source: Source, site: Site) -> str:
        return WHY if is_unread(source) else ""

    def projects(self, site: Site) -> Iterator[Path]:
        document = site.read(settings.state_file(site), Syntax.JSON, Scope.USER, STATE_PATHS)
        return iter(()) if document is None else (Path(key) for key in document.keys(("projects",)))

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        for name, path in super().names_in(source, document):
            yield (server_name(source.note or "", name) if source.scope is Scope.PLUGIN else name), path

    def define(self, value: object, source: Source) -> Definition:
        definition = super().define(value, source)
        timeout = value.get("timeout", 0) if isinstance(value, dict) else 0
        if definition.fault is None and (isinstance(timeout, bool) or not isinstance(timeout, int | float)):
            return definition._replace(fault="'timeout' is not a number")
        if definition.timeout is not None and definition.timeout < 1:
            told = "a 'timeout' of less than 1000 milliseconds is ignored by this client"
            return definition._replace(timeout=None, warnings=(*definition.warnings, told))
        return definition

    def is_entry(self, found: Found, site: Site) -> bool:
        """Of two servers of one name in a plugin only the first is one."""
        plugin = view(site, site.project).plugin_of(found.source) if found.source.scope is Scope.PLUGIN else None
        return plugin is None or not is_overridden(site, plugin, found.source.file, found.path[-1])

    def switch(self, found: Found) -> Switch:
        return Switch.NONE if found.source.scope is Scope.MANAGED or is_unread(found.source) else Switch.LIST

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        return None, settings.denied_tools(view_of(site, found.source).files, found.name)

    def unfit(self, name: str, value: Mapping[str, object], source: Source) -> str | None:
        if name in _RESERVED:
            return "Claude Code keeps this name for itself and skips the entry"
        if not _NAME.fullmatch(name):
            return "a name in Claude Code has letters, digits, - and _ alone"
        return super().unfit(name, value, source)

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        if is_unread(found.source):
            return [unread(found)]
        here = view_of(site, found.source)
        causes = super().causes(found, everything, site)
        if found.name in _RESERVED:
            causes.append(cause(StateKind.BROKEN, "Claude Code keeps this name for itself and skips the entry"))
        if found.definition.url == "" and found.definition.transport is not Transport.STDIO:
            causes.append(cause(StateKind.OFF, "its url is empty: not configured", hint="write an address there"))
        if found.source.scope is Scope.LOCAL and found.source.project != here.project.main:
            where = site.machine.short(here.project.main)
            causes.append(cause(StateKind.OFF, f"Claude Code never looks here: it keeps this folder under {where}"))
        if here.managed is not None and found.source.scope is not Scope.MANAGED:
            reason = "an administrator's managed-mcp.json allows only its own servers"
            causes.append(cause(StateKind.BLOCKED, reason, Place(here.managed)))
        causes += self._denied(found, here)
        if found.source.scope is Scope.PROJECT:
            causes += self._approval(found, here)
        if found.source.scope is Scope.PLUGIN:
            causes += self._plugin_off(found, here)
        winner = self._winner(found, everything, here, site)
        if winner is not None:
            where = f"{winner.source.scope.value} entry in {site.machine.short(winner.source.file)}"
            causes.append(
                cause(
                    StateKind.SHADOWED,
                    f"the {where} wins",
                    Place(winner.source.file, winner.line),
                    hint=f"switch or remove the {where} instead",
                )
            )
        return causes + self._disabled(found, here)

    def _approval(self, found: Found, here: View) -> list[Cause]:
        """Rejected, or not approved yet."""
        rejected = here.naming(found.name, approving=False)
        administered = next((place for file, place in rejected if file in here.administered), None)
        if administered is not None:
            return [cause(StateKind.BLOCKED, "an administrator's settings reject it", administered)]
        if rejected:
            remedy = [here.choose(file, "disabledMcpjsonServers", found.name, present=False) for file, _ in rejected]
            reject = cause(StateKind.OFF, "rejected: listed in disabledMcpjsonServers", rejected[0][1], remedy=remedy)
            return [reject, *self._pending(found, here)]
        return self._pending(found, here)

    def _pending(self, found: Found, here: View) -> list[Cause]:
        if settings.approves_all(here.files) or here.naming(found.name, approving=True):
            return []
        place = Place(found.source.file, found.line)
        local = settings.local_settings(here.project)
        if here.trust.local:
            remedy = [here.choose(local, "enabledMcpjsonServers", found.name, present=True)]
            return [cause(StateKind.PENDING, ".mcp.json of this project waits for your approval", place, remedy=remedy)]
        hint = "start Claude Code in this folder once and answer its question about trust"
        return [cause(StateKind.PENDING, "this folder is not trusted yet, so .mcp.json waits", place, hint=hint)]

    def _plugin_off(self, found: Found, here: View) -> list[Cause]:
        plugin = here.plugin_of(found.source)
        if plugin is None or plugin.enabled:
            return []
        hint = f"claude plugin enable {plugin.key}"
        return [cause(StateKind.OFF, "its plugin is switched off", plugin.place, hint=hint)]

    def _winner(self, found: Found, everything: Sequence[Found], here: View, site: Site) -> Found | None:
        """The entry that is taken instead of ``found``: one name, one server."""
        rank = self._rank(found, here)
        rivals = [
            other
            for other in Alike.of(everything, site).named(found.name, (here.project.main, *here.folders))
            if other is not found and self._rank(other, here) < rank and self._competes(other, here)
        ]
        if found.source.scope is Scope.PLUGIN:
            rivals += self._started_alike(found, everything, here, site)
        return min(rivals, key=lambda other: self._rank(other, here), default=None)

    def _started_alike(self, found: Found, everything: Sequence[Found], here: View, site: Site) -> list[Found]:
        """A plugin's server is left out when one with the same command is on: the first of them, or none."""

        def first_on(others: Sequence[Found]) -> Found | None:
            seen = (other for other in others if self._competes(other, here))
            ranked = sorted(seen, key=lambda other: self._rank(other, here))
            return next((other for other in ranked if not self.causes(other, everything, site)), None)

        start = start_of(found)
        first = None if start is None else Rivals.of(everything, site).first(start, first_on)
        return [] if first is None else [first]

    def _competes(self, other: Found, here: View) -> bool:
        return here.looks_into(other.source) and self._counts(other, here)

    def _rank(self, found: Found, here: View) -> int:
        rank = _RANK.get(found.source.scope, 0)
        if found.source.scope is Scope.PROJECT and found.source.project is not None:
            rank += len(here.project.folder.parts) - len(found.source.project.parts)
        return rank

    def _counts(self, found: Found, here: View) -> bool:
        """Whether the client takes the entry at all: neither broken, nor pending, nor rejected."""
        if found.definition.fault is not None or found.name in _RESERVED:
            return False
        if found.source.scope is Scope.PROJECT:
            return not self._approval(found, here)
        return found.source.scope is not Scope.PLUGIN or not self._plugin_off(found, here)

    def _denied(self, found: Found, here: View) -> list[Cause]:
        causes = []
        for file, kind_of_rule in settings.matching_rules(here.files, found.name, found.definition):
            place = file.place(_DENIED)
            if file.managed:
                causes.append(cause(StateKind.BLOCKED, "an administrator's settings deny it", place))
            elif kind_of_rule == "serverName":
                rule = {"serverName": found.name}
                remedy = [here.choose(file.path, _DENIED, rule, present=False)]
                causes.append(cause(StateKind.OFF, "denied by name in deniedMcpServers", place, remedy=remedy))
            else:
                hint = "the rule fits other servers too: change it in that file"
                causes.append(cause(StateKind.OFF, "denied by a rule of deniedMcpServers", place, hint=hint))
        if not settings.is_allowed(here.files, found.name, found.definition):
            file = next(each for each in here.files if each.allowed is not None)
            kind = StateKind.BLOCKED if file.managed else StateKind.OFF
            hint = "add it to the list in that file"
            causes.append(cause(kind, "not among allowedMcpServers", file.place("allowedMcpServers"), hint=hint))
        return causes

    def _disabled(self, found: Found, here: View) -> list[Cause]:
        if found.source.scope is Scope.MANAGED or found.name not in here.listed["disabledMcpServers"]:
            return []
        remedy = [here.disable(found.name, present=False)]
        place = here.state_place("disabledMcpServers")
        return [cause(StateKind.OFF, "off in this project: listed in disabledMcpServers", place, remedy=remedy)]

    # --- changes

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        here = view_of(site, entry.source)
        if entry.source.scope is Scope.MANAGED:
            raise Refused(f"{entry.selector} is set by an administrator", "only they can switch it off")
        if entry.source.scope is Scope.PROJECT and entry.state.kind is StateKind.PENDING:
            local = settings.local_settings(here.project)
            return (here.choose(local, "disabledMcpjsonServers", entry.name, present=True),)
        if only_here or entry.source.scope not in _EVERYWHERE:
            return (here.disable(entry.name, present=True),)
        return (self._deny(entry, here, site),)

    def _deny(self, entry: Entry, here: View, site: Site) -> FileOperations:
        """The rule that counts in every project, in a file that no running session writes."""
        file = settings.user_settings(site)
        if site.read(file, Syntax.JSON, Scope.USER) is not None and all(each.path != file for each in here.files):
            raise Refused(
                f"Claude Code takes nothing from {site.machine.short(file)}: a value in it has the wrong type",
                "mend the file, or switch it off for this project alone",
            )
        return here.choose(file, _DENIED, {"serverName": entry.name}, present=True)

    def stays_in(self, project: Path, operations: FileOperations) -> bool:
        """The lists for a project in the state file, and settings that nobody shares, are for one project."""
        lists = all(each.path[:1] == ("projects",) for each in operations.operations)
        return lists or operations.file.name == settings.LOCAL or super().stays_in(project, operations)

    def caveats(self, operations: Sequence[FileOperations]) -> Iterator[str]:
        rules = (each for file in operations for each in file.operations if each.path == (_DENIED,))
        if any(isinstance(rule, Listed) and rule.present for rule in rules):
            yield "it leaves /mcp as well, and no server of this name starts"

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        here = view_of(site, entry.source)
        prefix = tool_prefix(entry.name)
        rules = tuple(Listed(("permissions", "deny"), f"{prefix}__{tool}", present=True) for tool in tools)
        return (FileOperations(settings.local_settings(here.project), Syntax.JSON, rules),)

    def lock(self, file: Path, site: Site) -> Lock | None:
        """The one under which Claude Code reads its state file again and writes it. Its other files have none."""
        return Lock(file.with_name(f"{file.name}.lock"), LockKind.FOLDER) if file == settings.state_file(site) else None

    def copies(self, source: Source, site: Site) -> Iterator[Path]:
        """``~/.claude/backups/.claude.json.backup.<ms>``: the newest five, and those it could not read."""
        if source.file != settings.state_file(site):
            return
        folder = settings.configuration_folder(site) / "backups"
        for name in site.names(folder):
            if name.startswith(f"{source.file.name}."):
                yield folder / name

    def only_here(self, entry: Entry, site: Site) -> bool:
        return True
