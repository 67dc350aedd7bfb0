"""Codex' files in short, and what would be seen on a machine that has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mcptui.clients.codex import Codex
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles

ON, OFF, PENDING, SHADOWED = StateKind.ON, StateKind.OFF, StateKind.PENDING, StateKind.SHADOWED
BROKEN, BLOCKED = StateKind.BROKEN, StateKind.BLOCKED
Lay = Callable[[Mapping[str, object]], None]
USER = "home/.codex/config.toml"
PROJECT = "p/.codex/config.toml"
SYSTEM = "root/etc/codex/config.toml"
MANAGED = "root/etc/codex/managed_config.toml"
REQUIREMENTS = "root/etc/codex/requirements.toml"


def table(name: str, more: str = "") -> str:
    return f'[mcp_servers.{name}]\ncommand = "/bin/false"\nargs = ["{name}"]\n{more}\n'


def off(name: str) -> str:
    return f"[mcp_servers.{name}]\nenabled = false\n"


def trust(*folders: str, level: str = "trusted") -> str:
    return "".join(f'[projects."{{at}}/{folder}"]\ntrust_level = "{level}"\n' for folder in folders)


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([Codex()]))


def entries(machine: Machine) -> dict[str, Entry]:
    """By ``scope/name``; a project below the root adds its folder."""
    found = {}
    for entry in looked(machine).entries:
        project = entry.source.project
        deeper = f"@{project.name}" if project is not None and project.name != "p" else ""
        found[f"{entry.source.scope.value}/{entry.name}{deeper}"] = entry
    return found


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {key: entry.state.kind for key, entry in entries(machine).items()}
