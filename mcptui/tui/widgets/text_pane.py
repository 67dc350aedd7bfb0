"""A text that is longer than its place: with the keyboard, the keys that move scroll it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll

from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.moves import MOVES
from mcptui.tui.widgets.row_list import scroll_pages


class TextPane(VerticalScroll, inherit_bindings=False):
    """Scrolls by lines, by pages, and to its ends."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(MOVES)

    def action_down(self) -> None:
        self.scroll_down(animate=False)

    def action_up(self) -> None:
        self.scroll_up(animate=False)

    def action_page_down(self) -> None:
        scroll_pages(self, 1)

    def action_page_up(self) -> None:
        scroll_pages(self, -1)

    def action_half_page_down(self) -> None:
        scroll_pages(self, 0.5)

    def action_half_page_up(self) -> None:
        scroll_pages(self, -0.5)

    def action_first(self) -> None:
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        self.scroll_end(animate=False)
