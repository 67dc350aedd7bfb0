"""The user's editor: how it is told to open a file at a line, and the terminal given to it meanwhile."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from mcptui.errors import Refused
from mcptui.machine import Machine, System
from mcptui.model import Place

if TYPE_CHECKING:
    from textual.app import App

_PLUS = frozenset({"ee", "emacs", "emacsclient", "gvim", "joe", "kak", "mcedit", "micro", "nano", "nvim", "pico", "vi"})
_PLUS |= {"vim", "view", "vis"}
_COLON = frozenset({"hx", "helix", "subl", "zed"})
_GOTO = frozenset({"code", "codium", "cursor", "windsurf"})


def editor_command(machine: Machine, file: Path, line: int | None) -> list[str]:
    """``$VISUAL``, else ``$EDITOR``, else what the system has; the line where it is known how to say that."""
    fallback = "notepad" if machine.system is System.WINDOWS else "vi"
    told = machine.variable("VISUAL") or machine.variable("EDITOR") or fallback
    words = shlex.split(told, posix=machine.system is not System.WINDOWS)
    name = Path(words[0]).stem.lower()
    if line is None:
        return [*words, str(file)]
    if name in _PLUS:
        return [*words, f"+{line}", str(file)]
    if name in _COLON:
        return [*words, f"{file}:{line}"]
    if name in _GOTO:
        return [*words, "--wait", "--goto", f"{file}:{line}"]
    return [*words, str(file)]


def open_in_editor(app: App[object], machine: Machine, place: Place) -> None:
    """Give the terminal to the user's editor until it is left. Raises ``Refused`` where it cannot be had."""
    import subprocess

    from textual.app import SuspendNotSupported

    command = editor_command(machine, place.file, place.line)
    try:
        with app.suspend():
            subprocess.run(command, check=False)  # noqa: S603  # the user's own editor, asked for by the user
    except SuspendNotSupported:
        raise Refused("an editor cannot be opened from here") from None
    except OSError as error:
        told = f"{command[0]} could not be started: {error.strerror}"
        raise Refused(told, "set EDITOR to the editor that you use") from None
