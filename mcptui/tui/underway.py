"""Work that a user may have to wait for: what is done just now, and whether it can still be given up."""

from __future__ import annotations

from mcptui.errors import Cancelled


class Underway:
    """Told by the thread that works, asked by the event loop; each attribute is written by one of them alone.

    ``doing`` is what is done now, such as ``reading 12 of 43 clients``; ``stoppable`` whether it can be given
    up now; ``share`` how much of it is done, 0 to 1, where that is known.
    """

    def __init__(self, doing: str, *, stoppable: bool = True) -> None:
        self.doing = doing
        self.stoppable = stoppable
        self.share: float | None = None
        self._given_up = False

    def tell(self, doing: str, *, stoppable: bool = True, share: float | None = None) -> None:
        """For the thread. Raises ``Cancelled`` where the user gave up in time."""
        if self._given_up and stoppable:
            raise Cancelled("given up, nothing was changed")
        self.doing = doing
        self.stoppable = stoppable
        self.share = share

    def give_up(self) -> None:
        """For the event loop: have the work end at its next step, if that can be done then."""
        self._given_up = True
