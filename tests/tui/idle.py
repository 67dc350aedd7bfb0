"""When the screen has nothing left to do, asked of the event loop.

Textual's own ``wait_for_idle`` guesses it from how busy the processor was for the last 20 ms, three times for each key:
that takes long, and on a machine that is busy with other things it is over before the screen has begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol, cast
from unittest.mock import patch

import textual.app
import textual.pilot
from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.timer import Timer

_SOON = 0.05  # seconds; a timer that takes longer is not waited for
_LOOK = 0.002  # seconds between two looks whether such a timer has come to its end
_AT_MOST = 15.0  # seconds: what has work for ever never becomes idle
_NOW_AND_THEN = 0.01  # seconds
_PATIENCE = 60.0  # seconds


class _Loop(Protocol):
    """What every event loop of the standard library has: that which it is about to do."""

    _ready: Collection[object]


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = _AT_MOST) -> None:
    """Wait until nothing is under way on the event loop, all is drawn, and no timer ends soon; threads are not asked.

    It takes the place of Textual's function of this name where that is ``waited_for``.
    """
    loop, app = asyncio.get_running_loop(), active_app.get()
    until = loop.time() + max_sleep
    await asyncio.sleep(min_sleep)
    while loop.time() < until:
        await asyncio.sleep(0)
        if cast(_Loop, loop)._ready:
            continue
        if any(_ends_soon(timer) for pump in (app, *app._registry) for timer in tuple(pump._timers)):
            await asyncio.sleep(_LOOK)
        elif not _draw(app):
            return


@contextmanager
def waited_for() -> Iterator[None]:
    """Have Textual wait for this, and not for its own idea of it."""
    with ExitStack() as both:
        for module in (textual.app, textual.pilot):
            both.enter_context(patch.object(module, "wait_for_idle", wait_for_idle))
        yield


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until nothing works in the background any more but the watching of files, and what it gave is shown."""
    await pilot.pause()
    while not all(worker.is_finished or worker.group == "watch" for worker in pilot.app.workers):
        await asyncio.sleep(_LOOK)
        await wait_for_idle()


async def until(pilot: Pilot[Any], true: Callable[[], object]) -> bool:
    """Wait for something that happens by itself, and tell whether it did in a time that is enough on any machine."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE
    while not (done := bool(true())) and loop.time() < end:
        await pilot.pause(_NOW_AND_THEN)
    return done


def _draw(app: App[Any]) -> bool:
    """Whether anything was to be drawn."""
    screens: tuple[Screen[Any], ...] = (app.screen, *app._background_screens)
    waiting = list(filter(_has_changed, screens))
    for screen in waiting:
        screen._on_timer_update()
    return bool(waiting)


def _has_changed(screen: Screen[Any]) -> bool:
    return screen._update_timer._active.is_set()


def _ends_soon(timer: Timer) -> bool:
    """What comes again and again is not waited for."""
    running = timer._task is not None and not timer._task.done() and timer._active.is_set()
    return running and timer._repeat == 0 and timer._interval <= _SOON
