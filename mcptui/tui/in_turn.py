"""What is typed takes effect in the order in which it was typed, however fast that was."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final, TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode

T = TypeVar("T")

_LONGEST: Final = 1.0  # seconds that a key may take before the next one is given away all the same
_LOOK: Final = 0.02  # seconds; what is taken away with the key that it had never says so


class InTurnApp(App[T]):
    """Gives no key away until the one before has done what it does.

    Textual's own gives it at once to whatever has the keyboard then: of a filter that is typed fast, or comes over a
    slow line in one piece, all letters behind ``/`` would act on the table.
    """

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[events.Event] = deque()
        self._holding = False
        self._turn: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.InputEvent | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._holding or self._held:
            self._held.append(event)
        else:
            await self._give(event)

    def hold_keys(self) -> None:
        """Give nothing away until ``release_keys``."""
        self._holding = True

    async def release_keys(self) -> None:
        """Give away what was typed meanwhile, one after the other."""
        self._holding = False
        while self._held and not self._holding:
            await self._give(self._held.popleft())

    def prepare(self, event: events.Event, taker: DOMNode) -> None:
        """``taker`` is about to be given what was typed, pasted or clicked."""

    async def _give(self, event: events.Event) -> None:
        taker = self.focused or self.screen
        self.prepare(event, taker)
        await super().on_event(event)
        if isinstance(event, events.Key | events.Paste):
            self.hold_keys()
            self._turn = asyncio.create_task(self._wait_for(taker))

    async def _wait_for(self, taker: DOMNode) -> None:
        """Wait until ``taker``, all around it and what has the keyboard then are done with what was given away."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST):
                for each in taker.ancestors_with_self:
                    await _until_done(each)
                for each in (self.focused or self.screen).ancestors_with_self:
                    await _until_done(each)
        self.call_later(self.release_keys)


async def _until_done(node: DOMNode) -> None:
    """Until it has had all that waits for it, or is taken away."""
    done = asyncio.Event()
    if node.call_later(done.set):
        while not done.is_set() and node.is_running:
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _LOOK)
