"""A thin line across, with words in it."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from mcptui.tui.fitting import ruled
from mcptui.tui.tones import content
from mcptui.tui.words import Cell


class Rule(Widget):
    """``─ left ──────── right ─``: one line that parts the screen and says what follows."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # as in Widget
        super().__init__(id=id, classes=classes)
        self.auto_links = False
        self._left: Cell = ()
        self._right: Cell = ()

    def say(self, left: Cell, right: Cell = ()) -> None:
        """Put words at the beginning and at the end of the line."""
        self._left, self._right = left, right
        self.refresh()

    def render(self) -> Content:
        return content(ruled(self._left, self._right, self.size.width))
