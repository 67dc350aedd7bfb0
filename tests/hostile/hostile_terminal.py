"""The screen on a real pseudo-terminal, and all that arrives there taken apart."""

from __future__ import annotations

import base64
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
_ANSWER: Final = 1.0  # seconds that a key may take to show anything
_QUIET: Final = 0.12  # seconds without a byte: what a key began is shown
_PATIENCE: Final = 60
_SEQUENCE: Final = re.compile(
    r"""
      \x1b\[ (?P<csi> [0-?]* [\x20-/]* [@-~])
    | \x1b\] (?P<osc> [^\x07\x1b]*) (?:\x07|\x1b\\)
    | \x1b(?P<string> [PX^_]) [^\x1b]* \x1b\\
    | \x1b(?P<other> [\x20-/]* [0-~])
    """,
    re.VERBOSE,
)


class Screen:
    """``mcptui`` on a terminal; ``told`` is every byte that it sent."""

    def __init__(self, home: Path, project: Path, *, size: tuple[int, int] = (120, 36), **variables: str) -> None:
        self.told = b""
        self._ours, theirs = pty.openpty()
        columns, rows = size
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mcptui", "--home", str(home), "--project", str(project)],
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "EDITOR": "true", **variables},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        select.select([self._ours], [], [], _PATIENCE)
        self.settle()

    def type(self, *keys: str) -> None:
        """Press the keys one after the other, each when the one before has taken effect."""
        for key in keys:
            os.write(self._ours, key.encode("utf-8", "replace"))
            select.select([self._ours], [], [], _ANSWER)
            self.settle()

    def wait_for(self, text: str) -> None:
        """Read until this was shown."""
        end = monotonic() + _PATIENCE
        while text not in _SEQUENCE.sub("", self.told.decode("utf-8", "replace")):
            shown = select.select([self._ours], [], [], _PATIENCE)[0] and self._read()
            assert shown, f"{text!r} was not shown"
            assert monotonic() < end, f"{text!r} was not shown"

    def settle(self) -> None:
        """Read until nothing more comes."""
        for _ in range(int(_PATIENCE / _QUIET)):
            if not select.select([self._ours], [], [], _QUIET)[0] or not self._read():
                return

    def close(self) -> int:
        """Leave as a user does, and give the exit status."""
        self.type("q", "q")
        end = monotonic() + _PATIENCE
        while select.select([self._ours], [], [], _PATIENCE)[0] and self._read():
            assert monotonic() < end, f"it does not end: {self.told[-2_000:]!r}"
        os.close(self._ours)
        return self._process.wait(timeout=_PATIENCE)

    def hang_up(self) -> int:
        """Take the terminal away, without a word to whoever runs on it, and give the exit status."""
        os.close(self._ours)
        return self._process.wait(timeout=_PATIENCE)

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _read(self) -> bytes:
        try:
            piece = os.read(self._ours, 1 << 20)
        except OSError:  # Linux says so when the other side is closed
            return b""
        self.told += piece
        return piece


class Arrived(NamedTuple):
    """What a terminal was sent: the kinds of its sequences, what it was to put on the clipboard, and the letters."""

    kinds: frozenset[str]
    clipboard: tuple[str, ...]
    letters: str


def taken_apart(told: bytes) -> Arrived:
    """Fails where the bytes are no text."""
    text = told.decode("utf-8")
    found = list(_SEQUENCE.finditer(text))
    osc = [each["osc"] for each in found if each["osc"] is not None]
    copied = [each.split(";", 2)[2] for each in osc if each.startswith("52;")]
    return Arrived(
        frozenset(_kind(each) for each in found),
        tuple(base64.b64decode(each).decode() for each in copied),
        _SEQUENCE.sub("", text),
    )


def _kind(found: re.Match[str]) -> str:
    """Of what is set and reset also which; of a colour or a place only that it is one."""
    csi, osc = found["csi"], found["osc"]
    if csi is not None:
        return f"CSI {csi}" if csi[-1] in "hl" else f"CSI {csi[:1] if csi[:1] in '<=>?' else ''}{csi[-1]}"
    if osc is not None:
        return f"OSC {osc.split(';', 1)[0]}"
    return f"ESC {found['string'] or found['other']}"


def pasted(text: str) -> str:
    """``text`` as a terminal sends what is pasted: without the escapes, as xterm does."""
    return f"\x1b[200~{text.replace(chr(27), '')}\x1b[201~"
