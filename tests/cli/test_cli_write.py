"""The verbs that write: what they show, when they refuse, and that what they did can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
Contents = Callable[[Path], dict[str, bytes]]

WRITING = [
    ("disable", "claude-code/memory"),
    ("enable", "codex/clock"),
    ("remove", "cursor/files"),
    ("narrow", "cursor/files", "--path", "."),
    ("narrow", "claude-code/memory", "--pin", "0.6.2"),
    ("narrow", "codex/clock", "--deny-tool", "set_alarm"),
    ("use", "locked-down"),
    ("add", "codex", "docs", "--url", "https://docs.example/mcp"),
    ("copy", "claude-code/memory", "--to", "codex", "--to", "cursor/project"),
    ("profile", "new", "mine"),
    ("profile", "save", "mine"),
]


@pytest.mark.parametrize("argv", WRITING)
def test_without_a_terminal_nothing_is_written_unless_yes_is_said(
    home: Path, run: Run, contents: Contents, argv: tuple[str, ...]
) -> None:
    before = contents(home)
    status, out, err = run(home, *argv)
    assert status == 2
    assert "+++" in out
    assert err.startswith("mcptui: there is no terminal to ask on, so nothing was written\n  add --yes")
    assert contents(home) == before


@pytest.mark.parametrize("argv", WRITING)
def test_a_dry_run_prints_the_diff_and_writes_nothing(
    home: Path, run: Run, contents: Contents, argv: tuple[str, ...]
) -> None:
    before = contents(home)
    status, out, err = run(home, *argv, "--dry-run")
    assert (status, err) == (0, "")
    assert "+++" in out
    assert "Nothing was written" in out
    assert contents(home) == before


@pytest.mark.parametrize("argv", WRITING)
def test_a_dry_run_in_json_has_the_diffs_and_no_transaction(home: Path, run: Run, argv: tuple[str, ...]) -> None:
    status, out, err = run(home, *argv, "--dry-run", "--json")
    told = json.loads(out)
    assert (status, err) == (0, "")
    assert list(told) == ["transaction", "files", "changes"]
    assert told["transaction"] is None
    assert told["files"]
    assert told["changes"]
    assert all(set(file) == {"path", "diff"} and file["diff"] for file in told["files"])
    assert all({"from", "to"} <= set(change) for change in told["changes"])


@pytest.mark.parametrize("argv", WRITING)
def test_what_was_written_is_undone_byte_for_byte(
    home: Path, run: Run, contents: Contents, argv: tuple[str, ...]
) -> None:
    before = contents(home)
    status, out, _ = run(home, *argv, "--yes", "--json")
    written = json.loads(out)
    assert status == 0
    assert contents(home) != before
    status, out, _ = run(home, "undo", written["transaction"], "--yes")
    assert status == 0
    assert "Done: undo " in out
    after = contents(home)
    assert {name: after.get(name) for name in before} == before


def test_a_switch_says_what_it_did_when_it_takes_effect_and_how_to_undo_it(home: Path, run: Run) -> None:
    status, out, err = run(home, "enable", "codex/clock", "--yes")
    assert (status, err) == (0, "")
    assert out.startswith("enable codex/user/clock: off → on\n")
    assert "-enabled = false" in out
    assert "Done: enable clock. Wrote ~/.codex/config.toml.\nIt takes effect in the next session.\n" in out
    assert out.splitlines()[-1].startswith("Undo it with: mcptui undo 2")
    assert b"enabled = false" not in (home / ".codex" / "config.toml").read_bytes()


def test_of_several_clients_each_effect_is_told_with_those_that_it_is_true_for(home: Path, run: Run) -> None:
    _, out, _ = run(home, "remove", "memory", "clock", "--all", "--yes")
    assert "\nIn Claude Code it takes effect in the next session, or" in out
    assert "\nIn Codex it takes effect in the next session.\n" in out


def test_what_is_so_already_is_said_and_is_fine_without_yes(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    assert run(home, "disable", "codex/clock") == (0, "codex/user/clock is off already\nNothing to do.\n", "")
    assert contents(home) == before


def test_nothing_to_do_in_json_has_no_transaction(home: Path, run: Run) -> None:
    _, out, _ = run(home, "disable", "codex/clock", "--json")
    assert json.loads(out) == {"transaction": None, "files": [], "changes": []}


def test_json_never_asks(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    status, out, err = run(home, "remove", "cursor/files", "--json")
    assert (status, out) == (2, "")
    assert "JSON asks no question, so nothing was written" in err
    assert contents(home) == before


def test_several_matches_need_all(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    status, out, err = run(home, "disable", "memory", "--yes")
    assert (status, out) == (3, "")
    assert "'memory' fits 2 servers: claude-code/user/memory" in err
    assert contents(home) == before
    status, out, _ = run(home, "disable", "memory", "--yes", "--all", "--json")
    assert status == 0
    assert [change["selector"] for change in json.loads(out)["changes"]] == [
        "claude-code/user/memory",
        "cursor/user/memory",
    ]


def test_client_makes_a_selector_definite(home: Path, run: Run) -> None:
    status, out, _ = run(home, "disable", "memory", "--client", "cursor", "--yes", "--json")
    assert (status, [change["selector"] for change in json.loads(out)["changes"]]) == (0, ["cursor/user/memory"])


def test_one_refusal_stops_the_whole(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    status, out, err = run(home, "narrow", "*", "--all", "--path", ".", "--yes")
    assert (status, out) == (3, "")
    assert "mcptui: codex/user/clock: it is not known how this server is told its folders" in err
    assert "cursor/user/files" not in err
    assert err.endswith("Nothing was written.\n")
    assert contents(home) == before


def test_switching_several_off_leaves_what_another_entry_wins_over(home: Path, run: Run) -> None:
    file, project = home / ".claude.json", str(home / "src" / "acme-api")
    config = json.loads(file.read_bytes())
    file.write_text(json.dumps(config | {"projects": {project: {"mcpServers": {"memory": {"command": "m"}}}}}))
    status, out, _ = run(home, "disable", "memory", "--all", "--yes")
    assert status == 0
    assert "claude-code/user/memory stays as it is, shadowed: the local entry in ~/.claude.json wins\n" in out
    assert "on" not in {each["state"] for each in json.loads(run(home, "list", "memory", "--json")[1])["servers"]}


def test_one_that_does_not_run_anyway_is_not_switched_off_without_a_word(home: Path, run: Run) -> None:
    file, project = home / ".claude.json", str(home / "src" / "acme-api")
    config = json.loads(file.read_bytes())
    file.write_text(json.dumps(config | {"projects": {project: {"mcpServers": {"memory": {"command": "m"}}}}}))
    status, _, err = run(home, "disable", "claude-code/user/memory", "--yes")
    assert status == 3
    assert "does not run anyway: the local entry in ~/.claude.json wins" in err


def test_of_several_one_that_cannot_run_is_parked_too_for_it_could_be_mended(home: Path, run: Run) -> None:
    (home / ".cursor" / "mcp.json").write_text('{"mcpServers": {"good": {"command": "x"}, "bad": {}}}')
    assert {row["name"]: row["state"] for row in json.loads(run(home, "list", "cursor/*", "--json")[1])["servers"]} == {
        "good": "on",
        "bad": "broken",
    }
    assert run(home, "disable", "cursor/*", "--all", "--yes")[0] == 0
    assert json.loads((home / ".cursor" / "mcp.json").read_text()) == {"mcpServers": {}}


def test_a_refusal_names_its_entry_once(home: Path, run: Run) -> None:
    run(home, "disable", "cursor/memory", "--yes")
    _, _, err = run(home, "copy", "claude-code/memory", "--to", "cursor", "--yes")
    assert err.startswith("mcptui: cursor/user/memory is there already, parked\n")


def test_a_read_only_file_is_refused(home: Path, run: Run) -> None:
    file = home / ".cursor" / "mcp.json"
    file.chmod(0o444)
    if file.stat().st_uid == 0:
        pytest.skip("root may write everything")
    status, _, err = run(home, "remove", "cursor/files", "--yes")
    assert status == 3
    assert "is read-only" in err


def test_no_secret_is_in_a_diff(home: Path, run: Run) -> None:
    for argv in (
        ("remove", "*", "--all", "--dry-run"),
        ("remove", "*", "--all", "--yes", "--json"),
        ("undo", "--dry-run"),
    ):
        status, out, err = run(home, *argv)
        assert status == 0
        assert "SECRET-1234" not in out + err


def test_a_parked_server_can_be_removed_for_good(home: Path, run: Run) -> None:
    run(home, "disable", "cursor/files", "--yes")
    assert "parked by mcptui" in run(home, "show", "cursor/files")[1]
    status, out, _ = run(home, "remove", "cursor/files", "--yes")
    assert status == 0
    assert "remove cursor/user/files: off → removed" in out
    assert run(home, "show", "cursor/files")[0] == 1


def test_narrowing_gives_the_folder_whole(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, _ = run(home, "narrow", "cursor/files", "--path", "home/src", ".", "--yes")
    (row,) = json.loads(run(home, "list", "cursor/files", "--json")[1])["servers"]
    assert status == 0
    assert row["args"][2:] == [str(tmp_path / "home" / "src"), str(tmp_path)]


def test_narrowing_in_several_ways_is_one_transaction(demo_home: Path, run: Run) -> None:
    folder = str(demo_home / "src" / "acme-api")
    argv = (
        "narrow",
        "codex/filesystem",
        "--path",
        folder,
        "--pin",
        "2.3.0",
        "--deny-tool",
        "move_file",
        "--yes",
        "--json",
    )
    status, out, _ = run(demo_home, *argv)
    (change,) = json.loads(out)["changes"]
    (row,) = json.loads(run(demo_home, "list", "codex/filesystem", "--json")[1])["servers"]
    assert status == 0
    assert change["to"] == f"{folder}; without move_file; pinned to 2.3.0"
    assert row["args"][1:] == ["@modelcontextprotocol/server-filesystem@2.3.0", folder]
    assert "move_file" in row["tools"]["deny"]


def test_a_pin_without_a_version_takes_the_installed_one(demo_home: Path, run: Run) -> None:
    status, out, _ = run(demo_home, "narrow", "claude-code/fetch", "--pin", "--yes")
    assert status == 0
    assert "pinned to 2026.10.24" in out


def test_a_pin_to_an_unknown_version_is_refused(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    status, _, err = run(home, "narrow", "cursor/memory", "--pin", "--yes")
    assert status == 3
    assert "which version of cursor/user/memory is installed cannot be told" in err
    assert contents(home) == before


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("narrow", "cursor/files"), "nothing was said to narrow"),
        (("narrow", "cursor/files", "--path", "not-there"), "--path 'not-there' is not a folder"),
        (("narrow", "cursor/files", "--path", ""), "--path '' is not a folder"),
        (("use",), "no profile is bound to this project"),
        (("use", "trusted", "--back"), "not allowed with argument"),
    ],
)
def test_a_call_that_makes_no_sense_is_status_2(home: Path, run: Run, argv: tuple[str, ...], sentence: str) -> None:
    status, out, err = run(home, *argv, "--yes")
    assert (status, out) == (2, "")
    assert sentence in err


def test_history_tells_what_was_done_and_what_was_undone(home: Path, run: Run) -> None:
    assert run(home, "history") == (0, "", "mcptui has changed nothing yet\n")
    run(home, "disable", "cursor/files", "--yes")
    run(home, "undo", "--yes")
    told = json.loads(run(home, "history", "--json")[1])
    undo, disable = told["transactions"]
    assert told["schema"] == 1
    assert (disable["title"], disable["status"], disable["undoes"]) == ("disable files", "done", None)
    assert [change["selector"] for change in disable["changes"]] == ["cursor/user/files"]
    assert (undo["title"], undo["undoes"]) == ("undo disable files", disable["id"])
    heading, *lines = run(home, "history")[1].splitlines()
    assert heading.split() == ["ID", "WHEN", "WHAT", "FILES", "STATUS"]
    assert [line.split()[-1] for line in lines] == ["done", "undone"]


def test_redo_takes_an_undo_back(home: Path, run: Run) -> None:
    file = home / ".cursor" / "mcp.json"
    run(home, "remove", "cursor/files", "--yes")
    removed = file.read_bytes()
    run(home, "undo", "--yes")
    assert file.read_bytes() != removed
    assert run(home, "redo", "--yes")[0] == 0
    assert file.read_bytes() == removed


def test_undo_keeps_what_a_client_wrote_since(home: Path, run: Run) -> None:
    file = home / ".codex" / "config.toml"
    run(home, "enable", "codex/clock", "--yes")
    file.write_bytes(file.read_bytes() + b'\n[other]\nkey = "by codex"\n')
    status, _, _ = run(home, "undo", "--yes")
    assert status == 0
    assert b"enabled = false" in file.read_bytes()
    assert b'key = "by codex"' in file.read_bytes()


@pytest.mark.parametrize("argv", [("undo",), ("redo",), ("undo", "2020"), ("use", "--back")])
def test_with_nothing_to_take_back_the_status_is_1(home: Path, run: Run, argv: tuple[str, ...]) -> None:
    status, out, err = run(home, *argv, "--yes")
    assert (status, out) == (1, "")
    assert err.startswith("mcptui: ")


def test_a_transaction_that_was_interrupted_is_settled_and_told(home: Path, run: Run) -> None:
    run(home, "disable", "cursor/files", "--yes")
    (manifest,) = home.rglob("manifest.json")
    manifest.write_text(
        manifest.read_text("utf-8").replace('"status": "done"', '"status": "pending"'), encoding="utf-8"
    )
    (manifest.parents[3] / "staged" / manifest.parent.name).mkdir(parents=True)
    status, out, err = run(home, "list", "cursor/files")
    assert status == 0
    assert out
    assert err.startswith("mcptui: an interrupted change was finished: disable files (2")
    assert run(home, "list")[2] == ""


def test_a_switch_may_be_asked_for_every_project_or_for_this_one(home: Path, run: Run) -> None:
    before = (home / ".claude.json").read_bytes()
    status, out, _ = run(home, "disable", "claude-code/memory", "--everywhere", "--yes")
    assert status == 0
    assert "this reaches every project" in out
    assert (home / ".claude.json").read_bytes() == before
    told = json.loads((home / ".claude" / "settings.json").read_text("utf-8"))
    assert told == {"deniedMcpServers": [{"serverName": "memory"}]}
    (row,) = json.loads(run(home, "list", "claude-code/memory", "--json")[1])["servers"]
    assert (row["state"], row["reason"]) == ("off", "denied by name in deniedMcpServers")
    assert run(home, "enable", "claude-code/memory", "--yes")[0] == 0
    assert run(home, "disable", "claude-code/memory", "--here", "--yes")[0] == 0
    state = json.loads((home / ".claude.json").read_text("utf-8"))
    assert [each["disabledMcpServers"] for each in state["projects"].values()] == [["memory"]]


def test_for_this_project_alone_is_refused_where_the_client_cannot(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    status, _, err = run(home, "disable", "cursor/files", "--here", "--yes")
    assert status == 3
    assert err == (
        "mcptui: Cursor cannot switch cursor/user/files for this project alone\n"
        "  leave --here out to switch it for every project\n"
    )
    assert contents(home) == before


def test_both_at_once_are_wrong_usage(home: Path, run: Run) -> None:
    assert run(home, "disable", "cursor/files", "--here", "--everywhere")[0] == 2
    assert run(home, "remove", "cursor/files", "--here")[0] == 2


def test_a_file_that_others_read_too_is_told_in_the_preview_and_in_the_json(home: Path, run: Run) -> None:
    shared = home / "src" / "acme-api" / ".mcp.json"
    shared.write_text(json.dumps({"mcpServers": {"x": {"command": "x"}}}), "utf-8")
    note = "Cursor reads .mcp.json too: the server goes there as well"
    assert f"  {note}\n" in run(home, "remove", "claude-code/project/x", "--dry-run")[1]
    (change,) = json.loads(run(home, "remove", "claude-code/project/x", "--dry-run", "--json")[1])["changes"]
    assert note in change["notes"]
