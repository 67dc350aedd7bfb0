"""A home with two clients' files, and changes that are planned and written there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.plan import Plan
from mcptui.inventory import Look
from mcptui.machine import Machine, System
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles, Facts
from mcptui.workspace import Workspace

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

CURSOR = b"""{
  // what I use
  "mcpServers": {
    "alpha": { "command": "npx", "args": ["-y", "alpha"] },  // first
    "files": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"]
    },
    /* the last one */
    "omega": { "url": "https://omega.example/mcp" }
  }
}
"""
CODEX = b"""[mcp_servers.alpha]
command = "npx"

[mcp_servers.files]
command = "npx"
args = ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"]
"""


class SomeReadOnly(DiskFiles):
    """A disk on which some files may not be written, also for a user who may write all."""

    def __init__(self) -> None:
        self.read_only: set[Path] = set()

    def facts(self, path: Path) -> Facts | None:
        facts = super().facts(path)
        if facts is None or path not in self.read_only:
            return facts
        return facts._replace(writable=False)


class Home:
    """A home with one project, and what a test asks of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "me"
        self.project = self.folder / "src" / "app"
        (self.project / ".git").mkdir(parents=True)
        self.disk = SomeReadOnly()
        self.machine = Machine.at_home(
            self.folder, self.project, env={}, system=System.LINUX, root=folder / "root", clock=lambda: NOW
        )
        self.workspace = Workspace(self.machine, self.disk)
        self.cursor = self.folder / ".cursor" / "mcp.json"
        self.desktop = self.folder / ".config" / "Claude" / "claude_desktop_config.json"
        self.codex = self.folder / ".codex" / "config.toml"
        self.claude = self.folder / ".claude.json"

    def write(self, path: Path, content: bytes | dict[str, object]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, indent=2).encode())
        return path

    def look(self) -> Look:
        return self.workspace.look()

    def entry(self, selector: str, at: Look | None = None) -> Entry:
        found = [entry for entry in (at or self.look()).entries if entry.selector == selector]
        assert len(found) == 1, [entry.selector for entry in (at or self.look()).entries]
        return found[0]

    def state(self, selector: str) -> StateKind:
        return self.entry(selector).state.kind

    def plan(self, *wishes: tuple[Act, str] | tuple[Act, str, Narrowing]) -> Plan:
        at = self.look()
        changes = [Change(self.entry(wish[1], at), wish[0], *wish[2:]) for wish in wishes]
        return self.workspace.plan(changes, at)

    def do(self, *wishes: tuple[Act, str] | tuple[Act, str, Narrowing]) -> Plan:
        plan = self.plan(*wishes)
        assert not plan.refusals
        self.workspace.apply(plan)
        return plan

    def files(self) -> dict[Path, bytes]:
        """Every file that is not mcptui's own."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found if not path.is_relative_to(self.machine.state)}

    @property
    def parked(self) -> list[Path]:
        return sorted((self.machine.state / "parked").glob("*"))


def narrowed(*folders: str) -> Narrowing:
    return Narrowing(folders=folders)
