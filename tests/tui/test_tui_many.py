"""Thousands of servers: what a key costs does not grow with them; counted, not timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.model import Entry, Inventory, Package, Reach, Updated
from mcptui.rows import Evidence
from mcptui.tui import listing
from mcptui.tui.learning import gather_evidence
from mcptui.tui.listing import Column, Row
from mcptui.tui.screens import servers
from mcptui.tui.seen import Seen
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen

MANY = 600
PARTS = 4
"""64, 128, 256, and the rest."""


class KnowingWorkspace(Workspace):
    """Knows the same of every entry."""

    def evidence(self, entry: Entry, at: Look) -> Evidence:
        return Evidence(Package(), Reach(), Updated())


@pytest.fixture
def many(machine: Machine) -> Seen:
    """A look at so many entries, copies of the demo's."""
    look = Workspace(machine).look()
    copies = (entry._replace(name=f"{entry.name}-{copy:03}") for copy in range(MANY) for entry in look.entries)
    entries = tuple(entry for entry, _ in zip(copies, range(MANY), strict=False))
    return Seen.from_look(look._replace(inventory=Inventory(entries, ())))


async def shown(screen: OpenedScreen, many: Seen) -> None:
    screen.app.servers.show_look(many)
    await screen.settle()


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    """The first argument of each call of a function from now on."""
    calls: list[object] = []
    function: Callable[..., object] = getattr(module, name)

    def counting(*args: object, **options: object) -> object:
        calls.append(args[0])
        return function(*args, **options)

    monkeypatch.setattr(module, name, counting)
    return calls


def test_what_is_known_comes_in_ever_larger_parts(machine: Machine, many: Seen) -> None:
    parts = list(gather_evidence(KnowingWorkspace(machine), many, many.rows))
    assert [len(part) for part in parts[:3]] == [64, 128, 256]
    assert len(parts) == PARTS
    assert {key for part in parts for key in part} == {row.key for row in many.rows}


def test_what_words_are_looked_for_in_is_worked_out_behind_the_first_frame(
    machine: Machine, many: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = counted(monkeypatch, Row, "_search")
    seen = Seen.from_look(many.look)
    assert not searched
    assert list(gather_evidence(KnowingWorkspace(machine), seen, seen.rows))
    assert all(row.name in row.haystack for row in seen.rows)
    assert len(searched) == MANY


async def test_an_order_by_what_is_known_is_made_anew_a_few_times(
    machine: Machine, many: Seen, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_screen(machine) as screen:
        main = screen.app.servers
        main.show_as(main.wish.sorted_by(Column.REACH))
        arranged = counted(monkeypatch, servers, "arrange")
        await shown(screen, many)
        assert len(screen.app.session.evidence) == MANY
        assert len(arranged) <= 1 + 2 * PARTS  # for what is known, and for what is used


async def test_a_key_paints_what_it_brings_into_sight(
    machine: Machine, many: Seen, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_screen(machine) as screen:
        await shown(screen, many)
        in_sight = screen.app.servers.table.size.height
        painted, arranged = counted(monkeypatch, servers, "paint"), counted(monkeypatch, servers, "arrange")
        await screen.press("j")
        assert painted == []
        await screen.press("G")
        assert 0 < len(painted) <= in_sight
        painted.clear()
        await screen.press("V")
        assert painted == []
        assert arranged == []


async def test_sorting_by_what_runs_works_out_nothing_more(
    machine: Machine, many: Seen, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_screen(machine) as screen:
        await shown(screen, many)
        worked_out = counted(monkeypatch, listing, "runs_cell")
        screen.app.servers.show_as(screen.app.servers.wish.sorted_by(Column.RUNS))
        await screen.settle()
        assert worked_out == []
