"""Claude Code's settings files: which count for a project, what they approve, reject and deny.

Every rule here was observed on Claude Code 2.1.330; see the tests for the cases.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple, Self

from mcptui.clients.base import Site
from mcptui.clients.claude_rules import ServerRules, ToolRules, names
from mcptui.formats.document import MISSING, Document, KeyPath
from mcptui.machine import System
from mcptui.model import Definition, Place, Scope, Syntax, Transport
from mcptui.project import Project

LOCAL: Final = "settings.local.json"


class Settings(NamedTuple):
    """One settings file that counts, its lists made ready to be asked for every server.

    ``approved`` and ``rejected`` name servers of ``.mcp.json``; ``approves``: its approvals count too.
    """

    path: Path
    document: Document
    values: Mapping[str, object]
    approved: frozenset[str]
    rejected: frozenset[str]
    denied: ServerRules | None
    allowed: ServerRules | None
    tools: ToolRules
    approves: bool
    managed: bool = False

    @classmethod
    def of(cls, path: Path, document: Document, values: Mapping[str, object], *, approves: bool, managed: bool) -> Self:
        """The settings in a file whose values are these."""
        return cls(
            path=path,
            document=document,
            values=values,
            approved=names(values.get("enabledMcpjsonServers")),
            rejected=names(values.get("disabledMcpjsonServers")),
            denied=ServerRules.of(values.get("deniedMcpServers")),
            allowed=ServerRules.of(values.get("allowedMcpServers")),
            tools=ToolRules.of(values.get("permissions")),
            approves=approves,
            managed=managed,
        )

    def place(self, key: str) -> Place:
        return Place(self.path, self.document.line((key,)))


def configuration_folder(site: Site) -> Path:
    """``~/.claude`` or what ``CLAUDE_CONFIG_DIR`` names, from the folder of the project; set but empty: that folder."""
    told = site.machine.env.get("CLAUDE_CONFIG_DIR")
    return site.machine.home / ".claude" if told is None else site.project.folder / told


def state_file(site: Site) -> Path:
    """The file of servers and projects; a legacy ``.config.json`` that is not empty wins over ``.claude.json``."""
    legacy = configuration_folder(site) / ".config.json"
    document = site.read(legacy, Syntax.JSON, Scope.USER)
    if document is not None and document.data.strip():
        return legacy
    moved = site.machine.variable("CLAUDE_CONFIG_DIR") is not None
    return (configuration_folder(site) if moved else site.machine.home) / ".claude.json"


def local_settings(project: Project) -> Path:
    """Where Claude Code keeps a person's own choices for a project: beside the main repository's root."""
    return project.main / ".claude" / LOCAL


def user_settings(site: Site) -> Path:
    """Where Claude Code keeps a person's own choices for all projects."""
    return configuration_folder(site) / "settings.json"


def managed_folder(site: Site) -> Path:
    """Where an administrator puts files that overrule the user's."""
    match site.machine.system:
        case "macos":
            return site.machine.absolute("/Library/Application Support/ClaudeCode")
        case "windows":
            return site.machine.absolute("/Program Files/ClaudeCode")
        case _:
            return site.machine.absolute("/etc/claude-code")


def read_settings(site: Site, project: Project, trust: Trust) -> tuple[Settings, ...]:
    """Every file that counts for ``project``, lowest first.

    The repository root's ``settings.json`` does not count from a folder below it, its
    ``settings.local.json`` does.
    """
    folder = project.folder / ".claude"
    candidates = [
        (user_settings(site), Scope.USER, True),
        (folder / "settings.json", Scope.PROJECT, trust.checked_in),
        (folder / LOCAL, Scope.LOCAL, trust.local),
        (local_settings(project), Scope.LOCAL, trust.local),
    ]
    found: dict[Path, Settings] = {}
    for path, scope, approves in candidates:
        if path not in found and (settings := _read(site, path, scope, approves=approves)) is not None:
            found[path] = settings
    managed = managed_folder(site)
    drop_ins = managed / "managed-settings.d"
    added = (drop_ins / name for name in site.names(drop_ins) if name.endswith(".json") and not name.startswith("."))
    for path in (managed / "managed-settings.json", *added):
        if (settings := _read(site, path, Scope.MANAGED, approves=True)) is not None:
            found[path] = settings
    return tuple(found.values())


def _read(site: Site, path: Path, scope: Scope, *, approves: bool) -> Settings | None:
    document = site.read(path, Syntax.JSON, scope)
    values = None if document is None else document.value()
    if document is None or not isinstance(values, dict) or _is_dropped(values):
        return None
    return Settings.of(path, document, values, approves=approves, managed=scope is Scope.MANAGED)


def _is_dropped(values: Mapping[str, object]) -> bool:
    """Whether a value of the wrong type makes the client drop the whole file without a word."""
    permissions = values.get("permissions", {})
    approved = values.get("enabledMcpjsonServers", [])
    return (
        not isinstance(values.get("enableAllProjectMcpServers", False), bool)
        or not isinstance(permissions, dict)
        or isinstance(permissions.get("deny"), str)
        or not isinstance(values.get("enabledPlugins", {}), dict)
        or not isinstance(values.get("model", ""), str)
        or (isinstance(approved, list) and not all(isinstance(each, str) for each in approved))
    )


class Trust(NamedTuple):
    """Whether approvals count from a project's checked-in and from its local settings."""

    checked_in: bool
    local: bool

    @classmethod
    def of(cls, site: Site, project: Project, state: Document | None) -> Trust:
        def accepted(folder: Path) -> object:
            key = project_key(site, state, folder)
            return None if state is None else state.value((*key, "hasTrustDialogAccepted"))

        anywhere = any(_is_truthy(accepted(folder)) for folder in (project.main, *project.lineage))
        at_home = str(project.folder) == os.path.realpath(site.machine.home)
        return cls(checked_in=accepted(project.main) is True, local=anywhere or at_home)


def _is_truthy(value: object) -> bool:
    """As JavaScript takes it: objects and lists are true even when they are empty."""
    return value is not MISSING and (bool(value) or isinstance(value, dict | list))


def project_key(site: Site, state: Document | None, folder: Path) -> KeyPath:
    """Where ``~/.claude.json`` keeps a project: under the key that it has, on Windows however that is spelled.

    A new key has forward slashes on every system.
    """
    own = folder.as_posix()
    if site.machine.system is not System.WINDOWS or state is None:
        return ("projects", own)
    memo = ("claude-code project keys", state)
    kept = site.memo.get(memo)
    spelled = kept if isinstance(kept, dict) else {_folded(key): key for key in state.keys(("projects",))}
    site.memo[memo] = spelled
    return ("projects", spelled.get(_folded(own), own))


def _folded(key: str) -> str:
    """A folder as Windows compares it."""
    return key.replace("\\", "/").rstrip("/").casefold()


def approves_all(files: tuple[Settings, ...]) -> bool:
    """``enableAllProjectMcpServers`` of the highest file that has it and counts."""
    values = [each.values["enableAllProjectMcpServers"] for each in files if each.approves and _tells_all(each)]
    return bool(values) and values[-1] is True


def _tells_all(settings: Settings) -> bool:
    return "enableAllProjectMcpServers" in settings.values


def matching_rules(files: tuple[Settings, ...], name: str, definition: Definition) -> Iterator[tuple[Settings, str]]:
    """Files whose ``deniedMcpServers`` fit a server, each with the kind of rule that does (``serverName``, …)."""
    for settings in files:
        for kind in () if settings.denied is None else settings.denied.fitting(name, definition):
            yield settings, kind


def is_allowed(files: tuple[Settings, ...], name: str, definition: Definition) -> bool:
    """Whether the united ``allowedMcpServers`` lists let a server through; no list at all lets everything through."""
    lists = [each.allowed for each in files if each.allowed is not None]
    if not lists:
        return True
    binding = "serverCommand" if definition.transport is Transport.STDIO else "serverUrl"
    bound = any(binding in rules.kinds for rules in lists)
    return any(kind == binding or not bound for rules in lists for kind in rules.fitting(name, definition))


def denied_tools(files: tuple[Settings, ...], name: str) -> tuple[str, ...] | None:
    """Tools of a server that ``permissions.deny`` hides; ``*`` for all. None: no rule names the server."""
    return tuple(dict.fromkeys(tool for each in files for tool in each.tools.hidden(name))) or None
