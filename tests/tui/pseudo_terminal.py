"""The demo on a real pseudo-terminal: its keys are bytes, and all that it sends is read."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
fcntl = pytest.importorskip("fcntl", reason="this system has no pseudo-terminals")
termios = pytest.importorskip("termios", reason="this system has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds
QUIET = 0.15  # seconds without a word: what a key led to is there


@contextmanager
def demo(**variables: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The demo on a terminal of 100 by 30, and our end of it; left by whoever opened it, else killed."""
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
        yield process, ours
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def sent(walk: Sequence[tuple[str, str]], **variables: str) -> str:
    """All that the demo sends while the keys of ``walk`` are pressed, each until what is beside it comes, and it is
    left. Bytes that are no UTF-8 are told as surrogates."""
    with demo(**variables) as (process, terminal):
        told = b"".join(until(terminal, b"filesystem"))
        for key, wanted in (*walk, ("q", ""), ("q", "")):
            if process.poll() is None:
                os.write(terminal, key.encode(errors="surrogateescape"))
            told += b"".join(until(terminal, wanted.encode()))
        assert process.wait(timeout=PATIENCE) == 0
    return told.decode()


def until(terminal: int, wanted: bytes = b"") -> Iterator[bytes]:
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


def until_stopped(process: subprocess.Popen[bytes], terminal: int) -> bytes:
    """What comes until the process has stopped itself. It is read meanwhile: who still has to write waits for that."""
    told, end = b"", time.monotonic() + PATIENCE
    while True:
        assert time.monotonic() < end, "it never stopped"
        told += b"".join(until(terminal))
        done, status = os.waitpid(process.pid, os.WUNTRACED | os.WNOHANG)
        if done:
            assert os.WIFSTOPPED(status), "it ended"
            return told + b"".join(until(terminal))
