"""The program: hands its arguments to the command line and turns whatever comes of them into a status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from io import BufferedWriter, TextIOWrapper

from mcptui.cli.output import note
from mcptui.errors import McptuiError
from mcptui.machine import Machine

_INTERRUPTED = 130
_PIPE_CLOSED = 141
_UNEXPECTED = 3
_SELDOM = 1000  # times as seldom as what is a little older; it is 10 else


def main(argv: Sequence[str] | None = None) -> int:
    """Run mcptui with ``argv`` (default: what this process was started with) and return its exit status.

    A refusal is one sentence on standard error and, where there is one, the next step below it; there
    is no traceback unless ``MCPTUI_DEBUG`` is set.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign must not stop the answer
    try:
        return _answer(sys.argv[1:] if argv is None else argv)
    except McptuiError as error:
        _tell(error.message, error.hint, error.difference)
        return error.status
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _close_broken()
        return _PIPE_CLOSED
    except Exception as error:
        if os.environ.get("MCPTUI_DEBUG"):
            raise
        # Its own words stay unsaid: they may hold a secret out of a configuration file.
        _tell(f"something unexpected happened: {type(error).__name__} {_where(error)}", "MCPTUI_DEBUG=1 shows more")
        return _UNEXPECTED


def _answer(argv: Sequence[str]) -> int:
    # A verb is done in a tenth of a second; looking for garbage meanwhile takes a twentieth of that.
    collects = gc.isenabled()
    gc.disable()
    try:
        # Imported here, so that an interrupt while it loads ends as quietly as one later.
        from mcptui.cli.verbs import run

        status = run(argv, _open_screen)
    except SystemExit as left:  # argparse leaves so when it has answered --help or --version
        status = int(left.code or 0)
    finally:
        if collects:
            gc.enable()
    if sys.stdout is not None:
        sys.stdout.flush()
    return status


def _open_screen(machine: Machine, *, everywhere: bool, demo: bool, color: bool) -> int:
    # The one place that knows both faces: neither of them imports the other.
    from mcptui.tui.scout import send_ahead

    scout = send_ahead(machine, everywhere=everywhere, demo=demo)
    try:
        from mcptui.tui.app import run
        from mcptui.tui.terminal import Terminal

        terminal = Terminal.of(os.environ, color=color)
        return run(machine, everywhere=everywhere, demo=demo, terminal=terminal, shown=collect_seldom, scout=scout)
    finally:
        if scout is not None:
            scout.dismiss()


def collect_seldom() -> None:
    """Look for garbage from now on: never in what was loaded for the first frame, for it stays as long as the screen,
    and seldom in all that is held. With ten thousand entries that takes a sixth of a second, in which no key is heard.
    """
    gc.freeze()
    young, older, _ = gc.get_threshold()
    gc.set_threshold(young, older, _SELDOM)
    gc.enable()


def _tell(message: str, hint: str, difference: str = "") -> None:
    try:
        note(f"mcptui: {message}", hint, difference)
    except BrokenPipeError:
        _close_broken()


def _where(error: Exception) -> str:
    """The innermost line of mcptui that took part."""
    place = "at the start"
    trace = error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("mcptui"):
            place = f"in {module}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _close_broken() -> None:
    """Close a pipe that nobody reads without writing what is left, so that leaving does not fail again."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            if isinstance(stream, TextIOWrapper) and isinstance(stream.buffer, BufferedWriter):
                stream.buffer.raw.close()


if __name__ == "__main__":
    sys.exit(main())
