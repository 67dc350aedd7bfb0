"""The look of the main screen in the sizes and colours that most will see it, as pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.leaving import Leave

if TYPE_CHECKING:
    from tests.tui.conftest import TakeOver

SnapCompare = Callable[..., bool]


@pytest.mark.parametrize(
    ("theme", "size"),
    [
        pytest.param("mcptui-dark", (120, 36), id="usual"),
        pytest.param("mcptui-light", (120, 36), id="light"),
        pytest.param("mcptui-contrast", (80, 24), id="small"),
        pytest.param("mcptui-dark", (200, 50), id="wide"),
    ],
)
def test_the_servers_look_like_this(
    theme: str, size: tuple[int, int], machine: Machine, take_over: TakeOver, snap_compare: SnapCompare
) -> None:
    app = McptuiApp(machine, demo=True)
    app.animation_level = "none"

    async def wear(pilot: Pilot[Leave]) -> None:
        screen = take_over(app, pilot)
        await screen.settle()
        app.try_theme(theme)  # stays when the themes are read meanwhile
        await screen.settle()

    assert snap_compare(app, terminal_size=size, run_before=wear)
