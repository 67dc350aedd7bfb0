"""Keys and what they do under a heading, wrapped within their column; a click on a command asks for it."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message

from mcptui.tui.commands.command import Command
from mcptui.tui.help_text import HelpGroup, HelpRow
from mcptui.tui.text import safe_text
from mcptui.tui.tones import content
from mcptui.tui.widgets.text_pane import Wrapped
from mcptui.tui.words import Piece, Tone

_SIGNS = 9
_LEAST = 10


class KeyTable(Wrapped):
    """One group of the help. ``with_ids``: behind each command stands the id by which the settings name it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyTable { height: auto; width: 1fr; margin: 0 0 1 0; }
    """

    class Chosen(Message):
        """A command was clicked."""

        def __init__(self, command: Command) -> None:
            super().__init__()
            self.command = command

    def __init__(self, group: HelpGroup, *, with_ids: bool = False) -> None:
        super().__init__()
        self._group = group
        self._with_ids = with_ids

    def lines(self, width: int) -> list[Content]:
        return [line for line, _ in self._rows(width)]

    def _rows(self, width: int) -> list[tuple[Content, HelpRow | None]]:
        lines: list[tuple[Content, HelpRow | None]] = []
        lines.append((content((Piece(safe_text(self._group.title), Tone.ACCENT),)), None))
        for row in self._group.rows:
            told = safe_text(row.sign)
            sign = content((Piece(told.ljust(_SIGNS), Tone.STRONG),))
            if cell_len(told) >= _SIGNS:  # it has a line of its own: what keys do stands in one column
                lines.append((sign, row))
                sign = Content(" " * _SIGNS)
            pieces = [Piece(safe_text(row.told))]
            if self._with_ids and row.command is not None:
                pieces.append(Piece(f"  {safe_text(row.command.id)}", Tone.DIM))
            for line in content(pieces).wrap(max(width - sign.cell_length, _LEAST)):
                lines.append((sign + line, row))
                sign = Content(" " * _SIGNS)
        return lines

    def on_click(self, event: events.Click) -> None:
        rows = self._rows(self.content_size.width)
        row = rows[event.y][1] if event.y < len(rows) else None
        if row is not None and row.command is not None:
            self.post_message(self.Chosen(row.command))
