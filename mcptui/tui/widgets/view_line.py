"""The line above the table: which view it is, how much of it is shown, and the filter."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from mcptui.tui.tones import content
from mcptui.tui.widgets.rule import Rule
from mcptui.tui.words import Piece, Tone

_IDLE = "filter"
_HINT = "words  client:codex  state:on  path:~"
_NAMES = len("─ Here ─ Everywhere ")


class FilterInput(Input):
    """Where the filter is typed."""

    BINDING_GROUP_TITLE = "Filter"

    def __init__(self) -> None:
        super().__init__(placeholder=_IDLE, compact=True, select_on_focus=False, id="filter")

    def on_focus(self) -> None:
        self.placeholder = _HINT

    def on_blur(self) -> None:
        self.placeholder = _IDLE
        self.set_class(bool(self.value), "-set")


class Views(Rule):
    """The names of the views; a click on them goes to the other one."""

    async def on_click(self, event: events.Click) -> None:
        if event.x < _NAMES:
            await self.run_action("screen.here")


class ViewLine(Horizontal):
    """``─ Here ─ Everywhere ───── 12 of 34 ─ / git``."""

    def compose(self) -> ComposeResult:
        yield Views()
        yield Static(content((Piece(" / ", Tone.ACCENT),)), id="filter-sign")
        yield FilterInput()

    def show(self, *, everywhere: bool, note: str) -> None:
        """``note`` says what is special about the lines below."""
        here, beyond = (Tone.DIM, Tone.ACCENT) if everywhere else (Tone.ACCENT, Tone.DIM)
        views = content((Piece("Here", here), Piece(" ─ ", Tone.RULE), Piece("Everywhere", beyond)))
        self.query_one(Views).say(views, content((Piece(note, Tone.DIM),)) if note else None)
