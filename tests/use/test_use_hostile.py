"""Transcripts may hold anything, and be no files at all."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from mcptui.model import UseStatus
from mcptui.store import growing
from tests.use.conftest import Home, ago, claude_call, claude_text, iso, told

GOOD = told(claude_call("mcp__github__good", 2)).encode() + b"\n"
BLOCK = b'{"type":"assistant","message":{"content":[{"type":"tool_use","id":"x","name":%b}]},"timestamp":%b}\n'


def line(name: object, at: object = ago(1)) -> bytes:
    return BLOCK % (json.dumps(name).encode(), json.dumps(at).encode())


@pytest.mark.parametrize(
    "hostile",
    [
        b'{"type":"assistant","message":{"content":[{"type":"tool_use","name":"mcp__github__a"\n',
        b"\0" * 5000 + b'"mcp__\0' + b"\n",
        b'"mcp__' * 5000 + b"\n",
        b'{"mcp__":' * 100_000 + b"\n",
        b"[" * 200_000 + b'"mcp__\n',
        b'{"a":"mcp__","n":' + b"9" * 10_000 + b"}\n",
        b'{"type":"assistant","message":{"content":["mcp__",7,null,{"type":"tool_use"}]}}\n',
        b'{"type":"assistant","message":"mcp__"}\n',
        b'["mcp__"]\n"mcp__"\nmcp__\n\n\n',
        line(["mcp__github__a"]) + line({"mcp__github__a": 1}) + line(7) + line("mcp__github"),
        line("mcp__" + "x" * 5000 + "__a") + line("mcp__\x1b]52;c;x\x07__a") + line("mcp__\u202e__a"),
        b'{"type":"assistant","message":{"content":[{"type":"tool_use","id":"\\ud83d","name":"mcp__\\ud83d__a"}]}}\n',
        b"\xff\xfe mcp__ \xff\n",
        b"\r\n" * 10_000,
    ],
    ids=range(14),
)
def test_what_is_no_record_costs_nobody_else_anything(home: Home, hostile: bytes) -> None:
    home.claude("github")
    signed = hostile.replace(b"mcp__", b'"name":"mcp__')
    home.write(".claude/projects/-src/s.jsonl", told(claude_text(9)).encode() + b"\n" + hostile + signed + GOOD)
    used = home.used()["github"]
    assert (used.calls, used.last) == (1, iso(2))


@pytest.mark.parametrize("at", [None, -7, "yesterday", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", ["x"], 1e400])
def test_a_moment_that_cannot_be_is_that_of_the_file(home: Home, at: object) -> None:
    home.claude("github")
    home.write(".claude/projects/-src/s.jsonl", line("mcp__github__a", at).replace(b"Infinity", b"1e400"), days=4)
    assert home.used()["github"].last == iso(4)


def test_a_line_of_ten_megabytes_is_read_and_one_beyond_the_bound_passed_over(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.claude("github", "files")
    long = told(claude_call("mcp__files__a", 3, padding="x" * 10_000_000)).encode() + b"\n"
    home.write(".claude/projects/-src/s.jsonl", GOOD + long + GOOD + line("mcp__github__b"))
    assert [home.used()[name].calls for name in ("github", "files")] == [2, 1]
    home.index.unlink()
    monkeypatch.setattr(growing, "LONGEST_LINE", 2_000_000)
    used = home.used()
    assert (used["github"].calls, used["files"].calls) == (2, 0)


def test_what_a_line_beyond_the_bound_ends_with_is_no_record(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "_WINDOW", 4096)
    monkeypatch.setattr(growing, "LONGEST_LINE", 4096)
    home.claude("github")
    home.write(".claude/projects/-src/s.jsonl", b"x" * 4096 + GOOD + line("mcp__github__b"))
    used = home.used()["github"]
    assert (used.calls, used.last) == (1, iso(1))


def test_a_sign_that_lies_across_two_windows_is_found(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.claude("github")
    records = [claude_call("mcp__github__a", 2, id_=f"{number}", padding="x" * number) for number in range(90)]
    for window in (64, 100, 1000, 4096):
        monkeypatch.setattr(growing, "_WINDOW", window)
        home.session(*records, name=f"s{window}")
        assert home.used()["github"].calls == 90
        home.index.unlink()


def test_what_is_no_file_is_passed_by(home: Home, tmp_path: Path) -> None:
    home.claude("github")
    home.session(claude_text(9), claude_call("mcp__github__a", 2))
    folder = home.path / ".claude" / "projects" / "-src"
    (folder / "folder.jsonl").mkdir()
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (tmp_path / "elsewhere.jsonl").write_bytes(line("mcp__github__other"))
    (folder / "link.jsonl").symlink_to(tmp_path / "elsewhere.jsonl")
    if sys.platform != "win32":
        os.mkfifo(folder / "pipe.jsonl")
    assert home.used()["github"].calls == 1


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everything can be read by root")
def test_what_may_not_be_read_is_not_covered(home: Home) -> None:
    home.claude("github")
    home.session(claude_text(20))
    home.session(claude_text(9), name="shut", days=5).chmod(0)
    assert home.used()["github"].since == iso(5)
    (home.path / ".claude" / "projects" / "-src").chmod(0)
    assert home.used()["github"].status is UseStatus.UNKNOWN


def test_a_name_that_is_no_text_is_left_out_and_told(home: Home) -> None:
    home.claude("never")
    home.session(claude_text(20))
    try:
        name = os.fsdecode(b"\xff.jsonl")
        (home.path / ".claude" / "projects" / "-src" / name).write_bytes(GOOD)
    except OSError:
        pytest.skip("this disk takes no such name")
    assert home.used()["never"].reason == "not all transcripts of Claude Code were looked through"
