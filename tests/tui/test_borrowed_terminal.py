"""On a real pseudo-terminal: it is given back as it was, whatever signals come and whatever an editor does."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen
from time import monotonic

import pytest

from tests.tui.pseudo_terminal import PATIENCE, demo, termios, until, until_stopped

_SET = re.compile(rb"\x1b\[\?([0-9]+)([hl])")
_USUAL = {b"25": b"h", b"7": b"h"}  # the cursor is seen, lines are wrapped


def modes_left(told: bytes) -> dict[bytes, bytes]:
    """What of the terminal's modes is not as it usually is after all that it was told."""
    modes = dict(_SET.findall(told))
    left = {mode: way for mode, way in modes.items() if way != _USUAL.get(mode, b"l")}
    if told.count(b"\x1b[>") != told.count(b"\x1b[<u"):
        left[b"keyboard"] = b"h"
    return left


def until_ended(process: Popen[bytes], terminal: int) -> bytes:
    told, end = b"", monotonic() + PATIENCE
    while process.poll() is None:
        assert monotonic() < end, "it does not end"
        told += b"".join(until(terminal))
    return told + b"".join(until(terminal))


def left_by_key(process: Popen[bytes], terminal: int) -> bytes:
    os.write(terminal, b"q")
    return until_ended(process, terminal)


def stopped_unasked(process: Popen[bytes], terminal: int) -> Iterator[bytes]:
    process.send_signal(signal.SIGSTOP)
    yield until_stopped(process, terminal)
    process.send_signal(signal.SIGCONT)


def stopped_and_continued_twice(process: Popen[bytes], terminal: int) -> Iterator[bytes]:
    process.send_signal(signal.SIGTSTP)
    yield until_stopped(process, terminal)
    process.send_signal(signal.SIGCONT)
    yield from until(terminal, b"quit")
    process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("happens", [stopped_unasked, stopped_and_continued_twice])
def test_it_is_whole_after_any_stop_and_as_it_was_afterwards(
    happens: Callable[[Popen[bytes], int], Iterator[bytes]],
) -> None:
    with demo() as (process, terminal):
        before = termios.tcgetattr(terminal)
        told = b"".join(until(terminal, b"quit"))
        told += b"".join(happens(process, terminal))
        told += b"".join(until(terminal, b"quit"))
        os.write(terminal, b"?")
        told += b"".join(until(terminal, b"Keys"))
        os.write(terminal, b"\x1b")
        told += b"".join(until(terminal))
        told += left_by_key(process, terminal)
        assert process.returncode == 0
        assert modes_left(told) == {}
        assert termios.tcgetattr(terminal) == before


def test_a_signal_at_the_moment_in_which_it_is_taken_leaves_it_as_it_was(tmp_path: Path) -> None:
    with demo(TMPDIR=str(tmp_path)) as (process, terminal):
        before = termios.tcgetattr(terminal)
        told = os.read(terminal, 1)
        process.send_signal(signal.SIGTERM)
        told += until_ended(process, terminal)
        assert process.returncode == 128 + signal.SIGTERM
        assert modes_left(told) == {}
        assert termios.tcgetattr(terminal) == before
        assert not list(tmp_path.iterdir())


def test_a_signal_before_it_is_taken_leaves_no_made_up_home(tmp_path: Path) -> None:
    with demo(TMPDIR=str(tmp_path)) as (process, terminal):
        end = monotonic() + PATIENCE
        while not list(tmp_path.glob("*/sam")):
            assert monotonic() < end
        process.send_signal(signal.SIGTERM)
        until_ended(process, terminal)
        assert process.returncode == 128 + signal.SIGTERM
        assert not list(tmp_path.iterdir())


def test_it_is_asked_itself_how_large_it_is() -> None:
    with demo(COLUMNS="39", LINES="9") as (process, terminal):
        _ = b"".join(until(terminal, b"quit"))  # the keys are shown, so there is room for them
        left_by_key(process, terminal)


@pytest.mark.parametrize(
    ("editor", "number", "told"),
    [
        ("/nowhere/editor", None, b"could not be started"),
        ("sh -c 'kill -9 $$'", None, b"ended with status -9"),
        ("sh -c 'stty raw -echo'", None, b"\x1b[?1049h"),
        ("sh -c 'printf lent; exec sleep 60'", signal.SIGINT, b"ended with status -2"),
    ],
    ids=["is not there", "is killed", "leaves it raw", "is interrupted"],
)
def test_the_screen_goes_on_whatever_becomes_of_the_editor(editor: str, number: int | None, told: bytes) -> None:
    with demo(EDITOR=editor, VISUAL="") as (process, terminal):
        before = termios.tcgetattr(terminal)
        _ = b"".join(until(terminal, b"quit"))
        os.write(terminal, b"e")
        if number is not None:
            _ = b"".join(until(terminal, b"lent"))
            os.killpg(process.pid, number)  # as a key does to all that have the terminal
        _ = b"".join(until(terminal, told))
        os.write(terminal, b"?")
        _ = b"".join(until(terminal, b"Keys"))
        os.write(terminal, b"\x1b")
        _ = b"".join(until(terminal))
        left_by_key(process, terminal)
        assert process.returncode == 0
        assert termios.tcgetattr(terminal) == before
