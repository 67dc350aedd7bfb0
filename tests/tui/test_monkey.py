"""A monkey at the keyboard, on a terminal of any size, while other programs write: nothing of it is a fault, the screen
is there afterwards, and every change can be undone to the byte.

``MCPTUI_MONKEY`` is the number of its steps, ``MCPTUI_MONKEY_SEED`` where it begins. What fails is told with both, and
with the last that it did.
"""

from __future__ import annotations

import json
import os
import random
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mcptui.errors import NothingMatched
from mcptui.machine import Machine
from mcptui.tui.commands.catalogue import EVERY
from mcptui.workspace import Workspace
from tests.tui.homes import files_of

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen

STEPS: Final = int(os.environ.get("MCPTUI_MONKEY", "60"))
SEED: Final = int(os.environ.get("MCPTUI_MONKEY_SEED", "7"))
LAST: Final = 40  # steps that are told where it fails
KEPT_BACK: Final = "m0nkey-s3cret-value"

LEAVING: Final = {"app.quit", "servers.demo", "app.suspend"}
TYPED: Final = ("f", "i", "x", "colon", "slash", "full_stop", "left_square_bracket", "backspace", "space", "tab")
SIZES: Final = ((120, 36), (80, 24), (200, 50), (40, 10), (39, 9), (20, 5), (7, 30), (3, 80), (1, 1), (300, 6))


class Monkey:
    """Steps drawn from a seed. ``restless``: other programs write meanwhile."""

    def __init__(self, machine: Machine, seed: int, *, restless: bool) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # it has to be the same each time
        self.done: deque[str] = deque(maxlen=LAST)
        self._machine = machine
        self._restless = restless
        self._keys = [key for id_, each in EVERY.items() if id_ not in LEAVING for key in each.keys]

    async def step(self, screen: OpenedScreen) -> None:
        chance, pilot = self.chance, screen.pilot
        drawn = chance.random()
        if drawn < 0.04:
            size = chance.choice(SIZES)
            self.done.append(f"size {size}")
            await pilot.resize_terminal(*size)
        elif drawn < 0.12 and self._restless:
            self.done.append(self._write())
        elif drawn < 0.16:
            at = (chance.randrange(screen.app.size.width), chance.randrange(screen.app.size.height))
            self.done.append(f"click {at}")
            await pilot.click(offset=at, times=chance.choice((1, 1, 2)))
        elif drawn < 0.22:
            self.done.append("home, switch, review, apply")
            await pilot.press("escape", "escape", chance.choice("jkGg"), chance.choice(("space", "d")), "enter")
            await pilot.press("w")
            await screen.settle()
            await pilot.press("enter")
        else:
            key = chance.choice(self._keys if drawn < 0.9 else TYPED)
            if key in ("q", "ctrl+c") and screen.app.screen is screen.app.servers:
                return
            self.done.append(key)
            await pilot.press(key)
        if chance.random() < 0.3:
            await screen.settle()

    def _write(self) -> str:
        """Write one of the files as a client does that has something to say: whole, or half for a moment."""
        file = self.chance.choice(
            [
                self._machine.home / ".cursor" / "mcp.json",
                self._machine.home / ".claude.json",
                self._machine.home / ".gemini" / "settings.json",
                self._machine.project / ".mcp.json",
            ]
        )
        told = _read(file)
        servers = told.setdefault("mcpServers", {})
        name = f"world-{self.chance.randrange(3)}"
        entry = {"command": "npx", "args": [str(self.chance.random())], "env": {"TOKEN": KEPT_BACK}}
        if servers.pop(name, None) is None:
            servers[name] = entry
        text = json.dumps(told, indent=2)
        how = self.chance.choice(("in place", "replaced", "half", "gone"))
        file.parent.mkdir(exist_ok=True)
        match how:
            case "half":
                file.write_text(text[: len(text) // 2], "utf-8")
            case "gone":
                file.unlink(missing_ok=True)
            case "replaced":
                (file.parent / "new").write_text(text, "utf-8")
                (file.parent / "new").replace(file)
            case _:
                file.write_text(text, "utf-8")
        return f"{file.name} {how}"


def _read(file: Path) -> dict[str, dict[str, object]]:
    """What stands there, or nothing where it is broken."""
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    assert isinstance(told, dict)
    return told


async def walk(monkey: Monkey, screen: OpenedScreen) -> None:
    """Take all steps, and see that the screen can be worked with afterwards."""
    try:
        for _ in range(STEPS):
            await monkey.step(screen)
            assert screen.app.fault is None
            assert screen.app._exit is False, "it was left"
            assert KEPT_BACK not in screen.text
        await screen.pilot.resize_terminal(120, 36)
        for _ in range(8):
            await screen.settle()
            if screen.app.screen is not screen.app.servers:
                await screen.pilot.press("escape")
        assert screen.app.screen is screen.app.servers, f"{screen.app.screen} cannot be left"
        assert not screen.app.servers.busy
        await screen.press("escape", "escape", "escape", "g")
        assert screen.app.servers.table.cursor_index == 0
    except BaseException as error:
        error.add_note(f"seed {SEED}, {STEPS} steps, the last: {' | '.join(monkey.done)}")
        raise


def undo_all(machine: Machine) -> int:
    """Take back all that can be, the newest first, and tell how many changes that were."""
    workspace, undone = Workspace(machine), 0
    while True:
        try:
            plan = workspace.plan_undo()
        except NothingMatched:
            return undone
        workspace.apply(plan)
        undone += 1


def clients_files(machine: Machine) -> dict[Path, bytes]:
    return {path: data for path, data in files_of(machine).items() if not path.is_relative_to(machine.config)}


async def test_what_it_changes_where_nobody_else_writes_is_undone_to_the_byte(
    machine: Machine, open_screen: OpenScreen
) -> None:
    before = clients_files(machine)
    monkey = Monkey(machine, SEED, restless=False)
    async with open_screen(machine) as screen:
        await walk(monkey, screen)
    assert undo_all(machine), "nothing was changed, so this shows nothing"
    assert clients_files(machine) == before


async def test_it_brings_nothing_down_while_others_write(machine: Machine, open_screen: OpenScreen) -> None:
    monkey = Monkey(machine, SEED + 1, restless=True)
    async with open_screen(machine, watch=0.02) as screen:
        await walk(monkey, screen)
    assert not list(machine.home.rglob("*.tmp"))
