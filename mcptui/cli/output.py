"""Where answers go. Every string passes one door on its way to the terminal, ours and foreign ones alike."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from enum import StrEnum

from mcptui.plain_text import cells, visible

_DEFAULT_WIDTH = 80
# Whole pairs and other escapes are stepped over, so that what is left is half a pair.
_HALF_PAIR = r"(\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\[^u])|\\ud[89a-f][0-9a-f]{2}"
_TAB = 4


class Ink(StrEnum):
    """A colour, as the number that a terminal knows it by."""

    PLAIN = ""
    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    CYAN = "36"


Inked = tuple[str, Ink]


class Output:
    """Standard output and standard error. ``width`` is None where nothing has to fit a terminal."""

    def __init__(self, *, color: bool, width: int | None, interactive: bool) -> None:
        self._color = color
        self.width = width
        self.interactive = interactive

    @classmethod
    def of_process(cls, environment: Mapping[str, str], *, color: bool) -> Output:
        """The output of this process; ``color`` is whether the user lets it have colours."""
        shown = _is_terminal(sys.stdout)
        plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
        return cls(
            color=color and shown and not plain,
            width=terminal_width() if shown else None,
            interactive=shown and _is_terminal(sys.stdin),
        )

    def line(self, *pieces: str | Inked) -> None:
        """One line, whatever the pieces hold."""
        print("".join(self._inked(piece) for piece in pieces).rstrip())

    def diff(self, text: str) -> None:
        """A unified diff."""
        for line in text.split("\n"):
            self.line((line.expandtabs(_TAB), _diff_ink(line)))

    def json(self, value: object) -> None:
        """``value`` as JSON. It is pure ASCII, so nothing in it can act on a terminal.

        Half a pair of UTF-16, as a hostile name may hold, stops strict readers: U+FFFD is told for it.
        """
        text = json.dumps(value, indent=2)
        print(re.sub(_HALF_PAIR, lambda found: found[1] or "\\ufffd", text) if "\\ud" in text else text)

    def ask(self, question: str) -> bool:
        """Ask on the terminal; anything but yes is no."""
        print(f"{visible(question)} [y/N] ", end="", flush=True)
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    def _inked(self, piece: str | Inked) -> str:
        text, ink = (piece, Ink.PLAIN) if isinstance(piece, str) else piece
        text = visible(text)
        return f"\x1b[{ink.value}m{text}\x1b[0m" if self._color and ink is not Ink.PLAIN and text else text


def note(sentence: str, hint: str = "", difference: str = "") -> None:
    """A sentence beside the answer, on standard error, and below it a diff and what to do about it."""
    print(visible(sentence), file=sys.stderr)
    for line in difference.split("\n") if difference else ():
        print(f"  {visible(line.expandtabs(_TAB))}".rstrip(), file=sys.stderr)
    if hint:
        print(f"  {visible(hint)}", file=sys.stderr)


def terminal_width() -> int:
    """Columns of the terminal: what ``COLUMNS`` says, else what the system says, else 80."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or _DEFAULT_WIDTH
    except (OSError, ValueError):
        return _DEFAULT_WIDTH


def padded(text: str, width: int) -> str:
    """``text``, which is visible, with blanks up to ``width`` columns."""
    return text + " " * (width - cells(text))


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return stream is not None and callable(isatty) and bool(isatty())


def _diff_ink(line: str) -> Ink:
    if line.startswith(("+++", "---")):
        return Ink.BOLD
    if line.startswith("@@"):
        return Ink.CYAN
    if line.startswith("+"):
        return Ink.GREEN
    return Ink.RED if line.startswith("-") else Ink.PLAIN
