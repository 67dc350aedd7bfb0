"""A made-up machine whose clock stands still, and the screen opened on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from mcptui.demo import build_demo_home
from mcptui.machine import Machine
from mcptui.model import Definition, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.store.files import DiskFiles, Files
from mcptui.tui.app import McptuiApp
from mcptui.tui.leaving import Leave
from tests.tui import idle

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing blinks, glides or waits without need, and the colours are there whatever the tests' terminal says."""
    for field in (Input, TextArea):
        monkeypatch.setattr(field, "cursor_blink", False)
    monkeypatch.setattr("os.fsync", lambda _: None)  # homes that nobody keeps need not wait for the disk
    monkeypatch.delenv("NO_COLOR", raising=False)
    with idle.waited_for():
        yield


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """The demo's machine, with a file that cannot be read in another project."""
    folder = tmp_path / "demo"
    folder.mkdir()
    return build_demo_home(folder, lambda: NOW, broken=True)


@pytest.fixture
def empty_machine(tmp_path: Path) -> Machine:
    """A machine on which no client was ever started."""
    project = tmp_path / "sam" / "src"
    project.mkdir(parents=True)
    return Machine.at_home(tmp_path / "sam", project, env={}, root=tmp_path / "root", clock=lambda: NOW)


class OpenedScreen:
    """The app under test and the hands on its keyboard."""

    def __init__(self, app: McptuiApp, pilot: Pilot[Leave]) -> None:
        self.app = app
        self.pilot = pilot

    async def settle(self) -> None:
        """Wait until nothing works in the background any more but the watching of files, and what it gave is shown."""
        await idle.settle(self.pilot)

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something that happens by itself is so; what is shown is told where it never is."""
        await self.pilot.pause()
        if not await idle.until(self.pilot, true):
            pytest.fail(f"never came true, and this is shown:\n{self.text}")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    @property
    def lines(self) -> list[str]:
        """What stands on the terminal, line by line."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def line_with(self, *words: str) -> str:
        """The first line that holds all the words; empty when none does."""
        return next((line for line in self.lines if all(word in line for word in words)), "")


TakeOver = Callable[[McptuiApp, Pilot[Leave]], OpenedScreen]


@pytest.fixture
def take_over() -> TakeOver:
    """Lay hands on an app that something else opened."""
    return OpenedScreen


class OpenScreen(Protocol):
    def __call__(
        self,
        machine: Machine,
        *,
        size: tuple[int, int] = (120, 36),
        everywhere: bool = False,
        demo: bool = True,
        watch: float | None = None,
    ) -> AbstractAsyncContextManager[OpenedScreen]: ...


@pytest.fixture
def open_screen() -> OpenScreen:
    """Open the screen on a machine, and wait until all that can be known is shown."""

    @asynccontextmanager
    async def opened(
        machine: Machine,
        *,
        size: tuple[int, int] = (120, 36),
        everywhere: bool = False,
        demo: bool = True,
        watch: float | None = None,
    ) -> AsyncIterator[OpenedScreen]:
        app = McptuiApp(machine, everywhere=everywhere, demo=demo, watch=watch)
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            screen = OpenedScreen(app, pilot)
            await screen.settle()
            yield screen

    return opened


WatchDisk = Callable[[], Sequence[str]]


@pytest.fixture
def watch_disk(monkeypatch: pytest.MonkeyPatch) -> WatchDisk:
    """From the call on, note in what it returns each time that the event loop waits for the disk."""

    def watched(method: str, asked: Callable[..., object], noted: list[str]) -> Callable[..., object]:
        def ask(self: DiskFiles, path: Path, *more: object, **told: object) -> object:
            with suppress(RuntimeError):  # which a thread without a loop raises
                asyncio.get_running_loop()
                noted.append(f"{method} {path}")
            return asked(self, path, *more, **told)

        return ask

    def watch() -> Sequence[str]:
        noted: list[str] = []
        for method in Files.__abstractmethods__:
            monkeypatch.setattr(DiskFiles, method, watched(method, getattr(DiskFiles, method), noted))
        return noted

    return watch


MakeEntry = Callable[..., Entry]


@pytest.fixture
def make_entry() -> MakeEntry:
    """An entry with only that told which a test is about."""

    def make(
        name: str = "files",
        *,
        client: str = "cursor",
        scope: Scope = Scope.USER,
        project: Path | None = None,
        state: StateKind = StateKind.ON,
        command: str | None = "npx",
        args: tuple[str, ...] = (),
        url: str | None = None,
    ) -> Entry:
        source = Source(client, scope, Path("/home/sam/mcp.json"), ("mcpServers",), Syntax.JSONC, project=project)
        transport = Transport.STDIO if url is None else Transport.HTTP
        definition = Definition(transport, None if url else command, args, url=url)
        path = ("mcpServers", name)
        return Entry(source, name, path, {}, 3, definition, State(state, "as the test says"), Switch.PARK)

    return make
