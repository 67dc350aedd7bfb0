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

ROOT = Path(__file__).parents[2]

HEAVY = {
    "markdown_it", "pydantic", "pydantic_core", "tomlkit",
    "mcptui.changes.plan", "mcptui.evidence.versions", "mcptui.profiles.schema", "mcptui.profiles.switch",
    "mcptui.store.transaction", "mcptui.tui.theme_file",
    "textual.widgets._data_table", "textual.widgets._markdown", "textual.widgets._text_area",
}  # fmt: skip
SCREENS = {
    "mcptui.tui.screens",
    *(f"mcptui.tui.screens.{name}" for name in ("acting", "choosing", "looking", "reviewing", "servers")),
}

PROGRAM = """
import json, sys
from collections import Counter
from pathlib import Path
from textual.css import stylesheet
from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.screens import looking

looking._AT_ONCE = 60  # on a slow machine as well, the first frame waits for the files
out, *where = map(Path, sys.argv[1:])
parsed, parse, display = Counter(), stylesheet.parse, McptuiApp._display

def count(scope, css, read_from, *args, **options):
    parsed[read_from[0] if read_from[0].endswith(".tcss") else read_from[1]] += 1
    return parse(scope, css, read_from, *args, **options)

def tell(app, screen, frame):
    display(app, screen, frame)
    if frame is not None and not out.exists():
        modules = sorted(sys.modules)
        text = "\\n".join(strip.text for strip in screen._compositor.render_strips())
        out.write_text(json.dumps({"text": text, "modules": modules, "parsed": parsed}))
        app.exit()

stylesheet.parse, McptuiApp._display = count, tell
home, project, root = where
McptuiApp(Machine.at_home(home, project, env={}, root=root), demo=True).run(headless=True, size=(120, 40))
"""


class FirstFrame(NamedTuple):
    """What stands in it, what was imported for it, and how often each style sheet was parsed."""

    text: str
    modules: set[str]
    parsed: dict[str, int]


@pytest.fixture(scope="module")
def first_frame(tmp_path_factory: pytest.TempPathFactory) -> FirstFrame:
    """Of a fresh process on the demo's home."""
    folder = tmp_path_factory.mktemp("first")
    machine = build_demo_home(folder, lambda: datetime(2026, 11, 22, tzinfo=UTC))
    out = tmp_path_factory.mktemp("told") / "told.json"
    where = (out, machine.home, machine.project, machine.root)
    subprocess.run([sys.executable, "-c", PROGRAM, *map(str, where)], check=True, cwd=ROOT, timeout=60)
    told = json.loads(out.read_text())
    return FirstFrame(told["text"], set(told["modules"]), told["parsed"])


def test_it_shows_the_servers(first_frame: FirstFrame) -> None:
    assert "filesystem" in first_frame.text
    assert "reading" not in first_frame.text


def test_nothing_is_imported_that_can_wait(first_frame: FirstFrame) -> None:
    assert first_frame.modules & HEAVY == set()
    assert {name for name in first_frame.modules if name.startswith("mcptui.tui.screens")} == SCREENS


def test_every_style_sheet_is_parsed_once(first_frame: FirstFrame) -> None:
    sheets = {Path(name).name for name in first_frame.parsed if name.endswith(".tcss")}
    assert sheets == {"app.tcss", "servers.tcss", "widgets.tcss"}
    assert set(first_frame.parsed.values()) == {1}
