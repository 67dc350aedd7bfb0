"""Lock files: flock(2), as other programs take it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mcptui.errors import Refused
from mcptui.store.file_locks import file_lock

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the other side is made with fcntl")

HOLD = """
import fcntl, os, sys
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if sys.argv[2:] else 0))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "settings.json.lock"


@contextmanager
def held_by_another(lock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another program, which knows nothing of mcptui, holds the lock meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield holder
        assert holder.stdin is not None
        holder.stdin.close()


def can_be_taken_by_another(lock: Path) -> bool:
    tried = subprocess.run(
        [sys.executable, "-c", HOLD, str(lock), "at once"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return tried.returncode == 0


def test_it_keeps_another_program_out_and_lets_it_in_after(lock: Path) -> None:
    with file_lock(lock):
        assert not can_be_taken_by_another(lock)
    assert can_be_taken_by_another(lock)


def test_another_program_is_waited_for_and_then_refused(lock: Path) -> None:
    slept: list[float] = []
    with (
        held_by_another(lock),
        pytest.raises(Refused, match="lock is held by another program") as caught,
        file_lock(lock, wait=5.0, sleep=slept.append),
    ):
        pass
    assert sum(slept) == pytest.approx(5.0)
    assert "close the client" in caught.value.hint


def test_a_lock_that_becomes_free_meanwhile_is_taken(lock: Path) -> None:
    with held_by_another(lock) as holder:

        def end(_: float) -> None:
            holder.kill()
            holder.wait()

        with file_lock(lock, sleep=end):
            assert not can_be_taken_by_another(lock)


def test_the_lock_of_a_killed_program_is_free_at_once(lock: Path) -> None:
    with held_by_another(lock) as holder:
        holder.kill()
        holder.wait()
        with file_lock(lock, wait=0):
            pass


def test_the_file_stays_the_one_that_it_was(lock: Path) -> None:
    lock.write_bytes(b"somebody's notes")
    lock.chmod(0o644)
    before = lock.stat()
    with file_lock(lock):
        pass
    after = lock.stat()
    assert (after.st_ino, after.st_mode, after.st_mtime_ns) == (before.st_ino, before.st_mode, before.st_mtime_ns)
    assert lock.read_bytes() == b"somebody's notes"


def test_a_file_that_is_not_there_yet_is_made_private_and_stays(lock: Path) -> None:
    with file_lock(lock):
        pass
    assert lock.stat().st_mode & 0o777 == 0o600
    first = lock.stat().st_ino
    with file_lock(lock):
        pass
    assert lock.stat().st_ino == first


def test_the_lock_goes_also_when_the_work_fails(lock: Path) -> None:
    with pytest.raises(ZeroDivisionError), file_lock(lock):
        _ = 1 / 0
    assert can_be_taken_by_another(lock)


def test_a_lock_that_cannot_be_opened_is_a_refusal(lock: Path, tmp_path: Path) -> None:
    lock.mkdir()
    for path in (lock, tmp_path / "absent" / "lock"):
        with pytest.raises(Refused, match="cannot be opened"), file_lock(path):
            pass


def test_a_pipe_in_its_place_does_not_hang(lock: Path) -> None:
    os.mkfifo(lock)
    with file_lock(lock, wait=0):
        pass
