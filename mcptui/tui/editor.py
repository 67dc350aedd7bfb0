"""The user's editor: how it is told to open a file at a line, and the terminal given to it meanwhile."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from mcptui.errors import Refused
from mcptui.machine import Machine, System
from mcptui.model import Place
from mcptui.tui.text import safe_text

if TYPE_CHECKING:
    from textual.app import App

_PLUS = frozenset({"ee", "emacs", "emacsclient", "gvim", "joe", "kak", "mcedit", "micro", "nano", "nvim", "pico", "vi"})
_PLUS |= {"vim", "view", "vis"}
_COLON = frozenset({"hx", "helix", "subl", "zed"})
_GOTO = frozenset({"code", "codium", "cursor", "windsurf"})
_WAITS = dict.fromkeys(("subl", "zed", *_GOTO), ("--wait", "-w")) | {"gvim": ("--nofork", "-f")}
"""Editors that come back at once, with the options by which they do not."""


def editor_command(machine: Machine, file: Path, line: int | None) -> list[str]:
    """``$VISUAL``, else ``$EDITOR``, else what the system has; the line where it is known how to say that.

    Raises ``Refused`` when the variable is no command line.
    """
    words = _told(machine)
    name = Path(words[0]).stem.lower()
    waits = _WAITS.get(name, ())
    if waits and not set(waits) & set(words):
        words = [*words, waits[0]]
    if line is None:
        return [*words, str(file)]
    if name in _PLUS:
        return [*words, f"+{line}", str(file)]
    if name in _COLON:
        return [*words, f"{file}:{line}"]
    if name in _GOTO:
        return [*words, "--goto", f"{file}:{line}"]
    return [*words, str(file)]


def open_in_editor(app: App[object], machine: Machine, place: Place) -> None:
    """Open the file, and come back when the editor is closed.

    Raises ``Refused`` when that is not possible, or the editor says that it failed.
    """
    import subprocess

    from textual.app import SuspendNotSupported

    command = editor_command(machine, place.file, place.line)
    editor = safe_text(Path(command[0]).name, 40)
    try:
        with app.suspend():
            done = subprocess.run(command, check=False)  # noqa: S603  # the user's own editor, asked for by the user
    except SuspendNotSupported:
        raise Refused("an editor cannot be opened from here") from None
    except OSError as error:
        hint = "set EDITOR to the editor that you use"
        raise Refused(f"{editor} could not be started: {error.strerror}", hint) from None
    if done.returncode:
        raise Refused(f"{editor} ended with status {done.returncode}", "see what stands in the file now")


def _told(machine: Machine) -> list[str]:
    fallback = "notepad" if machine.system is System.WINDOWS else "vi"
    name = next((each for each in ("VISUAL", "EDITOR") if (machine.variable(each) or "").strip()), None)
    told = fallback if name is None else machine.variable(name) or fallback
    try:
        words = shlex.split(told, posix=machine.system is not System.WINDOWS)
    except ValueError:
        words = []
    if not words:
        raise Refused(f"{name} is no command line", "mend its quotes")
    return [word.strip('"') for word in words] if machine.system is System.WINDOWS else words
