"""Makes every picture in ``screenshots/`` from the made-up home: ``python tests/pictures.py``.

The home always stands in the same folder and its clock stands still, so a picture changes only when its
screen does.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

from textual.pilot import Pilot

from mcptui.demo import build_demo_home
from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.session import Leave

CLOCK = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FOLDER = Path(__file__).parent.parent / "screenshots"


@dataclass(frozen=True)
class Picture:
    """A picture's name, size in columns and rows, the keys that lead to it, and the theme."""

    name: str
    keys: Sequence[str]
    size: tuple[int, int] = (120, 36)
    theme: str = "mcptui-dark"


# The first key leaves the welcome. Then: something staged, and the cursor on a server that may touch the whole home.
_STAGED = ("space", *["j"] * 2, "space", "enter", *["j"] * 14)

PICTURES = (
    Picture("servers", _STAGED),
    Picture("servers-light", _STAGED, theme="mcptui-light"),
    Picture("servers-small", _STAGED, size=(80, 24)),
    Picture("servers-wide", _STAGED, size=(200, 50)),
    Picture("review", (*_STAGED, "n", "space", "enter", *["j"] * 5, "d", "w")),
    Picture("narrow", (*_STAGED, "n", "space")),
    Picture("copy", ("space", "c", *["down", "space"] * 2, *["down"] * 3, "space", "down")),
    Picture("compare", ("space", "b", *["j"] * 3, "equals_sign")),
    Picture("profiles", ("space", "p")),
    Picture("help", ("space", "question_mark")),
)


async def _take(picture: Picture, machine: Machine) -> str:
    app = McptuiApp(machine)
    async with app.run_test(size=picture.size) as pilot:
        await _settle(pilot)
        app.theme = picture.theme
        for key in picture.keys:
            await pilot.press(key)
            await _settle(pilot)
        # Not every program that draws pictures keeps the spaces at the beginning of a text unless it is told to.
        return app.export_screenshot(title="mcptui").replace("<text ", '<text xml:space="preserve" ')


async def _settle(pilot: Pilot[Leave]) -> None:
    """Wait until nothing works in the background any more, and what it gave is shown."""
    await pilot.pause(0.05)
    while not all(worker.is_finished for worker in pilot.app.workers):
        await pilot.pause(0.01)
    await pilot.pause()


def main(names: Sequence[str]) -> None:
    """Take the named pictures, or all."""
    home = Path(gettempdir()) / "mcptui-pictures"
    for picture in PICTURES:
        if not names or picture.name in names:
            home.mkdir()
            try:
                drawn = asyncio.run(_take(picture, build_demo_home(home, lambda: CLOCK)))
            finally:
                shutil.rmtree(home)
            (FOLDER / f"{picture.name}.svg").write_text(drawn, encoding="utf-8")
            sys.stdout.write(f"screenshots/{picture.name}.svg\n")


if __name__ == "__main__":
    main(sys.argv[1:])
