"""What importing a part brings along: nothing outside the screen may cost what the screen costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEADLESS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "mcptui").rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py") and "tui" not in path.relative_to(ROOT / "mcptui").parts
)


def modules_after(code: str) -> set[str]:
    """Names of the modules that a fresh interpreter has after running ``code``."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(told.stdout.split())


def test_nothing_outside_the_screen_imports_textual() -> None:
    code = "\n".join(f"import {name}" for name in HEADLESS)
    assert not {"textual", "rich"} & modules_after(code)


@pytest.mark.parametrize("heavy", ["pydantic", "tomlkit", "textual.widgets._text_area", "markdown_it"])
def test_the_screen_is_ready_for_its_first_frame_without(heavy: str) -> None:
    assert heavy not in modules_after("import mcptui.tui.app; mcptui.tui.app.first_theme()")
