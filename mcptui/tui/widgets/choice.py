"""One of a few words, chosen with a key or a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from mcptui.plain_text import cells
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.narrow import CHOICE
from mcptui.tui.text import safe_text

_GAP = "  "
_SIGN = len("( ) ")


class Choice(Widget, can_focus=True):
    """``(•) this  ( ) that``: ``chosen`` is the index of what is chosen.

    Where the words do not fit on one line, each has its own.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(CHOICE)
    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; }
    Choice:focus { text-style: bold; }
    """

    chosen: reactive[int] = reactive(0)

    class Changed(Message):
        """Another word was chosen."""

    def __init__(self, words: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words = tuple(safe_text(word) for word in words)

    def render(self) -> Content:
        signs = (("(•) " if at == self.chosen else "( ) ") for at in range(len(self._words)))
        between = "\n" if self._rows(self.content_size.width) > 1 else _GAP
        return Content(between).join(Content(sign + word) for sign, word in zip(signs, self._words, strict=True))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._rows(width)

    def _rows(self, width: int) -> int:
        """How many lines the words take in so many columns."""
        line = sum(_SIGN + cells(word) + len(_GAP) for word in self._words) - len(_GAP)
        return len(self._words) if line > width else 1

    def watch_chosen(self) -> None:
        self.post_message(self.Changed())

    def action_next(self) -> None:
        self.chosen = (self.chosen + 1) % len(self._words)

    def action_step(self, step: int) -> None:
        self.chosen = max(0, min(self.chosen + step, len(self._words) - 1))

    def on_click(self, event: events.Click) -> None:
        """Choose the word under the pointer."""
        if self.size.height > 1:
            self.chosen = min(event.y, len(self._words) - 1)
            return
        end = 0
        for at, word in enumerate(self._words):
            end += _SIGN + cells(word) + len(_GAP)
            if event.x < end:
                self.chosen = at
                return
