"""A transaction that fails, or dies, at any call leaves all files old or all files new."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from mcptui.errors import Refused
from mcptui.store.causes import refusal
from mcptui.store.transaction import Store
from tests.store.faulty_files import (
    CHANGING,
    HALF,
    NEW,
    NOON,
    OLD,
    READING,
    Fault,
    FaultyFiles,
    Full,
    Killed,
    apply,
    assert_settled,
    assert_tidy,
    call_that_leaves,
    death,
    die,
    disk_error,
    failure_of,
    forget_lock,
    found,
    interrupt,
    lay_out,
    no_permission,
    no_space,
    recover,
    system_calls,
    system_error,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="plans its faults by POSIX calls")


@pytest.mark.parametrize("strike", [no_space, no_permission, disk_error, interrupt])
def test_a_failure_at_any_call_leaves_everything_old(tmp_path: Path, strike: Callable[[str], None]) -> None:
    failures = 0
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        home = lay_out(folder)
        fault = Fault(at, strike)
        failure = failure_of(folder, FaultyFiles(fault))
        failures += failure is not None
        assert found(home) == (NEW if failure is None else OLD)
        assert failure is None or failure == "interrupted" or "cannot be written: " in failure
        assert failure is None or recover(folder) == ()
        recover(folder)
        assert_settled(folder)
        if not fault.struck:
            break
    assert failures > 30


def test_a_death_at_any_call_is_settled_at_the_next_start(tmp_path: Path) -> None:
    outcomes = set()
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        lay_out(folder)
        fault = Fault(at, death)
        with suppress(Killed):
            apply(folder, FaultyFiles(fault))
        untidy = any((folder / "state" / "staged").glob("*"))
        told = recover(folder)
        new = assert_settled(folder)
        outcomes.add((new, bool(told)))
        assert told or not (new and untidy), "nobody heard how it ended"
        assert all(record.status == ("done" if new else "rolled-back") for record in told)
        if not fault.struck:
            break
    assert outcomes == {(False, False), (True, True), (True, False)}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS])
def test_an_error_of_any_system_call_leaves_all_old_or_all_new(tmp_path: Path, code: int) -> None:
    refusals = 0
    for at in range(1, 3000):
        folder = tmp_path / str(at)
        home = lay_out(folder)
        fault = Fault(at, system_error(code))
        with system_calls(fault, CHANGING + READING):
            failure = failure_of(folder)
        refusals += failure is not None
        assert found(home) == (NEW if failure is None else OLD), at
        told = recover(folder)
        assert told == () or failure is None, "what was refused must not be done later"
        assert all(record.status == "done" for record in told), "what was done must not be taken back"
        assert_settled(folder)
        if not fault.struck:
            break
    assert refusals > 100


def test_a_death_at_any_system_call_is_settled_at_the_next_start(tmp_path: Path) -> None:
    outcomes = set()
    for at in range(1, 3000):
        folder = tmp_path / str(at)
        lay_out(folder)
        fault = Fault(at, death)
        with system_calls(fault, CHANGING), suppress(Killed):
            apply(folder)
        recover(folder)
        outcomes.add(assert_settled(folder))
        if not fault.struck:
            break
    assert outcomes == {False, True}


@pytest.mark.parametrize("overtaken", [False, True], ids=["finishing", "putting back"])
def test_a_death_during_recovery_is_settled_at_the_start_after(
    tmp_path: Path,
    overtaken: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    half = call_that_leaves(tmp_path / "tries", HALF)
    for at in range(1, 3000):
        folder = tmp_path / str(at)
        die(folder, half)
        home = folder / "home"
        if overtaken:
            (home / "b.toml").write_bytes(b"the client's")
        forget_lock(home)
        fault = Fault(at, death)
        with system_calls(fault, CHANGING), suppress(Killed):
            Store(folder / "state", lambda: NOON, wait=0).recover()
        recover(folder)
        assert found(home) == ({**OLD, "b.toml": b"the client's"} if overtaken else NEW)
        assert_tidy(folder)
        if not fault.struck:
            break


class SaysItFailed(FaultyFiles):
    """A disk on which noting the end of a transaction succeeds and is reported as an error; then the process dies."""

    def __init__(self, die_after: int) -> None:
        self._later = Fault(die_after, death)
        self._failed = False
        super().__init__(self._later)

    def swap(self, prepared: Path, path: Path) -> None:
        if not self._failed and path.name == "manifest.json" and b'"done"' in prepared.read_bytes():
            self._failed = True
            prepared.replace(path)
            raise refusal(path, "cannot be written", OSError(errno.EIO, ""))
        super().swap(prepared, path)

    @property
    def survived(self) -> bool:
        return not self._later.struck


def test_a_death_while_everything_goes_back_after_it_was_noted_as_done_is_settled(tmp_path: Path) -> None:
    outcomes = set()
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        lay_out(folder)
        disk = SaysItFailed(at)
        with suppress(Killed, Refused):
            apply(folder, disk)
        recover(folder)
        outcomes.add(assert_settled(folder))
        if disk.survived:
            break
    assert found(folder / "home") == OLD
    assert outcomes == {False, True}


def test_a_disk_that_stays_full_leaves_all_old_or_says_that_it_is_not_settled(tmp_path: Path) -> None:
    unsettled = 0
    for left in range(20):
        folder = tmp_path / str(left)
        home = lay_out(folder)
        disk = Full(left)
        failure = failure_of(folder, disk)
        assert failure is None or "no space left" in failure
        if failure is not None and "could not be taken back yet" in failure:
            unsettled += 1
            assert [record.status for record in recover(folder)] == ["done"]
        else:
            assert found(home) == (NEW if failure is None else OLD)
            assert recover(folder) == ()
        assert_settled(folder)
    # Only when the note that all is done was refused, after every file was written.
    assert unsettled == 1


def test_when_the_last_file_cannot_be_replaced_the_first_ones_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = lay_out(tmp_path)
    replace = os.replace

    def mounted(source: Path, target: Path) -> None:
        if Path(target) == home / "b.toml":
            raise OSError(errno.EBUSY, "busy")
        replace(source, target)

    monkeypatch.setattr(os, "replace", mounted)
    with pytest.raises(Refused, match=r"b\.toml cannot be written: it is in use as a mount of its own") as refused:
        apply(tmp_path)
    assert refused.value.hint == "change the file where it is mounted from"
    assert found(home) == OLD
    (record,) = Store(tmp_path / "state", lambda: NOON).history()
    assert record.status == "rolled-back"
    assert record.overtaken == ()
    assert_tidy(tmp_path)
