"""The line above the table: which view it is, how much of it is shown, and the filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from mcptui.tui.commands.filtering import COMMANDS
from mcptui.tui.fitting import cell_size
from mcptui.tui.tones import content
from mcptui.tui.top_line import view_names
from mcptui.tui.widgets.completions import Completions
from mcptui.tui.widgets.rule import Rule
from mcptui.tui.words import Cell, Piece, Tone

if TYPE_CHECKING:
    from mcptui.tui.filter.completion import Offer

_IDLE = "filter"
_HINT = "words  client:codex  state:on  path:~"
_NAMES = len("─ Here ─ Everywhere ")
_WIDE = 100  # from so many columns on the names of the views stay while the filter is typed
_MOST_EARLIER = 50


class FilterInput(Input):
    """Where the filter is typed. ``earlier`` filters of this session come back with a key."""

    BINDING_GROUP_TITLE = "Filter"
    BINDINGS: ClassVar[list[BindingType]] = [command.binding for command in COMMANDS]

    def __init__(self) -> None:
        super().__init__(placeholder=_IDLE, compact=True, select_on_focus=False, id="filter")
        self._earlier: list[str] = []
        self._recalled: int | None = None

    def on_focus(self) -> None:
        self.placeholder = _HINT

    def on_blur(self) -> None:
        self.placeholder = _IDLE

    def on_resize(self) -> None:
        if self._offers.display:
            self._offers.place(self.region)

    @property
    def wants_offers(self) -> bool:
        """Not while earlier filters are gone through."""
        return self.has_focus and (self._recalled is None or self.value != self._earlier[self._recalled])

    def keep(self) -> None:
        """Remember the filter as an earlier one."""
        if self.value.strip():
            self._earlier = [*(each for each in self._earlier if each != self.value), self.value][-_MOST_EARLIER:]
        self._recalled = None

    @property
    def _offers(self) -> Completions:
        return self.screen.query_one(Completions)

    def take(self, offer: Offer) -> None:
        """Put an offer where it belongs, and go on typing behind it."""
        self.value = offer.taken(self.value)
        self.cursor_position = offer.cursor
        self.focus()

    async def action_take(self) -> None:
        """Take the chosen offer; without one, go back to the table."""
        offer = self._offers.chosen
        if offer is None:
            await self.run_action("screen.keep_filter")
        else:
            self.take(offer)

    async def action_take_at_end(self) -> None:
        if self._offers.chosen is not None and self.cursor_position == len(self.value):
            await self.action_take()
        else:
            self.action_cursor_right()

    def action_choose(self, step: int) -> None:
        if self._offers.chosen is not None:
            self._offers.move(step)
            return
        at = (len(self._earlier) if self._recalled is None else self._recalled) + step
        if 0 <= at < len(self._earlier):
            self._recalled = at
            self.value = self._earlier[at]
        elif at >= len(self._earlier) and self._recalled is not None:
            self._recalled = None
            self.value = ""
        self.cursor_position = len(self.value)


class Views(Rule):
    """The names of the views; a click on them goes to the other one."""

    async def on_click(self, event: events.Click) -> None:
        if event.x < _NAMES:
            await self.run_action("screen.here")


class ViewLine(Horizontal):
    """``─ Here ─ Everywhere ───── 12 of 34 ─ / git``; the filter takes the room while it is typed."""

    def __init__(self) -> None:
        super().__init__()
        self._names: Cell = ()
        self._note: Cell = ()

    def compose(self) -> ComposeResult:
        yield Views()
        yield Static(content((Piece(" / ", Tone.ACCENT),)), id="filter-sign")
        yield FilterInput()

    def show(self, *, everywhere: bool, note: str) -> None:
        """``note`` says what is special about the lines below."""
        self._names = view_names(everywhere=everywhere)
        self._note = (Piece(note, Tone.DIM),) if note else ()
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def on_descendant_focus(self) -> None:
        self._fit()

    def on_descendant_blur(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Share the line out: what is not needed for the words goes to the filter while it is typed."""
        views, typed = self.query_one(Views), self.query_one(FilterInput)
        narrow = typed.has_focus and self.size.width < _WIDE
        views.say(() if narrow else self._names, self._note)
        self.set_class(typed.has_focus, "-typing")
        self.set_class(bool(typed.value), "-set")
        views.display = not narrow or bool(self._note)
        names = 0 if narrow else _NAMES + 2
        views.styles.width = names + cell_size(self._note) + 4 if typed.has_focus else None
