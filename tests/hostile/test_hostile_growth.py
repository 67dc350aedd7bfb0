"""Work grows with what there is, and never with its square.

It is counted in calls of functions, for that is the same on every machine: from one amount to twice as much, and on to
four times, it may double and no more.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.hostile_amounts import (
    in_claude_code,
    in_codex,
    in_continue,
    in_cursor,
    in_projects_that_were_left_long_ago,
    in_vibe,
    in_vibe_in_brackets,
    lay,
    named_in_lists_and_rules,
    of_one_name_in_two_scopes,
    of_plugins_that_start_what_others_start,
    with_many_folders,
    with_many_secrets,
)

_ABOUT_TWICE = 2.35  # a square would make it four times

Run = Callable[..., tuple[int, str, str]]


def calls(run: Run, *argv: str) -> int:
    """How many functions are called, those written in C among them."""
    number = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run(*argv)
    finally:
        sys.setprofile(None)
    return number


def doubles(work: Callable[[int], int], once: int = 150) -> bool:
    """Whether what is added from twice to four times as much is about twice what is added from once to twice."""
    amounts = [work(count) for count in (once, 2 * once, 4 * once)]
    return amounts[2] - amounts[1] < _ABOUT_TWICE * (amounts[1] - amounts[0])


LIST, ALL, CLIENTS = ("list",), ("list", "--all-projects"), ("clients", "--all-projects")
DISABLE = ("disable", "*/s0", "--all", "--dry-run")


@pytest.mark.parametrize(
    ("lay_out", "verb"),
    [
        (in_claude_code, LIST),
        (in_claude_code, DISABLE),
        (in_claude_code, ("profile", "save", "mine", "--dry-run")),
        (in_cursor, ("list", "--json")),
        (in_cursor, DISABLE),
        (in_cursor, ("use", "trusted", "--dry-run")),
        (in_codex, LIST),
        (in_codex, DISABLE),
        (in_vibe, DISABLE),
        (in_vibe_in_brackets, LIST),
        (in_continue, DISABLE),
        (of_one_name_in_two_scopes, LIST),
        (named_in_lists_and_rules, ("list", "--json")),
        (of_plugins_that_start_what_others_start, LIST),
        (in_projects_that_were_left_long_ago, ALL),
        (in_projects_that_were_left_long_ago, CLIENTS),
        (with_many_folders, LIST),
        (with_many_secrets, DISABLE),
    ],
    ids=lambda each: each.__name__ if callable(each) else " ".join(each),
)
def test_work_grows_no_faster_than_what_there_is(
    lay_out: Callable[[Path, int], None], verb: tuple[str, ...], home: Path, run: Run
) -> None:
    run(*verb)  # whatever is imported or compiled once is so by now

    def work(count: int) -> int:
        lay_out(home, count)
        return calls(run, *verb)

    assert doubles(work, 30 if lay_out is in_projects_that_were_left_long_ago else 150)


def test_what_was_lost_is_told_in_work_that_grows_no_faster_than_it(home: Path, run: Run) -> None:
    def work(count: int) -> int:
        shutil.rmtree(home / ".local", ignore_errors=True)
        in_cursor(home, count)
        run("list")
        lay(home, ".cursor/mcp.json", {"mcpServers": {}})
        return calls(run, "doctor")

    work(1)
    assert doubles(work)


def test_a_file_of_blank_lines_that_names_no_cache_is_gone_through_once(home: Path, run: Run) -> None:
    lay(home, ".npmrc", "\n" * (4 * 1024 * 1024 - 1))
    assert run("list")[0] == 0


def test_twenty_thousand_servers_are_listed_and_one_is_switched(home: Path, run: Run) -> None:
    in_cursor(home, 20_000)
    status, out, _ = run("list", "--client", "cursor")
    assert (status, out.count("\n")) == (0, 20_001)
    assert run("disable", "cursor/s7", "--yes")[0] == 0
    assert b'"s7"' not in (home / ".cursor" / "mcp.json").read_bytes()
