"""A screen that begins with what a scout saw, until it has looked itself."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from mcptui.tui.background import begun
from mcptui.tui.screens.acting import ActingScreen
from mcptui.tui.session import Session

if TYPE_CHECKING:
    from mcptui.tui.scout import Scout

AT_ONCE: Final = 0.15
"""Seconds that an empty screen may stay: what is read by then needs no frame before it."""

_PATIENT: Final = 1.0  # seconds that a key may wait for what it acts on


class GlimpsingScreen(ActingScreen):
    """Shows a glimpse. Nothing can be done with one, so keys wait for the look that is made behind it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.scout: Scout | None = None
        self._looked: asyncio.Event | None = None

    @abstractmethod
    def show_glimpse(self) -> None:
        """Show it."""

    @abstractmethod
    def refresh_now(self) -> None:
        """Work out anew what is possible."""

    @property
    def awaited(self) -> bool:
        """Whether what is shown is a glimpse, and more will be there in a moment."""
        return self._looked is not None

    async def glimpse(self) -> bool:
        """Show what the scout saw, if one was sent and is back."""
        if self.scout is None:
            return False
        report = await begun(self.scout.report, AT_ONCE)
        if not report.done() or report.exception() is not None:
            self.scout.dismiss()
            return False
        self.session.glimpse, self._looked = report.result(), asyncio.Event()
        self.show_glimpse()
        return True

    def is_complete(self) -> None:
        """More than a glimpse is there, or will not be."""
        if self._looked is not None:
            self._looked.set()

    async def complete(self) -> None:
        """Wait until more than a glimpse is there, or until that takes too long."""
        if self._looked is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._looked.wait(), _PATIENT)
            self._looked = None
            self.refresh_now()
