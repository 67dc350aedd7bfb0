"""``restore``: what is listed, and that a whole file comes back as every other change is made."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
Contents = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def changed(home: Path, run: Run) -> Path:
    """A home in which Codex's file was changed twice and Cursor's once."""
    for argv in (("enable", "codex/clock"), ("remove", "cursor/files"), ("disable", "codex/clock")):
        assert run(home, *argv, "--yes")[0] == 0
    return home


def rows(home: Path, run: Run, *argv: str) -> list[dict[str, object]]:
    status, out, err = run(home, "restore", *argv, "--json")
    told = json.loads(out)
    assert (status, err, list(told), told["schema"]) == (0, "", ["schema", "backups"], 1)
    return list(told["backups"])


def test_without_a_change_there_is_nothing_to_list(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    assert run(home, "restore") == (0, "", "there are no backups: mcptui has changed no file yet\n")
    assert rows(home, run) == []
    assert contents(home) == before


def test_lists_the_backups_of_every_file_newest_first(changed: Path, run: Run) -> None:
    told = rows(changed, run)
    assert [(Path(str(row["path"])).name, row["title"]) for row in told] == [
        ("config.toml", "disable clock"),
        ("mcp.json", "remove files"),
        ("config.toml", "enable clock"),
    ]
    for row in told:
        assert set(row) == {"path", "transaction", "at", "title", "size", "copy"}
        assert Path(str(row["copy"])).stat().st_size == row["size"]
    status, out, err = run(changed, "restore")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert [line for line in lines if line.startswith("~")] == ["~/.codex/config.toml", "~/.cursor/mcp.json"]
    assert lines[1].split() == ["ID", "WHEN", "SIZE", "BEFORE", "COPY"]
    assert lines[2].startswith(str(told[0]["transaction"]))
    assert lines[2].endswith("/1-config.toml")
    assert lines[-2].endswith("To put one back: mcptui restore ~/.codex/config.toml --from ID")
    assert lines[-1] == "They are plain copies, in dated folders in ~/.local/state/mcptui/backups."


def test_lists_those_of_one_file(changed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(changed / ".codex")
    for told in ("config.toml", "./config.toml", "~/.codex/config.toml", str(changed / ".codex" / "config.toml")):
        assert [row["title"] for row in rows(changed, run, told)] == ["disable clock", "enable clock"]
    assert "mcp.json" not in run(changed, "restore", "config.toml")[1]


def test_a_current_folder_that_is_gone_does_not_matter(
    changed: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert len(rows(changed, run, ".cursor/mcp.json")) == 1


def test_puts_a_whole_file_back_and_can_be_undone(changed: Path, run: Run) -> None:
    file = changed / ".codex" / "config.toml"
    now = file.read_bytes() + b"[by_codex]\n"
    file.write_bytes(now)
    first = str(rows(changed, run, "config.toml")[-1]["transaction"])
    status, out, err = run(changed, "restore", "config.toml", "--from", first, "--yes")
    assert status == 0
    assert out.startswith("restore ~/.codex/config.toml: present → as it was before enable clock (2")
    assert "\n-[by_codex]\n" in out
    assert f"Done: restore config.toml from {first}. Wrote ~/.codex/config.toml.\n" in out
    assert "mcptui: this takes back what mcptui changed in the file since: disable clock (2" in err
    assert "mcptui: what the client or you wrote in the file since then goes with it\n" in err
    assert b"enabled = false" in file.read_bytes()
    assert b"[by_codex]" not in file.read_bytes()
    assert run(changed, "undo", "--yes")[0] == 0
    assert file.read_bytes() == now


def test_latest_is_the_newest_backup(changed: Path, run: Run) -> None:
    status, out, _ = run(changed, "restore", "config.toml", "--from", "latest", "--yes", "--json")
    told = json.loads(out)
    assert status == 0
    assert list(told) == ["transaction", "files", "changes"]
    assert told["transaction"]
    assert [file["path"] for file in told["files"]] == [str(changed / ".codex" / "config.toml")]
    (change,) = told["changes"]
    assert (change["selector"], change["from"]) == ("~/.codex/config.toml", "present")
    assert change["to"].startswith("as it was before disable clock (2")


def test_a_dry_run_only_shows_and_without_a_terminal_yes_is_needed(changed: Path, run: Run, contents: Contents) -> None:
    before = contents(changed)
    status, out, _ = run(changed, "restore", "mcp.json", "--from", "latest", "--dry-run")
    assert status == 0
    assert "+++ ~/.cursor/mcp.json" in out
    assert "Nothing was written" in out
    told = json.loads(run(changed, "restore", "mcp.json", "--from", "latest", "--dry-run", "--json")[1])
    assert told["transaction"] is None
    for argv in ((), ("--json",)):
        status, _, err = run(changed, "restore", "mcp.json", "--from", "latest", *argv)
        assert status == 2
        assert "so nothing was written" in err
    assert contents(changed) == before


def test_what_is_so_already_is_said(changed: Path, run: Run) -> None:
    run(changed, "undo", "--yes")
    out = "~/.codex/config.toml is already as it was before disable clock\nNothing to do.\n"
    first = str(rows(changed, run, "config.toml")[1]["transaction"])
    assert run(changed, "restore", "config.toml", "--from", first) == (0, out, "")
    assert json.loads(run(changed, "restore", "config.toml", "--from", first, "--json")[1]) == {
        "transaction": None,
        "files": [],
        "changes": [],
    }


def test_no_secret_is_shown_not_even_of_a_broken_file(changed: Path, run: Run) -> None:
    file = changed / ".cursor" / "mcp.json"
    for left in (file.read_bytes()[:-20], b"", b'{ "env": { "X": "ENV-SECRET-1234'):
        file.write_bytes(left)
        status, out, err = run(changed, "restore", "mcp.json", "--from", "latest", "--dry-run")
        assert (status, "+" in out) == (0, True)
        assert "SECRET-1234" not in out + err
    run(changed, "restore", "mcp.json", "--from", "latest", "--yes")
    assert "SECRET-1234" not in str(run(changed, "undo", "--dry-run"))


@pytest.mark.parametrize(
    ("argv", "status", "sentence", "hint"),
    [
        (("confg.toml",), 1, "no backup of a file 'confg.toml'", "did you mean ~/.codex/config.toml?"),
        (("github",), 1, "no backup of a file 'github'", "mcptui restore lists all backups"),
        (("config.toml", "--from", "1999"), 1, "no backup of ~/.codex/config.toml from '1999'", "mcptui restore ~/.c"),
        (("config.toml", "--from", "2"), 3, "2 backups of ~/.codex/config.toml begin with 2", "say more of it"),
        (("--from", "latest"), 2, "--from needs the file to restore", "mcptui restore lists"),
        (("a", "b"), 1, "no entry is lost", "lists the backups of one file"),
        (("config.toml", "--from"), 2, "expected one argument", ""),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_status(
    changed: Path, run: Run, contents: Contents, argv: tuple[str, ...], status: int, sentence: str, hint: str
) -> None:
    before = contents(changed)
    told, out, err = run(changed, "restore", *argv, "--yes")
    assert (told, out) == (status, "")
    assert sentence in err
    assert hint in err
    assert contents(changed) == before


@pytest.mark.parametrize("told", ["\x1b[2J", "a\nb", "\u202e", "*" * 2000, "\ud800", "", "/", "a\0b"])
def test_a_strange_file_is_status_1_and_inert(changed: Path, run: Run, told: str) -> None:
    status, out, err = run(changed, "restore", told)
    assert (status, out) == (1, "")
    assert not set(err) & set("\x1b\u202e\ud800\0")


def test_an_edited_backup_is_refused_and_named(changed: Path, run: Run) -> None:
    copy = Path(str(rows(changed, run, "mcp.json")[0]["copy"]))
    copy.write_bytes(b"edited")
    status, _, err = run(changed, "restore", "mcp.json", "--from", "latest", "--yes")
    assert status == 3
    assert f"the backup {copy} is no longer what was saved" in err


@pytest.mark.skipif(os.name != "posix", reason="needs names that are not text")
def test_a_name_that_is_not_text_is_listed_inertly(home: Path, run: Run) -> None:
    run(home, "remove", "cursor/files", "--yes")
    (manifest,) = home.rglob("manifest.json")
    told = json.loads(manifest.read_bytes())
    told["title"] = "\x1b]0;x\x07\u202e"
    told["files"][0]["path"] = str(home / "a\x1b[31m\nb.json")
    manifest.write_text(json.dumps(told))
    status, out, err = run(home, "restore")
    assert (status, err) == (0, "")
    assert not set(out) & set("\x1b\x07\u202e")


def test_an_interrupted_change_is_settled_and_told_first(changed: Path, run: Run) -> None:
    manifest = max(changed.rglob("manifest.json"))
    manifest.write_text(manifest.read_text("utf-8").replace('"status": "done"', '"status": "pending"'), "utf-8")
    (manifest.parents[3] / "staged" / manifest.parent.name).mkdir(parents=True)
    status, out, err = run(changed, "restore")
    assert (status, bool(out)) == (0, True)
    assert err.startswith("mcptui: an interrupted change was finished: disable clock (2")
