"""A thin line across, with words in it."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from mcptui.tui.tones import content
from mcptui.tui.words import Piece, Tone


class Rule(Widget):
    """``─ left ──────── right ─``: one line that parts the screen and says what follows."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # as in Widget
        super().__init__(id=id, classes=classes)
        self.auto_links = False
        self._left = Content("")
        self._right = Content("")

    def say(self, left: Content, right: Content | None = None) -> None:
        """Put words at the beginning and at the end of the line."""
        self._left = left
        self._right = Content("") if right is None else right
        self.refresh()

    def render(self) -> Content:
        width = self.size.width
        left, right = self._left, self._right
        if left.cell_length + right.cell_length + 6 > width:
            left = left.truncate(max(0, width - right.cell_length - 6), ellipsis=True)
        begin = content((Piece("─ ", Tone.RULE),)) + left + " " if left else Content("")
        end = Content(" ") + right + content((Piece(" ─", Tone.RULE),)) if right else Content("")
        room = max(0, width - begin.cell_length - end.cell_length)
        return begin + content((Piece("─" * room, Tone.RULE),)) + end
