"""``add`` and ``copy``: a server in other clients too, in the words of each, and gone again without a trace."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from mcptui.__main__ import main

Run = Callable[..., tuple[int, str, str]]
Contents = Callable[[Path], dict[str, bytes]]
Start = Callable[..., tuple[int, str, str]]

STATE = ".local/state/mcptui"


@pytest.fixture
def start(capsys: pytest.CaptureFixture[str]) -> Start:
    """Call ``main`` with a command line behind ``--``, so with every option before it."""

    def start(home: Path, *argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["--home", str(home), "--project", str(home / "src" / "acme-api"), "--yes", *argv])
        told = capsys.readouterr()
        return status, told.out, told.err

    return start


@pytest.fixture
def pasted(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What stands in standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text.encode())))


def clients_files(contents: Contents, home: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(home).items() if not name.startswith(STATE)}


def test_a_command_line_is_added_whole_with_its_own_options(home: Path, start: Start) -> None:
    line = ("npx", "-y", "srv", "--yes", "--", "--json")
    assert start(home, "add", "codex", "docs", "--env", "TOKEN=${TOKEN}", "--", *line)[0] == 0
    added = tomllib.loads((home / ".codex" / "config.toml").read_text())["mcp_servers"]["docs"]
    assert added == {"command": "npx", "args": list(line[1:]), "env_vars": ["TOKEN"]}


def test_an_address_is_added_in_the_words_of_the_client(home: Path, run: Run) -> None:
    argv = ("--url", "https://docs.example/mcp", "--header", "X-Team=blue", "--yes")
    for client in ("windsurf", "gemini-cli", "claude-code/local"):
        assert run(home, "add", client, "docs", *argv)[0] == 0
    windsurf = json.loads((home / ".codeium" / "windsurf" / "mcp_config.json").read_text())
    assert windsurf["mcpServers"]["docs"]["serverUrl"] == "https://docs.example/mcp"
    state = json.loads((home / ".claude.json").read_text())
    assert state["projects"][str(home / "src" / "acme-api")]["mcpServers"]["docs"]["headers"] == {"X-Team": "blue"}


def test_what_is_added_is_gone_without_a_trace_once_it_is_undone(home: Path, run: Run, contents: Contents) -> None:
    before = clients_files(contents, home)
    for target in ("codex", "cursor", "claude-code", "claude-code/project", "opencode", "zed", "crush", "5ire"):
        assert run(home, "copy", "cursor/memory", "--to", target, "--as", "again", "--yes")[0] == 0
        assert clients_files(contents, home) != before
        assert run(home, "undo", "--yes")[0] == 0
        assert clients_files(contents, home) == before


def test_a_new_file_of_the_user_is_for_nobody_else(home: Path, run: Run) -> None:
    assert run(home, "copy", "claude-code/memory", "--to", "gemini-cli", "--yes")[0] == 0
    assert (home / ".gemini" / "settings.json").stat().st_mode & 0o077 == 0


def test_several_go_to_several_places_as_one_transaction(home: Path, run: Run, contents: Contents) -> None:
    before = clients_files(contents, home)
    argv = ("copy", "claude-code/*", "--all", "--to", "vscode", "--to", "cursor/project", "--yes")
    status, out, _ = run(home, *argv)
    assert status == 0
    assert "Done: copy memory, tickets to VS Code, Cursor." in out
    vscode = json.loads((home / ".config" / "Code" / "User" / "mcp.json").read_text())
    assert list(vscode["servers"]) == ["memory", "tickets"]
    assert run(home, "undo", "--yes")[0] == 0
    assert clients_files(contents, home) == before


def test_a_copy_is_told_with_the_state_that_it_will_have_and_what_else_comes_of_it(home: Path, run: Run) -> None:
    _, out, _ = run(home, "copy", "claude-code/memory", "--to", "claude-code/project", "--dry-run")
    assert "add claude-code/project/memory: not there → pending" in out
    assert "  pending: this folder is not trusted yet, so .mcp.json waits" in out
    _, out, err = run(home, "copy", "claude-code/memory", "--to", "claude-code/local", "--dry-run")
    assert "add claude-code/local/memory: not there → on" in out
    assert err.startswith("mcptui: claude-code/user/memory is on and will be shadowed: the local entry in")
    _, out, err = run(home, "copy", "codex/clock", "--to", "opencode/project", "--dry-run")
    assert "as codex/user/clock says it, where it is off" in out
    assert "kilo-code/project/clock comes with it and will be on" in err


def test_a_name_that_is_taken_is_refused_with_both_sides(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    status, _, err = run(home, "copy", "cursor/memory", "--to", "claude-code", "--yes")
    assert status == 3
    assert "claude-code/user/memory is there already and says something else" in err
    assert "--- what is there" in err
    assert "server-memory@0.6.3" in err
    assert contents(home) == before


def test_what_says_the_same_there_already_is_left(home: Path, run: Run, contents: Contents) -> None:
    argv = ("copy", "claude-code/memory", "--to", "codex", "--yes")
    run(home, *argv)
    before = contents(home)
    status, out, _ = run(home, *argv)
    assert (status, contents(home)) == (0, before)
    assert out.startswith("codex/user/memory is there already and says the same: on\nNothing to do.")


def test_a_parked_entry_keeps_its_name(home: Path, run: Run) -> None:
    run(home, "disable", "cursor/memory", "--yes")
    status, _, err = run(home, "copy", "claude-code/memory", "--to", "cursor", "--yes")
    assert status == 3
    assert "cursor/user/memory is there already, parked" in err
    assert run(home, "copy", "cursor/memory", "--to", "codex", "--yes")[0] == 0


def test_one_refusal_keeps_every_copy_back(home: Path, run: Run, contents: Contents) -> None:
    before = contents(home)
    status, _, err = run(home, "copy", "claude-code/tickets", "--to", "cursor", "--to", "claude-desktop", "--yes")
    assert (status, contents(home)) == (3, before)
    assert err.startswith("mcptui: claude-desktop/user/tickets: Claude Desktop starts only commands from this file")


@pytest.mark.parametrize(
    "argv", [("copy", "*/*", "--all", "--to", "vscode", "--dry-run"), ("show", "vscode/*", "--all")]
)
def test_no_secret_is_shown(home: Path, run: Run, start: Start, argv: tuple[str, ...]) -> None:
    start(home, "add", "cursor", "x", "--env", "API_KEY=LINE-SECRET-1234", "--", "npx", "--token", "ARG-SECRET-1234")
    run(home, "copy", "cursor/x", "--to", "vscode", "--yes")
    for json_too in ((), ("--json",)):
        _, out, err = run(home, *argv, *json_too)
        assert "SECRET" not in f"{out}{err}"


@pytest.mark.parametrize(
    "text",
    [
        '{"mcpServers": {"docs": {"command": "npx", "args": ["-y", "docs"], "env": {"KEY": "${env:KEY}"}}}}',
        '{"servers": {"docs": {"type": "stdio", "command": "npx", "args": ["-y", "docs"], "env": {"KEY": "${KEY}"}}}}',
        '{"mcp": {"docs": {"type": "local", "command": ["npx", "-y", "docs"], "environment": {"KEY": "{env:KEY}"}}}}',
        '{"amp.mcpServers": {"docs": {"command": "npx", "args": ["-y", "docs"], "env": {"KEY": "${KEY}"}}}}',
        '"docs": {"command": "npx", "args": ["-y", "docs"], "env": {"KEY": "${KEY}"}, "autoApprove": []},',
        '// theirs\n{"docs": {"command": "npx", "args": ["-y", "docs",], "env": {"KEY": "${KEY}"}}}',
        '[mcp_servers.docs]\ncommand = "npx"\nargs = ["-y", "docs"]\nenv = {KEY = "${KEY}"}\n',
    ],
)
def test_what_a_readme_shows_is_added_in_the_words_of_the_client(
    home: Path, run: Run, pasted: Callable[[str], None], text: str
) -> None:
    pasted(text)
    assert run(home, "add", "cursor/project", "--from", "-", "--yes")[0] == 0
    added = json.loads((home / "src" / "acme-api" / ".cursor" / "mcp.json").read_text())["mcpServers"]
    assert added == {"docs": {"command": "npx", "args": ["-y", "docs"], "env": {"KEY": "${env:KEY}"}}}


def test_what_is_pasted_as_the_client_reads_it_is_taken_as_it_stands(
    home: Path, run: Run, pasted: Callable[[str], None]
) -> None:
    told = {"httpUrl": "https://x.example/mcp", "timeout": 5000, "oauth": {"enabled": True}, "headers": {"A": "b"}}
    pasted(json.dumps({"mcpServers": {"docs": told}}))
    assert run(home, "add", "gemini-cli", "theirs", "--from", "-", "--yes")[0] == 0
    assert json.loads((home / ".gemini" / "settings.json").read_text()) == {"mcpServers": {"theirs": told}}
    pasted(json.dumps({"mcpServers": {"docs": told}}))
    status, _, err = run(home, "add", "windsurf", "--from", "-", "--yes")
    assert status == 3
    assert "--without timeout --without oauth on the command line leaves it out" in err


def test_of_several_that_are_pasted_one_can_be_named(home: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "readme.json"
    file.write_text('{"mcpServers": {"a": {"command": "a"}, "b": {"url": "https://b.example/sse"}}}')
    assert run(home, "add", "junie", "a", "--from", str(file), "--yes")[0] == 0
    junie = json.loads((home / ".junie" / "mcp" / "mcp.json").read_text())
    assert junie["mcpServers"] == {"a": {"command": "a"}}
    status, _, err = run(home, "add", "junie", "--from", str(file), "--yes")
    assert (status, "Junie has no way to say that a server speaks sse" in err) == (3, True)
    assert run(home, "add", "junie", "c", "--from", str(file), "--yes")[0] == 2


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("add", "codex"), "no server was told"),
        (("add", "codex", "x", "--url", "u", "--from", "-"), "more than one way"),
        (("add", "codex", "--url", "https://x"), "the server needs a name"),
        (("add", "codex", "x", "--url", "https://x", "--env", "A=b"), "--env and --cwd go with a command"),
        (("add", "codex", "x", "--url", "https://x", "--header", "SECRET"), "--header takes NAME=VALUE"),
        (("add", "codex", "--from", "/nowhere/at/all"), "what --from names cannot be read"),
        (("add", "nobody", "x", "--url", "https://x"), "no client is called 'nobody'"),
        (("add", "codex/moon", "x", "--url", "https://x"), "no scope is called 'moon'"),
        (("copy", "claude-code/*", "--all", "--to", "codex", "--as", "x"), "--as names one copy"),
        (("copy", "claude-code/memory"), "--to"),
    ],
)
def test_a_call_that_is_wrong_is_refused_as_such(home: Path, run: Run, argv: tuple[str, ...], told: str) -> None:
    status, _, err = run(home, *argv)
    assert status == 2
    assert told in err
    assert "SECRET" not in err


@pytest.mark.parametrize("text", ["", "   ", "npx -y docs", "[]", "{}", '{"mcpServers": {}}', "\x00", "{" * 3000])
def test_what_is_no_server_is_refused(home: Path, run: Run, pasted: Callable[[str], None], text: str) -> None:
    pasted(text)
    assert run(home, "add", "codex", "x", "--from", "-")[0] == 2


def test_a_place_that_is_not_the_users_is_refused(home: Path, run: Run) -> None:
    status, _, err = run(home, "copy", "cursor/memory", "--to", "windsurf/project")
    assert (status, "Windsurf has no project entries here that mcptui may write" in err) == (3, True)
    status, _, err = run(home, "copy", "cursor/memory", "--to", "codex/managed")
    assert (status, "there are: user, project" in err) == (3, True)


def test_a_file_that_cannot_be_read_is_not_added_to(home: Path, run: Run, contents: Contents) -> None:
    (home / ".cursor" / "mcp.json").write_text("{ not json")
    before = contents(home)
    status, _, err = run(home, "copy", "claude-code/memory", "--to", "cursor", "--as", "x", "--yes")
    assert (status, contents(home)) == (3, before)
    assert "mcp.json" in err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--envv", "FOO=hush-9431", "--", "npx", "srv"),
        ("--heeder=X=hush-9431", "--url", "https://docs.example/mcp"),
        ("FOO=hush-9431", "--", "npx", "srv"),
        ("-eFOO=hush-9431", "--", "npx", "srv"),
        ("--from", '{"mcpServers": {"docs": {"command": "npx", "env": {"FOO": "hush-9431"}}}}'),
        ("--from", "hush-9431" * 1000),
    ],
)
def test_a_slip_on_the_command_line_shows_no_value(home: Path, start: Start, wrong: tuple[str, ...]) -> None:
    status, out, error = start(home, "add", "cursor", "docs", *wrong)
    assert (status, out) == (2, "")
    assert error
    assert "hush" not in error
