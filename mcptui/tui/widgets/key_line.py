"""The line of keys: what can be pressed now, the most useful first; each can be clicked as well."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget

from mcptui.tui.commanded import Commanded, Possible
from mcptui.tui.commands.command import LAST, sign_of
from mcptui.tui.keys import keys_of
from mcptui.tui.tones import content
from mcptui.tui.words import Cell, Piece, Tone

_GAP = 2


class KeyLine(Widget):
    """Follows its screen. What stands at the end is always there, of the rest as much as there is room for."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine { height: 1; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[tuple[str, Possible]] = ()
        self._spots: list[tuple[range, Possible]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.follow())
        self.follow()

    def follow(self) -> None:
        """Show what is possible now."""
        screen, keys = self.screen, keys_of(self.app)
        possible = screen.possible() if isinstance(screen, Commanded) else ()
        ranked = sorted((each for each in possible if each.command.rank), key=lambda each: each.command.rank)
        shown = [(key, each) for each in ranked if (key := keys.shown(each.command, self._goes_to_field))]
        if [(key, each.command.id) for key, each in shown] != [(key, each.command.id) for key, each in self._shown]:
            self.refresh()
        self._shown = shown

    def _goes_to_field(self, key: str) -> bool:
        """Whether the key is a sign for what has the keyboard."""
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key(key, sign_of(key))

    def render(self) -> Content:
        width = self.content_size.width
        tail = [(key, each) for key, each in self._shown if each.command.rank >= LAST]
        words = [content(key_cell(key, each.command.label)) for key, each in tail]
        start_of_tail = max(0, width - sum(word.cell_length for word in words) - _GAP * (len(words) - 1))
        line = Content("")
        self._spots = []
        for key, each in self._shown[: len(self._shown) - len(tail)]:
            word = content(key_cell(key, each.command.label))
            if line.cell_length + word.cell_length + _GAP > start_of_tail:
                break
            line = self._put(line, word, each) + " " * _GAP
        line += " " * (start_of_tail - line.cell_length)
        for word, (_, each) in zip(words, tail, strict=True):
            line = self._put(line, word, each) + " " * _GAP
        return line

    def _put(self, line: Content, word: Content, possible: Possible) -> Content:
        self._spots.append((range(line.cell_length, line.cell_length + word.cell_length), possible))
        return line + word

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        event.stop()
        for spot, possible in self._spots:
            if offset is not None and offset.x in spot:
                self.call_later(possible.run)


def key_cell(key: str, label: str, action: str = "") -> Cell:
    """A key and what it does; a click on it does ``action``."""
    return (Piece(key, Tone.ACCENT, action), Piece(f" {label}", Tone.DIM, action))
