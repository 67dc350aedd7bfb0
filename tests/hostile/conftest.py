"""A home with one calm server in every client, and the command line run on it with what it may use up bounded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.__main__ import main

Outcome = tuple[int, str, str]
Run = Callable[..., Outcome]

CALM = {"calm": {"command": "npx", "args": ["calm-server"]}}

FILES = {
    "claude-code": ".claude.json",
    "claude-code/project": "p/.mcp.json",
    "claude-code/settings": ".claude/settings.json",
    "claude-desktop": ".config/Claude/claude_desktop_config.json",
    "codex": ".codex/config.toml",
    "codex/project": "p/.codex/config.toml",
    "cursor": ".cursor/mcp.json",
    "vscode": ".config/Code/User/mcp.json",
}


@pytest.fixture
def files() -> dict[str, str]:
    """The files that clients read, by what they are for."""
    return FILES


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """``calm`` in Claude Code, Cursor, VS Code and Codex; the project is ``p``."""
    home = tmp_path / "h"
    (home / "p" / ".git").mkdir(parents=True)
    for file in FILES.values():
        (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / FILES["claude-code"]).write_text(json.dumps({"mcpServers": CALM}, indent=2))
    (home / FILES["cursor"]).write_text(json.dumps({"mcpServers": CALM}, indent=2))
    (home / FILES["vscode"]).write_text(json.dumps({"servers": CALM}, indent=2))
    (home / FILES["codex"]).write_text('[mcp_servers.calm]\ncommand = "npx"\nargs = ["calm-server"]\n')
    return home


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("list", "--json")``: exit status, standard output, standard error. A traceback fails the test."""
    monkeypatch.setenv("MCPTUI_DEBUG", "1")

    def call(*argv: str) -> Outcome:
        status = main([*argv, "--home", str(home), "--project", str(home / "p")])
        out, err = capsys.readouterr()
        for text in (out, err):
            assert not [sign for sign in text if (sign < " " and sign not in "\n\t") or sign in "\x7f\u202e\u2066"], (
                text
            )
        return status, out, err

    return call
