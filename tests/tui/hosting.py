"""A host for a single screen: what the tests of the modal screens open it on, and their hands on its keyboard."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Generic, TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from mcptui.tui.theme import shipped_theme

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

Answer = TypeVar("Answer")


class Themed(App[None]):
    """An app with the colours that the parts of the screen ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(shipped_theme("mcptui-dark"))
        self.theme = "mcptui-dark"


class Host(Themed, Generic[Answer]):
    """Nothing but the screen under test; ``answers`` is what it was closed with."""

    def __init__(self, screen: Screen[Answer]) -> None:
        super().__init__()
        self.under_test = screen
        self.answers: list[Answer | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.under_test, self.answers.append)

    @property
    def text(self) -> str:
        """What stands on the terminal."""
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing works in the background any more, and what it gave is shown."""
    await pilot.pause()
    while not all(worker.is_finished for worker in pilot.app.workers):
        await pilot.pause(0.01)
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press the keys one after the other, each when the one before has taken effect."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
