"""What a workspace keeps of its own: the store, and the history of what was done."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mcptui.store.files import DiskFiles, Files

if TYPE_CHECKING:
    from mcptui.changes.plan import Plan
    from mcptui.clients.known import Clients
    from mcptui.machine import Machine
    from mcptui.store.transaction import Record, Store


class Kept:
    """A machine, the door to its disk, and what mcptui keeps there."""

    def __init__(self, machine: Machine, files: Files | None = None) -> None:
        self.machine = machine
        self.files = files or DiskFiles()

    @property
    def clients(self) -> Clients:
        """The clients that are known on this machine now: the built-in ones, and those that its user added."""
        from mcptui.clients.added import read_clients

        return read_clients(self.machine, self.files)

    @cached_property
    def store(self) -> Store:
        from mcptui.store.transaction import Store

        return Store(self.machine.state, self.machine.clock, self.files)

    @property
    def has_history(self) -> bool:
        """Whether anything was ever written. A machine that is only looked at never imports the store.

        Raises ``Unreadable`` where that cannot be told: what cannot be looked into is not empty.
        """
        return bool(self.files.list_folder(self.machine.state / "backups"))

    def recover(self) -> tuple[Record, ...]:
        """Settle what a killed process left half done, and say what became of it."""
        return self.store.recover() if self.has_history else ()

    def history(self) -> tuple[Record, ...]:
        """All transactions, newest first."""
        return self.store.history() if self.has_history else ()

    def plan_back(self, record: Record, title: str = "") -> Plan:
        from mcptui.changes.undo import plan_undo, title_back

        return plan_undo(self.store, record, title or title_back(record), self.machine, self.clients)
