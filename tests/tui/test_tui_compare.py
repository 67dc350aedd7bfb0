"""Servers that stand in several places: grouped, compared, and made equal by what is staged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.machine import Machine
from mcptui.model import Entry
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.session import Session
from mcptui.tui.staging import Staging
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen

COMPARE = ("b", "j", "j", "j", "equals_sign")
"""To the second entry of the demo's file system server, and into the comparison."""


def session(screen: OpenedScreen) -> Session:
    return next(each.session for each in screen.app.screen_stack if isinstance(each, ServersScreen))


def staged(screen: OpenedScreen) -> dict[str, str]:
    return {each.entry.selector: each.word for each in session(screen).staging}


async def test_groups_are_servers_and_say_in_what_their_entries_differ(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("b")
        assert "filesystem   4 entries · 3 on · 1 high   ≠ version, folders" in screen.text
        assert "bootstrap   3 entries · 0 on" in screen.text
        assert "≠" not in screen.line_with("bootstrap   3 entries")


async def test_a_server_in_one_place_has_nothing_to_be_compared_with(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        assert "fetch" in screen.line_with("▌")
        await screen.press("equals_sign")
        assert "differ in" not in screen.text
        assert "= compare" not in screen.text


async def test_the_row_under_the_cursor_is_what_the_others_are_compared_with(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press(*COMPARE)
        assert "the others are compared with this one" in screen.line_with("Claude Code · local")
        assert screen.line_with("Codex · user", "≠ folders").startswith(" [x]")
        assert screen.line_with("version", "= 2.4.0")
        await screen.press("equals_sign")
        assert "the others are compared with this one" in screen.line_with("Claude Code · user")
        assert screen.line_with("version", "= none")
        await screen.press("escape")
        assert staged(screen) == {}


async def test_what_is_chosen_is_staged_reviewed_written_and_undone(machine: Machine, open_screen: OpenScreen) -> None:
    codex = machine.home / ".codex" / "config.toml"
    before = codex.read_bytes()
    async with open_screen(machine) as screen:
        await screen.press(*COMPARE, "space", "j", "space", "enter")
        assert staged(screen) == {"codex/user/filesystem": "make equal"}
        assert "●→=" in screen.line_with("filesystem", "Codex")
        await screen.press("w")
        assert screen.line_with("=  filesystem  Codex · user", "folders rw ~/src → folders rw ~/src/acme-api")
        await screen.press("enter")
        assert staged(screen) == {}
        assert "src/acme-api" in codex.read_text()
        await screen.press("u", "enter")
        assert codex.read_bytes() == before


async def test_a_group_is_compared_with_its_first_entry(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("b", "j", "equals_sign")
        assert "the others are compared with this one" in screen.line_with("Claude Code · user")


async def test_a_namesake_that_is_another_server_is_mentioned(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        await screen.press("j", "j", "equals_sign")
        assert "github   docker ghcr.io/github/github-mcp-server" in screen.text
        assert "another server: Cursor · user (https://api.githubcopilot.com/mcp/)" in screen.text


@pytest.fixture
def laid(empty_machine: Machine) -> Callable[[Mapping[str, object]], Machine]:
    """Files of clients in an empty home, as JSON."""

    def lay(files: Mapping[str, object]) -> Machine:
        for name, entries in files.items():
            path = empty_machine.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"mcpServers": entries}))
        return empty_machine

    return lay


Lay = Callable[[Mapping[str, object]], Machine]


def test_narrowing_gives_way_to_being_made_equal_and_the_other_way_round(lay_two: Machine) -> None:
    at = Workspace(lay_two).look()
    one, other = at.entries
    narrowed = Staging.empty().narrowed(one, Narrowing(pin="1.0.0"))
    equal = narrowed.toggled([one]).equalled([one], other)
    assert [change.act for change in equal.changes] == [Act.DISABLE, Act.MAKE_EQUAL]
    assert [change.act for change in equal.narrowed(one, Narrowing(pin="1.0.0")).changes] == [Act.DISABLE, Act.NARROW]
    assert [change.act for change in equal.removed([one]).changes] == [Act.REMOVE]


@pytest.fixture
def lay_two(laid: Lay) -> Machine:
    return laid(
        {
            ".cursor/mcp.json": {"t": {"command": "npx", "args": ["t@1.0.0"]}},
            ".gemini/settings.json": {"t": {"command": "npx", "args": ["t@2.0.0"]}},
        }
    )


def by_id(machine: Machine) -> dict[str, Entry]:
    return {entry.id: entry for entry in Workspace(machine).look().entries}


def test_what_is_staged_follows_its_measure_and_is_dropped_with_it(lay_two: Machine) -> None:
    one, other = Workspace(lay_two).look().entries
    equal = Staging.empty().equalled([one], other)
    again, gone = equal.rebound(by_id(lay_two))
    assert (len(again), gone) == (1, ())
    other.source.file.write_text("{}")
    without, gone = equal.rebound(by_id(lay_two))
    assert (len(without), gone) == (0, ())


async def test_a_parked_entry_is_shown_and_cannot_follow(lay_two: Machine, open_screen: OpenScreen) -> None:
    workspace = Workspace(lay_two)
    at = workspace.look()
    workspace.apply(workspace.plan([Change(at.entries[0], Act.DISABLE)], at))
    async with open_screen(lay_two) as screen:
        await screen.press("j", "equals_sign")
        assert "parked: turn it on first" in screen.line_with("Cursor · user", "≠ version")
        await screen.press("space", "enter")
        assert staged(screen) == {}


async def test_hostile_names_and_values_are_shown_word_for_word(laid: Lay, open_screen: OpenScreen) -> None:
    hostile = "[/red]\x1b]52;c;QUJD\x07\u202e[@click=app.quit]x"
    entry = {"command": "npx", "args": ["t", hostile], "env": {hostile: "a"}}
    machine = laid({".cursor/mcp.json": {hostile: entry}, ".gemini/settings.json": {hostile: {**entry, "env": {}}}})
    async with open_screen(machine) as screen:
        await screen.press("equals_sign")
        assert "[/red]" in screen.text
        assert not {"\x1b", "\x07", "\u202e"} & set(screen.text)
