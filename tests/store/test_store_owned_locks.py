"""The lock folder that comes into place with its owner's file in it, as Cline makes it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.errors import Refused
from mcptui.store.folder_locks import STALE, owned_folder_lock

ROOT = Path(__file__).parents[2]


class Client:
    """The other side: publishes, judges and releases as the client is described to."""

    def __init__(self, lock: Path, number: int = 1) -> None:
        self.lock = lock
        self.token = f"{number}.{int(time.time() * 1000)}.00000000-0000-4000-8000-00000000000{number}"
        self.owner = f"owner.{self.token}"

    def take(self) -> bool:
        """One attempt: True if the lock is the client's now."""
        staging = self.lock.with_name(f"{self.lock.name}.tmp.{self.token}")
        staging.mkdir()
        (staging / self.owner).write_text(self.token, "utf-8")
        try:
            staging.rename(self.lock)
        except OSError:
            (staging / self.owner).unlink()
            staging.rmdir()
            return False
        return True

    def reclaim(self) -> None:
        """Move a stale lock aside and remove it."""
        if time.time() - self.lock.stat().st_mtime >= STALE:
            aside = self.lock.with_name(f"{self.lock.name}.stale.{self.token}")
            self.lock.rename(aside)
            for each in aside.iterdir():
                each.unlink()
            aside.rmdir()

    def release(self) -> None:
        (self.lock / self.owner).unlink(missing_ok=True)
        try:
            self.lock.rmdir()
        except OSError:
            return


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "settings.json.lock"


@pytest.fixture
def client(lock: Path) -> Client:
    return Client(lock)


def no_sleep(_: float) -> None:
    """Nobody has to wait for the outcome."""


def age(path: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


def test_the_lock_is_a_folder_with_its_owner_in_it_and_gone_after(lock: Path, tmp_path: Path) -> None:
    with owned_folder_lock(lock):
        (owner,) = lock.iterdir()
        assert re.fullmatch(rf"owner\.{os.getpid()}\.\d{{13}}\.[0-9a-f]{{32}}", owner.name)
        assert owner.read_text() == owner.name.removeprefix("owner.")
    assert list(tmp_path.iterdir()) == []


def test_the_lock_goes_also_when_the_work_fails(lock: Path, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), owned_folder_lock(lock):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_it_keeps_the_client_out_until_it_is_released(lock: Path, client: Client) -> None:
    with owned_folder_lock(lock) as hold:
        for _ in range(3):
            assert not client.take()
            client.reclaim()
        assert not hold.lost
    assert client.take()


@pytest.mark.skipif(os.name != "posix", reason="only POSIX moves a folder over an empty one")
def test_an_empty_folder_would_not_keep_the_client_out(lock: Path, client: Client) -> None:
    lock.mkdir()
    assert client.take()


def test_the_client_keeps_us_out_until_it_releases(lock: Path, client: Client) -> None:
    assert client.take()
    slept: list[float] = []
    with (
        pytest.raises(Refused, match="lock is held by another program"),
        owned_folder_lock(lock, wait=5.0, sleep=slept.append),
    ):
        pass
    assert sum(slept) == pytest.approx(5.0)
    assert [each.name for each in lock.iterdir()] == [client.owner]

    with owned_folder_lock(lock, sleep=lambda _: client.release()):
        assert client.owner not in [each.name for each in lock.iterdir()]


def test_a_fresh_lock_that_another_kind_of_program_made_is_respected(lock: Path) -> None:
    lock.mkdir()
    with pytest.raises(Refused, match="held by another program"), owned_folder_lock(lock, wait=0.1, sleep=no_sleep):
        pass
    assert list(lock.iterdir()) == []


def test_a_lock_without_a_sign_of_life_for_ten_seconds_is_taken_over(lock: Path, client: Client) -> None:
    assert client.take()
    age(lock, STALE - 1)
    with pytest.raises(Refused), owned_folder_lock(lock, wait=0):
        pass
    age(lock, STALE + 0.5)
    with owned_folder_lock(lock, wait=0) as hold:
        assert len(list(lock.iterdir())) == 1
        client.release()  # it comes back to life, and finds that it has lost the lock
        assert not Client(lock, 2).take()
        assert not hold.lost
    assert not lock.exists()


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "of a killed holder"])
def test_a_stale_folder_is_taken_over(lock: Path, *, empty: bool) -> None:
    lock.mkdir()
    if not empty:
        (lock / "owner.1.2.3").touch()
    age(lock, STALE + 5)
    with owned_folder_lock(lock, wait=0):
        assert (lock / "owner.1.2.3").exists() is False


def test_a_lock_that_got_another_owner_while_we_judged_it_is_left_to_that_one(lock: Path, client: Client) -> None:
    assert client.take()
    age(lock, STALE + 5)
    other = Client(lock, 2)
    asked = []

    def now() -> float:
        asked.append(time.time() + STALE + 5)
        if len(asked) == 2:  # the first time is for the owner's name, the second for the age of what was seen
            client.reclaim()
            assert other.take()
        return asked[-1]

    with pytest.raises(Refused), owned_folder_lock(lock, wait=0, now=now):
        pass
    assert [each.name for each in lock.iterdir()] == [other.owner]


def test_what_is_no_lock_folder_is_left_to_the_user(lock: Path) -> None:
    lock.mkdir()
    (lock / "notes.txt").touch()
    (lock / "owner.1").touch()
    age(lock, STALE + 5)
    with pytest.raises(Refused, match="is not a lock folder"), owned_folder_lock(lock, wait=0):
        pass
    assert sorted(each.name for each in lock.iterdir()) == ["notes.txt", "owner.1"]


def test_a_file_of_that_name_is_left_to_the_user(lock: Path) -> None:
    lock.touch()
    with pytest.raises(Refused, match="held by another program"), owned_folder_lock(lock, wait=0):
        pass
    age(lock, STALE + 5)
    with pytest.raises(Refused, match="is not a lock folder"), owned_folder_lock(lock, wait=0):
        pass
    assert lock.is_file()


def test_a_held_lock_is_kept_fresh(lock: Path) -> None:
    with owned_folder_lock(lock, refresh=0.01) as hold:
        age(lock, 60)
        assert eventually(lambda: time.time() - lock.stat().st_mtime < STALE / 2)
        assert not hold.lost


def test_a_lock_that_the_client_took_over_is_left_to_it(lock: Path, client: Client) -> None:
    with owned_folder_lock(lock, refresh=0.01) as hold:
        (mine,) = lock.iterdir()
        mine.unlink()
        lock.rmdir()
        assert client.take()
        assert eventually(lambda: hold.lost)
    assert [each.name for each in lock.iterdir()] == [client.owner]


def test_a_lock_that_cannot_be_made_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be taken as a lock"), owned_folder_lock(tmp_path / "absent" / "lock"):
        pass


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_lock_is_a_refusal(lock: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Refused, match="permission was denied"), owned_folder_lock(lock):
        pass
    tmp_path.chmod(0o700)


def test_what_a_killed_process_of_ours_left_before_its_lock_was_in_place_goes(lock: Path, tmp_path: Path) -> None:
    staging = tmp_path / f"{lock.name}.tmp.mcptui.owner.1.2.3"
    staging.mkdir()
    (staging / "owner.1.2.3").touch()
    foreign = tmp_path / f"{lock.name}.tmp.1.2.3"
    foreign.mkdir()
    with owned_folder_lock(lock):
        pass
    assert list(tmp_path.iterdir()) == [foreign]


def test_the_lock_of_a_killed_process_keeps_out_until_it_is_stale(lock: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from mcptui.store.folder_locks import owned_folder_lock\n"
        "with owned_folder_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(lock)], stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        holder.kill()
        holder.wait()
    with pytest.raises(Refused), owned_folder_lock(lock, wait=0):
        pass
    age(lock, STALE + 1)
    with owned_folder_lock(lock, wait=0):
        pass
    assert not lock.exists()
