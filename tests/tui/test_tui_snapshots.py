"""The look of the main screen: whoever changes it looks at the pictures again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.session import Leave

if TYPE_CHECKING:
    from tests.tui.conftest import TakeOver

SnapCompare = Callable[..., bool]


@pytest.mark.parametrize(
    ("theme", "size", "keys"),
    [
        pytest.param("mcptui-dark", (120, 36), (), id="usual"),
        pytest.param("mcptui-light", (120, 36), (), id="light"),
        pytest.param("mcptui-dark", (80, 24), (), id="small"),
        pytest.param("mcptui-dark", (200, 50), (), id="wide"),
        pytest.param("mcptui-contrast", (80, 24), ("enter",), id="small-with-detail"),
        pytest.param("mcptui-dark", (120, 36), ("space", "enter", "j", "d", "j", "v", "v"), id="staged"),
        pytest.param("mcptui-dark", (80, 24), ("space",), id="where"),
        pytest.param("mcptui-dark", (120, 36), ("b",), id="grouped"),
        pytest.param("mcptui-dark", (120, 36), ("b", "j", "j", "j", "equals_sign"), id="compared"),
        pytest.param("mcptui-light", (80, 24), ("b", "j", "j", "j", "equals_sign", "j", "space"), id="compared-small"),
        pytest.param("mcptui-dark", (120, 36), ("slash", "g", "i", "t"), id="filtered"),
        pytest.param("mcptui-dark", (120, 36), ("h", "exclamation_mark"), id="problem"),
    ],
)
def test_the_servers_look_like_this(
    theme: str,
    size: tuple[int, int],
    keys: Sequence[str],
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
        await screen.press(*keys)

    assert snap_compare(app, terminal_size=size, run_before=lead_there)
