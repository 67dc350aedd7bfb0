"""The line that says what is waited for, and how to stop waiting."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final, NamedTuple

from textual.timer import Timer
from textual.widgets import Static

from mcptui.tui.commands.servers import BACK
from mcptui.tui.keys import keys_of
from mcptui.tui.text import safe_text
from mcptui.tui.tones import content
from mcptui.tui.underway import Underway
from mcptui.tui.words import Cell, Piece, Tone

PATIENCE: Final = 0.3
"""Seconds that nobody takes for waiting."""

_EVERY = 0.1  # seconds
_BAR = 10  # columns


class _Followed(NamedTuple):
    """Work that is waited for; ``told_from`` is when it begins to be told (seconds of a monotonic clock)."""

    underway: Underway
    stop: Callable[[], None]
    told_from: float


class Waiting(Static):
    """``… writing 3 of 7 files  ━━━━━─────  esc gives up``, as soon as something takes its time.

    What goes on behind is told when nobody waits for anything else, each in its turn.
    """

    def __init__(self) -> None:
        super().__init__()
        self._asked: _Followed | None = None
        self._behind: list[_Followed] = []
        self._timer: Timer | None = None

    def follow(
        self, underway: Underway, stop: Callable[[], None], patience: float = PATIENCE, *, behind: bool = False
    ) -> None:
        """Tell of this from now on; ``stop`` is called where the user gives it up.

        What was asked for takes the place of what was asked before.
        """
        followed = _Followed(underway, stop, monotonic() + patience)
        if behind:
            self._behind.append(followed)
        else:
            self._asked = followed
        self._turn()

    def leave(self, underway: Underway) -> None:
        """That one is done, or given up."""
        self._behind = [each for each in self._behind if each.underway is not underway]
        if self._asked is not None and self._asked.underway is underway:
            self._asked = None
        self._turn()

    def rest(self) -> None:
        """Nothing that was asked for is waited for any more."""
        self._asked = None
        self._turn()

    @property
    def stoppable(self) -> bool:
        """Whether something is waited for that can be given up now: what goes on behind only where it is told."""
        followed = self._followed
        return followed is not None and followed.underway.stoppable and (followed is self._asked or self.display)

    def give_up(self) -> None:
        """The user does not want to wait any longer."""
        if (followed := self._followed) is not None:
            followed.underway.give_up()
            followed.stop()

    @property
    def _followed(self) -> _Followed | None:
        """What is told of now, or will be."""
        return self._asked or next(iter(self._behind), None)

    def _turn(self) -> None:
        """Turn to what is to be told of now."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if (followed := self._followed) is None:
            self.display = False
        elif (patience := followed.told_from - monotonic()) > 0:
            self.display = False
            self._timer = self.set_timer(patience, self._begin)
        else:
            self._begin()

    def _begin(self) -> None:
        self._timer = self.set_interval(_EVERY, self._show)
        self._show()

    def _show(self) -> None:
        if (followed := self._followed) is not None:
            underway = followed.underway
            hint = f"  {keys_of(self.app).told(BACK)} gives up" if underway.stoppable else ""
            doing = Piece(f"… {safe_text(underway.doing)}")
            self.update(content((doing, *_bar(underway.share), Piece(hint, Tone.DIM))))
            self.display = True


def _bar(share: float | None) -> Cell:
    """A thin line that grows; nothing where it is not known how far the work is."""
    if share is None:
        return ()
    done = round(min(max(share, 0), 1) * _BAR)
    return (Piece("  " + "━" * done, Tone.ACCENT), Piece("─" * (_BAR - done), Tone.FAINT))
