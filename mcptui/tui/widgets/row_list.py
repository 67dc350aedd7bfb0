"""A list of rows to move through; what a key does with the chosen row is its screen's business."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.moves import MOVES
from mcptui.tui.widgets.reversing import Reversing
from mcptui.tui.widgets.text_pane import scroll_pages


class RowList(OptionList, Reversing, inherit_bindings=False):
    """An option list that binds the keys of movement alone, so that a click or ``enter`` only chooses.

    ``beside`` selects the text that belongs to the chosen row: the keys for pages scroll that instead of the list.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(MOVES)

    DEFAULT_CSS = """
    RowList {
        min-width: 8;  /* Textual 8.2 cannot wrap what has no cell to stand in */
        height: auto;
        max-height: 100%;
        padding: 0;
        border: none;
        background: transparent;
        scrollbar-size-vertical: 1;

        &:focus { border: none; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted, &:focus > .option-list--option-highlighted {
            background: $block-cursor-background;
            color: $foreground;
            text-style: $block-cursor-text-style;
        }
        & > .option-list--option-disabled { color: $foreground-muted; }
    }
    """

    class Opened(Message):
        """A row was clicked twice."""

    def __init__(self, *content: Option, beside: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(*content, id=id)
        self._beside = beside

    def notify_style_update(self) -> None:
        """Textual 8.2 keeps rows as they were drawn as long as their background is the same; nothing public lets go."""
        super().notify_style_update()
        self._option_render_cache.clear()

    def on_click(self, event: events.Click) -> None:
        if event.chain > 1:
            self.post_message(self.Opened())

    def action_down(self) -> None:
        self.action_cursor_down()

    def action_up(self) -> None:
        self.action_cursor_up()

    def action_page_down(self) -> None:
        self._page(1)

    def action_page_up(self) -> None:
        self._page(-1)

    def action_half_page_down(self) -> None:
        self._page(0.5)

    def action_half_page_up(self) -> None:
        self._page(-0.5)

    def _page(self, pages: float) -> None:
        text = self._text
        if text is not None:
            scroll_pages(text, pages)
        elif self.highlighted is not None:
            step = round(pages * max(self.scrollable_content_region.height - 1, 2))
            self.highlighted = max(0, min(self.highlighted + step, self.option_count - 1))

    @property
    def _text(self) -> Widget | None:
        """The nearest that ``beside`` selects."""
        for node in self.ancestors if self._beside else ():
            for found in node.query(self._beside):
                if isinstance(found, Widget):
                    return found
        return None
