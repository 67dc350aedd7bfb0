"""The look of a screen as text that a person can read: what stands where, and in which colours in each theme.

A file of ``looks/`` has three parts, with an empty line between them: the lines of the screen; the same lines with a
letter for the colours of each cell, where the last letter of a line goes on to the edge; and what each letter is in
each theme. Two looks differ in all that changed and in nothing else, and that is what ``git diff`` shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from string import ascii_letters, digits
from typing import TYPE_CHECKING

import pytest
from rich.cells import get_character_cell_size
from rich.style import Style
from textual.strip import Strip

from tests.pictures import at_one_place
from tests.tui.idle import settle

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen

FOLDER = Path(__file__).with_name("looks")
THEMES = ("mcptui-dark", "mcptui-light")
_LETTERS = f"{ascii_letters}{digits}?!%&$+*=<>§#@^~"
_WEIGHTS = ("bold", "dim", "italic", "underline", "strike", "reverse")

Cells = list[tuple[str, str]]
"""A line of the screen, cell by cell: what stands there (nothing behind a wide character), and its style in words."""


async def look(screen: OpenedScreen) -> str:
    """What the screen looks like now in all ``THEMES``, tried on as a user does; it has its own again afterwards."""
    screens = []
    for theme in THEMES:
        screen.app.try_theme(theme)
        await settle(screen.pilot)
        screens.append([_cells(line) for line in screen.app.screen._compositor.render_strips()])
    screen.app.try_theme(None)
    return at_one_place("\n".join(_told(screens)) + "\n")


def _cells(line: Strip) -> Cells:
    cells: Cells = []
    for segment in line:
        style = _in_words(segment.style or Style.null())
        for character in segment.text:
            width = get_character_cell_size(character)
            if width:
                cells += [(character, style), *[("", style)] * (width - 1)]
            elif cells:
                cells[-1] = (cells[-1][0] + character, style)
    return cells


def _in_words(style: Style) -> str:
    color, ground = (each.get_truecolor().hex if each else "-" for each in (style.color, style.bgcolor))
    return " ".join((color, "on", ground, *(each for each in _WEIGHTS if getattr(style, each))))


def _told(screens: Sequence[Sequence[Cells]]) -> Iterator[str]:
    """The three parts. Fails where the themes do not show the same text."""
    texts = [["".join(text for text, _ in line).rstrip() for line in screen] for screen in screens]
    assert all(text == texts[0] for text in texts), "the text depends on the theme"
    yield from texts[0]
    yield ""
    letters: dict[tuple[str, ...], str] = {}
    for lines in zip(*screens, strict=True):
        drawn = ""
        for cells in zip(*lines, strict=True):
            styles = tuple(style for _, style in cells)
            drawn += letters.setdefault(styles, _LETTERS[len(letters)])
        yield drawn.rstrip(drawn[-1]) + drawn[-1]
    yield ""
    yield from (f"{letter}  {'   '.join(styles)}" for styles, letter in letters.items())


def compare(name: str, now: str, *, update: bool) -> None:
    """Fail where the look called ``name`` is another than the one that was kept, or keep this one."""
    file = FOLDER / f"{name}.txt"
    if update:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(now, "utf-8")
        return
    before = file.read_text("utf-8") if file.exists() else ""
    if now != before:
        lines = unified_diff(before.splitlines(), now.splitlines(), f"{file.name}, kept", "now", "", "", 1, "")
        pytest.fail("\n".join((*lines, "Right so? Then --snapshot-update, and look at the diff.")), pytrace=False)
