"""How the user's editor is told to open a file at a line."""

from __future__ import annotations

import shlex
from pathlib import Path

from mcptui.machine import Machine, System

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
