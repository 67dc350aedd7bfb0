"""Themes: the shipped ones hold what a theme must, and a bad one of the user's is passed over with a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mcptui.machine import Machine
from mcptui.store.files import DiskFiles
from mcptui.tui.theme import first_theme, read_themes, theme_folder

TUI = Path(__file__).parents[2] / "mcptui" / "tui"
README = Path(__file__).parents[2] / "README.md"


def test_the_shipped_themes_are_valid_and_one_of_them_is_light(machine: Machine) -> None:
    found = read_themes(machine, DiskFiles())
    assert not found.mistakes
    assert {theme.name for theme in found.themes} >= {"mcptui-dark", "mcptui-light", "mcptui-contrast"}
    assert len([theme for theme in found.themes if not theme.dark]) >= 2
    assert len(found.themes) >= 8


def test_the_first_theme_is_the_one_that_the_check_gives(machine: Machine) -> None:
    folder = theme_folder(machine)
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('primary = "#123456"\nansi = false\n[variables]\nrule = "red"')
    checked = {theme.name: theme for theme in read_themes(machine, DiskFiles()).themes}
    assert {name: first_theme(name, "mcptui-dark", machine, DiskFiles()) for name in checked} == checked


@pytest.mark.parametrize(
    "text",
    [
        "primary = ",
        "primary = 7",
        'primary = "no colour"',
        'dark = "yes"\nprimary = "red"',
        'accent = "red"',
        'primary = "red"\nglow = "blue"',
        'primary = "red"\nvariables = 3',
        'primary = "red"\n[variables]\nrule = 3',
        'primary = "red"\n[variables]\nrule = "no colour"',
        'primary = "red"\n[variables]\nerror-text-style = "#ff0000"',
        b"\xff",
    ],
)
def test_a_bad_theme_is_not_worn_in_the_first_frame(text: str | bytes, machine: Machine) -> None:
    folder = theme_folder(machine)
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert first_theme("mine", "mcptui-light", machine, DiskFiles()).name == "mcptui-light"
    assert {mistake.message.partition("mine.toml")[1] for mistake in read_themes(machine, DiskFiles()).mistakes} == {
        "mine.toml"
    }


@pytest.mark.parametrize("name", ["", "gone", "../settings", "/etc/passwd", "a\0b", "nord", "textual-dark"])
def test_a_theme_that_is_not_there_gives_way_to_the_usual_one(name: str, machine: Machine) -> None:
    assert first_theme(name, "mcptui-dark", machine, DiskFiles()).name == "mcptui-dark"


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


def test_the_theme_of_the_readme_can_be_worn(machine: Machine) -> None:
    (text,) = re.findall(r"```toml\n(primary = .*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    folder = theme_folder(machine)
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(text)
    assert "mine" in read_themes(machine, DiskFiles()).own
