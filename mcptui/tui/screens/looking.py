"""A screen that reads all files, and learns the rest about their entries when they are on the screen."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from mcptui.errors import McptuiError
from mcptui.inventory import Look
from mcptui.rows import Evidence
from mcptui.tui.background import begun, in_background, one_by_one
from mcptui.tui.screens.acting import ActingScreen
from mcptui.tui.session import ActiveProfile, Seen, find_servers, gather_evidence, read_active_profile
from mcptui.tui.underway import Underway
from mcptui.tui.widgets.waiting import PATIENCE
from mcptui.tui.words import counted

if TYPE_CHECKING:
    from mcptui.drift.servers import Servers
    from mcptui.lost.missing import Lost

_AT_ONCE = 0.15  # seconds that an empty screen may stay: what is read by then needs no frame before it


class LookingScreen(ActingScreen):
    """Looks, and looks again. What comes of it is shown by the screen that this is part of."""

    class Looked(Message):
        """All files were read."""

        def __init__(self, look: Look) -> None:
            super().__init__()
            self.look = look

    @abstractmethod
    def show_seen(self, seen: Seen, gone: tuple[str, ...]) -> None:
        """Show what was read; ``gone`` are the selectors of staged entries that are not there any more."""

    @abstractmethod
    def show_evidence(self, evidence: dict[str, Evidence]) -> None:
        """Show what was learned of some entries."""

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
        seeing = await begun(self._seeing(underway), _AT_ONCE)
        if seeing.done() and seeing.exception() is None:
            self.show_look(seeing.result())
            return True
        self._follow(underway, seeing.result, patience=0)
        return False

    def look_again(self) -> None:
        underway = Underway("reading the files", stoppable=self.session.seen is not None)
        self._follow(underway, self._seeing(underway))

    def _seeing(self, underway: Underway) -> Callable[[], Seen]:
        """What reads all files, and tells how far it is."""
        workspace, everywhere, stoppable = self.session.workspace, self.session.everywhere, underway.stoppable

        def progress(asked: int, clients: int) -> None:
            underway.tell(f"reading the files of {asked + 1} of {counted(clients, 'client')}", stoppable=stoppable)

        return lambda: Seen.of(workspace, everywhere=everywhere, progress=progress)

    def _follow(self, underway: Underway, see: Callable[[], Seen], patience: float = PATIENCE) -> None:
        def looked(seen: Seen) -> None:
            self.waiting.leave(underway)
            self.show_look(seen)

        def refused(error: McptuiError) -> None:
            self.waiting.leave(underway)
            self.refused(error)

        def give_up() -> None:
            """Stay with what was seen before, and where that was."""
            worker.cancel()
            self.waiting.leave(underway)
            if self.session.seen is not None:
                self.session.everywhere = self.session.seen.everywhere

        worker = in_background(self, "look", see, looked, refused)
        self.waiting.follow(underway, give_up, patience)

    def show_look(self, seen: Seen) -> None:
        """Show what was read, and learn the rest about it in the background."""
        self.show_seen(seen, self.session.take(seen))
        self.call_after_refresh(self._learn, seen)

    def _learn(self, seen: Seen) -> None:
        """What takes longer than reading the files follows when they are on the screen."""
        if self.session.seen is not seen:
            return
        self.post_message(self.Looked(seen.look))
        workspace = self.session.workspace
        one_by_one(self, "evidence", lambda: gather_evidence(workspace, seen), self.show_evidence, self.refused)
        in_background(
            self, "profile", lambda: read_active_profile(workspace, seen.look), self.show_profile, self.refused
        )
        in_background(
            self, "drift", lambda: find_servers(workspace, seen), partial(self.show_servers, seen), self.refused
        )
        in_background(self, "lost", lambda: workspace.remember(seen.look), self.show_lost, self.refused, lasting=True)
