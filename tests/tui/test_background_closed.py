"""What was worked out for a screen that was closed meanwhile is let go."""

from __future__ import annotations

from threading import Event

from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from mcptui.tui.background import apart, in_background


class Waiting(Screen[None]):
    """Shows what comes late, if it is still there to show it."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = Event()
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static(id="told")

    def on_mount(self) -> None:
        self._by_hand()
        in_background(self, "late", self._late, self._show, lambda _: None)

    def _late(self) -> str:
        self.go_on.wait(10)
        return "late"

    @work
    async def _by_hand(self) -> None:
        self._show(await apart(self._late))

    def _show(self, text: str) -> None:
        self.told.append(text)
        self.query_one("#told", Static).update(text)


async def test_what_comes_while_a_screen_is_there_is_shown() -> None:
    async with App[None]().run_test() as pilot:
        screen = Waiting()
        await pilot.app.push_screen(screen)
        screen.go_on.set()
        await pilot.pause(0.1)
        assert screen.told == ["late", "late"]


async def test_what_comes_after_a_screen_was_closed_is_let_go() -> None:
    async with App[None]().run_test() as pilot:
        screen = Waiting()
        await pilot.app.push_screen(screen)
        screen.dismiss()
        screen.go_on.set()
        await pilot.pause(0.1)
        assert screen.told == []


async def test_what_comes_when_its_parts_are_gone_but_it_is_not_yet_is_let_go() -> None:
    async with App[None]().run_test() as pilot:
        screen = Waiting()
        await pilot.app.push_screen(screen)
        await screen.query_one("#told").remove()
        screen._pruning = True  # as it stands while a screen is taken apart
        screen.go_on.set()
        await pilot.pause(0.1)
        assert screen.told == []
        screen._pruning = False
