"""The filter: words and terms, typed a letter at a time, over secrets that it must not find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mcptui.clients import BUILT_IN
from mcptui.model import Access, Entry, Package, PathReach, Problem, Reach, Scope, StateKind, Updated
from mcptui.rows import Evidence
from mcptui.tui.filter import Filter
from mcptui.tui.listing import Facts, Row
from tests.tui.homes import MACHINE

NOTHING = Facts(MACHINE, (), {}, {}, BUILT_IN)


@pytest.fixture
def rows(make_entry: Callable[..., Entry]) -> list[Row]:
    return [
        Row(
            make_entry("files", args=("-y", "@modelcontextprotocol/server-filesystem", "/home/sam")), MACHINE, BUILT_IN
        ),
        Row(
            make_entry("github", client="codex", state=StateKind.OFF, command="docker", args=("run", "ghcr.io/x")),
            MACHINE,
            BUILT_IN,
        ),
        Row(
            make_entry("crm", client="vscode", scope=Scope.PROJECT, project=Path("/home/sam/shop"), url="http://crm/"),
            MACHINE,
            BUILT_IN,
        ),
    ]


def kept(text: str, rows: list[Row], known: Facts = NOTHING) -> list[str]:
    return [row.entry.name for row in Filter.parse(text, MACHINE).of(rows, known)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["files", "github", "crm"]),
        ("GIT", ["github"]),
        ("server- files", ["files"]),
        ("files github", []),
        ("codex", ["github"]),
        ("vs code", ["crm"]),
        ("client:codex", ["github"]),
        ("client:vs", ["crm"]),
        ("client:codex,cursor", ["files", "github"]),
        ("client:", ["files", "github", "crm"]),
        ("scope:proj", ["crm"]),
        ("project:~/shop", ["crm"]),
        ("state:on", ["files", "crm"]),
        ("state:o", ["files", "github", "crm"]),
        ("state:of", ["github"]),
        ("state:odd", []),
        ("state:off,on git", ["github"]),
        ("-state:off", ["files", "crm"]),
        ("-state:off,on", []),
        ("-git", ["files", "crm"]),
        ("-", ["files", "github", "crm"]),
        ("--", []),
        ('"-y"', ["files"]),
        ("git,crm", ["github", "crm"]),
        ('client:"vs code"', ["crm"]),
        ('client:"vs cod', ["crm"]),
        ('"run ghcr.io"', []),
        ("server:git", ["github"]),
        ("server:docker", []),
        ("gthb", ["github"]),
        ("ghcodex", ["github"]),
        ("cu", ["files"]),
        ("cdx", ["github"]),
        ("fcu,cu", ["files"]),
        ('"gthb"', []),
        ("-gthb", ["files", "github", "crm"]),
        ("transport:http", ["crm"]),
        ("-transport:http,stdio", []),
        ("http://crm", ["crm"]),
        ("colour:red", []),
    ],
)
def test_keeps_what_fits_every_word_and_every_term(text: str, names: list[str], rows: list[Row]) -> None:
    assert kept(text, rows) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sam", ["sam"]),
        ("~/bin", ["tool"]),
        ("tool.js", ["tool"]),
        ("--dir=~/notes", ["tool"]),
        ("/home/sam/bin", ["tool"]),
        ("/Home/Sam/", ["tool"]),
        ("--dir=/home/sam/notes", ["tool"]),
        ("-/home/sam", ["sam"]),
        ("/home/samuel", []),
        ("project:~/shop", ["tool"]),
        ("project:/home/sam/shop", ["tool"]),
    ],
)
def test_words_fit_paths_as_they_are_shown_and_in_full(
    text: str, names: list[str], make_entry: Callable[..., Entry]
) -> None:
    """Whose home it is stands in every absolute path, and is shown in none: alone it finds none of them."""
    args = ("/home/sam/src/tool.js", "--dir=/home/sam/notes")
    entries = [
        make_entry("sam"),
        make_entry(
            "tool", scope=Scope.PROJECT, project=Path("/home/sam/shop"), command="/home/sam/bin/node", args=args
        ),
    ]
    assert kept(text, [Row(entry, MACHINE, BUILT_IN) for entry in entries]) == names


def test_knows_what_is_staged(rows: list[Row]) -> None:
    known = replace(NOTHING, staged={rows[1].key: object()})
    assert kept("staged:", rows, known) == ["github"]
    assert kept("staged:no", rows, known) == ["files", "crm"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("path:~", True),
        ("path:~/.ssh", True),
        ("path:/home/sam/anything", True),
        ("path:/etc", False),
        ("path:sam", True),
        ("path:elsewhere", False),
    ],
)
def test_tells_which_servers_may_touch_a_path(text: str, *, found: bool, rows: list[Row]) -> None:
    reach = Reach(paths=(PathReach("/home/sam", Access.WRITE, "args[2]", "home"),))
    known = replace(NOTHING, evidence={rows[0].key: Evidence(Package(), reach, Updated())})
    assert kept(text, rows, known) == (["files"] if found else [])


def test_finds_no_secret_by_guessing(make_entry: Callable[..., Entry]) -> None:
    token = "ghp_" + "a1B2" * 9
    row = Row(make_entry("files", args=("--token", token)), MACHINE, BUILT_IN)
    assert kept(token[:8], [row]) == []
    assert kept("--token", [row]) == ["files"]


def test_leaves_files_that_cannot_be_read_in_sight_unless_it_is_about_something_else() -> None:
    problem = Problem(Path("/home/sam/.cursor/mcp.json"), "cursor", Scope.USER, "not valid JSONC")
    assert Filter.parse("", MACHINE).fits_problem(problem, "Cursor", MACHINE)
    assert Filter.parse("jsonc client:cursor", MACHINE).fits_problem(problem, "Cursor", MACHINE)
    assert Filter.parse("state:broken", MACHINE).fits_problem(problem, "Cursor", MACHINE)
    assert not Filter.parse("client:codex", MACHINE).fits_problem(problem, "Cursor", MACHINE)
    assert Filter.parse("~/.cursor", MACHINE).fits_problem(problem, "Cursor", MACHINE)
    assert Filter.parse("/home/sam/.cursor", MACHINE).fits_problem(problem, "Cursor", MACHINE)
    assert not Filter.parse("github", MACHINE).fits_problem(problem, "Cursor", MACHINE)
