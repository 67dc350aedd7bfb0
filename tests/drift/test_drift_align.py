"""One server in the files of many clients: drift is found, one entry is made the measure, undoing leaves no trace."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from mcptui.__main__ import main
from mcptui.secrets import HIDDEN

Run = Callable[..., tuple[int, str, str]]

LOCAL = {
    ".claude.json": """{
  "numStartups": 7,
  "mcpServers": {
    "tool": {"type": "stdio", "command": "npx", "args": ["-y", "@org/tool@1.0.0", "--fast"],
      "env": {"TOKEN": "${TOKEN}", "MODE": "a"}, "trust": true}
  }
}""",
    ".codex/config.toml": """# mine
[mcp_servers.tool] # the tool
command = "npx"
args = ["-y", "@org/tool@2.0.0"] # pinned
env_vars = ["TOKEN"]
enabled = false
""",
    ".config/Code/User/mcp.json": """{
  // asked for, never written
  "servers": {
    "tool": { "command": "cmd", "args": ["/c", "npx", "-y", "@org/tool", "--slow"],
      "env": {"TOKEN": "${env:TOKEN}"}, },
  },
}
""",
    ".config/opencode/opencode.json": """{
  "mcp": {
    "tool": {"type": "local", "command": ["npx", "-y", "@org/tool@3.0.0"], "enabled": false,
      "environment": {"MODE": "b"}}
  }
}
""",
    ".gemini/settings.json": """{
  // Gemini
  "mcpServers": {
    "tool": {"command": "npx", "args": ["@org/tool@latest"], "timeout": 9000, "excludeTools": ["rm"]}
  }
}
""",
}
REMOTE = {
    ".claude.json": '{"mcpServers": {"tool": {"type": "http", "url": "https://mcp.example/mcp",'
    ' "headers": {"Authorization": "Bearer ${TOKEN}", "X-Team": "a"}}}}',
    ".codex/config.toml": '[mcp_servers.tool]\nurl = "https://mcp.example/mcp?v=2" # new\n'
    'bearer_token_env_var = "OTHER"\n',
    ".config/Code/User/mcp.json": '{"servers": {"tool": {"url": "http://mcp.example/mcp"}}}',
    ".config/opencode/opencode.json": '{"mcp": {"tool": {"type": "remote", "url": "https://mcp.example/mcp/",'
    ' "headers": {"x-team": "b"}}}}',
    ".gemini/settings.json": '{"mcpServers": {"tool": {"httpUrl": "https://mcp.example/mcp", "trust": true}}}',
}
CLIENTS = ("claude-code", "codex", "vscode", "opencode", "gemini-cli")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "p" / ".git").mkdir(parents=True)
    return home


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call mcptui on the home; a refusal's status is no failure of the test."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([*argv, "--home", str(home), "--project", str(home / "p")])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def with_env(package: str, **variables: str) -> dict[str, object]:
    return {"command": "npx", "args": [package], "env": variables}


def lay(home: Path, files: Mapping[str, str]) -> dict[str, bytes]:
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return contents(home, files)


def contents(home: Path, files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: (home / name).read_bytes() for name in files}


def drift(run: Run, *argv: str) -> dict[str, Any]:
    status, out, _ = run("drift", "--json", *argv)
    (server,) = json.loads(out)["servers"]
    assert status == 0
    assert isinstance(server, dict)
    return server


@pytest.mark.parametrize("files", [LOCAL, REMOTE], ids=["local", "remote"])
@pytest.mark.parametrize("measure", CLIENTS)
def test_all_are_made_equal_to_any_one_and_undone_to_the_byte(
    measure: str, files: Mapping[str, str], home: Path, run: Run
) -> None:
    before = lay(home, files)
    assert drift(run)["differs"] is True
    assert run("drift", "--check")[0] == 1
    shown = json.loads(run("show", f"{measure}/user/tool", "--json")[1])

    status, out, _ = run("align", "--to", f"{measure}/user/tool", "--yes", "--json")
    assert status == 0
    assert drift(run)["differs"] is False
    assert run("drift", "--check")[0] == 0
    assert json.loads(run("show", f"{measure}/user/tool", "--json")[1])["args"] == shown["args"]
    assert len(json.loads(out)["files"]) == len(files) - 1

    assert run("undo", "--yes")[0] == 0
    assert contents(home, files) == before


def test_only_what_differs_is_touched(home: Path, run: Run) -> None:
    lay(home, LOCAL)
    assert run("align", "--to", "claude-code/user/tool", "--yes")[0] == 0
    assert (home / ".codex/config.toml").read_text() == LOCAL[".codex/config.toml"].replace(
        '["-y", "@org/tool@2.0.0"] # pinned', '["-y", "@org/tool@1.0.0", "--fast"] # pinned'
    ).replace("enabled = false\n", 'enabled = false\n\n[mcp_servers.tool.env]\nMODE = "a"\n')
    assert (home / ".config/Code/User/mcp.json").read_text() == LOCAL[".config/Code/User/mcp.json"].replace(
        '"@org/tool", "--slow"', '"@org/tool@1.0.0", "--fast"'
    ).replace('"${env:TOKEN}"}', '"${env:TOKEN}", "MODE": "a"}')
    gemini = json.loads((home / ".gemini/settings.json").read_text().replace("// Gemini", ""))["mcpServers"]["tool"]
    assert gemini == {
        "command": "npx",
        "args": ["@org/tool@1.0.0", "--fast"],
        "timeout": 9000,
        "excludeTools": ["rm"],
        "env": {"TOKEN": "${TOKEN}", "MODE": "a"},
    }


def test_the_entries_that_follow_may_be_named(home: Path, run: Run) -> None:
    before = lay(home, LOCAL)
    assert run("align", "codex/*", "--to", "claude-code/user/tool", "--yes")[0] == 0
    changed = {name for name, data in contents(home, LOCAL).items() if data != before[name]}
    assert changed == {".codex/config.toml"}
    status, out, _ = run("align", "codex/*", "--to", "claude-code/user/tool", "--yes")
    assert (status, "codex/user/tool says the same as claude-code/user/tool" in out) == (0, True)


def test_a_dry_run_shows_the_diff_and_no_secret(home: Path, run: Run) -> None:
    files = {
        ".cursor/mcp.json": json.dumps({"mcpServers": {"t": with_env("t", API_KEY="verysecret")}}),
        ".codex/config.toml": '[mcp_servers.t]\ncommand = "npx"\nargs = ["t"]\n',
    }
    before = lay(home, files)
    status, out, err = run("align", "--to", "cursor/user/t", "--dry-run")
    assert (status, contents(home, files)) == (0, before)
    assert "API_KEY not set → API_KEY set" in out
    assert f'+API_KEY = "{HIDDEN}"' in out
    assert "verysecret" not in out + err


T = {"command": "npx", "args": ["t"]}


@pytest.mark.parametrize(
    ("measure", "other", "why"),
    [
        ({"url": "https://h/m"}, {"command": "npx", "args": ["mcp-remote", "https://h/m"]}, "starts only commands"),
        ({**T, "cwd": "/srv"}, T, "no field for the folder"),
        ({**T, "args": ["t", "${workspaceFolder}"]}, T, "workspaceFolder"),
    ],
)
def test_what_a_client_cannot_be_told_is_refused_with_the_reason(
    measure: object, other: object, why: str, home: Path, run: Run
) -> None:
    files = {
        ".cursor/mcp.json": json.dumps({"mcpServers": {"t": measure}}),
        ".config/Claude/claude_desktop_config.json": json.dumps({"mcpServers": {"t": other}}),
    }
    before = lay(home, files)
    status, _, err = run("align", "--to", "cursor/user/t", "--yes")
    assert (status, contents(home, files)) == (3, before)
    assert why in err


def test_a_path_that_counts_from_its_own_place_is_not_carried_elsewhere(home: Path, run: Run) -> None:
    files = "@modelcontextprotocol/server-filesystem"
    before = lay(
        home,
        {
            "p/.cursor/mcp.json": json.dumps({"mcpServers": {"f": {"command": "npx", "args": [files, "docs"]}}}),
            ".codex/config.toml": f'[mcp_servers.f]\ncommand = "npx"\nargs = ["{files}", "/data"]\n',
        },
    )
    status, _, err = run("align", "codex/user/f", "--to", "cursor/project/f", "--yes")
    assert status == 3
    assert "may count from where it stands" in err
    assert (home / ".codex/config.toml").read_bytes() == before[".codex/config.toml"]


def test_a_container_gets_its_mounts_and_its_options_whole(home: Path, run: Run) -> None:
    run_it = ["run", "-i", "--rm", "-e", "A", "-v", "/data:/data:ro", "org/t:1.0"]
    lay(
        home,
        {
            ".cursor/mcp.json": json.dumps({"mcpServers": {"t": {"command": "docker", "args": run_it}}}),
            ".codex/config.toml": '[mcp_servers.t]\ncommand = "/usr/bin/docker"\nargs = ["run", "-i", "org/t"]\n',
        },
    )
    assert run("align", "--to", "cursor/user/t", "--yes")[0] == 0
    told = (home / ".codex/config.toml").read_text()
    assert told == f'[mcp_servers.t]\ncommand = "/usr/bin/docker"\nargs = {json.dumps(run_it)}\n'
    assert drift(run)["differs"] is False


def test_another_server_of_the_same_name_is_replaced_when_it_is_named_and_no_other(home: Path, run: Run) -> None:
    files = {
        ".cursor/mcp.json": json.dumps({"mcpServers": {"t": with_env("one", A="b"), "u": {"command": "x"}}}),
        ".codex/config.toml": '[mcp_servers.t]\nurl = "https://h/m" # remote\nhttp_headers = { K = "v" }\n',
    }
    before = lay(home, files)
    assert run("align", "cursor/user/u", "--to", "codex/user/t", "--yes")[0] == 3
    assert run("align", "--to", "codex/user/t", "--yes")[0] == 1
    assert contents(home, files) == before
    assert run("align", "codex/user/t", "--to", "cursor/user/t", "--yes")[0] == 0
    entry = tomllib.loads((home / ".codex/config.toml").read_text())["mcp_servers"]["t"]
    assert entry == {"command": "npx", "args": ["one"], "env": {"A": "b"}}
    assert drift(run)["differs"] is False
    assert run("undo", "--yes")[0] == 0
    assert contents(home, files) == before


def test_a_parked_entry_is_left_alone_and_said_so(home: Path, run: Run) -> None:
    files = {
        ".cursor/mcp.json": '{"mcpServers": {"t": {"command": "npx", "args": ["t@1.0.0"]}}}',
        ".gemini/settings.json": '{"mcpServers": {"t": {"command": "npx", "args": ["t@2.0.0"]}}}',
    }
    lay(home, files)
    assert run("disable", "cursor/user/t", "--yes")[0] == 0
    parked = contents(home, files)
    status, out, _ = run("align", "--to", "gemini-cli/user/t", "--yes")
    assert (status, "cursor/user/t stays as it is: it is parked" in out) == (0, True)
    status, _, err = run("align", "cursor/user/t", "--to", "gemini-cli/user/t", "--yes")
    assert (status, "is parked" in err) == (3, True)
    assert contents(home, files) == parked


def test_secrets_that_get_into_the_project_are_pointed_out(home: Path, run: Run) -> None:
    lay(
        home,
        {
            ".gemini/settings.json": json.dumps({"mcpServers": {"t": with_env("t", API_KEY="k-1234567")}}),
            "p/.cursor/mcp.json": '{"mcpServers": {"t": {"command": "npx", "args": ["t"]}}}',
        },
    )
    out = run("align", "--to", "gemini-cli/user/t", "--dry-run")[1]
    assert "secrets (API_KEY) get into mcp.json, which belongs to the project" in out


def test_the_listing_says_what_differs_calmly(home: Path, run: Run) -> None:
    lay(home, LOCAL)
    lay(home, {".cursor/mcp.json": '{"mcpServers": {"tool": {"url": "https://elsewhere.example/mcp"}}}'})
    out = run("drift")[1]
    assert "≠ tool  npx @org/tool\n  5 entries in 5 clients differ in version, arguments and environment\n" in out
    assert "tool is not the same server everywhere" in out
    assert "https://elsewhere.example/mcp" in out
    assert max(map(len, out.splitlines())) <= 110


def test_nothing_in_several_places_is_said(home: Path, run: Run) -> None:
    lay(home, {".cursor/mcp.json": '{"mcpServers": {"t": {"command": "x"}}}'})
    status, out, err = run("drift", "--check")
    assert (status, out) == (0, "")
    assert err.startswith("no server stands in more than one place here")


def test_a_selector_leaves_the_servers_of_its_entries(home: Path, run: Run) -> None:
    lay(home, LOCAL)
    assert len(drift(run, "codex/user/tool")["entries"]) == len(LOCAL)
    assert len(drift(run, "--client", "codex", "--client", "vscode")["entries"]) == 2
    assert run("drift", "nothing")[0] == 1


def test_an_entry_that_its_client_would_not_take_is_mended(home: Path, run: Run) -> None:
    lay(
        home,
        {
            ".cursor/mcp.json": '{"mcpServers": {"t": {"url": "https://h/m"}}}',
            ".claude.json": '{"mcpServers": {"t": {"url": "https://h/m"}}}',
        },
    )
    assert json.loads(run("show", "claude-code/user/t", "--json")[1])["state"] == "broken"
    assert run("align", "--to", "cursor/user/t", "--yes")[0] == 0
    assert json.loads((home / ".claude.json").read_text()) == {
        "mcpServers": {"t": {"url": "https://h/m", "type": "http"}}
    }


def test_a_file_that_several_clients_read_is_changed_once(home: Path, run: Run) -> None:
    files = {
        "p/.mcp.json": json.dumps({"mcpServers": {"t": {"command": "npx", "args": ["t@1.0.0"]}}}),
        ".gemini/settings.json": json.dumps({"mcpServers": {"t": with_env("t@2.0.0", A="${B}")}}),
        ".config/Code/User/settings.json": "{}",
    }
    before = lay(home, files)
    assert {"claude-code/project/t", "vscode/project/t"} <= {each["selector"] for each in drift(run)["entries"]}
    assert run("align", "--to", "gemini-cli/user/t", "--yes")[0] == 0
    told = json.loads((home / "p/.mcp.json").read_text())["mcpServers"]["t"]
    assert (told["args"], list(told["env"])) == (["t@2.0.0"], ["A"])
    assert run("undo", "--yes")[0] == 0
    assert contents(home, files) == before
