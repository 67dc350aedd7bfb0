"""Text that has less room than it needs: it is wrapped, and the keys that move scroll it."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.moves import MOVES


class Wrapped(Widget):
    """As high as its lines are at its width."""

    @abstractmethod
    def lines(self, width: int) -> list[Content]:
        """The text in lines of at most ``width`` cells."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(width))

    def render(self) -> Content:
        return Content("\n").join(self.lines(self.content_size.width))


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
