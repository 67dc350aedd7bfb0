"""The lock folder that clients understand, and the lock between instances of mcptui."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mcptui.errors import Refused
from mcptui.store.file_locks import instance_lock
from mcptui.store.folder_locks import STALE, folder_lock


class Sleeper:
    """Counts what was slept instead of sleeping."""

    def __init__(self) -> None:
        self.slept = 0.0

    def __call__(self, seconds: float) -> None:
        self.slept += seconds


def age(path: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def test_the_lock_is_an_empty_folder_while_it_is_held_and_gone_after(tmp_path: Path) -> None:
    lock = tmp_path / ".claude.json.lock"
    with folder_lock(lock) as hold:
        assert list(lock.iterdir()) == []
        assert not hold.lost
    assert not lock.exists()


def test_the_lock_goes_also_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), folder_lock(tmp_path / "lock"):
        _ = 1 / 0
    assert not (tmp_path / "lock").exists()


def test_a_lock_in_use_is_waited_for_and_then_refused(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.mkdir()
    sleeper = Sleeper()
    with pytest.raises(Refused, match="lock is held by another program"), folder_lock(lock, wait=5.0, sleep=sleeper):
        pass
    assert 4.9 < sleeper.slept < 5.1
    assert lock.is_dir()


def test_a_lock_that_becomes_free_meanwhile_is_taken(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.mkdir()

    def release(_: float) -> None:
        if lock.exists():
            lock.rmdir()

    with folder_lock(lock, sleep=release):
        assert lock.is_dir()


def test_a_lock_without_a_sign_of_life_for_ten_seconds_is_taken_over(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.mkdir()
    age(lock, STALE + 0.5)
    with folder_lock(lock, wait=0):
        assert time.time() - lock.stat().st_mtime < STALE / 2
    assert not lock.exists()


def test_a_lock_nine_seconds_old_is_not_taken_over(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.mkdir()
    age(lock, STALE - 1)
    with pytest.raises(Refused), folder_lock(lock, wait=0):
        pass
    assert lock.is_dir()


def test_a_stale_lock_with_something_inside_is_left_to_the_user(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.mkdir()
    (lock / "owner.1").touch()
    age(lock, STALE + 5)
    with pytest.raises(Refused, match="not an empty folder"), folder_lock(lock, wait=0):
        pass
    assert (lock / "owner.1").exists()


def test_a_stale_lock_that_is_a_file_is_left_to_the_user(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.touch()
    age(lock, STALE + 5)
    with pytest.raises(Refused, match="not an empty folder"), folder_lock(lock, wait=0):
        pass
    assert lock.is_file()


def test_a_held_lock_is_kept_fresh(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with folder_lock(lock, refresh=0.01) as hold:
        first = lock.stat().st_mtime_ns
        deadline = time.monotonic() + 60
        while lock.stat().st_mtime_ns == first and time.monotonic() < deadline:
            time.sleep(0.01)
        assert lock.stat().st_mtime_ns > first
        assert not hold.lost


def test_a_lock_that_another_program_took_over_is_left_to_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with folder_lock(lock) as hold:
        lock.rmdir()
        lock.mkdir()
        age(lock, -1)
    assert hold.lost
    assert lock.is_dir()


def test_a_lock_that_vanished_is_noted(tmp_path: Path) -> None:
    with folder_lock(tmp_path / "lock", refresh=0.01) as hold:
        (tmp_path / "lock").rmdir()
        deadline = time.monotonic() + 60
        while not hold.lost and time.monotonic() < deadline:
            time.sleep(0.01)
        assert hold.lost


def test_a_lock_that_cannot_be_made_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be taken as a lock"), folder_lock(tmp_path / "absent" / "lock"):
        pass


def test_two_instances_exclude_each_other_and_the_second_gives_up_in_time(tmp_path: Path) -> None:
    sleeper = Sleeper()
    with instance_lock(tmp_path / "lock"):
        with (
            pytest.raises(Refused, match="held by another mcptui"),
            instance_lock(tmp_path / "lock", wait=3.0, sleep=sleeper),
        ):
            pass
        assert 2.9 < sleeper.slept < 3.1
    with instance_lock(tmp_path / "lock", wait=0):
        pass


def test_the_lock_of_a_killed_instance_is_free_at_once(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from mcptui.store.file_locks import instance_lock\n"
        "with instance_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "lock")], stdout=subprocess.PIPE, env={"PYTHONPATH": str(root)}
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(Refused), instance_lock(tmp_path / "lock", wait=0):
            pass
        holder.kill()
        holder.wait()
    with instance_lock(tmp_path / "lock", wait=0):
        pass


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
def test_the_instance_lock_is_private_and_stays(tmp_path: Path) -> None:
    with instance_lock(tmp_path / "lock"):
        pass
    assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600
