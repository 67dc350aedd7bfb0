"""A small home with servers in three clients, and the command line run on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcptui.__main__ import main
from mcptui.demo import build_demo_home

ROOT = Path(__file__).parents[2]

CLAUDE = {
    "numStartups": 7,
    "mcpServers": {
        "memory": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory@0.6.3"]},
        "tickets": {
            "type": "http",
            "url": "https://tickets.example/mcp?token=URL-SECRET-1234",
            "headers": {"Authorization": "Bearer HEADER-SECRET-1234"},
        },
    },
}
CURSOR = """{
  // kept by hand
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/"],
      "env": { "API_KEY": "ENV-SECRET-1234" }
    },
    "memory": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory"] }
  }
}
"""
CODEX = """# mine
[mcp_servers.clock]
command = "uvx"
args = ["mcp-server-time"]
enabled = false
"""


Outcome = tuple[int, str, str]
"""Exit status, standard output, standard error."""

Run = Callable[..., Outcome]


def options(home: Path) -> list[str]:
    return ["--home", str(home), "--project", str(home / "src" / "acme-api")]


@pytest.fixture
def bare_home(tmp_path: Path) -> Path:
    """A home in which no client was ever started; its project is ``src/acme-api``, as in all homes here."""
    home = tmp_path / "home"
    (home / "src" / "acme-api" / ".git").mkdir(parents=True)
    return home


@pytest.fixture
def home(bare_home: Path) -> Path:
    """Five entries in Claude Code, Cursor and Codex."""
    (bare_home / ".cursor").mkdir()
    (bare_home / ".codex").mkdir()
    (bare_home / ".claude.json").write_text(json.dumps(CLAUDE, indent=2), encoding="utf-8")
    (bare_home / ".cursor" / "mcp.json").write_text(CURSOR, encoding="utf-8")
    (bare_home / ".codex" / "config.toml").write_text(CODEX, encoding="utf-8")
    return bare_home


@pytest.fixture
def demo_home(tmp_path: Path) -> Path:
    """The home of ``mcptui demo``, with its broken file."""
    folder = tmp_path / "demo"
    folder.mkdir()
    return build_demo_home(folder, lambda: datetime.now(UTC), broken=True).home


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder, by its relative path."""

    def contents(folder: Path) -> dict[str, bytes]:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    return contents


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the person who runs the tests has set must not tell."""
    for name in ("COLUMNS", "NO_COLOR", "MCPTUI_DEBUG", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call ``main`` in this process: ``run(home, "list", "--json")``."""

    def run(home: Path, *argv: str) -> Outcome:
        capsys.readouterr()
        status = main([*argv, *options(home)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def run_process() -> Run:
    """Call ``python -m mcptui`` in a process of its own, without a terminal."""

    def run_process(home: Path, *argv: str, **variables: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "mcptui", *argv, *options(home)],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run_process
