"""How the screen is left, and what becomes of the terminal then."""

from __future__ import annotations

import sys
from enum import Enum, auto

from rich.console import RenderableType
from textual import on
from textual.driver import Driver
from textual.worker import WorkerFailed

from mcptui.tui.in_turn import InTurnApp

_TERMINAL_LOOK = 1.0  # seconds
_TERMINAL_GONE = 129  # as if the signal had been sent


class Leave(Enum):
    """What is wanted when the screen closes."""

    QUIT = auto()
    DEMO = auto()


class TerminalApp(InTurnApp[Leave]):
    """Leaves the terminal as it was, whatever ends it, and ends with it."""

    def panic(self, *renderables: RenderableType) -> None:
        """Leave after a fault without a word of it: what is in it may be a secret, or act on the terminal."""
        super().panic()

    def _fatal_error(self) -> None:
        """Textual's own would show the values of variables, too; nothing public stands before it."""
        self.panic()

    @property
    def fault(self) -> BaseException | None:
        """What nobody expected and ended the screen. Textual tells it to nobody but its own tests."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    def get_driver_class(self) -> type[Driver]:
        found = super().get_driver_class()
        if found.__module__ != "textual.drivers.linux_driver":
            return found
        from mcptui.tui.borrowing import BorrowedTerminal

        return BorrowedTerminal

    @on(Driver.SignalResume)
    def _draw_anew(self) -> None:
        """Who comes back from the shell finds what it wrote, and Textual would send what is different alone."""
        self.refresh(layout=True)

    def leave_without_terminal(self) -> None:
        """A terminal that is gone sends a signal only to those whose session it leads; the others would wait for keys
        of nobody for ever, and Textual does so without a pause."""
        import select

        if not hasattr(select, "poll") or sys.__stdin__ is None:
            return
        terminal = select.poll()
        terminal.register(sys.__stdin__.fileno(), 0)

        def look() -> None:
            if terminal.poll(0):  # nothing is asked for, so only its end can be told
                self.exit(Leave.QUIT, _TERMINAL_GONE)

        self.set_interval(_TERMINAL_LOOK, look)
