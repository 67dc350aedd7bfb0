"""The title of a screen that has parts: their names, each of which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.words import Tone

_GAP = 3


class TabLine(Widget):
    """``History   Changes   Backups   Lost (2)      12 transactions``."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TabLine { height: 1; padding: 0 1; background: $panel; }
    """

    class Chosen(Message):
        """The name of the part at ``index`` was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._names: Sequence[str] = ()
        self._current = 0
        self._note = ""
        self._spots: list[range] = []

    def show(self, names: Sequence[str], current: int, note: str) -> None:
        """``current`` is the index of the one that is shown."""
        self._names, self._current, self._note = names, current, safe_text(note)
        self.refresh()

    def render(self) -> Content:
        line = Content.styled(self._title, "bold")
        self._spots = []
        for at, name in enumerate(self._names):
            tone = STYLES[Tone.ACCENT] if at == self._current else STYLES[Tone.DIM]
            word = Content.styled(name, tone)
            line += " " * _GAP
            self._spots.append(range(line.cell_length, line.cell_length + word.cell_length))
            line += word
        room = self.content_size.width - line.cell_length - _GAP
        note = Content.styled(self._note, STYLES[Tone.DIM])
        return line + " " * (room + _GAP - note.cell_length) + note if note.cell_length <= room else line

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        for at, spot in enumerate(self._spots):
            if offset is not None and offset.x in spot:
                self.post_message(self.Chosen(at))
