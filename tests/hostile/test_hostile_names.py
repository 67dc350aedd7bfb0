"""Names and values that mean to act: nothing of theirs reaches the terminal or breaks the answer for scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

NAMES = {
    "empty": "",
    "dots": "..",
    "path": "../../etc/passwd",
    "slash": "a/b/c/d",
    "prototype": "__proto__",
    "new line": "a\nb: on",
    "return": "real\rfake",
    "colour": "\x1b[31mred\x1b[0m",
    "clear": "\x1b[2J\x1b[H",
    "clipboard": "\x1b]52;c;aGFja2Vk\x07",
    "C1": "\x9b31m",
    "backspaces": "good\b\b\b\bevil",
    "bidirectional": "abc\u202egnp.exe",
    "isolate": "\u2066x\u2069",
    "zero width": "a\u200bb\u200d\ufeffc",
    "markup": "[red]x[/red]",
    "unclosed markup": "[bold",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "lone surrogate": "\ud800",
    "glob": "[*?]",
    "NUL": "a\0b",
    "very long": "x" * 100_000,
}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest, home: Path, files: dict[str, str]) -> str:
    """A server of that name in Cursor, with the same in its arguments, its folder, its environment and its address."""
    name = NAMES[request.param]
    servers = {
        name: {"command": name or "x", "args": [name, f"/data/{name}"], "cwd": name, "env": {name: name}},
        "calm": {"command": "npx"},
    }
    (home / files["cursor"]).write_text(json.dumps({"mcpServers": servers}, indent=2))
    return name


def told(name: str) -> str:
    """``name`` as scripts are told it: half a letter is none in UTF-8."""
    return name.replace("\ud800", "\ufffd")


@pytest.mark.parametrize(
    "verb",
    [("list",), ("show", "*"), ("clients",), ("doctor",), ("disable", "cursor/*", "--all", "--dry-run")],
    ids=" ".join,
)
def test_nothing_acts_on_the_terminal(name: str, verb: tuple[str, ...], run: Run) -> None:
    status, out, err = run(*verb)  # the fixture looks for signs that act
    assert status in (0, 1 if verb == ("doctor",) else 3)
    if status == 0 and verb[0] in ("list", "show"):
        assert "calm" in out + err, name


def test_scripts_get_an_answer_that_can_be_read(name: str, run: Run) -> None:
    status, out, _ = run("list", "--json")
    assert status == 0
    rows = {row["name"] for row in json.loads(out)["servers"] if row["client"] == "cursor"}
    assert "calm" in rows
    assert len(name) > 1_000 or told(name) in rows


def test_it_can_be_taken_out_and_brought_back(name: str, home: Path, files: dict[str, str], run: Run) -> None:
    before = (home / files["cursor"]).read_bytes()
    _, out, _ = run("list", "--json")
    ids = [row["id"] for row in json.loads(out)["servers"] if row["client"] == "cursor" and row["name"] == told(name)]
    if not ids:
        assert len(name) > 1_000
        return
    assert run("remove", ids[0], "--yes")[0] == 0
    assert json.loads((home / files["cursor"]).read_bytes())["mcpServers"] == {"calm": {"command": "npx"}}
    assert run("undo", "--yes")[0] == 0
    assert (home / files["cursor"]).read_bytes() == before
