"""On a real pseudo-terminal: what is sent where colours are not wanted, are few, or signs must be plain."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
fcntl = pytest.importorskip("fcntl", reason="this system has no pseudo-terminals")
termios = pytest.importorskip("termios", reason="this system has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
PATIENCE = 15  # seconds
QUIET = 0.15  # seconds without a word: what a key led to is there
# Keys, and what is on the screen then: a server is switched off for this project, then review, profiles, help.
WALK = (
    ("jj", ""), (" ", "Where to switch"), ("\r", "staged"), ("w", "Review"), ("\x1b", "fetch"), ("p", "locked-down"),
    ("\x1b", "fetch"), ("?", "Keys"), ("\x1b", "fetch"),
)  # fmt: skip

_SGR = re.compile(r"\x1b\[([\d;:]*)m")
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[ -/]*[0-~])")


def sent(walk: Sequence[tuple[str, str]], **variables: str) -> str:
    """All that the demo sends to a terminal of 100 by 30 while the keys of ``walk`` are pressed, and it is left."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "COLOR", "TEXTUAL"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "mcptui", "demo"],
        cwd=ROOT,
        env={**kept, "LANG": "en_US.UTF-8", "TERM": "xterm-256color", **variables},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        told = b"".join(_until(ours, b"filesystem"))
        for key, wanted in (*walk, ("q", ""), ("q", "")):
            if process.poll() is None:
                os.write(ours, key.encode())
            told += b"".join(_until(ours, wanted.encode()))
        assert process.wait(timeout=PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return told.decode()


def _until(terminal: int, wanted: bytes = b"") -> Iterator[bytes]:
    """What comes until it is quiet, and what is ``wanted`` was there."""
    seen, end = b"", time.monotonic() + PATIENCE
    while (ready := bool(select.select([terminal], [], [], QUIET)[0])) or wanted not in seen:
        assert time.monotonic() < end, f"{wanted!r} never came"
        if not ready:
            continue
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other side is closed
            return
        if not piece:
            return
        seen += piece
        yield piece


def codes(told: str) -> set[int]:
    """The numbers of all styles that were sent; of a colour of its own, the number that begins it."""
    found: set[int] = set()
    for style in _SGR.findall(told):
        numbers = iter(int(number or 0) for number in re.split("[;:]", style))
        for number in numbers:
            found.add(number)
            if number in (38, 48) and next(numbers, None) == 2:
                _ = [next(numbers, None) for _ in range(3)]
            elif number in (38, 48):
                next(numbers, None)
    return found


COLORS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}


@pytest.fixture(scope="module")
def poorest() -> str:
    """What a terminal is sent that wants no colours and has no Unicode."""
    return sent(WALK, NO_COLOR="1", COLORTERM="truecolor", LC_ALL="C")


def test_no_colour_is_sent_where_none_is_wanted_and_the_cursor_is_seen_by_its_reversed_line(poorest: str) -> None:
    assert codes(poorest) & COLORS == set()
    assert {1, 7} <= codes(poorest)


def test_no_sign_beyond_ascii_is_sent_where_there_is_no_unicode(poorest: str) -> None:
    shown = _SEQUENCE.sub("", poorest)
    assert {sign for sign in shown if not sign.isascii()} == set()


def test_a_terminal_of_sixteen_colours_is_asked_for_no_other() -> None:
    found = codes(sent((("j", ""),), TERM="xterm"))
    assert found & {38, 48} == set()
    assert {32, 33, 96} <= found
    assert found & {*range(40, 48), *range(100, 108)} == set()  # the background is the terminal's own
