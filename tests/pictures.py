"""Makes every picture in ``screenshots/`` from the made-up home: ``python -m tests.pictures``.

The home's path is the same everywhere and its clock stands still, so a picture changes only when its screen does.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from mcptui.demo import build_demo_home
from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.leaving import Leave
from tests.tui.idle import settle, waited_for

CLOCK = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FOLDER = Path(__file__).parent.parent / "screenshots"


@dataclass(frozen=True)
class Picture:
    """A picture's name, size in columns and rows, the keys that lead to it (see ``press``), and the theme."""

    name: str
    keys: Sequence[str]
    size: tuple[int, int] = (120, 36)
    theme: str = "mcptui-dark"


_HOME = ("slash", "=desktop filesystem", "enter", "escape")  # the cursor on a server that may touch the whole home
_STAGED = ("slash", "=legacy", "enter", "d", *_HOME, "n", "A", "enter")

PICTURES = (
    Picture("servers", _STAGED),
    Picture("servers-light", _STAGED, theme="mcptui-light"),
    Picture("servers-small", _STAGED, size=(80, 24)),
    Picture("servers-wide", _STAGED, size=(200, 50)),
    Picture("filter", ("slash", "=risk", ":"), size=(120, 24)),
    Picture("narrow", (*_HOME, "n", "A"), size=(120, 30)),
    Picture("review", (*_STAGED, "w"), size=(160, 34)),
    Picture("compare", ("slash", "=filesystem", "enter", "equals_sign"), size=(120, 22)),
    Picture("copy", ("c", *["down", "space"] * 2, *["down"] * 3, "space", "down")),
    Picture("profiles", ("p",)),
    Picture("history", (*_STAGED, "w", "enter", "5"), size=(120, 28)),
    Picture("themes", ("T", "j", "j"), size=(120, 30)),
    Picture("help", ("question_mark",)),
)

_PLACE = "/tmp/d{}mo"  # noqa: S108  # made anew or not taken at all
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@contextmanager
def place() -> Iterator[Path]:
    """A new folder for a home, gone afterwards. Raises ``FileExistsError`` where there are too many.

    Its path is in the pictures: it differs from that of other processes by one letter, and ``at_one_place``
    makes it the same.
    """
    for letter in _LETTERS:
        folder = Path(_PLACE.format(letter))
        with suppress(FileExistsError):
            folder.mkdir()
            break
    else:
        raise FileExistsError(f"{_PLACE.format('*')}: take away what killed processes left there")
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def at_one_place(shown: str) -> str:
    """What is shown of a home in ``place``, as if that were ``/tmp/demo``."""
    return re.sub(r"(?<=/tmp/d)[0-9A-Z]|[0-9A-Z](?=mo/sam)", "e", shown)  # a line may end before or behind it


async def press(pilot: Pilot[Leave], key: str) -> None:
    """Press a key, or put what begins with ``=`` into the field that has the keyboard; then wait."""
    field = pilot.app.screen.focused
    if not key.startswith("="):
        await pilot.press(key)
    elif isinstance(field, Input):
        field.value = key[1:]
        field.cursor_position = len(field.value)
    elif isinstance(field, TextArea):
        field.text = key[1:]
    await settle(pilot)


async def _take(picture: Picture, machine: Machine) -> str:
    app = McptuiApp(machine, demo=True)
    app.animation_level = "none"
    async with app.run_test(size=picture.size) as pilot:
        await settle(pilot)
        app.try_theme(picture.theme)
        for key in picture.keys:
            await press(pilot, key)
        for field in app.screen.query(Input):
            field.cursor_blink = False
        await settle(pilot)
        drawn = app.export_screenshot(title="mcptui")
    # What was drawn in two steps may have a piece of nothing where they meet.
    drawn = re.sub(r'<rect [^>]* width="0" [^>]*/>', "", drawn)
    # Not every program that draws pictures keeps the spaces at the beginning of a text unless it is told to.
    drawn = drawn.replace("<text ", '<text xml:space="preserve" ')
    return at_one_place(re.sub(r"terminal-\d+", "terminal", drawn))


def take(picture: Picture) -> str:
    """The picture as SVG; its times are those of Greenwich."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    with place() as folder, waited_for():
        return asyncio.run(_take(picture, build_demo_home(folder, lambda: CLOCK)))


def main(names: Sequence[str]) -> None:
    """Take the named pictures, or all."""
    for picture in PICTURES:
        if not names or picture.name in names:
            (FOLDER / f"{picture.name}.svg").write_text(take(picture), encoding="utf-8")
            sys.stdout.write(f"screenshots/{picture.name}.svg\n")


if __name__ == "__main__":
    main(sys.argv[1:])
