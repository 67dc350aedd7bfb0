"""The terminal, given to the user's editor for as long as it is open."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcptui.editor import editor_command, run_editor
from mcptui.errors import Refused
from mcptui.machine import Machine
from mcptui.model import Place

if TYPE_CHECKING:
    from textual.app import App


def open_in_editor(app: App[object], machine: Machine, place: Place) -> None:
    """Open the file, and come back when the editor is closed.

    Raises ``Refused`` when that is not possible, or the editor says that it failed.
    """
    from textual.app import SuspendNotSupported

    command = editor_command(machine, place.file, place.line)
    refusal: Refused | None = None
    try:
        with app.suspend(), _deaf_to_keys():
            try:
                run_editor(command)
            except Refused as error:  # past what suspends it, the screen would not come back
                refusal = error
    except SuspendNotSupported:
        raise Refused("an editor cannot be opened from here") from None
    if refusal is not None:
        raise refusal


@contextmanager
def _deaf_to_keys() -> Iterator[None]:
    """A key that interrupts the editor interrupts all that have the terminal. Unlike one that is ignored, a signal
    that is heard is as usual for the editor."""
    before = {
        number: signal.signal(number, lambda *_: None)
        for name in ("SIGINT", "SIGQUIT")
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
