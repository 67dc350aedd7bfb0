"""The first frame shows the servers, and nothing is imported or parsed for it that can wait: counted, not timed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from mcptui.demo import build_demo_home
from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp

ROOT = Path(__file__).parents[2]

HEAVY = {
    "markdown_it", "pydantic", "pydantic_core", "sqlite3", "tomlkit",
    "mcptui.audit.rules", "mcptui.changes.meaning", "mcptui.changes.plan", "mcptui.drift", "mcptui.evidence.use",
    "mcptui.evidence.versions", "mcptui.lost", "mcptui.narrow", "mcptui.profiles.schema", "mcptui.profiles.switch",
    "mcptui.reach", "mcptui.store.transaction", "mcptui.translate", "mcptui.tui.asking", "mcptui.tui.coloring",
    "mcptui.tui.detail_text", "mcptui.tui.entry_facts", "mcptui.tui.greeting", "mcptui.tui.theme_file",
    "textual.widgets._data_table", "textual.widgets._markdown", "textual.widgets._text_area",
}  # fmt: skip
SCOUTED = sys.platform in ("linux", "darwin")
MOST_MODULES = 45 if SCOUTED else 185
"""Of mcptui, each of which takes about an eighth of a millisecond. Where a scout looks ahead, neither those for the
clients are among them nor those of the screen that can be worked with."""

SCREENS = {"mcptui.tui.screens", "mcptui.tui.screens.glimpsing"}

PROGRAM = """
import json, sys
from collections import Counter
from pathlib import Path
from mcptui.machine import Machine
from mcptui.tui.scout import send_ahead

out, home, project, root = map(Path, sys.argv[1:])
machine = Machine.at_home(home, project, env={}, root=root)
scout = send_ahead(machine, everywhere=False, demo=True)
from textual.css import stylesheet
from textual.dom import DOMNode
from textual.screen import Screen
from mcptui.tui import app as window
from mcptui.tui.app import McptuiApp

window._AT_ONCE = 60  # on a slow machine as well, the first frame waits for the files
parsed, styled, laid_out = Counter(), Counter(), Counter()
parse, apply, lay_out, display = (
    stylesheet.parse, stylesheet.Stylesheet.apply, Screen._refresh_layout, McptuiApp._display
)

def count(scope, css, read_from, *args, **options):
    parsed[read_from[0] if read_from[0].endswith(".tcss") else read_from[1]] += 1
    return parse(scope, css, read_from, *args, **options)

def style(sheet, node, **options):
    if type(node) is not DOMNode:  # that stands for a part of one
        styled[f"{type(node).__name__} {node.id}"] += 1
    apply(sheet, node, **options)

def lay(screen, *args, **options):
    laid_out[type(screen).__name__] += 1
    lay_out(screen, *args, **options)

def tell(app, screen, frame):
    display(app, screen, frame)
    if frame is not None and not out.exists():
        modules = sorted(sys.modules)
        text = "\\n".join(strip.text for strip in screen._compositor.render_strips())
        told = {"text": text, "modules": modules, "parsed": parsed, "styled": styled, "laid_out": laid_out}
        out.write_text(json.dumps(told))
        app.exit()

stylesheet.parse, stylesheet.Stylesheet.apply, Screen._refresh_layout, McptuiApp._display = count, style, lay, tell
McptuiApp(machine, demo=True, scout=scout).run(headless=True, size=(120, 40))
"""


class FirstFrame(NamedTuple):
    """What stands in it, what was imported for it, and how often each sheet was parsed, each part of the screen
    styled, and each screen laid out."""

    text: str
    modules: set[str]
    parsed: dict[str, int]
    styled: dict[str, int]
    laid_out: dict[str, int]


@pytest.fixture(scope="module")
def first_frame(tmp_path_factory: pytest.TempPathFactory) -> FirstFrame:
    """Of a fresh process on the demo's home."""
    folder = tmp_path_factory.mktemp("first")
    machine = build_demo_home(folder, lambda: datetime(2026, 11, 22, tzinfo=UTC))
    out = tmp_path_factory.mktemp("told") / "told.json"
    where = (out, machine.home, machine.project, machine.root)
    subprocess.run([sys.executable, "-c", PROGRAM, *map(str, where)], check=True, cwd=ROOT, timeout=60)
    told = json.loads(out.read_text())
    return FirstFrame(told["text"], set(told["modules"]), told["parsed"], told["styled"], told["laid_out"])


def test_it_shows_the_servers(first_frame: FirstFrame) -> None:
    assert "filesystem" in first_frame.text
    assert "reading" not in first_frame.text


def test_nothing_is_imported_that_can_wait(first_frame: FirstFrame) -> None:
    assert first_frame.modules & HEAVY == set()
    screens = {name for name in first_frame.modules if name.startswith("mcptui.tui.screens")}
    assert screens == SCREENS or not SCOUTED
    assert len([name for name in first_frame.modules if name.startswith("mcptui")]) <= MOST_MODULES
    assert SCOUTED is not ("mcptui.clients" in first_frame.modules)


def test_every_style_sheet_is_parsed_once(first_frame: FirstFrame) -> None:
    sheets = {Path(name).name for name in first_frame.parsed if name.endswith(".tcss")}
    assert sheets == {"app.tcss"} | (set() if SCOUTED else {"servers.tcss", "widgets.tcss"})
    assert set(first_frame.parsed.values()) == {1}


def test_every_part_is_styled_when_it_comes_and_when_the_screen_does(first_frame: FirstFrame) -> None:
    assert max(first_frame.styled.values()) <= 3
    assert len(first_frame.styled) <= (5 if SCOUTED else 24)


def test_the_screen_is_laid_out_once(first_frame: FirstFrame) -> None:
    assert list(first_frame.laid_out.values()) == [1]


async def test_garbage_may_be_looked_for_when_the_first_frame_stands(machine: Machine) -> None:
    shown: list[int] = []
    app = McptuiApp(machine, demo=True, shown=lambda: shown.append(len(app.servers.table.lines)))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert [number > 0 for number in shown] == [True]
