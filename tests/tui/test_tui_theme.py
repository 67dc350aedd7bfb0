"""Themes: the shipped ones hold what a theme must, and a bad one of the user's is passed over with a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mcptui.machine import Machine
from mcptui.store.files import DiskFiles
from mcptui.tui.theme import FIRST, first_theme, read_themes, theme_folder

TUI = Path(__file__).parents[2] / "mcptui" / "tui"


def test_the_shipped_themes_are_valid_and_one_of_them_is_light(machine: Machine) -> None:
    found = read_themes(machine, DiskFiles())
    assert not found.mistakes
    assert {theme.name for theme in found.themes} >= {"mcptui-dark", "mcptui-light", "mcptui-contrast"}
    assert {theme.dark for theme in found.themes} == {True, False}


def test_the_first_theme_is_the_one_that_the_check_gives(machine: Machine) -> None:
    checked = {theme.name: theme for theme in read_themes(machine, DiskFiles()).themes}
    assert first_theme() == checked[FIRST]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('primary = "no colour"', "primary"),
        ('primary = "#ffffff"\nglow = true', "glow"),
        ('accent = "#ffffff"', "primary"),
        ('primary = "#ffffff"\n[variables]\nfoo = "bar"', "variables.foo"),
        ("primary = ", "no TOML"),
    ],
)
def test_a_bad_theme_is_passed_over_and_its_mistake_told(text: str, reason: str, machine: Machine) -> None:
    folder = theme_folder(machine)
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(text)
    (folder / "good.toml").write_text('primary = "#123456"')
    found = read_themes(machine, DiskFiles())
    assert "mine" not in {theme.name for theme in found.themes}
    assert "good" in {theme.name for theme in found.themes}
    assert [reason in mistake.message and "mine.toml" in mistake.message for mistake in found.mistakes] == [True]


def test_a_theme_of_the_user_wins_over_a_shipped_one(machine: Machine) -> None:
    folder = theme_folder(machine)
    folder.mkdir(parents=True)
    (folder / "mcptui-light.toml").write_text('primary = "#123456"')
    found = {theme.name: theme for theme in read_themes(machine, DiskFiles()).themes}
    assert found["mcptui-light"].primary == "#123456"


def test_stylesheets_and_tones_name_no_colour_of_their_own() -> None:
    for file in (*TUI.rglob("*.tcss"), TUI / "tones.py"):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![\w-])|rgba?\(|hsla?\(|\bansi_", _without_selectors(text)), file


def _without_selectors(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if ":" in line)
