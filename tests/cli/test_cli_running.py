"""A client that runs and writes its file from memory: the command line warns before it asks, and promises nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.machine import Machine, System

Run = Callable[..., tuple[int, str, str]]

PROGRAMS = {
    System.LINUX: "/usr/lib/claude-desktop/claude-desktop",
    System.MACOS: "/Applications/Claude.app/Contents/MacOS/Claude",
    System.WINDOWS: r"C:\Users\me\AppData\Local\AnthropicClaude\app-1.2.3\claude.exe",
}
WARNING = "Claude Desktop is running and writes this file from its memory: your change may be lost; quit it first"
EFFECT = "It takes effect after Claude Desktop was quit and started again."


@pytest.fixture
def desktop_home(bare_home: Path) -> Path:
    """A home with one server in Claude Desktop."""
    file = Machine.at_home(bare_home).app_config / "Claude" / "claude_desktop_config.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"mcpServers": {"files": {"command": "npx"}}}), "utf-8")
    return bare_home


@pytest.fixture
def desktop_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Machine, "running", lambda machine: [PROGRAMS[machine.system]])


@pytest.mark.usefixtures("desktop_runs")
def test_the_warning_stands_above_the_diff_before_anything_is_written(desktop_home: Path, run: Run) -> None:
    status, out, _ = run(desktop_home, "disable", "claude-desktop/files")
    assert status == 2
    assert out.index(WARNING) < out.index("+++")
    status, out, err = run(desktop_home, "disable", "claude-desktop/files", "--yes")
    assert (status, err) == (0, "")
    assert out.index(WARNING) < out.index("Done: disable files.")
    assert EFFECT not in out


@pytest.mark.usefixtures("desktop_runs")
def test_for_json_it_is_on_standard_error(desktop_home: Path, run: Run) -> None:
    status, out, err = run(desktop_home, "disable", "claude-desktop/files", "--yes", "--json")
    assert status == 0
    assert list(json.loads(out)) == ["transaction", "files", "changes"]
    assert err.startswith("mcptui: ~")
    assert f"claude_desktop_config.json: {WARNING}" in err


def test_when_it_does_not_run_nothing_is_said(desktop_home: Path, run: Run) -> None:
    status, out, err = run(desktop_home, "disable", "claude-desktop/files", "--yes")
    assert (status, err) == (0, "")
    assert "is running" not in out
    assert EFFECT in out
