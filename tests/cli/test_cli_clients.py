"""``clients``: those that are here, how that is known, and which of their files were read and which not, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


def put(folder: Path, files: Mapping[str, object]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def told(run: Run, home: Path, client: str) -> dict[str, object]:
    (row,) = json.loads(run(home, "clients", "--client", client, "--json")[1])["clients"]
    assert isinstance(row, dict)
    return row


def test_clients_are_all_there_with_their_files(home: Path, run: Run) -> None:
    (home / ".cursor" / "mcp.json").write_text("{", encoding="utf-8")
    rows = json.loads(run(home, "clients", "--json")[1])
    assert rows["schema"] == 1
    assert [client["id"] for client in rows["clients"]][:2] == ["claude-code", "claude-desktop"]
    files = {(client["id"], file["path"]): file for client in rows["clients"] for file in client["files"]}
    codex = files["codex", str(home / ".codex" / "config.toml")]
    assert (codex["status"], codex["servers"], codex["switch"]) == ("found", 1, "field")
    assert files["cursor", str(home / ".cursor" / "mcp.json")]["status"] == "unreadable"
    assert files["cursor", str((home / "src" / "acme-api") / ".cursor" / "mcp.json")]["status"] == "absent"


def test_what_is_here_comes_first_and_the_rest_in_one_breath(home: Path, run: Run) -> None:
    put(home, {".codeium/x": "", "src/acme-api/.vscode/mcp.json": {"servers": {"a": {"command": "x"}}}})
    out = run(home, "clients")[1]
    here, _, rest = out.partition("\n\n")
    assert here.splitlines() == [
        "Claude Code  claude-code",
        "  user, local  ~/.claude.json                   2 servers",
        "Cursor  cursor",
        "  user         ~/.cursor/mcp.json               2 servers",
        "Codex  codex",
        "  user         ~/.codex/config.toml             1 server",
        "Windsurf  windsurf",
        "  no file with servers yet; ~/.codeium is there",
        "VS Code  vscode  not installed, as far as its files tell",
        "  project      ~/src/acme-api/.vscode/mcp.json  1 server",
    ]
    assert rest.startswith("No trace of: Claude Desktop, VS Code Insiders, ")
    assert rest.endswith("mcptui clients --all,\nor --client ID\n")
    assert max(map(len, out.splitlines())) <= 80


def test_why_a_file_does_not_count_stands_below_it(home: Path, run: Run) -> None:
    put(home, {".cursor/mcp.json": "{\n", ".kimi-code/mcp.json": {}, ".kimi/mcp.json": {"mcpServers": {"a": {}}}})
    lines = [line.strip() for line in run(home, "clients")[1].splitlines()]
    assert lines[lines.index("Cursor  cursor") + 2] == "line 2: not valid JSONC: the file ends too early"
    old = next(number for number, line in enumerate(lines) if "~/.kimi/mcp.json" in line)
    assert lines[old].endswith("1 server, not read")
    assert lines[old + 1] == "the servers moved to ~/.kimi-code/mcp.json"


def test_of_a_client_that_is_named_everything_is_told(home: Path, run: Run) -> None:
    put(home, {"src/acme-api/.mcp.json": {"mcpServers": {"a": {"command": "x"}}}})
    assert run(home, "clients", "--client", "cursor")[1].splitlines() == [
        "Cursor  cursor",
        "  a change takes effect when Cursor sees the file change; a server that was put",
        "  back may ask to be switched on there",
        "  installed: ~/.cursor is there",
        "  found      user      ~/.cursor/mcp.json  2 servers  switch: park",
        "  absent     project   ~/src/acme-api/.cursor/mcp.json  switch: park",
        "  found      project   ~/src/acme-api/.mcp.json  1 server  switch: park",
        "                       Cursor was seen to read it; it does not say so",
        '  not verified: that it ignores "disabled" in an entry',
        "  not verified: that it takes comments in its files",
    ]


def test_with_all_everything_is_told_of_all_those_that_are_installed_first(home: Path, run: Run) -> None:
    out = run(home, "clients", "--all")[1]
    heads = [paragraph.splitlines()[0] for paragraph in out.split("\n\n")]
    assert heads[:4] == [
        "Claude Code  claude-code", "Cursor  cursor", "Codex  codex", "Claude Desktop  claude-desktop",
    ]  # fmt: skip
    assert "  no trace of it here\n" in out


def test_a_file_of_others_counts_only_where_the_client_is_installed(home: Path, run: Run) -> None:
    put(home, {"src/acme-api/.mcp.json": {"mcpServers": {"a": {"command": "x"}}}})
    row = told(run, home, "windsurf")
    assert (row["installed"], row["traces"]) == (False, [])
    assert row["unread"] == [
        {
            "scope": "project",
            "path": str(home / "src" / "acme-api" / ".mcp.json"),
            "reason": "it belongs to other clients, and Windsurf is not installed",
        }
    ]
    (home / ".codeium").mkdir()
    row = told(run, home, "windsurf")
    assert (row["installed"], row["traces"], row["unread"]) == (True, [str(home / ".codeium")], [])


def test_what_is_read_on_other_systems_only_is_told(home: Path, run: Run) -> None:
    row = told(run, home, "visual-studio")
    assert isinstance(row["unread"], list)
    assert {each["reason"] for each in row["unread"]} == {"read on Windows only"}
    assert row["files"] == []


def test_a_checked_in_file_does_not_make_a_client_installed(bare_home: Path, run: Run) -> None:
    put(bare_home, {"src/acme-api/.cursor/mcp.json": {"mcpServers": {"a": {"command": "x"}}}})
    assert told(run, bare_home, "cursor")["installed"] is False
    assert "Cursor  cursor  not installed, as far as its files tell" in run(bare_home, "clients")[1]


def test_a_client_that_is_given_up_says_so(home: Path, run: Run) -> None:
    put(home, {".aws/amazonq/mcp.json": {"mcpServers": {}}})
    row = told(run, home, "amazon-q")
    assert row["discontinued"]
    assert f"  {row['discontinued']}\n" in run(home, "clients")[1]


@pytest.mark.parametrize("argv", [(), ("--all",), ("--json",)])
def test_nobody_is_called_installed_in_an_empty_home(bare_home: Path, argv: tuple[str, ...], run: Run) -> None:
    status, out, _ = run(bare_home, "clients", *argv)
    assert status == 0
    assert "is there" not in out
    assert '"installed": true' not in out


def test_a_mistake_in_the_file_of_an_added_client_is_told_beside_the_others(home: Path, run: Run) -> None:
    put(home, {".config/mcptui/clients/acme.toml": "name = 1"})
    status, out, err = run(home, "clients")
    assert status == 0
    assert "Cursor" in out
    assert err == "~/.config/mcptui/clients/acme.toml:1: 'name' is to be a text in quotes\n"
    (problem,) = json.loads(run(home, "clients", "--json")[1])["problems"]
    assert (problem["client"], problem["line"]) == ("acme", 1)


@pytest.mark.parametrize("of", ["claude-code", "claude-desktop", "codex", "gemini-cli", "kilo-code", "roo-code"])
def test_a_client_of_code_has_traces_too(bare_home: Path, of: str, run: Run) -> None:
    traces = {
        "claude-code": ".claude",
        "claude-desktop": ".config/Claude",
        "codex": ".codex",
        "gemini-cli": ".gemini/tmp",
        "kilo-code": ".config/kilo",
        "roo-code": ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline",
    }
    (bare_home / traces[of]).mkdir(parents=True)
    assert told(run, bare_home, of)["traces"] == [str(bare_home / traces[of])]
