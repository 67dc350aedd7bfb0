"""What the screen takes with 10,000 entries, as ratios within one run: ``python -m tests.bench.bench_many``.

The real screen, without a terminal, on a made-up home: measured is the CPU from a key to the frame that shows
what it did, and told as a ratio to ``python -c pass``, which a machine that has other work to do disturbs as
much. The goals are 50 milliseconds over the 10.5 that a start of Python takes on the machine where they were
set; opening is compared with reading the files, which is most of it. More than ``LIMIT`` times a goal ends
with 1.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, NamedTuple

from rich.console import RenderableType
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

import mcptui.tui
from mcptui.__main__ import collect_seldom
from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.leaving import Leave
from mcptui.tui.listing import Column, Grouping
from mcptui.workspace import Workspace
from tests.bench.bench_list import Row
from tests.bench.bench_start import Taken, middle, process

ENTRIES = 10_000
PROJECTS = 100
LIMIT = 3.0
_KEY = 50 / 10.5
_OPEN = 2.0
_ROUNDS = 5
_TYPED = (*"server", "space", *"docker")
_PATIENCE = 60.0  # seconds
_TUI = Path(mcptui.tui.__file__).parent


def write_home(home: Path) -> Path:
    """The entries in three files for each project, one of them shared; gives the project to look at."""
    state: dict[str, dict[str, object]] = {}
    each = ENTRIES // PROJECTS
    for number in range(PROJECTS):
        project = home / "src" / f"project-{number}"
        (project / ".git").mkdir(parents=True)
        (project / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        servers = {f"server-{number}-{index}": _server(index, project) for index in range(each)}
        names = list(servers)
        half, most = each // 2, each * 3 // 4
        state[str(project)] = {"mcpServers": {name: servers[name] for name in names[:half]}}
        files = {project / ".cursor" / "mcp.json": names[half:most], project / ".mcp.json": names[most:]}
        for file, there in files.items():
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps({"mcpServers": {name: servers[name] for name in there}}))
    (home / ".claude.json").write_text(json.dumps({"projects": state}))
    greeted = home / ".local" / "state" / "mcptui" / "greeted"
    greeted.parent.mkdir(parents=True)
    greeted.touch()
    return home / "src" / "project-0"


def _server(index: int, project: Path) -> dict[str, object]:
    match index % 5:
        case 0:
            headers = {"Authorization": f"Bearer {index:032x}"}
            return {"type": "http", "url": f"https://mcp{index}.example.com/mcp", "headers": headers}
        case 1:
            return {"command": "docker", "args": ["run", "-i", "--rm", "-e", "TOKEN", f"ghcr.io/acme/server:1.{index}"]}
        case _:
            args = ["-y", f"@modelcontextprotocol/server-{index}", str(project)]
            return {"command": "npx", "args": args, "env": {"API_KEY": f"{index:032x}"}}


class Awaited(NamedTuple):
    """What is waited for: the first frame at which ``holds`` is true."""

    holds: Callable[[], bool]
    shown: asyncio.Event


class WatchedApp(McptuiApp):
    """The screen, whose frames are looked at as they come."""

    CSS_PATH: ClassVar = [str(_TUI / path) for path in McptuiApp.CSS_PATH]
    awaited: Awaited | None = None

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if self.awaited is not None and self.awaited.holds():
            self.awaited.shown.set()

    async def settle(self, pilot: Pilot[Leave]) -> None:
        """Wait until nothing works in the background any more, and what it gave is shown."""
        await pilot.pause()
        while not all(worker.is_finished for worker in self.workers):
            await pilot.pause(0.01)
        await pilot.pause()


class Hands:
    """On the keyboard of the screen; what follows a key is measured, and waited for before the next one."""

    def __init__(self, app: WatchedApp, pilot: Pilot[Leave]) -> None:
        self._app = app
        self._pilot = pilot
        self._servers = app.servers
        self._table = app.servers.table

    async def measure(self) -> dict[str, Taken]:
        """What was done, and what it took."""
        await self._app.settle(self._pilot)
        under_cursor, lines = self._under_cursor, self._lines
        taken = {
            "a line further": middle([await self._press("j", under_cursor) for _ in range(_ROUNDS)]),
            "to the end and back": middle([await self._press(key, under_cursor) for key in "GgGgG"]),
            "on or off": middle([await self._press("space", self._staged) for _ in range(_ROUNDS)]),
            "all marked, or none": middle([await self._press("V", self._marked) for _ in range(_ROUNDS)]),
            "sorted by the slowest column": slowest([await self._press("s", lines) for _ in Column]),
            "in the slowest groups": slowest([await self._press("b", lines) for _ in Grouping]),
        }
        await self._press("slash", lambda: self._app.focused)
        taken["a letter of the filter"] = middle([await self._press(key, lines) for key in _TYPED])
        return taken

    async def _press(self, key: str, watched: Callable[[], object]) -> Taken:
        """What it takes from the key to the frame that shows another thing in the place of what is ``watched``."""
        before, app = watched(), self._app
        app.awaited = Awaited(lambda: watched() is not before, asyncio.Event())
        clock, cpu = time.perf_counter(), time.process_time()
        app.post_message(events.Key(key, {"space": " "}.get(key, key if len(key) == 1 else None)))
        await asyncio.wait_for(app.awaited.shown.wait(), _PATIENCE)
        taken = Taken(time.perf_counter() - clock, time.process_time() - cpu)
        app.awaited = None
        await app.settle(self._pilot)
        return taken

    def _under_cursor(self) -> object:
        return self._table.cursor_line

    def _lines(self) -> object:
        return self._table.lines

    def _marked(self) -> object:
        return self._table.marked

    def _staged(self) -> object:
        return self._servers.session.staging


def slowest(taken: Sequence[Taken]) -> Taken:
    return max(taken, key=lambda each: each.cpu)


async def screen(machine: Machine) -> tuple[Taken, dict[str, Taken]]:
    """What opening took, and by what was done then, what that took."""
    gc.disable()  # as the program does, until the first frame stands
    app = WatchedApp(machine, everywhere=True, shown=collect_seldom)
    app.awaited = Awaited(lambda: len(app.servers.table.lines) >= ENTRIES, asyncio.Event())
    clock, cpu = time.perf_counter(), time.process_time()
    async with app.run_test(size=(120, 40)) as pilot:
        await asyncio.wait_for(app.awaited.shown.wait(), _PATIENCE)
        opened = Taken(time.perf_counter() - clock, time.process_time() - cpu)
        done = await Hands(app, pilot).measure()
        app.exit()
    return opened, done


def reading(machine: Machine) -> Taken:
    """What reading all files takes, without a screen."""
    clock, cpu = time.perf_counter(), time.process_time()
    found = len(Workspace(machine).look(everywhere=True).entries)
    taken = Taken(time.perf_counter() - clock, time.process_time() - cpu)
    if found != ENTRIES:
        raise RuntimeError(f"{found:,} entries were found, not {ENTRIES:,}")
    return taken


def main() -> int:
    """Measure everything and print a row each."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        machine = Machine.at_home(home, write_home(home), env={})
        read = middle([reading(machine) for _ in range(_ROUNDS)])
        opened, done = asyncio.run(screen(machine))
    bare = middle([process([sys.executable, "-c", "pass"], dict(os.environ)) for _ in range(_ROUNDS)])
    rows = [
        Row(f"{ENTRIES:,} entries on the screen / read from their files", opened, read, _OPEN),
        *(Row(f"{name} / python -c pass", taken, bare, _KEY) for name, taken in done.items()),
    ]
    sys.stdout.writelines(f"{row}\n" for row in rows)
    return int(any(row.ratio > row.goal * LIMIT for row in rows))


if __name__ == "__main__":
    sys.exit(main())
