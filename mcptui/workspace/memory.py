"""What was there once and is gone, and whatever else could be wrong."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mcptui.errors import McptuiError, Unreadable
from mcptui.workspace.acts import Acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcptui.changes.plan import Plan
    from mcptui.doctor.report import Report
    from mcptui.inventory import Look
    from mcptui.lost.memory import Seen
    from mcptui.lost.memory_file import Remembered
    from mcptui.lost.missing import Lost
    from mcptui.lost.own import OwnRemovals


class Memory(Acts):
    """Remembers the names of what was seen, and finds what was lost."""

    def remember(self, at: Look, *, keep: bool = True) -> tuple[Lost, ...]:
        """Note what a look saw, and return what is gone of that which was seen earlier.

        That it cannot be noted, on a read-only disk for one, is no reason to stop: ``examine`` says so.
        Without ``keep`` it is only worked out, and nothing is noted.
        """
        memory = self._note(at, keep=keep).memory
        if all(seen.gone is None for seen in memory.entries.values()):
            return ()
        from mcptui.lost.missing import lost_in

        return lost_in(memory, at.site.clients)

    def forget(self, lost: Sequence[Lost]) -> None:
        """Speak of these no more. Raises ``Refused`` where that cannot be noted."""
        from mcptui.lost.memory_file import PATIENCE, update_memory

        spots = frozenset(each.seen.spot for each in lost)
        update_memory(self.machine, self.files, lambda memory: memory.without(spots), wait=PATIENCE)

    def with_copies(self, lost: Sequence[Lost], at: Look) -> tuple[Lost, ...]:
        """The lost entries, each with the best copy of it."""
        from mcptui.lost.copies import Copies
        from mcptui.lost.memory_file import read_memory

        key = read_memory(self.machine, self.files).memory.key
        return Copies(self.store, self.files, at.site).find(lost, key)

    def plan_put_back(self, lost: Sequence[Lost], at: Look) -> Plan:
        """What puts lost entries back from the newest copy that has them."""
        from mcptui.lost.put_back import plan_put_back

        return plan_put_back(at, self.with_copies(lost, at), self.store, self.files)

    def examine(self, *, keep: bool = True) -> Report:
        """Look into everything that could be wrong: with the clients' files, and with what mcptui keeps.

        What is seen by the way is remembered, if it is to be kept.
        """
        from mcptui.doctor.report import examine

        try:
            settled, open_ = self.recover(), None
        except McptuiError as error:
            settled, open_ = (), error
        at = self.look(everywhere=True)
        return examine(at, self._note(at, keep=keep), self.store, self.files, settled, open_)

    def _note(self, at: Look, *, keep: bool) -> Remembered:
        from mcptui.lost.memory_file import note_look

        @cache
        def own() -> OwnRemovals | None:
            try:
                if not self.has_history:
                    return None
            except Unreadable:
                return None  # better to call lost what mcptui took out than to forget what is lost
            from mcptui.lost.own import OwnRemovals

            return OwnRemovals(self.machine, self.store, self.files)

        def took(seen: Seen) -> bool:
            removals = own()
            return removals is not None and removals.took(seen)

        return note_look(at, self.files, took, keep=keep)
