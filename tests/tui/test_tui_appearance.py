"""How the screen looks follows the user: the theme is chosen with a look at each, and their files count at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.machine import Machine
from mcptui.store.files import DiskFiles
from mcptui.tui.app import McptuiApp
from mcptui.tui.appearance import read_appearance
from mcptui.tui.settings import read_settings, remember, settings_file
from mcptui.tui.terminal import Terminal
from mcptui.tui.theme import theme_folder
from tests.tui.conftest import OpenedScreen, OpenScreen

FILES = DiskFiles()
MINE = 'primary = "#ff0000"\nbackground = "{}"\nforeground = "#ffffff"\n'


def lay(machine: Machine, name: str, text: str) -> Path:
    """A theme of the user's own."""
    file = theme_folder(machine) / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


async def notice_changes(screen: OpenedScreen) -> None:
    """As time would."""
    screen.app.look_at_files()
    await screen.settle()


def colors_of(screen: OpenedScreen) -> set[str]:
    """Of all text on the terminal."""
    strips = screen.app.screen._compositor.render_strips()
    styles = (segment.style for strip in strips for segment in strip if segment.text.strip() and segment.style)
    return {style.color.name for style in styles if style.color is not None}


async def test_each_theme_of_the_list_is_worn_and_the_one_before_comes_back(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("T", "down")
        assert screen.app.theme == "mcptui-ember"
        await screen.press("escape")
        assert screen.app.theme == "mcptui-dark"
        assert read_settings(machine, FILES).theme == ""


async def test_the_chosen_theme_is_remembered_and_worn_from_the_first_frame_on(
    machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        await screen.press("T", "down", "enter")
        assert screen.app.theme == "mcptui-ember"
    assert McptuiApp(machine).theme == "mcptui-ember"


def test_a_theme_of_the_users_own_is_worn_from_the_first_frame_on(machine: Machine) -> None:
    lay(machine, "mine", MINE.format("#000001"))
    remember(machine, FILES, {("theme",): "mine"})
    assert McptuiApp(machine).theme_variables["background"] == "#000001"


async def test_a_changed_theme_is_shown_a_bad_one_told_and_a_mended_one_comes_back(
    machine: Machine, open_screen: OpenScreen
) -> None:
    file = lay(machine, "mine", MINE.format("#000001"))
    remember(machine, FILES, {("theme",): "mine"})
    async with open_screen(machine) as screen:
        file.write_text(MINE.format("#000002"))
        await notice_changes(screen)
        assert screen.app.theme_variables["background"] == "#000002"
        file.write_text("dark = true\nprimary = 7\n")
        await notice_changes(screen)
        assert screen.app.theme == "mcptui-dark"
        assert "mine.toml, line 2" in screen.text
        file.write_text(MINE.format("#000003"))
        await notice_changes(screen)
        assert screen.app.theme_variables["background"] == "#000003"


async def test_every_line_of_an_open_list_takes_on_the_colours_of_a_changed_theme(
    machine: Machine, open_screen: OpenScreen
) -> None:
    file = lay(machine, "mine", MINE.format("#000001") + '[variables]\nforeground-muted = "#00ff00"\n')
    remember(machine, FILES, {("theme",): "mine"})
    async with open_screen(machine) as screen:
        await screen.press("d", "w")
        assert "#00ff00" in colors_of(screen)
        file.write_text(file.read_text().replace("#00ff00", "#00cc00"))
        await notice_changes(screen)
        assert "#00ff00" not in colors_of(screen)
        assert "#00cc00" in colors_of(screen)


async def test_a_mistake_that_is_told_ends_nothing_that_is_under_way(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:
        servers = screen.app.servers
        servers.busy = servers.writing = True
        lay(machine, "mine", "primary = 7")
        await notice_changes(screen)
        assert "mine.toml, line 1" in screen.text
        assert (servers.busy, servers.writing) == (True, True)


async def test_a_theme_that_vanishes_gives_way_to_the_usual_one(machine: Machine, open_screen: OpenScreen) -> None:
    file = lay(machine, "mine", MINE.format("#000001"))
    remember(machine, FILES, {("theme",): "mine"})
    async with open_screen(machine) as screen:
        file.unlink()
        await notice_changes(screen)
        assert screen.app.theme == "mcptui-dark"
        assert "there is no theme 'mine'" in screen.text


async def test_settings_that_change_count_within_a_second(machine: Machine) -> None:
    app = McptuiApp(machine, demo=True, watch=0.1)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = OpenedScreen(app, pilot)
        await screen.settle()
        assert "●" in screen.text
        settings_file(machine).parent.mkdir(parents=True, exist_ok=True)
        settings_file(machine).write_text('theme = "mcptui-paper"\nascii = true\n')
        await screen.until(lambda: screen.app.theme == "mcptui-paper" and "●" not in screen.text)
        settings_file(machine).write_text("theme = \n")
        await screen.until(lambda: "settings.toml, line 1" in screen.text)


def test_files_that_stay_as_they_are_are_not_read_again(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(machine, "mine", MINE.format("#000001"))
    before = read_appearance(machine, FILES)
    monkeypatch.setattr(DiskFiles, "read", None)
    assert read_appearance(machine, FILES, before) is before


async def test_without_colours_none_can_be_chosen(machine: Machine) -> None:
    remember(machine, FILES, {("theme",): "mcptui-light"})
    app = McptuiApp(machine, demo=True, terminal=Terminal(colors=False))
    async with app.run_test() as pilot:
        screen = OpenedScreen(app, pilot)
        await screen.settle()
        assert app.theme == "mcptui-mono"
        await screen.press("T")
        assert "NO_COLOR" in screen.text


async def test_a_mistake_is_told_once_as_long_as_it_stays(machine: Machine, open_screen: OpenScreen) -> None:
    lay(machine, "bad", "primary = 7")
    async with open_screen(machine) as screen:
        assert screen.line_with("bad.toml, line 1")
        await screen.press("escape")
        lay(machine, "mine", MINE.format("#000001"))
        await notice_changes(screen)
        assert not screen.line_with("bad.toml, line 1")
        lay(machine, "worse", "primary = 8")
        await notice_changes(screen)
        assert screen.line_with("worse.toml, line 1")


async def test_it_is_told_when_the_last_mistake_is_mended(machine: Machine, open_screen: OpenScreen) -> None:
    file = settings_file(machine)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("theme = \n")
    async with open_screen(machine) as screen:
        assert screen.line_with("settings.toml, line 1")
        file.write_text('theme = "mcptui-light"\n')
        await notice_changes(screen)
        assert not screen.line_with("settings.toml, line 1")
        assert screen.line_with("nothing is wrong in them any more")
