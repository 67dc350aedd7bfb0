"""The user's editor: how it is told to open a file at a line, and to keep the terminal until it is closed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mcptui.errors import Refused
from mcptui.machine import Machine, System
from mcptui.plain_text import visible

_PLUS: Final = frozenset(
    "ee emacs emacsclient gvim joe kak mcedit micro nano nvim pico vi view vim vis".split()  # noqa: SIM905  # as a list it is a page
)
_COLON: Final = frozenset({"hx", "helix", "subl", "zed"})
_GOTO: Final = frozenset({"code", "codium", "cursor", "windsurf"})
_WAITS: Final = dict.fromkeys(("subl", "zed", *_GOTO), ("--wait", "-w")) | {"gvim": ("--nofork", "-f")}
"""Editors that come back at once, with the options by which they do not."""

_LONGEST_NAME: Final = 40


def editor_command(machine: Machine, file: Path, line: int | None = None) -> list[str]:
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


def run_editor(command: Sequence[str]) -> None:
    """Give the terminal to the editor, and come back when it is closed.

    Raises ``Refused`` when it cannot be started, or says that it failed.
    """
    import subprocess

    name = visible(Path(command[0]).name, _LONGEST_NAME)
    try:
        done = subprocess.run(command, check=False)  # noqa: S603  # the user's own editor, asked for by the user
    except OSError as error:
        hint = "set EDITOR to the editor that you use"
        raise Refused(f"{name} could not be started: {error.strerror}", hint) from None
    if done.returncode:
        raise Refused(f"{name} ended with status {done.returncode}", "see what stands in the file now")


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
