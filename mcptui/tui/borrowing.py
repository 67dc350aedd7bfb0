"""The terminal is borrowed: whatever signals come, and in whatever order, it is given back as it was."""

from __future__ import annotations

import os
import signal
from typing import Final

from mcptui.tui.keyboard import AnyKeyboard
from mcptui.tui.leaving import Leave
from mcptui.tui.terminal import terminal_size

_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


class BorrowedTerminal(AnyKeyboard):
    """Is taken and given back by turns, never twice in a row.

    Textual's own gives it back in the handler of a signal, which may interrupt the taking of it, and takes it at every
    ``SIGCONT``, also where it was never given back: then it takes for the user's what it has made of it itself.
    """

    def start_application_mode(self) -> None:
        before = self.attrs_before
        for number in _ENDING:  # they count from before anything is changed
            self._loop.add_signal_handler(number, self._app.exit, Leave.QUIT, 128 + number)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's has no types
        if before is not None:  # an editor that was killed leaves it as no user wants it
            self.attrs_before = before

    def _get_terminal_size(self) -> tuple[int, int]:
        return terminal_size()

    def close(self) -> None:
        super().close()
        self._writer_thread = None

    def write(self, data: str) -> None:
        """Tell the terminal, as long as it is taken: all is drawn anew when it is taken again."""
        if self._taken:
            super().write(data)

    @property
    def _taken(self) -> bool:
        return self._writer_thread is not None

    def _sigtstp_application(self, *_: object) -> None:
        if self._auto_restart and self._taken:
            self._loop.call_soon_threadsafe(self._leave_to_shell)
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _leave_to_shell(self) -> None:
        if self._taken:
            self._must_signal_resume = True
            self.suspend_application_mode()
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        if self._auto_restart and (self._taken or self._must_signal_resume):
            self._loop.call_soon_threadsafe(self._take_anew)

    def _take_anew(self) -> None:
        """Whoever stopped the program without asking may have used the terminal meanwhile."""
        if self._taken:
            self._must_signal_resume = True
            self.suspend_application_mode()
        self.resume_application_mode()
