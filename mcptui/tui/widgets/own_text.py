"""An entry's own text with the numbers of its lines. What is too long goes on below: here the full text stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from mcptui.tui.tones import content, hanging
from mcptui.tui.widgets.text_pane import Wrapped
from mcptui.tui.words import Piece, Tone

if TYPE_CHECKING:
    from mcptui.tui.detail_text import OwnText

_LEAST_NUMBER = 3
_LEAST_WIDTH = 10
_FURTHER_IN = 2
_MOST_INDENT = 24


class OwnTextLines(Wrapped):
    """``14 │ "postgres": {``."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # as in Widget
        super().__init__(id=id)
        self._text: OwnText | None = None

    def show(self, text: OwnText | None) -> None:
        """None: there is none."""
        self._text = text
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        text = self._text
        if text is None:
            return []
        last = 0 if text.first is None else text.first + len(text.lines) - 1
        digits = max(_LEAST_NUMBER, len(str(last)))
        lines: list[Content] = []
        for offset, line in enumerate(text.lines):
            number = "·" if text.first is None else str(text.first + offset)
            for part in _wrapped(line, max(width - digits - 3, _LEAST_WIDTH)):
                lines.append(content((Piece(f"{number:>{digits}} │ ", Tone.FAINT),)) + part)
                number = ""
        return lines


def _wrapped(line: str, width: int) -> list[Content]:
    """A line in its colours; what does not fit goes on further in than it begins."""
    from mcptui.tui.coloring import colored

    told = line.lstrip(" ")
    indent = min(len(line) - len(told), _MOST_INDENT, width // 2)
    shown = content(colored(told))
    if indent + shown.cell_length <= width:
        return [Content(" " * indent) + shown]
    first, rest = hanging(shown, width - indent, width - indent - _FURTHER_IN)
    return [Content(" " * indent) + first, *(Content(" " * (indent + _FURTHER_IN)) + part for part in rest)]
