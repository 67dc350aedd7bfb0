"""Text that is longer than its place: the keys that move scroll it."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.moves import MOVES


class Scrolling:
    """Moves in a text, for whatever has the keyboard. It is the first base: every widget has some of the methods."""

    @property
    @abstractmethod
    def scrolled(self) -> Widget:
        """Where the text stands."""

    def action_down(self) -> None:
        self.scrolled.scroll_down(animate=False)

    def action_up(self) -> None:
        self.scrolled.scroll_up(animate=False)

    def action_page_down(self) -> None:
        scroll_pages(self.scrolled, 1)

    def action_page_up(self) -> None:
        scroll_pages(self.scrolled, -1)

    def action_half_page_down(self) -> None:
        scroll_pages(self.scrolled, 0.5)

    def action_half_page_up(self) -> None:
        scroll_pages(self.scrolled, -0.5)

    def action_first(self) -> None:
        self.scrolled.scroll_home(animate=False)

    def action_last(self) -> None:
        self.scrolled.scroll_end(animate=False)


class TextPane(Scrolling, VerticalScroll, inherit_bindings=False):
    """With the keyboard it scrolls by lines, by pages, and to its ends."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(MOVES)

    @property
    def scrolled(self) -> Widget:
        return self


def scroll_pages(text: Widget, pages: float) -> None:
    """Scroll a text; what stood at its edge stays in sight."""
    text.scroll_relative(y=round(pages * max(text.size.height - 1, 2)), animate=False)
