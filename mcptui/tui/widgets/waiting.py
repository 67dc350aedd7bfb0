"""The line that says what is waited for, and how to stop waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual.timer import Timer
from textual.widgets import Static

from mcptui.tui.text import safe_text
from mcptui.tui.tones import content
from mcptui.tui.underway import Underway
from mcptui.tui.words import Cell, Piece, Tone

PATIENCE: Final = 0.3
"""Seconds that nobody takes for waiting."""

_EVERY = 0.1  # seconds
_BAR = 10  # columns


class Waiting(Static):
    """``… writing 3 of 7 files  ━━━━━─────  esc gives up``, as soon as something takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self._underway: Underway | None = None
        self._stop: Callable[[], None] | None = None
        self._timer: Timer | None = None

    def follow(self, underway: Underway, stop: Callable[[], None], patience: float = PATIENCE) -> None:
        """Tell of this from now on; ``stop`` is called where the user gives it up."""
        self.rest()
        self._underway, self._stop = underway, stop
        if patience:
            self._timer = self.set_timer(patience, self._begin)
        else:
            self._begin()

    def leave(self, underway: Underway) -> None:
        """That one is done, or given up."""
        if underway is self._underway:
            self.rest()

    def rest(self) -> None:
        """Nothing is waited for any more."""
        if self._timer is not None:
            self._timer.stop()
        self._underway = self._stop = self._timer = None
        self.display = False

    @property
    def busy(self) -> bool:
        """Whether something is waited for, told of or not."""
        return self._underway is not None

    @property
    def stoppable(self) -> bool:
        """Whether something is waited for that can be given up now."""
        return self._underway is not None and self._underway.stoppable

    def give_up(self) -> None:
        """The user does not want to wait any longer."""
        if self._underway is not None and self._stop is not None:
            self._underway.give_up()
            self._stop()

    def _begin(self) -> None:
        self._timer = self.set_interval(_EVERY, self._show)
        self._show()

    def _show(self) -> None:
        underway = self._underway
        if underway is not None:
            hint = "  esc gives up" if underway.stoppable else ""
            doing = Piece(f"… {safe_text(underway.doing)}")
            self.update(content((doing, *_bar(underway.share), Piece(hint, Tone.DIM))))
            self.display = True


def _bar(share: float | None) -> Cell:
    """A thin line that grows; nothing where it is not known how far the work is."""
    if share is None:
        return ()
    done = round(min(max(share, 0), 1) * _BAR)
    return (Piece("  " + "━" * done, Tone.ACCENT), Piece("─" * (_BAR - done), Tone.FAINT))
