"""Help, welcome, the question, and what holds for every modal screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding

from mcptui.demo import demo_machine
from mcptui.tui.commands.command import Command
from mcptui.tui.screens.confirm import ConfirmScreen
from mcptui.tui.screens.help import HelpScreen
from mcptui.tui.screens.history import HistoryScreen
from mcptui.tui.screens.history_backups import BackupsView
from mcptui.tui.screens.history_changes import ChangesView
from mcptui.tui.screens.history_lost import LostView
from mcptui.tui.screens.narrow import NarrowScreen
from mcptui.tui.screens.profiles import ProfilesScreen
from mcptui.tui.screens.review import ReviewScreen
from mcptui.tui.screens.welcome import ClientServers, WelcomeFacts, WelcomeScreen
from mcptui.tui.widgets.choice import Choice
from mcptui.tui.widgets.row_list import RowList
from mcptui.workspace import Workspace
from tests.tui.hosting import NOW, Host

if TYPE_CHECKING:
    from mcptui.machine import Machine
    from tests.tui.conftest import OpenScreen

HOSTILE = "[/red]\x1b]52;c;QUJD\x07\u202e[@click=app.quit]x"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with demo_machine(lambda: NOW, broken=True) as machine:
        yield Workspace(machine)


@pytest.mark.parametrize("width", [40, 80, 120, 200])
async def test_help_shows_every_key_by_group_at_any_width(width: int) -> None:
    app = Host(HelpScreen())
    async with app.run_test(size=(width, 40)) as pilot:
        await pilot.pause()
        text = app.text
        for words in ("Act", "space", "Turn the server"):
            assert words in text
        await pilot.press("escape")
    assert app.answers == [None]


async def test_help_is_laid_out_anew_when_the_terminal_grows() -> None:
    app = Host(HelpScreen())
    async with app.run_test(size=(40, 40)) as pilot:
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert next(line for line in app.text.splitlines() if "Act" in line).split() != ["Act"]


async def test_hostile_help_is_shown_word_for_word() -> None:
    app = Host(HelpScreen(HOSTILE, [Command("a.b", ("x",), HOSTILE, HOSTILE, HOSTILE, "none")]))
    async with app.run_test(size=(200, 40)) as pilot:
        await pilot.pause()
        assert "[/red]" in app.text
        assert "\x1b" not in app.text


async def test_welcome_tells_what_was_found_and_that_nothing_was_touched(workspace: Workspace) -> None:
    look = workspace.look(everywhere=True)
    app = Host(WelcomeScreen(WelcomeFacts.of(workspace, look)))
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        text = " ".join(app.text.replace("│", " ").split())
    assert f"{len(look.entries)} servers" in text
    assert "Claude Desktop" in text
    assert ".cursor/mcp.json" in text
    assert "cannot be read" in text
    assert "Worth a look first" in text
    assert "Nothing was changed, nothing was started" in text
    assert "demo" not in text


async def test_welcome_is_calm_where_nothing_is_dangerous() -> None:
    app = Host(WelcomeScreen(WelcomeFacts("~/src", (ClientServers("Cursor", 2, 1),))))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Nothing was found that is dangerous at first sight" in app.text
        assert "Cursor 1 of 2" in app.text


@pytest.mark.parametrize("key", ["enter", "escape", "space", "x", "d", "question_mark", "tab", "up", "f1"])
async def test_any_key_goes_on(key: str) -> None:
    app = Host(WelcomeScreen(WelcomeFacts("~/src", (ClientServers("Cursor", 2, 1),))))
    async with app.run_test() as pilot:
        await pilot.press(key)
    assert app.answers == [False]


async def test_the_demo_is_offered_where_no_client_is() -> None:
    app = Host(WelcomeScreen(WelcomeFacts("~/src", ())))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "No program that runs MCP servers was found" in app.text
        await pilot.press("d")
    assert app.answers == [True]


async def test_a_hostile_project_and_client_are_shown_word_for_word() -> None:
    app = Host(WelcomeScreen(WelcomeFacts(HOSTILE, (ClientServers(HOSTILE, 1, 0),))))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "[/red]" in app.text
        assert "\x1b" not in app.text


@pytest.mark.parametrize(
    ("keys", "agreed"), [(["y"], True), (["n"], False), (["escape"], False), (["enter"], False), (["h", "enter"], True)]
)
async def test_a_question_is_answered_with_a_key_and_no_is_the_default(keys: list[str], agreed: bool) -> None:  # noqa: FBT001
    app = Host(ConfirmScreen(f"Really {HOSTILE}?", f"do {HOSTILE}"))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert "Really [/red]" in app.text
        assert "\x1b" not in app.text
        await pilot.press(*keys)
    assert app.answers == [agreed]


async def test_a_question_is_answered_with_a_click() -> None:
    app = Host(ConfirmScreen("Really?", "do it"))
    async with app.run_test() as pilot:
        await pilot.click("#yes")
        await pilot.pause()
    assert app.answers == [True]


SCREENS: list[type] = [
    ConfirmScreen,
    HelpScreen,
    HistoryScreen,
    NarrowScreen,
    ProfilesScreen,
    ReviewScreen,
    WelcomeScreen,
]
VIEWS: list[type] = [BackupsView, ChangesView, LostView]


@pytest.mark.parametrize("widget", [*SCREENS, *VIEWS, Choice, RowList], ids=lambda each: str(each.__name__))
def test_every_key_can_be_mapped_anew(widget: type) -> None:
    bindings = widget.__dict__["BINDINGS"]
    ids = [binding.id for binding in bindings if isinstance(binding, Binding)]
    assert len(ids) == len(bindings)
    assert None not in ids
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("size", [(1, 40), (2, 12), (3, 200)])
async def test_a_list_stays_where_the_terminal_is_too_narrow_for_a_letter(
    size: tuple[int, int], machine: Machine, open_screen: OpenScreen
) -> None:
    async with open_screen(machine) as screen:
        for key in ("p", "C", "ctrl+p"):
            await screen.press(key)
            await screen.pilot.resize_terminal(*size)
            await screen.press("down")
            await screen.pilot.resize_terminal(120, 36)
            await screen.press("escape")
        assert screen.app.screen is screen.app.servers
