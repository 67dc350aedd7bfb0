"""The look of the backups and of what was lost: whoever changes it looks at the pictures again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from mcptui.changes.change import Act, Change
from mcptui.demo import build_demo_home
from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.session import Leave
from mcptui.workspace import Workspace
from tests.tui.hosting import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import TakeOver

SnapCompare = Callable[..., bool]

_LENGTH = 200  # of the path of the made-up home: its files hold it, and the pictures tell their sizes


@pytest.fixture
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pictures tell the time of one place."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOW - timedelta(days=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Two changes of yesterday, and two entries that a client lost today."""
    clock = Clock()
    folder = tmp_path / "d".ljust(_LENGTH - len(str(tmp_path)), "d")
    folder.mkdir()
    machine = build_demo_home(folder, clock)
    workspace = Workspace(machine)
    for selector in ("cursor/user/notion", "claude-code/user/fetch"):
        at = workspace.look()
        workspace.remember(at)
        entry = next(each for each in at.entries if each.selector == selector)
        workspace.apply(workspace.plan([Change(entry, Act.REMOVE)], at))
        clock.now += timedelta(minutes=42)
    clock.now = NOW
    file = machine.home / ".claude.json"
    state = json.loads(file.read_bytes())
    kept = {name: value for name, value in state["mcpServers"].items() if name not in ("github", "sentry")}
    file.write_text(json.dumps({**state, "mcpServers": kept}, indent=2), "utf-8")
    return machine


@pytest.mark.usefixtures("_utc")
@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((120, 36), ("5", "left_square_bracket"), id="backups"),
        pytest.param((80, 24), ("5", "left_square_bracket"), id="backups-small"),
        pytest.param((120, 36), ("5",), id="lost"),
        pytest.param((80, 24), ("5",), id="lost-small"),
    ],
)
def test_the_history_looks_like_this(
    size: tuple[int, int], keys: Sequence[str], machine: Machine, take_over: TakeOver, snap_compare: SnapCompare
) -> None:
    app = McptuiApp(machine, demo=True)
    app.animation_level = "none"

    async def lead_there(pilot: Pilot[Leave]) -> None:
        screen = take_over(app, pilot)
        await screen.settle()
        await screen.press(*keys)

    assert snap_compare(app, terminal_size=size, run_before=lead_there)
