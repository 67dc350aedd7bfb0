"""A second process that looks at the files on another processor while this one loads what draws the screen.

What it hands over is shown in the first frame and is no truth: the look that every act works on is made here, behind
that frame. Where there is no scout, or none that answers, that look comes first.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from threading import Lock, active_count
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from mcptui.machine import Machine
    from mcptui.tui.glimpse import Glimpse

_LONGEST: Final = 5
"""Seconds after which the system ends a scout that nobody ended, for one whose screen was killed."""

_FORKING: Final = ("linux", "darwin")
_ENDING: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE")


class Scout:
    """A process that was sent ahead. It is always asked for its report, or dismissed, so that it does not stay."""

    def __init__(self, pid: int, pipe: int) -> None:
        """``pipe`` is the end that is read from; it is closed with the report."""
        self.pid = pid
        self._pipe = pipe
        self._ended = False
        self._ending = Lock()

    def report(self) -> Glimpse:
        """What it saw. Waits for that, so it is not for the event loop. Raises ``Unreadable`` where it saw nothing."""
        from mcptui.tui.glimpse import Glimpse

        try:
            with os.fdopen(self._pipe, "rb") as pipe:
                told = pipe.read()
        finally:
            self._end()
        return Glimpse.read(told)

    def dismiss(self) -> None:
        """Have it work no longer. Who waits for its report is told that there is none."""
        with self._ending, suppress(ProcessLookupError):
            if not self._ended:
                os.kill(self.pid, signal.SIGKILL)

    def _end(self) -> None:
        """Until it is waited for nobody else has its number."""
        self.dismiss()
        with self._ending, suppress(ChildProcessError):
            if not self._ended:
                self._ended = True
                os.waitpid(self.pid, 0)


def send_ahead(machine: Machine, *, everywhere: bool, demo: bool) -> Scout | None:
    """Have a copy of this process look; None where that is not safe: it would inherit the locks of other threads."""
    if sys.platform not in _FORKING or active_count() > 1:
        return None
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if pid == 0:
        os.close(reading)
        _look(machine, writing, everywhere=everywhere, demo=demo)
    os.close(writing)
    return Scout(pid, reading)


def _look(machine: Machine, pipe: int, *, everywhere: bool, demo: bool) -> NoReturn:
    """What the copy does. It ends at the first signal, nothing is tidied up behind it, and of the terminal it has but
    the size.
    """
    try:
        for name in _ENDING:
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        signal.alarm(_LONGEST)
        from mcptui.tui.terminal import terminal_size

        width, height = terminal_size()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        from mcptui.tui.glimpse import Glimpse
        from mcptui.tui.seen import Seen
        from mcptui.tui.session import Session
        from mcptui.tui.settings import read_settings
        from mcptui.workspace import Workspace

        workspace = Workspace(machine)
        session = Session(workspace, everywhere, demo, read_settings(machine, workspace.files))
        session.seen = Seen.from_look(workspace.look(everywhere=everywhere), everywhere=everywhere)
        glimpse = Glimpse.of(session, width, height)
        if glimpse is not None:
            with os.fdopen(pipe, "wb") as out:
                out.write(glimpse.told())
    finally:
        os._exit(0)
