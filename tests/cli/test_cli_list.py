"""``mcptui list``: what scripts and people rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

ROW = {
    "id", "name", "client", "scope", "project", "gone",
    "file", "line", "key", "transport", "command", "args", "cwd", "env",
    "url", "headers", "state", "reason", "switch", "writable", "reach", "tools", "package", "updated", "used", "risk",
    "findings",
}  # fmt: skip
SECRETS = ("URL-SECRET-1234", "HEADER-SECRET-1234", "ENV-SECRET-1234")


def test_the_table_has_a_line_for_every_entry_with_its_state_as_sign_and_word(home: Path, run: Run) -> None:
    status, out, err = run(home, "list")
    assert status == 0
    assert err == ""
    heading, *lines = out.splitlines()
    assert heading.split() == ["STATE", "NAME", "CLIENT", "SCOPE", "RUNS", "RISK", "REACH", "UPDATED"]
    assert [line.split()[:5] for line in lines] == [
        ["●", "on", "memory", "claude-code", "user"],
        ["●", "on", "tickets", "claude-code", "user"],
        ["●", "on", "files", "cursor", "user"],
        ["●", "on", "memory", "cursor", "user"],
        ["○", "off", "clock", "codex", "user"],
    ]
    assert "npx @modelcontextprotocol/server-memory@0.6.3" in lines[0]
    assert "your rights" in lines[0]
    assert "the whole disk rw" in lines[2]


def test_json_is_the_object_that_scripts_depend_on(home: Path, run: Run) -> None:
    _, out, _ = run(home, "list", "--json")
    told = json.loads(out)
    assert list(told) == ["schema", "project", "servers", "problems"]
    assert told["schema"] == 1
    assert told["project"] == str((home / "src" / "acme-api").resolve())
    assert told["problems"] == []
    assert len(told["servers"]) == 5
    for row in told["servers"]:
        assert set(row) == ROW
        assert set(row["reach"]) == {"paths", "hosts", "env", "container", "shell"}
        assert set(row["tools"]) == {"allow", "deny"}
        assert set(row["package"]) == {"launcher", "ecosystem", "name", "version", "pinned"}
        assert set(row["updated"]) == {"entry", "installed", "released"}
        assert set(row["used"]) == {"status", "count", "last", "since", "looked", "source", "reason"}
    files = next(row for row in told["servers"] if row["name"] == "files")
    assert files["file"] == str(home / ".cursor" / "mcp.json")
    assert files["line"] == 4
    assert files["env"] == ["API_KEY"]
    assert files["reach"]["paths"] == [{"path": "/", "access": "rw", "from": "args[2]"}]


@pytest.mark.parametrize("argv", [("list",), ("list", "--json"), ("show", "*"), ("show", "*", "--json"), ("clients",)])
def test_no_secret_of_an_entry_is_ever_told(home: Path, run: Run, argv: tuple[str, ...]) -> None:
    status, out, err = run(home, *argv)
    assert status == 0
    assert not [secret for secret in SECRETS if secret in out + err]


@pytest.mark.parametrize("verb", ["list", "show"])
def test_a_secret_in_the_command_is_not_told_either(bare_home: Path, run: Run, verb: str) -> None:
    entry = {"command": "API_KEY=COMMAND-SECRET-1234 serve", "cwd": "/x?token=CWD-SECRET-1234"}
    (bare_home / ".claude.json").write_text(json.dumps({"mcpServers": {"a": entry}}), encoding="utf-8")
    status, out, _ = run(bare_home, verb, "a")
    assert status == 0
    assert "SECRET-1234" not in out


@pytest.mark.parametrize("argv", [("list",), ("list", "--json"), ("show", "*")])
def test_a_secret_where_a_package_should_stand_is_no_package(bare_home: Path, run: Run, argv: tuple[str, ...]) -> None:
    entry = {"command": "npx", "args": ["--token", "half-a-line-1234"]}
    (bare_home / ".claude.json").write_text(json.dumps({"mcpServers": {"a": entry}}), encoding="utf-8")
    status, out, _ = run(bare_home, *argv)
    assert status == 0
    assert "half-a-line-1234" not in out


def test_an_entry_with_a_hostile_name_cannot_act_on_the_terminal(bare_home: Path, run: Run) -> None:
    name = "a\x1b]52;c;aGk=\x07\u202eb\u200bc\nd"
    (bare_home / ".claude.json").write_text(
        json.dumps({"mcpServers": {name: {"command": "\x1b[2Jx"}}}), encoding="utf-8"
    )
    status, out, _ = run(bare_home, "list")
    assert status == 0
    assert len(out.splitlines()) == 2
    assert "a�]52;c;aGk=��b�c d" in out
    for argv in (("list",), ("list", "--json"), ("show", "*"), ("show", "*", "--json")):
        status, out, _ = run(bare_home, *argv)
        assert not set(out) & set("\x1b\x07\u202e\u200b"), argv
    assert json.loads(run(bare_home, "list", "--json")[1])["servers"][0]["name"] == name


def test_json_is_pure_ascii(bare_home: Path, run: Run) -> None:
    (bare_home / ".claude.json").write_text(
        json.dumps({"mcpServers": {"\u202e\u2066é": {"command": "x"}}}), encoding="utf-8"
    )
    assert run(bare_home, "list", "--json")[1].isascii()


def test_a_file_with_a_mistake_is_told_beside_the_others(home: Path, run: Run) -> None:
    (home / ".codex" / "config.toml").write_text("[mcp_servers.clock]\ncommand = \n", encoding="utf-8")
    status, out, err = run(home, "list")
    assert status == 0
    assert len(out.splitlines()) == 5
    assert err.startswith("~/.codex/config.toml:2:11: ")
    (problem,) = json.loads(run(home, "list", "--json")[1])["problems"]
    assert set(problem) == {"path", "client", "scope", "line", "column", "message"}
    assert (problem["path"], problem["client"], problem["scope"]) == (
        str(home / ".codex" / "config.toml"),
        "codex",
        "user",
    )
    assert (problem["line"], problem["column"]) == (2, 11)


def test_a_machine_without_any_server_is_fine(bare_home: Path, run: Run) -> None:
    status, out, err = run(bare_home, "list")
    assert (status, out) == (0, "")
    assert "no MCP server is configured here" in err
    assert json.loads(run(bare_home, "list", "--json")[1])["servers"] == []


def test_selectors_choose_and_several_matches_are_all_shown(home: Path, run: Run) -> None:
    rows = json.loads(run(home, "list", "mem*", "codex/clock", "--json")[1])["servers"]
    assert [(row["client"], row["name"]) for row in rows] == [
        ("claude-code", "memory"),
        ("cursor", "memory"),
        ("codex", "clock"),
    ]


def test_a_selector_that_fits_nothing_is_status_1_and_names_the_closest(home: Path, run: Run) -> None:
    status, out, err = run(home, "list", "tickts")
    assert (status, out) == (1, "")
    assert err == "mcptui: no server fits 'tickts'\n  did you mean claude-code/user/tickets?\n"


def test_client_and_scope_narrow_the_list(home: Path, run: Run) -> None:
    rows = json.loads(run(home, "list", "--client", "cursor", "--client", "codex", "--json")[1])["servers"]
    assert [row["client"] for row in rows] == ["cursor", "cursor", "codex"]
    assert json.loads(run(home, "list", "--scope", "project", "--json")[1])["servers"] == []


def test_options_may_stand_before_the_verb(home: Path, run: Run) -> None:
    before = run(home, "--json", "--client", "cursor", "list", "memory")
    after = run(home, "list", "memory", "--client", "cursor", "--json")
    assert before == after
    assert len(json.loads(before[1])["servers"]) == 1


def test_all_projects_shows_what_other_projects_would_start(demo_home: Path, run: Run) -> None:
    _, out, err = run(demo_home, "list")
    assert "data-lab" not in out + err
    _, out, err = run(demo_home, "list", "--all-projects")
    assert "~/src/data-lab" in out
    assert "PROJECT" in out.splitlines()[0]
    assert err.startswith("~/src/data-lab/.cursor/mcp.json:")


@pytest.fixture
def left_home(home: Path) -> Path:
    """The home, with a server of a project whose folder is gone, and an editor that was opened on two folders."""
    state = json.loads((home / ".claude.json").read_text("utf-8"))
    state["projects"] = {f"{home}/src/left": {"mcpServers": {"old": {"command": "x"}}}}
    (home / ".claude.json").write_text(json.dumps(state), "utf-8")
    for name, address in (("a", f"file://{home}/src/left"), ("b", "vscode-remote://ssh-remote%2Bbox/home/sam")):
        file = home / ".config" / "Code" / "User" / "workspaceStorage" / name / "workspace.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps({"folder": address}), "utf-8")
    return home


def test_a_project_that_is_gone_is_marked(left_home: Path, run: Run) -> None:
    assert "old" not in run(left_home, "list")[1]
    line = next(line for line in run(left_home, "list", "--all-projects")[1].splitlines() if " old " in line)
    assert line.startswith("○ off")
    assert "~/src/left (gone)" in line
    told = json.loads(run(left_home, "list", "--all-projects", "--json")[1])
    assert {row["name"] for row in told["servers"] if row["gone"]} == {"old"}
    assert {"folder": f"{left_home}/src/left", "clients": ["claude-code", "vscode"], "gone": True} in told["projects"]
    assert "projects" not in json.loads(run(left_home, "list", "--json")[1])


def test_an_entry_of_a_project_tells_who_knows_the_project(left_home: Path, run: Run) -> None:
    _, out, _ = run(left_home, "show", "old", "--all-projects")
    assert "project     gone; known to Claude Code, VS Code" in out
    assert "off: its project is gone: there is no folder ~/src/left" in out


def test_clients_tells_the_projects_that_each_knows(left_home: Path, run: Run) -> None:
    _, out, _ = run(left_home, "clients", "--client", "vscode", "--all-projects")
    assert "gone       ~/src/left" in out
    assert "elsewhere  vscode-remote://ssh-remote%2Bbox/home/sam  not looked at" in out
    assert "~/src/left" not in run(left_home, "clients", "--client", "vscode")[1]
    (row,) = json.loads(run(left_home, "clients", "--client", "vscode", "--all-projects", "--json")[1])["clients"]
    assert row["projects"] == [{"folder": f"{left_home}/src/left", "gone": True}]
    assert row["elsewhere"] == ["vscode-remote://ssh-remote%2Bbox/home/sam"]


def test_an_entry_shows_where_it_stands_and_what_decides_its_state(home: Path, run: Run) -> None:
    _, out, _ = run(home, "show", "clock")
    facts = dict(line.split(maxsplit=1) for line in out.splitlines()[1:])
    assert out.startswith("○ clock  codex, user\n")
    assert facts["state"] == "off: enabled = false"
    assert facts["decided"] == "by  ~/.codex/config.toml:5"
    assert facts["file"] == "~/.codex/config.toml:2, at mcp_servers → clock"
    assert facts["runs"] == "uvx mcp-server-time"
    assert facts["package"] == "mcp-server-time (pypi), not pinned"


def test_show_as_json_is_the_row_of_list(home: Path, run: Run) -> None:
    (row,) = json.loads(run(home, "list", "clock", "--json")[1])["servers"]
    assert {**json.loads(run(home, "show", row["id"], "--json")[1]), "used": row["used"]} == row


def _used_of(run: Run, home: Path, *argv: str) -> dict[str, object]:
    told = json.loads(run(home, *argv, "claude-code/memory", "--json")[1])
    row = told["servers"][0] if "servers" in told else told
    assert isinstance(row["used"], dict)
    return row["used"]


def test_show_looks_through_the_transcripts_and_list_tells_what_was_found_then(home: Path, run: Run) -> None:
    session = home / ".claude" / "projects" / "-src" / "one.jsonl"
    session.parent.mkdir(parents=True)
    begun = {"type": "user", "timestamp": "2026-11-02T09:00:00Z"}
    block = {"type": "tool_use", "id": "toolu_1", "name": "mcp__memory__add", "input": {"text": "INPUT-SECRET-1234"}}
    call = {"type": "assistant", "message": {"content": [block]}, "timestamp": "2026-11-03T09:00:00Z", "cwd": "/"}
    records = (json.dumps(each, separators=(",", ":")) for each in (begun, call))
    session.write_text("".join(f"{each}\n" for each in records), encoding="utf-8")
    nobody_looked = _used_of(run, home, "list")
    assert (nobody_looked["status"], nobody_looked["reason"]) == ("unknown", "no transcript was looked through yet")
    used = _used_of(run, home, "show")
    assert (used["status"], used["count"], used["last"]) == ("used", 1, "2026-11-03T09:00:00+00:00")
    session.unlink()
    assert _used_of(run, home, "list") == used
    _, out, _ = run(home, "show", "cursor/memory")
    assert "used        unknown: what Cursor keeps of calls is not read" in out


def test_show_tells_what_it_knows_of_a_demo_entry(demo_home: Path, run: Run) -> None:
    _, out, _ = run(demo_home, "show", "claude-code/local/filesystem")
    assert "reads and writes ~/src/acme-api (args[2])" in out
    assert "2.4.0 since " in out
    assert "pinned" in out
