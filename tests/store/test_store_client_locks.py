"""The locks of clients in a transaction: held while it writes, taken in one order, remembered for recovery."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mcptui.errors import NothingMatched, Refused
from mcptui.store.locks import Lock, LockKind, hold
from mcptui.store.transaction import FileChange, Record, Rewritten, Store
from tests.store.rewrites import to


def manifest_of(state: Path, record: Record) -> Path:
    return state / "backups" / "2026-11-22" / record.id / "manifest.json"


@pytest.mark.parametrize("kind", LockKind)
def test_a_lock_of_any_kind_is_held_while_writing_and_free_after(store: Store, home: Path, kind: LockKind) -> None:
    lock = Lock(home / "a.lock", kind)

    def rewrite(_: bytes | None) -> Rewritten:
        with pytest.raises(Refused, match=r"a\.lock is held by another program"), hold(lock, wait=0):
            pass
        return Rewritten(b"new", None)

    store.apply("x", [FileChange(home / "a", rewrite, lock=lock)])
    with hold(lock, wait=0):
        pass


@pytest.mark.parametrize("kind", LockKind)
def test_a_client_that_holds_its_lock_is_a_refusal_and_nothing_changes(
    store: Store, home: Path, kind: LockKind
) -> None:
    lock = Lock(home / "a.lock", kind)
    with hold(lock, wait=0), pytest.raises(Refused, match=r"a\.lock is held by another program"):
        store.apply("x", [FileChange(home / "a", to(b"new"), lock=lock)])
    assert not (home / "a").exists()


def test_several_locks_are_taken_in_one_order_and_each_once(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    @contextmanager
    def noting(lock: Lock, *, wait: float) -> Iterator[None]:
        del wait
        taken.append(lock)
        yield

    monkeypatch.setattr("mcptui.store.transaction.hold", noting)
    one, two, three = (Lock(home / name, kind) for name, kind in zip("abc", LockKind, strict=True))
    for order in ([one, two, three, two], [three, two, None, one], [two, one, three]):
        taken.clear()
        store.apply("x", [FileChange(home / f"file{at}", to(b"x"), lock=lock) for at, lock in enumerate(order)])
        assert taken == [one, two, three]


@pytest.mark.parametrize("kind", [None, *LockKind])
def test_the_manifest_remembers_the_lock(store: Store, home: Path, kind: LockKind | None) -> None:
    lock = None if kind is None else Lock(home / "a.lock", kind)
    record = store.apply("x", [FileChange(home / "a", to(b"new"), lock=lock)])
    (file,) = store.record(record.id).files
    assert file.lock == lock


def test_a_lock_that_an_older_manifest_tells_by_its_path_is_a_folder(store: Store, home: Path, state: Path) -> None:
    record = store.apply("x", [FileChange(home / "a", to(b"new"), lock=Lock(home / "l", LockKind.FLOCK))])
    manifest = manifest_of(state, record)
    told = json.loads(manifest.read_bytes())
    assert told["schema"] == 1
    told["files"][0]["lock"] = str(home / "l")
    manifest.write_text(json.dumps(told))
    assert store.record(record.id).files[0].lock == Lock(home / "l", LockKind.FOLDER)


@pytest.mark.parametrize(
    "lock", [3, [], {"path": "/x"}, {"path": "/x", "kind": "padlock"}, {"path": 1, "kind": "flock"}]
)
def test_a_manifest_that_tells_no_lock_we_know_is_damaged(store: Store, home: Path, state: Path, lock: object) -> None:
    record = store.apply("x", [FileChange(home / "a", to(b"new"))])
    manifest = manifest_of(state, record)
    told = json.loads(manifest.read_bytes())
    told["files"][0]["lock"] = lock
    manifest.write_text(json.dumps(told))
    assert store.history() == ()
    with pytest.raises((Refused, NothingMatched)):
        store.record(record.id)
