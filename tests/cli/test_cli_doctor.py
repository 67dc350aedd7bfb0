"""``doctor``: what it says, to people and to scripts, and what it makes of what it is told to forget."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
Contents = Callable[[Path], dict[str, bytes]]

GONE = "cursor/user/files", "cursor/user/memory"


@pytest.fixture
def wiped(home: Path, run: Run) -> Path:
    """A home in which Cursor's file was emptied, after mcptui had changed and seen it."""
    run(home, "disable", "cursor/files", "--yes")
    run(home, "undo", "--yes")
    run(home, "list")
    (home / ".cursor" / "mcp.json").write_text("{}", encoding="utf-8")
    return home


@pytest.fixture
def half_done(run: Run) -> Callable[[Path], str]:
    """Have mcptui die right before it noted that it had removed an entry; gives the id of that change."""

    def die(home: Path) -> str:
        run(home, "list")
        id_ = str(json.loads(run(home, "remove", "cursor/files", "--yes", "--json")[1])["transaction"])
        state = home / ".local" / "state" / "mcptui"
        (manifest,) = (state / "backups").glob(f"*/{id_}/manifest.json")
        manifest.write_text(manifest.read_text("utf-8").replace('"status": "done"', '"status": "pending"'), "utf-8")
        (state / "staged" / id_).mkdir()
        return id_

    return die


WELL = "All is well: 5 entries, none lost, every file can be read, nothing was left behind."
UNVERIFIED = "Not verified in part: Cursor; mcptui clients --client ID tells what."


def test_a_healthy_machine_gets_one_friendly_line_and_what_is_taken_on_trust(home: Path, run: Run) -> None:
    assert run(home, "doctor") == (0, f"{WELL}\n{UNVERIFIED}\n", "")
    assert run(home, "doctor", "--client", "codex")[1] == f"{WELL}\n"


def test_an_entry_that_is_on_although_it_says_off_is_told_with_what_does_switch_it(home: Path, run: Run) -> None:
    servers = {"x": {"command": "a", "disabled": True}, "y": {"command": "b", "disabled": False}}
    (home / ".cursor" / "mcp.json").write_text(json.dumps({"mcpServers": servers}), encoding="utf-8")
    status, out, _ = run(home, "doctor")
    assert status == 1
    assert out.splitlines()[:4] == [
        "On all the same: 1 entry",
        "  x  ~/.cursor/mcp.json:1  Cursor",
        "    Cursor ignores 'disabled', which says that it is off",
        "  Switch off:  mcptui disable cursor/user/x",
    ]
    told = json.loads(run(home, "doctor", "--json")[1])["in_vain"]
    assert [(each["selector"], each["field"]) for each in told] == [("cursor/user/x", "disabled")]
    assert run(home, "disable", "cursor/user/x", "--yes")[0] == 0
    assert run(home, "doctor")[0] == 0


def test_entries_in_a_file_that_nothing_reads_any_more_are_told_and_no_reason_to_fail(home: Path, run: Run) -> None:
    for folder, servers in ((".kimi", {"old": {"command": "x"}}), (".kimi-code", {})):
        (home / folder).mkdir()
        (home / folder / "mcp.json").write_text(json.dumps({"mcpServers": servers}), encoding="utf-8")
    status, out, _ = run(home, "doctor", "--client", "kimi-code")
    assert status == 0
    assert out.splitlines()[:3] == [
        "Not read by their client: 1 file with entries",
        "  ~/.kimi/mcp.json  1 entry  Kimi Code",
        "    the servers moved to ~/.kimi-code/mcp.json",
    ]
    (left,) = json.loads(run(home, "doctor", "--json")[1])["left"]
    assert (left["client"], left["servers"]) == ("kimi-code", 1)


def test_what_is_lost_is_told_with_where_since_when_and_what_to_do(wiped: Path, run: Run) -> None:
    status, out, err = run(wiped, "doctor")
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[:3] == ["Lost: 2 entries", "  ~/.cursor/mcp.json  Cursor", "    files  user"]
    assert lines[3].startswith("      no longer there since 20")
    assert "; last seen on 20" in lines[3]
    assert lines[4].startswith("      as it was last seen, in the copy of 20")
    assert ": ~/.local/state/mcptui/backups/" in lines[4]
    assert lines[5] == "    memory  user"
    assert lines[8:11] == [
        "  The client, another program or someone by hand took them out: the files do not tell who.",
        "  Put back:    mcptui restore cursor/user/files cursor/user/memory",
        "  Not missed:  mcptui doctor --forget cursor/user/files cursor/user/memory",
    ]


def test_in_json_it_has_every_key(wiped: Path, run: Run) -> None:
    (wiped / ".codex" / "config.toml").write_text("[", encoding="utf-8")
    status, out, err = run(wiped, "doctor", "--json")
    told = json.loads(out)
    assert (status, err) == (1, "")
    assert list(told) == [
        "schema", "healthy", "lost", "unreadable", "interrupted", "state", "locks", "memory", "in_vain", "left",
        "unverified",
    ]  # fmt: skip
    assert (told["schema"], told["healthy"]) == (1, False)
    assert [each["selector"] for each in told["lost"]] == list(GONE)
    assert list(told["lost"][0]) == [
        "id", "selector", "name", "client", "scope", "project", "file", "key",
        "first_seen", "last_seen", "since", "copy",
    ]  # fmt: skip
    assert set(told["lost"][0]["copy"]) == {"path", "at", "transaction", "as_last_seen"}
    (broken,) = told["unreadable"]
    assert broken["entries"] == 1
    assert broken["path"] == str(wiped / ".codex" / "config.toml")
    assert told["interrupted"] == {"settled": [], "open": None}
    assert told["state"]["backups"]["count"] == 3


def test_a_healthy_machine_in_json_has_the_same_keys(home: Path, run: Run) -> None:
    status, out, _ = run(home, "doctor", "--json")
    told = json.loads(out)
    assert status == 0
    assert told["healthy"] is True
    assert told["lost"] == told["unreadable"] == told["locks"] == told["memory"] == []
    assert told["state"] == {
        "path": str(home / ".local" / "state" / "mcptui"),
        "backups": {"count": 0, "bytes": 0, "oldest": None},
        "open_to_others": [],
    }


@pytest.mark.parametrize("argv", [("doctor",), ("doctor", "--json"), ("list",)])
def test_no_secret_is_told_or_remembered(wiped: Path, run: Run, argv: tuple[str, ...]) -> None:
    _, out, err = run(wiped, *argv)
    kept = b"".join(path.read_bytes() for path in (wiped / ".local" / "state" / "mcptui" / "seen").iterdir())
    assert "SECRET" not in out + err + kept.decode()


def test_list_mentions_what_is_gone(wiped: Path, run: Run) -> None:
    status, out, err = run(wiped, "list")
    assert status == 0
    assert "cursor" not in out
    assert err.startswith("2 entries are gone from ~/.cursor/mcp.json since ")
    assert err.endswith("\n  mcptui doctor tells which, and how to put them back\n")
    assert run(wiped, "list", "--client", "codex")[2] == ""


def test_list_does_not_mention_what_comes_and_goes_with_a_branch(home: Path, run: Run) -> None:
    shared = home / "src" / "acme-api" / ".mcp.json"
    shared.write_text('{"mcpServers": {"shared": {"command": "x"}}}', encoding="utf-8")
    run(home, "list")
    shared.unlink()
    assert run(home, "list")[2] == ""
    assert "claude-code/project/shared" in run(home, "doctor")[1]


def test_list_in_json_remembers_too_and_says_nothing_beside_it(wiped: Path, run: Run) -> None:
    assert run(wiped, "list", "--json")[2] == ""
    assert run(wiped, "doctor")[0] == 1


def test_list_works_where_nothing_can_be_remembered(home: Path, run: Run) -> None:
    state = home / ".local" / "state"
    state.mkdir(parents=True)
    (state / "mcptui").write_text("in the way", encoding="utf-8")
    status, out, err = run(home, "list")
    assert (status, err) == (0, "")
    assert "cursor" in out
    status, out, _ = run(home, "doctor")
    assert status == 1
    assert "Remembering what was seen\n  what was seen now cannot be kept for the next time: " in out


def test_what_is_forgotten_is_told_no_more(wiped: Path, run: Run) -> None:
    assert run(wiped, "doctor", "--forget", "files") == (0, "Forgotten: cursor/user/files\n", "")
    assert "Lost: 1 entry\n" in run(wiped, "doctor")[1]
    assert run(wiped, "doctor", "--forget", "--all") == (0, "Forgotten: cursor/user/memory\n", "")
    assert run(wiped, "doctor")[0] == 0


def test_forgetting_is_only_tried_with_dry_run(wiped: Path, run: Run) -> None:
    told = "Would be forgotten: cursor/user/files, cursor/user/memory\n"
    assert run(wiped, "doctor", "--forget", "cursor/*", "--all", "--dry-run") == (0, told, "")
    assert run(wiped, "doctor")[0] == 1


def test_forgetting_in_json(wiped: Path, run: Run) -> None:
    status, out, _ = run(wiped, "doctor", "--forget", "memory", "--json")
    assert (status, json.loads(out)) == (0, {"schema": 1, "forgotten": ["cursor/user/memory"]})


@pytest.mark.parametrize(
    ("argv", "status", "told"),
    [
        (("--forget",), 2, "--forget needs a SELECTOR"),
        (("--forget", "nothing-like-it"), 1, "no server fits 'nothing-like-it'"),
        (("--forget", "cursor/*"), 3, "fits 2 servers"),
        (("--forget", "--all", "--client", "codex"), 1, "nothing is lost"),
    ],
)
def test_forgetting_is_refused(wiped: Path, run: Run, argv: tuple[str, ...], status: int, told: str) -> None:
    answered, out, err = run(wiped, "doctor", *argv)
    assert (answered, out) == (status, "")
    assert told in err


def test_client_and_scope_narrow_the_report(wiped: Path, run: Run) -> None:
    assert run(wiped, "doctor", "--client", "codex")[0] == 0
    assert run(wiped, "doctor", "--scope", "project")[0] == 0
    assert run(wiped, "doctor", "--client", "cursor", "--scope", "user")[0] == 1


def test_a_file_that_cannot_be_read_is_told_with_its_place_and_its_copy(home: Path, run: Run) -> None:
    run(home, "disable", "cursor/files", "--yes")
    run(home, "undo", "--yes")
    run(home, "list")
    (home / ".cursor" / "mcp.json").write_text('{\n  "mcpServers": }', encoding="utf-8")
    status, out, _ = run(home, "doctor")
    assert status == 1
    assert out.startswith("Cannot be read: 1 file\n  ~/.cursor/mcp.json:2:17  Cursor\n    not valid JSONC")
    assert "    it held 2 entries when it could last be read, on 20" in out
    assert "    the newest copy that can be read, with 1 entry, is the one of 20" in out
    (line,) = [line for line in out.splitlines() if "Put back:" in line]
    words = line.partition("mcptui ")[2].split()
    assert words[:2] == ["restore", "~/.cursor/mcp.json"]
    assert run(home, *words, "--yes")[0] == 0
    # That copy was made while one entry was parked: what it does not have is lost now, and an older copy has it.
    assert run(home, "doctor")[1].startswith("Lost: 1 entry\n")
    assert run(home, "restore", "cursor/files", "--yes")[0] == 0
    assert run(home, "doctor")[0] == 0


def test_what_others_may_read_is_told_with_how_to_close_it(home: Path, run: Run) -> None:
    run(home, "disable", "cursor/files", "--yes")
    state = home / ".local" / "state" / "mcptui"
    for path in (state / "parked").iterdir():
        path.chmod(0o666)
    status, out, _ = run(home, "doctor")
    assert status == 1
    assert "Open to other users, and may hold secrets\n  ~/.local/state/mcptui/parked/" in out
    assert f"  Close:       chmod -R go= {state}\n" in out


def test_a_lock_that_was_left_behind_is_told(home: Path, run: Run) -> None:
    lock = home / ".claude.json.lock"
    lock.mkdir()
    os.utime(lock, (1_700_000_000, 1_700_000_000))
    status, out, _ = run(home, "doctor")
    assert status == 1
    assert out.startswith("Locks left behind\n  ~/.claude.json.lock  no sign of life for ")
    assert out.splitlines()[1].endswith(" days")


def test_hostile_names_reach_the_terminal_harmless(home: Path, run: Run) -> None:
    file = home / ".cursor" / "mcp.json"
    file.write_text(json.dumps({"mcpServers": {"\x1b]52;c;eA==\x07\n$(rm)\u202e": {"command": "x"}, "*": {}}}))
    run(home, "list")
    file.write_text("{}")
    _, out, _ = run(home, "doctor")
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert len(out.splitlines()) == 8
    told = json.loads(run(home, "doctor", "--json")[1])["lost"]
    id_ = next(each["id"] for each in told if each["name"] != "*")
    assert out.splitlines()[-2] == f"  Not missed:  mcptui doctor --forget {id_} 'cursor/user/[*]'"
    assert run(home, "doctor", "--forget", "cursor/user/[*]", id_)[0] == 0
    assert run(home, "doctor")[0] == 0


def test_many_lost_at_once_are_meant_by_a_glob(home: Path, run: Run) -> None:
    file = home / ".cursor" / "mcp.json"
    file.write_text(json.dumps({"mcpServers": {f"s{number}": {"command": "x"} for number in range(9)}}))
    run(home, "list")
    file.unlink()
    out = run(home, "doctor")[1]
    assert "no copy of the file has it" in out
    assert "Put back" not in out
    assert "  Not missed:  mcptui doctor --forget 'cursor/user/*' --all\n" in out
    assert run(home, "doctor", "--forget", "cursor/user/*", "--all")[0] == 0
    assert run(home, "doctor")[0] == 0


def test_some_of_many_are_meant_one_by_one(home: Path, run: Run) -> None:
    file = home / ".cursor" / "mcp.json"
    file.write_text(json.dumps({"mcpServers": {f"s{number}": {"command": "x"} for number in range(4)}}))
    run(home, "remove", "cursor/s3", "--yes")
    run(home, "list")
    file.write_text(
        json.dumps({"mcpServers": {**json.loads(file.read_bytes())["mcpServers"], "late": {"command": "x"}}})
    )
    run(home, "list")
    file.unlink()
    out = run(home, "doctor")[1]
    assert "  Put back:    mcptui restore cursor/user/s0 cursor/user/s1 cursor/user/s2\n" in out
    assert "  Not missed:  mcptui doctor --forget 'cursor/user/*' --all\n" in out


def test_an_interrupted_change_is_told_and_then_all_is_well(
    home: Path, run: Run, half_done: Callable[[Path], str]
) -> None:
    id_ = half_done(home)
    status, out, err = run(home, "doctor")
    assert (status, err) == (0, "")
    assert out.splitlines()[:2] == ["Interrupted changes", f"  finished just now: remove files ({id_})"]
    assert "All is well: 4 entries, none lost" in out
    assert run(home, "doctor")[1].startswith("All is well: 4 entries")


def test_an_interrupted_change_in_json(home: Path, run: Run, half_done: Callable[[Path], str]) -> None:
    id_ = half_done(home)
    told = json.loads(run(home, "doctor", "--json")[1])
    assert told["healthy"] is True
    assert told["interrupted"] == {"settled": [{"id": id_, "title": "remove files", "status": "done"}], "open": None}
