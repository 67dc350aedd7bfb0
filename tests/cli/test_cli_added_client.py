"""A client that the user added with a file works as the built-in ones do, from the listing to the undoing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

TOLD = """\
name = "Acme Studio"

[reads.user]
path = "~/.acme/mcp.json"

[reads.project]
path = "<project>/.acme/mcp.json"

[switch]
field = "disabled"
off = true
"""
FILE = """{
  "mcpServers": {
    "b": {"command": "npx", "args": ["b"], "env": {"TOKEN": "ACME-SECRET-1234"}},
    "a" : { "command":"uvx", "args": [ "a" ] }
  }
}
"""


@pytest.fixture
def acme(home: Path) -> Path:
    """The file of the added client, in a home that has others."""
    folder = home / ".config" / "mcptui" / "clients"
    folder.mkdir(parents=True)
    (folder / "acme.toml").write_text(TOLD, encoding="utf-8")
    file = home / ".acme" / "mcp.json"
    file.parent.mkdir()
    file.write_text(FILE, encoding="utf-8")
    return file


def states(run: Run, home: Path) -> dict[str, str]:
    rows = json.loads(run(home, "list", "--client", "acme", "--json")[1])["servers"]
    return {row["name"]: row["state"] for row in rows}


def test_off_on_away_and_back_to_the_byte(home: Path, acme: Path, run: Run) -> None:
    assert states(run, home) == {"a": "on", "b": "on"}
    status, out, _ = run(home, "disable", "acme/b", "--yes")
    assert status == 0
    assert "It takes effect with Acme Studio's next start." in out
    assert states(run, home) == {"a": "on", "b": "off"}
    assert run(home, "enable", "acme/b", "--yes")[0] == 0
    assert acme.read_text(encoding="utf-8") == FILE
    assert run(home, "remove", "acme/*", "--all", "--yes")[0] == 0
    assert states(run, home) == {}
    status, out, _ = run(home, "undo", "--yes")
    assert status == 0
    assert "ACME-SECRET" not in out
    assert acme.read_text(encoding="utf-8") == FILE


def test_a_profile_may_name_it(home: Path, acme: Path, run: Run) -> None:
    folder = home / ".config" / "mcptui" / "profiles"
    folder.mkdir()
    (folder / "quiet.toml").write_text('default = "off"\nclients = ["acme"]\n', encoding="utf-8")
    assert run(home, "use", "quiet", "--yes")[0] == 0
    assert states(run, home) == {"a": "off", "b": "off"}
    assert run(home, "use", "--back", "--yes")[0] == 0
    assert acme.read_text(encoding="utf-8") == FILE


def test_what_it_lost_is_put_back(home: Path, acme: Path, run: Run) -> None:
    run(home, "disable", "acme/a", "--yes")
    run(home, "enable", "acme/a", "--yes")
    run(home, "list")
    acme.write_text('{"mcpServers": {}}', encoding="utf-8")
    assert "Acme Studio" in run(home, "doctor")[1]
    assert run(home, "restore", "acme/*", "--all", "--yes")[0] == 0
    assert states(run, home) == {"a": "on", "b": "on"}


def test_a_mistake_in_its_file_hides_nothing_else(home: Path, acme: Path, run: Run) -> None:
    acme.unlink()
    told = home / ".config" / "mcptui" / "clients" / "acme.toml"
    told.write_text(TOLD.replace("~/.acme", "../acme"), encoding="utf-8")
    status, out, err = run(home, "list", "--json")
    problems = json.loads(out)["problems"]
    assert (status, [problem["line"] for problem in problems]) == (0, [4])
    assert {row["client"] for row in json.loads(out)["servers"]} == {"claude-code", "codex", "cursor"}
    status, out, err = run(home, "list", "--client", "acme")
    assert status == 2
    assert "the file that tells of 'acme' has a mistake" in err
    assert "acme.toml, line 4: 'reads.user.path'" in err
    assert "acme.toml:4" in run(home, "doctor")[1]
    for verb in (
        ("add", "acme", "docs", "--url", "https://docs.example"),
        ("copy", "codex/*", "--all", "--to", "acme"),
    ):
        status, out, err = run(home, *verb)
        assert status == 2
        assert "the file that tells of 'acme' has a mistake" in err


@pytest.mark.usefixtures("acme")
def test_an_id_that_nobody_knows_is_answered_with_those_that_are(home: Path, run: Run) -> None:
    status, _, err = run(home, "list", "--client", "acne")
    assert status == 2
    assert "openclaw, acme" in err
