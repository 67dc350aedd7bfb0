"""What the next start makes of a transaction that died: finished or put back, or said to be neither."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mcptui.errors import Refused
from mcptui.store.files import DiskFiles
from mcptui.store.folder_locks import STALE
from mcptui.store.locks import Lock, LockKind
from mcptui.store.transaction import FileChange, Rewritten, Store
from tests.store.faulty_files import (
    HALF,
    NEW,
    NOON,
    OLD,
    Full,
    assert_settled,
    assert_tidy,
    died_with,
    forget_lock,
    found,
    recover,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="plans its faults by POSIX calls")


def test_recovery_puts_back_the_others_when_another_program_wrote_a_file_that_was_still_old(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    (folder / "home" / "b.toml").write_bytes(b"the client's")
    (record,) = recover(folder)
    assert found(folder / "home") == {**OLD, "b.toml": b"the client's"}
    assert record.status == "rolled-back"
    assert record.overtaken == (folder / "home" / "b.toml",)
    kept = folder / "state" / "backups" / "2026-11-22" / record.id
    assert (kept / "4-b.toml").read_bytes() == b"old b"
    assert (kept / "4-b.toml.wanted").read_bytes() == b"new b"
    assert_tidy(folder)


def test_recovery_leaves_everything_new_when_a_client_went_on_from_there(tmp_path: Path) -> None:
    folder = died_with(tmp_path, NEW)
    (folder / "home" / "a.json").write_bytes(b"new a and the client's")
    (record,) = recover(folder)
    assert found(folder / "home") == {**NEW, "a.json": b"new a and the client's"}
    assert record.status == "done"
    assert record.overtaken == (folder / "home" / "a.json",)


class Interfered(DiskFiles):
    """A disk on which another program writes the file called ``name`` just before it would be replaced."""

    def __init__(self, name: str) -> None:
        self._name = name

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        prepared = super().prepare(path, data, mode=mode, private=private)
        if path.name == self._name:
            path.write_bytes(b"the client's")
        return prepared


def test_recovery_leaves_alone_what_another_program_writes_while_it_finishes(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    forget_lock(folder / "home")
    (record,) = Store(folder / "state", lambda: NOON, Interfered("b.toml"), wait=0).recover()
    assert found(folder / "home") == {**OLD, "b.toml": b"the client's"}
    assert (record.status, record.overtaken) == ("rolled-back", (folder / "home" / "b.toml",))
    assert_tidy(folder)


def test_recovery_leaves_alone_what_another_program_writes_while_it_puts_back(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    forget_lock(folder / "home")
    (folder / "home" / "b.toml").write_bytes(b"the client's too")
    (record,) = Store(folder / "state", lambda: NOON, Interfered("a.json"), wait=0).recover()
    assert found(folder / "home") == {**OLD, "a.json": b"the client's", "b.toml": b"the client's too"}
    assert record.overtaken == (folder / "home" / "a.json", folder / "home" / "b.toml")
    assert_tidy(folder)


def test_recovery_waits_until_a_lock_that_died_with_the_process_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = died_with(tmp_path, HALF)
    waits = []

    @contextmanager
    def hold(lock: Lock, *, wait: float) -> Iterator[None]:
        waits.append((lock, wait))
        yield

    monkeypatch.setattr("mcptui.store.transaction.hold", hold)
    Store(folder / "state", lambda: NOON, wait=0).recover()
    ((lock, wait),) = waits
    assert lock == Lock(folder / "home" / "a.json.lock", LockKind.FOLDER)
    assert wait > STALE


def test_recovery_puts_back_when_the_staged_bytes_are_damaged(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    for path in (folder / "state" / "staged").rglob("*b.toml"):
        path.write_bytes(b"bits that fell over")
    (record,) = recover(folder)
    assert record.status == "rolled-back"
    assert_settled(folder)


def test_recovery_that_can_do_neither_says_so_and_tries_again_later(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    home = folder / "home"
    forget_lock(home)
    (folder / "home" / "b.toml").write_bytes(b"the client's")
    with pytest.raises(Refused, match=r"the interrupted change .* cannot be settled yet: .*a\.json.*no space left"):
        Store(folder / "state", lambda: NOON, Full(0), wait=0).recover()
    assert found(home) == {**OLD, "a.json": b"new a", "b.toml": b"the client's"}
    recover(folder)
    assert found(home) == {**OLD, "b.toml": b"the client's"}


def test_the_next_change_settles_first_what_was_left(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    forget_lock(folder / "home")
    store = Store(folder / "state", lambda: NOON, wait=0)
    record = store.apply("next", [FileChange(folder / "home" / "a.json", lambda _: Rewritten(b"newer a", None))])
    assert found(folder / "home") == {**NEW, "a.json": b"newer a"}
    assert [entry.title for entry in store.history()] == ["next", "x"]
    assert store.backup(record, record.files[0]) == b"new a"
