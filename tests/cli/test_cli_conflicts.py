"""The same entry was changed by another program in between: the refusal shows both sides, and no secret of either."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.secrets import HIDDEN
from mcptui.workspace import Workspace

Run = Callable[..., tuple[int, str, str]]


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_of_a_change_worked_out_on_what_is_no_longer_there(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, plan = home / ".cursor" / "mcp.json", Workspace.plan

    def late(*args: object, **options: object) -> object:
        edit(file, '"/"]', '"/srv"]')
        edit(file, "ENV-SECRET-1234", "ENV-SECRET-5678")
        return plan(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Workspace, "plan", late)
    status, out, err = run(home, "disable", "cursor/files", "--yes")
    assert (status, out) == (3, "")
    assert err.splitlines() == [
        f"mcptui: cursor/user/files: {file}: mcpServers.files was changed by another program",
        "  --- what was there",
        "  +++ what is there now",
        '  - "/"',
        '  + "/srv"',
        f'  - "API_KEY": "{HIDDEN}"',
        f'  + "API_KEY": "{HIDDEN}"',
        "  look at it again and repeat what you wanted",
        "Nothing was written.",
    ]


def test_of_a_change_while_it_was_asked_about(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    file, apply = home / ".codex" / "config.toml", Workspace.apply

    def late(*args: object) -> object:
        edit(file, "mcp-server-time", "mcp-server-clock")
        return apply(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(Workspace, "apply", late)
    status, _, err = run(home, "remove", "codex/clock", "--yes")
    assert status == 3
    assert err.splitlines()[1:-1] == [
        "  --- what was there",
        "  +++ what is there now",
        '  - args = ["mcp-server-time"]',
        '  + args = ["mcp-server-clock"]',
    ]
    assert "mcp-server-clock" in file.read_text("utf-8")


def test_of_an_undoing(home: Path, run: Run) -> None:
    file = home / ".cursor" / "mcp.json"
    assert run(home, "narrow", "cursor/files", "--path", str(home / "src"), "--yes")[0] == 0
    edit(file, str(home / "src"), "/elsewhere\u202e")
    status, out, err = run(home, "undo", "--yes")
    assert (status, out) == (3, "")
    lines = err.splitlines()
    assert lines[1:4] == ["  --- what was there", "  +++ what is there now", f'  - "{home / "src"}"']
    assert lines[4].startswith('  + "/elsewhere')
    assert "\u202e" not in err
