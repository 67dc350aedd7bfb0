"""A screen that looks again when another program changed a file."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic, thread_time
from typing import TYPE_CHECKING, TypeVar

from mcptui.tui.background import apart
from mcptui.tui.changed import Changed
from mcptui.tui.screens.looking import LookingScreen
from mcptui.tui.seen import Seen

if TYPE_CHECKING:
    from pathlib import Path

    from mcptui.store.footprint import Footprint
    from mcptui.workspace import Workspace

T = TypeVar("T")

# Watching must not be felt. What took a second of a processor, or of waiting for a disk, is done again after so many.
_AFTER_GLANCES = 100
_AFTER_LOOKS = 10
_AFTER_WAITING = 4
_LONGEST_PAUSE = 10.0  # seconds
_TICK = 0.06  # seconds that a writer is given to come to the end of a file, several times
_MOST_TICKS = 3
_MOST_DOUBTS = 2  # looks after which it is believed that a file is broken, or empty, and not half written


class FollowingScreen(LookingScreen):
    """Follows the files. What is different is shown by the screen that this is part of."""

    @abstractmethod
    def show_changed(self, changed: Changed, gone: tuple[str, ...]) -> None:
        """Say what another program did; ``gone`` as in ``show_seen``."""

    def follow_files(self, every: float) -> None:
        """Follow what other programs do from now on, with ``every`` so many seconds a glance at the files."""
        self.run_worker(self._follow_files(every), group="watch")

    async def _follow_files(self, every: float) -> None:
        pause, doubts = every, 0
        while True:
            await asyncio.sleep(pause)
            pause, seen = every, self.session.seen
            if seen is None or not self._may_follow(seen):
                continue
            glance = partial(_glance, seen.look.footprint, self.profiles_seen)
            (paths, of_profiles), rest = await apart(_timed, glance, _AFTER_GLANCES)
            pause = max(every, rest)
            if of_profiles:
                self.learn_profile(seen)
            if not paths:
                continue
            await _until_written(seen.look.footprint, paths)
            again = partial(_look_again, self.session.workspace, seen, paths)
            (now, changed), rest = await apart(_timed, again, _AFTER_LOOKS)
            pause = max(every, rest)
            if self._may_follow(seen):
                doubts = doubts + 1 if changed.doubtful else 0
                if doubts in (0, _MOST_DOUBTS):
                    self._follow(seen, now, changed)
                    doubts = 0

    def _may_follow(self, seen: Seen) -> bool:
        """Whether this is what is shown and nothing is under way that began with it.

        What is asked on another screen is asked about what was seen: that one follows when it is closed.
        """
        session = self.session
        shown = session.seen is seen and session.everywhere == seen.everywhere
        return shown and self.is_current and not self.busy and self.looking is None

    def _follow(self, seen: Seen, now: Seen, changed: Changed) -> None:
        """Show what is different now, and learn about that alone."""
        if now.shows_the_same_as(seen):
            self.session.keep(now)
            return
        known = {id(row) for row in seen.rows}
        self.unlearned |= {row.key for row in now.rows if id(row) not in known}
        gone = self.session.take(now)
        self.show_seen(now, ())
        if changed:
            self.show_changed(changed, gone)
        self.call_after_refresh(self.learn, now)


def _glance(footprint: Footprint | None, profiles: Footprint | None) -> tuple[tuple[Path, ...], bool]:
    """Where something is different, and whether something is with the profiles."""
    paths = () if footprint is None else footprint.changes()
    return paths, profiles is not None and bool(profiles.changes())


def _look_again(workspace: Workspace, seen: Seen, paths: Iterable[Path]) -> tuple[Seen, Changed]:
    """What is there now, and what is different."""
    now = seen.again(workspace)
    return now, Changed.between(seen, now, paths)


async def _until_written(footprint: Footprint | None, paths: Iterable[Path]) -> None:
    """Wait a little as long as somebody is writing there."""
    for _ in range(_MOST_TICKS):
        if footprint is None or not await apart(footprint.is_fresh, paths):
            return
        await asyncio.sleep(_TICK)


def _timed(make: Callable[[], T], after: int) -> tuple[T, float]:
    """What ``make`` gives, and for how many seconds it should not be made again: ``after`` each of a processor."""
    began, worked = monotonic(), thread_time()
    made = make()
    rest = max(after * (thread_time() - worked), _AFTER_WAITING * (monotonic() - began))
    return made, min(rest, _LONGEST_PAUSE)
