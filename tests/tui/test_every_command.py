"""Every command of every screen does what it says: by its key, from the palette, and with the mouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.commands.catalogue import CONTEXTS, EVERY
from mcptui.tui.commands.command import Command
from mcptui.tui.commands.palette import CommandsProvider
from mcptui.tui.leaving import Leave
from mcptui.tui.listing import Arrangement
from mcptui.tui.staging import Staging
from mcptui.tui.widgets.key_line import KeyLine
from mcptui.tui.widgets.view_line import FilterInput
from tests.tui.homes import demo_machine, losing_machine
from tests.tui.idle import until
from tests.tui.tours import JOURNEYS, Step, Tour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.tui.conftest import OpenedScreen, OpenScreen, WatchDisk

ON_AN_EMPTY_MACHINE = {"servers.demo", "welcome.demo"}
ALL = set(EVERY) - ON_AN_EMPTY_MACHINE
WAYS = {"key": (200, 36), "palette": (200, 36), "mouse": (300, 40)}
"""And the size of the screen: in 300 columns there is room for every command in the line of keys."""


class Visitor:
    """Goes on a tour by one of three ways; where that way does not lead, by the key, and if there is none, otherwise.

    ``went``: the commands that were carried out in the visitor's own way.
    """

    def __init__(self, screen: OpenedScreen, way: str) -> None:
        self.screen = screen
        self.way = way
        self.went: set[str] = set()

    async def go(self, tours: Iterable[Tour]) -> None:
        for tour in tours:
            await self._as_at_first()
            await self.screen.press(*tour.lead)
            for step in tour.steps:
                await self._take(step)

    async def _take(self, step: Step) -> None:
        await self.screen.press(*step.first)
        before = "" if step.done else self.screen.text
        done = step.done or (lambda screen: screen.text != before)
        assert not done(self.screen), f"before {step.id} was carried out:\n{self.screen.text}"
        await self.carry_out(EVERY[step.id])
        await self._until(lambda: done(self.screen), step.id)
        await self.screen.settle()

    async def _until(self, true: Callable[[], object], told: str) -> None:
        if not await until(self.screen.pilot, true):
            pytest.fail(f"{told} by {self.way} shows no effect:\n{self.screen.text}")

    async def carry_out(self, command: Command) -> None:
        ways = {"key": self._press, "palette": self._choose, "mouse": self._click}
        if await ways[self.way](command):
            self.went.add(command.id)
        elif not await self._press(command):
            assert await self._choose(command), command.id

    async def _press(self, command: Command) -> bool:
        """The first of its keys; the last where another way was wanted, so that both are pressed in the end."""
        keys = command.keys or ((command.fixed,) if command.fixed else ())
        if keys:
            await self.screen.pilot.press(keys[0] if self.way == "key" else keys[-1])
        return bool(keys)

    async def _choose(self, command: Command) -> bool:
        """Carry out what the palette offers under the command's name, if it does."""
        if command.in_palette:
            async for hit in CommandsProvider(self.screen.app.screen).discover():
                assert callable(hit.command)
                if hit.help == command.help:
                    await hit.command()
                    return True
        return False

    async def _click(self, command: Command) -> bool:
        """Click on the command in the line of keys, if it stands there."""
        for line in self.screen.app.screen.query(KeyLine):
            for spot, possible in line._spots:
                if possible.command.id == command.id:
                    return await self.screen.pilot.click(line, offset=(spot.start + 1, 0))
        return False

    async def _as_at_first(self) -> None:
        """Back to the table, as it was opened."""
        servers = self.screen.app.servers
        while self.screen.app.screen is not servers:
            await self.screen.press("escape")
        servers.query_one(FilterInput).value = ""
        servers.table.mark(())
        servers.stage(Staging.empty(), self.screen.app.session.rows)
        servers.remove_class("-with-detail", "-without-detail")
        servers.show_as(Arrangement())
        servers.table.focus()
        servers.table.action_first()
        if self.screen.app.session.everywhere:
            servers.action_here()
        await self.screen.settle()


def test_the_tours_carry_out_every_command_of_every_screen() -> None:
    tours = [tour for journey in JOURNEYS.values() for tour in journey]
    assert {step.id for tour in tours for step in tour.steps} == ALL
    assert {tour.context for tour in tours} == {context.name for context in CONTEXTS}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("journey", JOURNEYS)
async def test_every_command_does_what_it_says(
    journey: str,
    way: str,
    tmp_path: Path,
    open_screen: OpenScreen,
    watch_disk: WatchDisk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By key: what has one. From the palette: what it offers. With the mouse: what a line of keys shows.

    None of them has the screen wait for the disk. There is no shell to leave to; ``test_terminal_keys`` does it on a
    terminal.
    """
    monkeypatch.setattr(McptuiApp, "action_suspend_process", lambda app: app.servers.notice.say("left to the shell"))
    machine = losing_machine(tmp_path) if journey == "lost" else demo_machine(tmp_path)
    async with open_screen(machine, size=WAYS[way]) as screen:
        waited = watch_disk()
        visitor = Visitor(screen, way)
        await visitor.go(JOURNEYS[journey])
    assert not waited
    led = {
        "key": {command.id for command in EVERY.values() if command.keys or command.fixed},
        "palette": {command.id for command in EVERY.values() if command.in_palette},
        "mouse": {command.id for command in EVERY.values() if command.rank},
    }
    taken = {step.id for tour in JOURNEYS[journey] for step in tour.steps}
    assert led[way] & taken - visitor.went == set()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("command", "first"), [("welcome.demo", ()), ("servers.demo", ("escape",))])
async def test_where_there_is_nothing_the_demo_is_offered(
    empty_machine: Machine, open_screen: OpenScreen, way: str, command: str, first: tuple[str, ...]
) -> None:
    async with open_screen(empty_machine, demo=False) as screen:
        await screen.press(*first)
        await Visitor(screen, way).carry_out(EVERY[command])
        await screen.pilot.pause()
    assert screen.app.return_value is Leave.DEMO
