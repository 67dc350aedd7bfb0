"""A home with a client's servers and its transcripts, and what mcptui makes of their use."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mcptui.evidence.use import UseStep
from mcptui.machine import Machine, System
from mcptui.model import Used
from mcptui.workspace import Workspace

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def ago(days: float) -> str:
    """A moment as clients write it: ISO 8601 with ``Z``."""
    return (NOW - timedelta(days=days)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds_ago(days: float) -> float:
    return (NOW - timedelta(days=days)).timestamp()


def iso(days: float) -> str:
    """The same moment as mcptui tells it."""
    return (NOW - timedelta(days=days)).isoformat(timespec="seconds")


def claude_call(tool: str, days: float, id_: str = "", cwd: str = "/src", **more: object) -> dict[str, object]:
    """The record of a call in a session of Claude Code."""
    block = {"type": "tool_use", "id": id_ or f"toolu_{tool}_{days}", "name": tool, "input": {"query": "SECRET-1234"}}
    message = {"role": "assistant", "content": [block]}
    return {"type": "assistant", "message": message, "timestamp": ago(days), "cwd": cwd, **more}


def claude_text(days: float, text: str = "hello") -> dict[str, object]:
    return {"type": "user", "message": {"role": "user", "content": text}, "timestamp": ago(days), "cwd": "/src"}


def told(record: object) -> str:
    """A record as clients write it: without a space."""
    return json.dumps(record, separators=(",", ":"))


class Home:
    """A made-up home on Linux."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "me"
        self.project = self.path / "src" / "api"
        self.project.mkdir(parents=True)
        self.machine = Machine.at_home(
            self.path, self.project, env={}, system=System.LINUX, root=folder / "root", clock=lambda: NOW
        )
        self.workspace = Workspace(self.machine)

    @property
    def index(self) -> Path:
        return self.machine.state / "seen" / "use.sqlite3"

    def write(self, path: str, data: str | bytes, days: float = 0) -> Path:
        """A file below the home that was written last ``days`` ago."""
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        os.utime(file, (seconds_ago(days), seconds_ago(days)))
        return file

    def lines(self, path: str, *records: object, days: float = 0) -> Path:
        """A transcript of a record a line."""
        return self.write(path, "".join(f"{told(each)}\n" for each in records), days)

    def session(self, *records: object, name: str = "s1", days: float = 0) -> Path:
        """A session of Claude Code."""
        return self.lines(f".claude/projects/-src/{name}.jsonl", *records, days=days)

    def claude(self, *names: str, projects: Mapping[Path, Iterable[str]] | None = None) -> None:
        """Claude Code's servers of the user, and those of projects."""

        def servers(names: Iterable[str]) -> dict[str, object]:
            return {name: {"command": "npx"} for name in names}

        everything = {
            "mcpServers": servers(names),
            "projects": {str(folder): {"mcpServers": servers(own)} for folder, own in (projects or {}).items()},
        }
        self.write(".claude.json", json.dumps(everything))

    def steps(self) -> list[UseStep]:
        return list(self.workspace.use(self.workspace.look(everywhere=True)))

    def used(self) -> dict[str, Used]:
        """By ``name``, or ``name@project``, what is known of the use when all transcripts are looked through."""
        look = self.workspace.look(everywhere=True)
        used = list(self.workspace.use(look))[-1].used
        assert used is not None
        return self._named(used)

    def known(self) -> dict[str, Used]:
        """The same without a look at the transcripts."""
        return self._named(self.workspace.known_use(self.workspace.look(everywhere=True)))

    def _named(self, used: Mapping[str, Used]) -> dict[str, Used]:
        def name(id_: str) -> str:
            entry = entries[id_]
            project = entry.source.project
            return entry.name if project is None else f"{entry.name}@{project.name}"

        entries = {entry.id: entry for entry in self.workspace.look(everywhere=True).entries}
        return {name(id_): each for id_, each in used.items()}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)
