"""What importing a part brings along: nothing outside the screen may cost what the screen costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
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
    code = "import mcptui.tui.app; from mcptui.tui.theme import shipped_theme; shipped_theme('mcptui-dark')"
    assert heavy not in modules_after(code)


LOADED_FIRST = {"clients", "formats", "launch", "secrets", "tui.filter"}
"""Packages that ``load_domain`` imports, so they are there before anything is loaded in a thread."""


def test_what_a_look_needs_is_loaded_at_once() -> None:
    loaded = modules_after("from mcptui.tui.seen import load_domain; load_domain()")
    assert {f"mcptui.{package}" for package in LOADED_FIRST} <= loaded


def test_packages_can_be_loaded_by_several_threads_at_once() -> None:
    """One that imports its own modules would wait for a thread that waits for it, having begun with such a module."""
    for package in sorted((ROOT / "mcptui").rglob("__init__.py")):
        folder = package.parent
        name = ".".join(folder.relative_to(ROOT).parts)
        if name.removeprefix("mcptui.") in LOADED_FIRST:
            continue
        own = {folder / "__init__.py"}
        while more := {file for each in own for file in _imported(each, name, folder)} - own:
            own |= more
        for file in (ROOT / "mcptui").rglob("*.py"):
            if folder not in file.parents:
                assert not _imported(file, name, folder) & own, f"{file} imports a part of {name}, which imports itself"


def _imported(file: Path, package: str, folder: Path) -> set[Path]:
    """The modules of a package that a file imports by their own names."""
    inside = (name.removeprefix(f"{package}.") for name in _names(file) if name.startswith(f"{package}."))
    return {path for name in inside if (path := folder / f"{name}.py").is_file()}


@cache
def _names(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
