"""The small list below the filter of what could be typed next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from mcptui.tui.tones import STYLES, content
from mcptui.tui.words import Piece, Tone

if TYPE_CHECKING:
    from mcptui.tui.filter.completion import Offer, Offers

_CHOSEN = "on $block-cursor-background $block-cursor-text-style"
_LEAST_WIDTH = 20
_NAMES = 36  # columns on the left that stay in sight: the names of the servers stand there


class Completions(Widget):
    """Offers, one a line, of which one is chosen; not to be seen while there is none."""

    ALLOW_SELECT = False

    class Clicked(Message):
        """An offer was clicked."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self) -> None:
        super().__init__()
        self._offers: Sequence[Offer] = ()
        self._hint = ""
        self._at = 0
        self._width = 0

    @property
    def chosen(self) -> Offer | None:
        """The offer that would be taken."""
        return self._offers[self._at] if self._offers else None

    def hide(self) -> None:
        self._offers, self._hint = (), ""
        self.display = False

    def show(self, offers: Offers, typed: Region) -> None:
        """Show other offers, the first chosen, below where they are ``typed`` unless that is over the names."""
        self._offers, self._hint, self._at = offers.offers, offers.hint, 0
        self.display = bool(offers)
        if not offers:
            return
        lines = self._lines()
        self._width = max(line.cell_length for line in lines)
        self.styles.width, self.styles.height = self._width, len(lines)
        self.place(typed)
        self.refresh()

    def place(self, typed: Region) -> None:
        """Stay below where they are ``typed``: the line may be shared out anew after they are shown."""
        at = typed.x - len("│ ") + (self._offers[0].start if self._offers else 0)
        self.styles.offset = (max(0, min(max(at, _NAMES), self.app.size.width - self._width - 1)), typed.bottom)

    def move(self, step: int) -> None:
        """Choose another one; after the last comes the first."""
        self._at = (self._at + step) % max(1, len(self._offers))
        self.refresh()

    def render(self) -> Content:
        return Content("\n").join(self._lines())

    def _lines(self) -> list[Content]:
        labels = max((cell_len(offer.label) for offer in self._offers), default=0)
        notes = max((cell_len(offer.note) for offer in self._offers), default=0)
        gap = max(2, _LEAST_WIDTH - labels - notes - 2)
        lines = []
        for at, offer in enumerate(self._offers):
            label = f" {offer.label}{' ' * (labels - cell_len(offer.label) + gap)}"
            note = offer.note.rjust(notes) if offer.counted else offer.note.ljust(notes)
            line = content((Piece(label), Piece(f"{note} ", Tone.DIM)))
            lines.append(line.stylize(_CHOSEN) if at == self._at else line)
        if self._hint:
            lines.append(Content.styled(f" {self._hint} ", STYLES[Tone.DIM]))
        width = max((line.cell_length for line in lines), default=0)
        side = Content.styled("│", STYLES[Tone.RULE])
        return [side + line.pad_right(width - line.cell_length) + side for line in lines]

    def on_click(self, event: events.Click) -> None:
        if event.y < len(self._offers):
            self.post_message(self.Clicked(self._offers[event.y]))
