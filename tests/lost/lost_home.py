"""A home with servers in three clients, what happens to their files behind mcptui's back, and a clock to turn."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan
from mcptui.doctor.report import Report
from mcptui.lost.missing import Lost
from mcptui.machine import Machine, System
from mcptui.model import Entry
from mcptui.store.files import DiskFiles
from mcptui.store.records import Record
from mcptui.workspace import Workspace

CURSOR = """{
  // kept by hand
  "mcpServers": {
    // my files
    "files": {
      "command": "npx", // the newest
      "args": ["-y", "files", "--token", "ARG-SECRET"],
      "env": { "API_KEY": "ENV-SECRET" }
    },
    "memory": { "command": "npx", "args": ["-y", "memory"] }, // and what it remembers
    /* time */ "clock": { "command": "uvx", "args": ["clock"] }
  }
}
"""
CODEX = """# mine
model = "o9"

# what time is it
[mcp_servers.clock]
command = "uvx" # as ever

[mcp_servers.clock.env]
ZONE = "ZONE-SECRET"

[mcp_servers.docs]
url = "https://docs.example/mcp?token=URL-SECRET"
http_headers = { Authorization = "Bearer HEADER-SECRET" }

[tui]
theme = "dark"
"""
SECRETS = ("ARG-SECRET", "ENV-SECRET", "ZONE-SECRET", "URL-SECRET", "HEADER-SECRET")


class Home:
    """The home and mcptui on it. ``now`` is what the clock says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "me"
        self.project = self.folder / "src" / "shop"
        self.other = self.folder / "src" / "blog"
        for project in (self.project, self.other):
            (project / ".git").mkdir(parents=True)
        self.now = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)
        self.machine = Machine.at_home(
            self.folder, self.project, env={}, system=System.LINUX, root=folder / "root", clock=lambda: self.now
        )
        self.workspace = Workspace(self.machine)
        self.claude = self.folder / ".claude.json"
        self.cursor = self.folder / ".cursor" / "mcp.json"
        self.codex = self.folder / ".codex" / "config.toml"
        state = {
            "mcpServers": {"user": server("user")},
            "projects": {
                str(self.project): {"mcpServers": {"local": server("local")}},
                str(self.other): {"mcpServers": {"there": server("there")}},
            },
        }
        self.write(self.claude, json.dumps(state, indent=2))
        self.write(self.cursor, CURSOR)
        self.write(self.codex, CODEX)

    # --- what happens

    def write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def without_projects(self, *projects: Path) -> None:
        """Have Claude Code know these no more, or none at all."""
        state = json.loads(self.claude.read_text("utf-8"))
        for project in projects or map(Path, list(state["projects"])):
            del state["projects"][str(project)]
        self.write(self.claude, json.dumps(state, indent=2))

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    # --- what mcptui does

    def look(self, *, everywhere: bool = False) -> tuple[Lost, ...]:
        """Look once, and remember; what is lost by then."""
        return self.workspace.remember(self.workspace.look(everywhere=everywhere))

    def missed(self, *, everywhere: bool = False) -> set[str]:
        return {lost.entry.selector for lost in self.look(everywhere=everywhere)}

    def entry(self, selector: str) -> Entry:
        return next(entry for entry in self.workspace.look().entries if entry.selector == selector)

    def plan(self, act: Act, *selectors: str) -> Plan:
        at = self.workspace.look()
        plan = self.workspace.plan([Change(each, act) for each in at.entries if each.selector in selectors], at)
        assert not plan.refusals
        assert len(plan.planned) == len(selectors)
        return plan

    def do(self, act: Act, *selectors: str) -> Record:
        return self.workspace.apply(self.plan(act, *selectors))

    def undo(self, id_: str | None = None) -> Record:
        return self.workspace.apply(self.workspace.plan_undo(id_))

    def plan_back(self, *selectors: str) -> Plan:
        """The plan that puts these back, or everything that is lost."""
        at = self.workspace.look(everywhere=True)
        lost = self.workspace.remember(at)
        chosen = [each for each in lost if not selectors or each.entry.selector in selectors]
        return self.workspace.plan_put_back(chosen, at)

    def put_back(self, *selectors: str) -> Record:
        plan = self.plan_back(*selectors)
        assert not plan.refusals
        return self.workspace.apply(plan)

    def examine(self) -> Report:
        return self.workspace.examine()

    # --- what it keeps

    @property
    def seen(self) -> Path:
        return self.machine.state / "seen"

    @property
    def entries(self) -> Path:
        return self.seen / "entries.json"


def server(name: str) -> dict[str, object]:
    return {"command": "npx", "args": ["-y", name]}


class CountedFiles(DiskFiles):
    """The disk, with every write counted."""

    def __init__(self) -> None:
        self.written: list[Path] = []

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        self.written.append(path)
        return super().prepare(path, data, mode=mode, private=private)
