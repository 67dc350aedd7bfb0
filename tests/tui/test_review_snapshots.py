"""The look of the review and of narrowing: whoever changes them looks at the pictures again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from mcptui.changes.change import Narrowing
from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.session import Leave

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, TakeOver

SnapCompare = Callable[..., bool]


async def stage_some(screen: OpenedScreen) -> None:
    """One of each kind, in files of the machine that hold no path of the test."""
    session = screen.app.session
    by_selector = {row.entry.selector: row.entry for row in session.rows}
    staging = session.staging.toggled([by_selector["claude-code/user/github"]])
    staging = staging.narrowed(by_selector["codex/user/playwright"], Narrowing(pin="0.0.56"))
    staging = staging.removed([by_selector["cursor/user/notion"]]).removed(
        [by_selector["claude-code/project/postgres"]]
    )
    screen.app.servers.stage(staging, [])
    await screen.settle()


@pytest.mark.parametrize(
    ("theme", "size", "keys"),
    [
        pytest.param("mcptui-dark", (120, 36), ("w",), id="usual"),
        pytest.param("mcptui-light", (80, 24), ("w", "j", "space"), id="small-with-one-unstaged"),
        pytest.param("mcptui-light", (200, 50), ("w",), id="wide"),
        pytest.param("mcptui-dark", (120, 36), ("slash", *"desktop filesystem", "enter", "n", "A"), id="narrow"),
        pytest.param("mcptui-light", (80, 24), ("slash", *"codex filesystem", "enter", "n"), id="narrow-small"),
    ],
)
def test_it_looks_like_this(
    theme: str,
    size: tuple[int, int],
    keys: tuple[str, ...],
    machine: Machine,
    take_over: TakeOver,
    snap_compare: SnapCompare,
) -> None:
    app = McptuiApp(machine, demo=True)
    app.animation_level = "none"

    async def lead_there(pilot: Pilot[Leave]) -> None:
        screen = take_over(app, pilot)
        await screen.settle()
        app.theme = theme
        if keys[0] == "w":
            await stage_some(screen)
        await screen.press(*keys)

    assert snap_compare(app, terminal_size=size, run_before=lead_there)
