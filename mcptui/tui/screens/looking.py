"""A screen that reads all files, again when they change, and learns the rest about their entries behind that."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from time import monotonic, thread_time
from typing import TYPE_CHECKING, TypeVar

from textual.message import Message

from mcptui.errors import McptuiError
from mcptui.model import Used, UseStatus
from mcptui.tui.background import apart, begun, in_background, one_by_one
from mcptui.tui.changed import Changed
from mcptui.tui.screens.acting import ActingScreen
from mcptui.tui.session import (
    ActiveProfile,
    Seen,
    Session,
    find_servers,
    gather_evidence,
    load_domain,
    read_active_profile,
)
from mcptui.tui.underway import Underway
from mcptui.tui.widgets.waiting import PATIENCE
from mcptui.tui.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from mcptui.drift.servers import Servers
    from mcptui.inventory import Look
    from mcptui.lost.missing import Lost
    from mcptui.rows import Evidence
    from mcptui.store.footprint import Footprint
    from mcptui.workspace import Workspace

T = TypeVar("T")

_LONG = 1.5  # seconds after which it is told that transcripts are being looked through
_QUIETLY = 1.0  # seconds that may pass before it is said what is still being learned

# Watching must not be felt. What took a second of a processor, or of waiting for a disk, is done again after so many.
_AFTER_GLANCES = 100
_AFTER_LOOKS = 10
_AFTER_WAITING = 4
_LONGEST_PAUSE = 10.0  # seconds
_TICK = 0.06  # seconds that a writer is given to come to the end of a file, several times
_MOST_TICKS = 3
_MOST_DOUBTS = 2  # looks after which it is believed that a file is broken, or empty, and not half written


class LookingScreen(ActingScreen):
    """Looks, and looks again. What comes of it is shown by the screen that this is part of."""

    class Looked(Message):
        """All files were read."""

        def __init__(self, look: Look) -> None:
            super().__init__()
            self.look = look

    def __init__(self, session: Session, patience: float) -> None:
        """``patience``: seconds that the screen may take until it shows what can be read by then."""
        super().__init__(session)
        self._patience = patience
        self._looking: Underway | None = None
        self._behind: dict[str, Underway] = {}
        self._unlearned: set[str] = set()
        self._profiles: Footprint | None = None

    @abstractmethod
    def show_seen(self, seen: Seen, gone: tuple[str, ...]) -> None:
        """Show what was read; ``gone`` are the selectors of staged entries that are not there any more."""

    @abstractmethod
    def show_changed(self, changed: Changed, gone: tuple[str, ...]) -> None:
        """Say what another program did; ``gone`` as in ``show_seen``."""

    @abstractmethod
    def show_evidence(self, evidence: dict[str, Evidence]) -> None:
        """Show what was learned of some entries."""

    @abstractmethod
    def show_use(self, used: Mapping[str, Used]) -> None:
        """Show whether these entries are used, by their ids."""

    @abstractmethod
    def show_profile(self, profile: ActiveProfile | None) -> None:
        """Show the project's profile."""

    @abstractmethod
    def show_servers(self, seen: Seen, servers: Servers) -> None:
        """Show which entries of what was seen are the same server."""

    @abstractmethod
    def show_lost(self, lost: tuple[Lost, ...]) -> None:
        """Show what clients lost."""

    async def look_first(self) -> bool:
        """Show everything if it can be read at once; False: it is shown when it is read."""
        underway = Underway("reading the files", stoppable=False)
        load_domain()
        seeing = await begun(self._seeing(underway), self._patience)
        if seeing.done() and seeing.exception() is None:
            self.show_look(seeing.result())
            return True
        self._read(underway, seeing.result, patience=0)
        return False

    def look_again(self) -> None:
        underway = Underway("reading the files", stoppable=self.session.seen is not None)
        self._read(underway, self._seeing(underway))

    def _seeing(self, underway: Underway) -> Callable[[], Seen]:
        """What reads all files, and tells how far it is."""
        workspace, everywhere, stoppable = self.session.workspace, self.session.everywhere, underway.stoppable

        def progress(asked: int, clients: int) -> None:
            underway.tell(f"reading the files of {asked + 1} of {counted(clients, 'client')}", stoppable=stoppable)

        return lambda: Seen.of(workspace, everywhere=everywhere, progress=progress)

    def _read(self, underway: Underway, see: Callable[[], Seen], patience: float = PATIENCE) -> None:
        def ended() -> None:
            self._looking = None
            self.waiting.leave(underway)

        def looked(seen: Seen) -> None:
            ended()
            self.show_look(seen)

        def refused(error: McptuiError) -> None:
            ended()
            self.tell(error)

        def give_up() -> None:
            """Stay with what was seen before, and where that was."""
            worker.cancel()
            ended()
            if self.session.seen is not None:
                self.session.everywhere = self.session.seen.everywhere

        self._looking = underway
        worker = in_background(self, "look", see, looked, refused)
        self.waiting.follow(underway, give_up, patience)

    def show_look(self, seen: Seen) -> None:
        """Show what was read, and learn the rest about it in the background."""
        self.show_seen(seen, self.session.take(seen))
        self._unlearned = {row.key for row in seen.rows}
        self.call_after_refresh(self._learn, seen)

    # --- learning

    def _learn(self, seen: Seen) -> None:
        """What takes longer than reading the files follows when they are on the screen."""
        if self.session.seen is not seen:
            return
        self.post_message(self.Looked(seen.look))
        workspace = self.session.workspace
        self._learn_evidence(seen)
        self._learn_profile(seen)
        in_background(self, "drift", lambda: find_servers(workspace, seen), partial(self.show_servers, seen), self.tell)
        self._learn_use(seen)
        in_background(self, "lost", lambda: workspace.remember(seen.look), self.show_lost, self.tell, lasting=True)

    def _learn_evidence(self, seen: Seen) -> None:
        rows = [row for row in seen.rows if row.key in self._unlearned]
        self._unlearned = {row.key for row in rows}
        underway = Underway(f"learning about {counted(len(rows), 'server')}", stoppable=False)

        def steps() -> Iterator[dict[str, Evidence] | None]:
            yield from gather_evidence(self.session.workspace, seen, rows)
            yield None

        def learned(evidence: dict[str, Evidence] | None) -> None:
            if evidence is None:
                self.waiting.leave(underway)
                return
            self._unlearned -= evidence.keys()
            underway.doing = f"learning about {counted(len(rows), 'server')}, {len(self._unlearned):,} left"
            self.show_evidence(evidence)

        one_by_one(self, "evidence", steps, learned, self._ended_by_refusal(underway))
        self._follow_behind("evidence", underway, lambda: None, _QUIETLY)

    def _follow_behind(self, kind: str, underway: Underway, stop: Callable[[], None], patience: float) -> None:
        """Tell of what is learned now, and no longer of what newer work of the same kind has replaced."""
        if (replaced := self._behind.get(kind)) is not None:
            self.waiting.leave(replaced)
        self._behind[kind] = underway
        self.waiting.follow(underway, stop, patience, behind=True)

    def _ended_by_refusal(self, underway: Underway) -> Callable[[McptuiError], None]:
        def refused(error: McptuiError) -> None:
            self.waiting.leave(underway)
            self.tell(error)

        return refused

    def _learn_profile(self, seen: Seen) -> None:
        workspace = self.session.workspace

        def learned(found: tuple[Footprint, ActiveProfile | None]) -> None:
            self._profiles, profile = found
            self.show_profile(profile)

        def read() -> tuple[Footprint, ActiveProfile | None]:
            return workspace.profiles_footprint(), read_active_profile(workspace, seen.look)

        in_background(self, "profile", read, learned, self.tell)

    def _learn_use(self, seen: Seen) -> None:
        """Look through the transcripts. There may be many: then it is told how far that is, and can be given up."""
        underway = Underway("looking through transcripts")

        def steps() -> Iterator[Mapping[str, Used] | None]:
            for (done, total), used in self.session.workspace.use(seen.look):
                if total:
                    underway.tell(f"looking through transcripts, {100 * done // total} % of {total / 1e6:,.0f} MB")
                # What nobody knows yet may be known in a moment.
                last = done == total
                yield {key: each for key, each in (used or {}).items() if last or each.status is not UseStatus.UNKNOWN}
            yield None

        def told(used: Mapping[str, Used] | None) -> None:
            if used is None:
                self.waiting.leave(underway)
            else:
                self.show_use(used)

        def give_up() -> None:
            worker.cancel()
            self.waiting.leave(underway)

        worker = one_by_one(self, "use", steps, told, self._ended_by_refusal(underway))
        self._follow_behind("use", underway, give_up, _LONG)

    # --- watching

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
            glance = partial(_glance, seen.look.footprint, self._profiles)
            (paths, of_profiles), rest = await apart(_timed, glance, _AFTER_GLANCES)
            pause = max(every, rest)
            if of_profiles:
                self._learn_profile(seen)
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
        return shown and self.is_current and not self.busy and self._looking is None

    def _follow(self, seen: Seen, now: Seen, changed: Changed) -> None:
        """Show what is different now, and learn about that alone."""
        if now.shows_the_same_as(seen):
            self.session.keep(now)
            return
        known = {id(row) for row in seen.rows}
        self._unlearned |= {row.key for row in now.rows if id(row) not in known}
        gone = self.session.take(now)
        self.show_seen(now, ())
        if changed:
            self.show_changed(changed, gone)
        self.call_after_refresh(self._learn, now)


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
