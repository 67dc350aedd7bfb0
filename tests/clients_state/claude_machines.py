"""Claude Code's files in short, and what would be seen on a machine that has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mcptui.clients.claude_code import ClaudeCode
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import Entry, Inventory, StateKind
from mcptui.store.files import DiskFiles

ON, OFF, PENDING, SHADOWED = StateKind.ON, StateKind.OFF, StateKind.PENDING, StateKind.SHADOWED
BROKEN, BLOCKED = StateKind.BROKEN, StateKind.BLOCKED

Lay = Callable[[Mapping[str, object]], None]

STATE = "home/.claude.json"
USER_SETTINGS = "home/.claude/settings.json"
MANAGED_SETTINGS = "root/etc/claude-code/managed-settings.json"
MANAGED_SERVERS = "root/etc/claude-code/managed-mcp.json"
SETTINGS = "p/.claude/settings.json"
LOCAL_SETTINGS = "p/.claude/settings.local.json"
TRUSTED = {"hasTrustDialogAccepted": True}


def looked(machine: Machine, *, everywhere: bool = False) -> Look:
    return look(machine, DiskFiles(), everywhere=everywhere, clients=Clients([ClaudeCode()]))


def seen(machine: Machine, *, everywhere: bool = False) -> Inventory:
    return looked(machine, everywhere=everywhere).inventory


def names_on(machine: Machine) -> set[str]:
    return {entry.name for entry in seen(machine).entries if entry.on}


def entries(machine: Machine, *, everywhere: bool = False) -> dict[str, Entry]:
    """By ``scope/name``; a project file below or above the repository's root adds its folder's name."""
    found = {}
    for entry in seen(machine, everywhere=everywhere).entries:
        project = entry.source.project
        deeper = f"@{project.name}" if entry.source.file.name == ".mcp.json" and project and project.name != "p" else ""
        found[f"{entry.source.scope.value}/{entry.name}{deeper}"] = entry
    return found


def kinds(machine: Machine, *, everywhere: bool = False) -> dict[str, StateKind]:
    return {key: entry.state.kind for key, entry in entries(machine, everywhere=everywhere).items()}


def server(*args: str) -> dict[str, object]:
    return {"command": "/bin/false", "args": list(args)}


def servers(*names: str, tag: str = "") -> dict[str, object]:
    return {"mcpServers": {name: server(tag or name) for name in names}}


REMOTE = {"type": "http", "url": "https://mcp.example.com/v1"}
THREE = {"mcpServers": {"a": server("1"), "b": server("2"), "r": REMOTE}}


def kept(key: str, /, *user: str, **project: object) -> dict[str, object]:
    """``~/.claude.json`` with user servers and a project under ``key``."""
    return {**servers(*user), "projects": {key: project}}


def state(*user: str, **project: object) -> dict[str, object]:
    """``~/.claude.json`` with user servers and the repository as its project."""
    return kept("{at}/p", *user, **project)


@dataclass(frozen=True)
class Case:
    """Files, the folder that is looked at, and what must be seen there."""

    files: Mapping[str, object]
    seen: Mapping[str, StateKind]
    folder: str = "p"
    env: Mapping[str, str] = field(default_factory=dict)


def check(case: Case, machine: Machine, place: Path, lay: Lay) -> None:
    lay(case.files)
    env = {name: value.replace("{at}", str(place)) for name, value in case.env.items()}
    there = machine._replace(project=place / case.folder, env={**machine.env, **env})
    assert kinds(there) == case.seen


APPROVES_X = {"enabledMcpjsonServers": ["x"]}
