"""A screen that reads all files, and learns the rest about their entries behind that."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.message import Message

from mcptui.errors import McptuiError
from mcptui.model import Used, UseStatus
from mcptui.plain_text import counted
from mcptui.tui.background import begun, in_background, one_by_one
from mcptui.tui.learning import ActiveProfile, find_servers, gather_evidence, read_active_profile
from mcptui.tui.screens.reviewing import ReviewingScreen
from mcptui.tui.seen import Seen, load_domain
from mcptui.tui.session import Session
from mcptui.tui.underway import Underway
from mcptui.tui.widgets.waiting import PATIENCE

if TYPE_CHECKING:
    from mcptui.drift.servers import Servers
    from mcptui.inventory import Look
    from mcptui.lost.missing import Lost
    from mcptui.rows import Evidence
    from mcptui.store.footprint import Footprint

T = TypeVar("T")

_LONG = 1.5  # seconds after which it is told that transcripts are being looked through
_QUIETLY = 1.0  # seconds that may pass before it is said what is still being learned


class LookingScreen(ReviewingScreen):
    """Looks, and learns. What comes of it is shown by the screen that this is part of."""

    class Looked(Message):
        """All files were read."""

        def __init__(self, look: Look) -> None:
            super().__init__()
            self.look = look

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.looking: Underway | None = None
        self._behind: dict[str, Underway] = {}
        self.unlearned: set[str] = set()
        self.profiles_seen: Footprint | None = None

    @abstractmethod
    def show_seen(self, seen: Seen, gone: tuple[str, ...]) -> None:
        """Show what was read; ``gone`` are the selectors of staged entries that are not there any more."""

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

    async def look_first(self, patience: float) -> bool:
        """Show everything if it can be read in ``patience`` (seconds); False: it is shown when it is read."""
        underway = Underway("reading the files", stoppable=False)
        load_domain()
        seeing = await begun(self._seeing(underway), patience)
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
            self.looking = None
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

        self.looking = underway
        worker = in_background(self, "look", see, looked, refused)
        self.waiting.follow(underway, give_up, patience)

    def show_look(self, seen: Seen) -> None:
        """Show what was read, and learn the rest about it in the background."""
        self.show_seen(seen, self.session.take(seen))
        self.unlearned = {row.key for row in seen.rows}
        self.call_after_refresh(self.learn, seen)

    # --- learning

    def learn(self, seen: Seen) -> None:
        """What takes longer than reading the files follows when they are on the screen."""
        if self.session.seen is not seen:
            return
        self.post_message(self.Looked(seen.look))
        workspace = self.session.workspace
        self._learn_evidence(seen)
        self.learn_profile(seen)
        in_background(self, "drift", lambda: find_servers(workspace, seen), partial(self.show_servers, seen), self.tell)
        self._learn_use(seen)
        in_background(self, "lost", lambda: workspace.remember(seen.look), self.show_lost, self.tell, lasting=True)

    def _learn_evidence(self, seen: Seen) -> None:
        rows = [row for row in seen.rows if row.key in self.unlearned]
        self.unlearned = {row.key for row in rows}
        underway = Underway(f"learning about {counted(len(rows), 'server')}", stoppable=False)

        def steps() -> Iterator[dict[str, Evidence] | None]:
            yield from gather_evidence(self.session.workspace, seen, rows)
            yield None

        def learned(evidence: dict[str, Evidence] | None) -> None:
            if evidence is None:
                self.waiting.leave(underway)
                return
            self.unlearned -= evidence.keys()
            underway.doing = f"learning about {counted(len(rows), 'server')}, {len(self.unlearned):,} left"
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

    def learn_profile(self, seen: Seen) -> None:
        workspace = self.session.workspace

        def learned(found: tuple[Footprint, ActiveProfile | None]) -> None:
            self.profiles_seen, profile = found
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
