"""``restore SELECTOR``: lost entries come back as every other change is made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
Contents = Callable[[Path], dict[str, bytes]]


def files(home: Path) -> tuple[str, str]:
    return (home / ".cursor" / "mcp.json").read_text("utf-8"), (home / ".codex" / "config.toml").read_text("utf-8")


@pytest.fixture
def original(home: Path) -> tuple[str, str]:
    """What Cursor's and Codex's files say at first."""
    return files(home)


@pytest.fixture
def wiped(home: Path, run: Run, original: tuple[str, str]) -> Path:
    """A home in which both lost every entry, as if they had been cut out, after mcptui had seen them."""
    run(home, "remove", "cursor/*", "codex/*", "--all", "--yes")
    cursor, codex = files(home)
    run(home, "undo", "--yes")
    assert files(home) == original
    run(home, "list")
    (home / ".cursor" / "mcp.json").write_text(cursor, "utf-8")
    (home / ".codex" / "config.toml").write_text(codex, "utf-8")
    return home


def test_everything_comes_back_to_the_byte_with_its_comments(wiped: Path, run: Run, original: tuple[str, str]) -> None:
    status, out, err = run(wiped, "restore", "*", "--all", "--yes")
    assert (status, err) == (0, "")
    assert "put back cursor/user/files: gone → on\n  as it was last seen, from the copy of 20" in out
    assert "put back codex/user/clock: gone → off\n" in out
    assert "SECRET" not in out
    assert "Done: put back clock, files, memory. Wrote ~/.codex/config.toml, ~/.cursor/mcp.json.\n" in out
    assert files(wiped) == original
    assert run(wiped, "doctor")[0] == 0


def test_what_doctor_says_puts_it_back(wiped: Path, run: Run) -> None:
    out = run(wiped, "doctor")[1]
    (line,) = [line for line in out.splitlines() if "Put back:" in line]
    words = line.partition("mcptui ")[2].split()
    assert words == ["restore", "codex/user/clock", "cursor/user/files", "cursor/user/memory"]
    assert run(wiped, *words, "--yes")[0] == 0
    assert run(wiped, "doctor")[0] == 0


def test_one_of_them_comes_back_alone_and_can_be_undone(wiped: Path, run: Run) -> None:
    lost = files(wiped)
    status, out, _ = run(wiped, "restore", "files", "--yes", "--json")
    told = json.loads(out)
    assert status == 0
    assert [(each["act"], each["selector"], each["from"], each["to"]) for each in told["changes"]] == [
        ("put back", "cursor/user/files", "gone", "on")
    ]
    assert "Lost: 2 entries\n" in run(wiped, "doctor")[1]
    assert run(wiped, "undo", told["transaction"], "--yes")[0] == 0
    assert files(wiped) == lost


@pytest.mark.parametrize("argv", [("--dry-run",), (), ("--json",)])
def test_nothing_is_written_unless_it_was_agreed_to(
    wiped: Path, run: Run, contents: Contents, argv: tuple[str, ...]
) -> None:
    before = contents(wiped)
    assert run(wiped, "restore", "files", *argv)[0] == (0 if argv == ("--dry-run",) else 2)
    assert contents(wiped) == before


@pytest.mark.parametrize(
    ("argv", "status", "told"),
    [
        (("fils",), 1, "no server fits 'fils'\n  did you mean cursor/user/files?"),
        (("cursor/*",), 3, "'cursor/*' fits 2 servers"),
        (("files", "nothing"), 1, "no server fits 'nothing'"),
        (("files", "--client", "claude-code"), 1, "there is no backup of a file 'files'"),
        (("files", "memory", "--from", "latest"), 2, "--from needs the file to restore"),
    ],
)
def test_what_means_nothing_that_is_lost_is_refused(
    wiped: Path, run: Run, argv: tuple[str, ...], status: int, told: str
) -> None:
    answered, out, err = run(wiped, "restore", *argv, "--yes")
    assert (answered, out) == (status, "")
    assert told in err


def test_where_nothing_is_lost_several_words_are_refused(home: Path, run: Run) -> None:
    status, out, err = run(home, "restore", "files", "memory")
    assert (status, out) == (1, "")
    assert err == "mcptui: no entry is lost\n  mcptui restore FILE lists the backups of one file\n"


def test_an_entry_without_a_copy_is_refused_and_nothing_is_written(home: Path, run: Run, contents: Contents) -> None:
    run(home, "list")
    (home / ".cursor" / "mcp.json").write_text("{}", encoding="utf-8")
    before = contents(home)
    status, _, err = run(home, "restore", "files", "--yes")
    assert status == 3
    assert err.startswith("mcptui: cursor/user/files: no copy of its file has it\n")
    assert err.endswith("Nothing was written.\n")
    assert contents(home) == before


def test_a_file_that_has_backups_is_meant_before_an_entry_of_its_name(home: Path, run: Run) -> None:
    file = home / ".cursor" / "mcp.json"
    file.write_text(json.dumps({"mcpServers": {"mcp.json": {"command": "x"}, "other": {"command": "y"}}}))
    run(home, "disable", "cursor/other", "--yes")
    run(home, "list")
    file.write_text("{}")
    assert "Each is the file as it was before a change." in run(home, "restore", "mcp.json")[1]
    assert run(home, "restore", "cursor/mcp.json", "--yes")[0] == 0
    assert "mcp.json" in json.loads(file.read_text())["mcpServers"]
