"""The whole mission with the keyboard alone, in the keys that the README promises, on real files."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.tui.commands.command import shown_key
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen

README: Final = Path(__file__).parents[2] / "README.md"
PRESSED: Final = {shown_key(key): key for key in ("slash", "escape")}
"""Keys that Textual calls otherwise than people do."""


class Step(NamedTuple):
    """A row of the README's table: the act it begins with, the keys that it tells, and how many it says they are."""

    act: str
    keys: tuple[str, ...]
    told: int


def promised() -> tuple[tuple[Step, ...], int]:
    """The steps of the walk as the README tells them, and how many keys it says they take in all."""
    section = README.read_text("utf-8").split("### In how many keys\n")[1].split("\n## ")[0].split("\n### ")[0]
    rows = re.findall(r"(?m)^\| (\w+)[^|]*\|([^|]*)\| (\d+) \|$", section)
    steps = [Step(act, tuple(re.findall(r"`([^`]+)`", keys)), int(count)) for act, keys, count in rows]
    return tuple(steps[:-1]), steps[-1].told


def files_of(machine: Machine) -> dict[Path, bytes]:
    """Every file of the home, but for mcptui's own and the locks that clients look at."""
    files = (path for path in machine.home.rglob("*") if path.is_file() and not path.is_relative_to(machine.state))
    return {path: path.read_bytes() for path in files if path.suffix != ".lock"}


def counts_of(before: bytes, after: bytes) -> str:
    """How many lines came and went, as the review tells it."""
    lines = list(difflib.ndiff(before.decode().splitlines(), after.decode().splitlines()))
    came, went = (sum(line.startswith(begin) for line in lines) for begin in ("+ ", "- "))
    return " ".join(told for number, told in ((came, f"+{came}"), (went, f"−{went}")) if number)  # noqa: RUF001


def servers_in(content: bytes) -> dict[str, Any]:
    servers: dict[str, Any] = json.loads(content)["mcpServers"]
    return servers


def states(machine: Machine) -> list[StateKind]:
    """What the clients would do, looked at afresh."""
    look = Workspace(machine).look()
    return [entry.state.kind for entry in look.inventory.entries]


class Walk:
    """Goes from step to step of those that the README tells, with the keys that it tells."""

    def __init__(self, screen: OpenedScreen, machine: Machine) -> None:
        self.screen = screen
        self.machine = machine
        self.at_first = files_of(machine)
        self.pressed = 0
        self._left = list(promised()[0])

    async def take(self, act: str) -> None:
        """Press what the README says for the next step, which is this one."""
        step = self._left.pop(0)
        assert step.act == act
        for key in step.keys:
            await self.screen.press(PRESSED.get(key, key))
            self.pressed += 1

    @property
    def unwritten(self) -> bool:
        return files_of(self.machine) == self.at_first

    @property
    def done(self) -> bool:
        return not self._left


async def choose(walk: Walk) -> None:
    """Find one server, and stage something for it and for the two below it."""
    screen = walk.screen
    await walk.take("find")
    assert next(screen.app.servers.table.shown).entry.selector == "claude-desktop/user/filesystem"
    assert screen.line_with("▌ ●", "filesystem", "Claude Desktop", "rw ~/", "high")
    assert screen.app.servers.table.has_focus
    await walk.take("narrow")
    assert screen.line_with("▌ ●→⌂", "filesystem")
    assert screen.line_with("1 staged in 1 file", "narrow filesystem")
    await walk.take("toggle")
    assert screen.line_with("▌ ●→○", "obsidian", "Claude Desktop")
    assert screen.line_with("2 staged in 1 file", "off obsidian")
    await walk.take("remove")
    assert screen.line_with("▌ ●→−", "brave-search", "Cursor")  # noqa: RUF001  # the sign of what is removed
    assert screen.line_with("3 staged in 2 files", "remove brave-search")
    assert walk.unwritten


async def write(walk: Walk) -> None:
    """Look at the diff of both files, and write them."""
    screen, machine, first = walk.screen, walk.machine, walk.at_first
    desktop = machine.home / ".config" / "Claude" / "claude_desktop_config.json"
    cursor = machine.home / ".cursor" / "mcp.json"
    await walk.take("review")
    assert screen.line_with("Review", "3 changes", "2 files", "2 clients")
    reviewed = screen.text
    assert walk.unwritten
    await walk.take("apply")
    written = files_of(machine)
    assert {path for path in first | written if first.get(path) != written.get(path)} == {desktop, cursor}
    assert all(counts_of(first[path], written[path]) in reviewed for path in (desktop, cursor))
    expected = servers_in(first[desktop])
    del expected["obsidian"]
    pinned = "@modelcontextprotocol/server-filesystem@2.4.0"
    expected["filesystem"]["args"] = ["-y", pinned, str(machine.project)]
    assert servers_in(written[desktop]) == expected
    expected = servers_in(first[cursor])
    del expected["brave-search"]
    assert servers_in(written[cursor]) == expected
    assert screen.line_with("✓ written: 2 files")
    assert screen.line_with("u undoes")
    assert len(screen.app.session.staging) == 0
    assert screen.line_with("filesystem", "Claude Desktop", "rw ~/src/acme-api")
    assert screen.line_with("○", "obsidian", "Claude Desktop")
    assert not screen.line_with("brave-search", "Cursor")
    assert screen.line_with("▌", "everything", "Cursor"), "the cursor is where it was"


async def take_back(walk: Walk) -> None:
    """Undo, and find every file byte for byte as it was."""
    await walk.take("undo")
    assert walk.unwritten
    assert walk.screen.line_with("✓ written: 2 files", "undo")
    assert walk.screen.line_with("●", "brave-search", "Cursor")
    assert walk.screen.line_with("filesystem", "Claude Desktop", "rw ~/ ")


async def switch_and_return(walk: Walk) -> None:
    """Have nothing run at all, and then everything as before."""
    screen, machine = walk.screen, walk.machine
    at_first = states(machine)
    await walk.take("switch")
    assert "◆ locked-down" in screen.lines[0]
    assert " 0 on " in screen.lines[0]
    assert Workspace(machine).active_profile == "locked-down"
    assert StateKind.ON in at_first
    assert StateKind.ON not in states(machine)
    await walk.take("return")
    assert "◆" not in screen.lines[0]
    assert Workspace(machine).active_profile is None
    assert states(machine) == at_first
    assert walk.unwritten


def test_the_readme_counts_the_keys_that_it_tells() -> None:
    steps, total = promised()
    assert [step.told for step in steps] == [len(step.keys) for step in steps]
    assert total == sum(step.told for step in steps)


async def test_the_whole_mission_takes_no_more_keys_than_the_readme_says(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        walk = Walk(screen, machine)
        await choose(walk)
        await write(walk)
        await take_back(walk)
        await switch_and_return(walk)
        assert walk.done
        assert walk.pressed <= promised()[1]
