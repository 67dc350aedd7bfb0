"""What a refusal shows where another program came in between: both sides, and no secret of either."""

from __future__ import annotations

import json

import pytest

from mcptui.changes.both_sides import both_sides
from mcptui.changes.rewrite import rewrite
from mcptui.clients import BUILT_IN
from mcptui.errors import ChangedMeanwhile
from mcptui.formats import parse
from mcptui.model import Syntax
from mcptui.operations import ANYTHING, MISSING, Assign, Operation, PutBack, Stands, Take
from mcptui.secrets import HIDDEN

ENTRY = ("mcpServers", "files")
ARGS = (*ENTRY, "args")
SEEN: dict[str, object] = {"command": "npx", "args": ["-y", "alpha"]}


def file(entry: object) -> bytes:
    return json.dumps({"mcpServers": {"files": entry}}).encode()


def refused(data: bytes, *operations: Operation, syntax: Syntax = Syntax.JSON) -> ChangedMeanwhile:
    with pytest.raises(ChangedMeanwhile) as caught:
        rewrite(data, syntax, operations)
    return caught.value


HEAD = ["--- what was there", "+++ what is there now"]


def test_only_the_lines_that_differ_are_shown() -> None:
    error = refused(file({**SEEN, "args": ["-y", "beta"]}), Take(ENTRY, SEEN))
    assert error.difference.split("\n") == [*HEAD, '- "alpha"', '+ "beta"']


@pytest.mark.parametrize(
    ("syntax", "data", "shown"),
    [
        (Syntax.JSONC, b'{"mcpServers": {"files": {"args": ["a"]}}} // mine', ['- "b"', '+ "a"']),
        (Syntax.TOML, b'[mcpServers.files]\nargs = ["a"] # mine\n', ['- args = ["b"]', '+ args = ["a"]']),
        (Syntax.YAML, b"mcpServers:\n  files:\n    args: [a] # mine\n", ["- - b", "+ - a"]),
    ],
)
def test_they_are_told_in_the_syntax_of_the_file(syntax: Syntax, data: bytes, shown: list[str]) -> None:
    error = refused(data, Assign(ARGS, ["c"], expect=["b"]), syntax=syntax)
    assert error.difference.split("\n") == [*HEAD, *shown]


@pytest.mark.parametrize("operation", [Take(ENTRY, SEEN), Stands(ENTRY, SEEN)])
def test_an_entry_that_is_gone_is_shown_as_it_was(operation: Operation) -> None:
    lines = refused(b'{"mcpServers": {}}', operation).difference.split("\n")[2:]
    assert all(line.startswith("-") for line in lines)
    assert json.loads("".join(line[1:] for line in lines)) == {"mcpServers": {"files": SEEN}}


def test_an_entry_that_stands_in_the_way_is_shown_beside_the_one_that_was_kept() -> None:
    taken = rewrite(file(SEEN), Syntax.JSON, [Take(ENTRY)])
    error = refused(file({**SEEN, "command": "uvx"}), PutBack(ENTRY, taken.pieces[ENTRY]))
    assert error.difference.split("\n") == [*HEAD, '- "command": "npx",', '+ "command": "uvx",']


def test_what_should_not_be_there_yet_is_shown() -> None:
    error = refused(file({"enabled": True}), Assign((*ENTRY, "enabled"), value=False, expect=MISSING))
    assert "false" not in error.difference
    assert [line.split() for line in error.difference.split("\n") if "enabled" in line] == [["+", '"enabled":', "true"]]


def test_where_it_is_not_known_what_was_there_nothing_is_shown() -> None:
    assert refused(b"{}", Take(ENTRY, ANYTHING)).difference == ""


def test_what_the_syntax_cannot_tell_is_not_shown() -> None:
    assert both_sides(("servers", "x"), {"a": None}, {"a": 1}, parse(b"", Syntax.TOML), BUILT_IN) == ""


OLD, NEW = "hunter2-old-0123456789", "hunter2-new-0123456789"


@pytest.mark.parametrize(
    "entry",
    [
        {"env": {"PLAIN": "§"}},
        {"command": "x", "args": ["--token", "§"]},
        {"command": "x", "args": ["--api-key=§"]},
        {"url": "https://me:§@host.example/mcp"},
        {"url": "https://host.example/mcp?token=§"},
        {"url": "https://host.example", "headers": {"X": "Bearer §"}},
        {"command": "x", "env": {"TOKEN": "§"}, "args": ["§"]},
    ],
)
@pytest.mark.parametrize("syntax", [Syntax.JSON, Syntax.TOML, Syntax.YAML])
@pytest.mark.parametrize("container", ["mcpServers", "mcp_servers", "servers"])
def test_no_secret_of_either_side_is_shown(entry: dict[str, object], syntax: Syntax, container: str) -> None:
    path = (container, "files")
    then, now = (json.loads(json.dumps(entry, ensure_ascii=False).replace("§", secret)) for secret in (OLD, NEW))
    for seen, present in ((then, now), (then, MISSING), (MISSING, now)):
        shown = both_sides(path, seen, present, parse(b"", syntax), BUILT_IN)
        assert HIDDEN in shown
        assert "hunter2" not in shown


@pytest.mark.parametrize("key", ["TOKEN", "PLAIN"])
def test_no_secret_of_a_part_of_an_entry_is_shown(key: str) -> None:
    shown = both_sides((*ENTRY, "env", key), OLD, NEW, parse(b"", Syntax.JSON), BUILT_IN)
    assert shown.split("\n") == [*HEAD, f'- "{key}": "{HIDDEN}"', f'+ "{key}": "{HIDDEN}"']
    whole = file({"command": "x", "args": [NEW], "env": {"TOKEN": NEW}})
    assert "hunter2" not in both_sides(ARGS, ["a"], [NEW], parse(whole, Syntax.JSON), BUILT_IN)
