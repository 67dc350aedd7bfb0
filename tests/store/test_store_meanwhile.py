"""Other programs write, or hold their locks, while a transaction does: no update is lost."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from mcptui.errors import ChangedMeanwhile, Refused
from mcptui.store.folder_locks import STALE
from mcptui.store.locks import Lock, LockKind
from mcptui.store.transaction import FileChange, Rewritten, Store
from tests.store.rewrites import Hooked, adding, replacing, to


def everything(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_a_client_writes_before_the_replace_is_worked_in(store: Store, home: Path, disk: Hooked) -> None:
    path = home / "b"
    (home / "a").write_bytes(b"a\n")
    path.write_bytes(b"b\n")
    reads = []

    def client(read: Path) -> None:
        if read == path:
            reads.append(read)
            if len(reads) == 2:
                path.write_bytes(b"b\nfrom the client\n")

    disk.before_read = client
    record = store.apply("x", [FileChange(home / "a", adding(b"ours\n")), FileChange(path, adding(b"ours\n"))])
    assert (home / "a").read_bytes() == b"a\nours\n"
    assert path.read_bytes() == b"b\nfrom the client\nours\n"
    assert store.backup(record, record.files[1]) == b"b\nfrom the client\n"
    assert store.history() == (record,)
    assert sorted(file.name for file in home.iterdir()) == ["a", "b"]


def test_when_a_client_overwrites_ours_with_what_it_had_read_both_changes_end_up_there(
    store: Store, home: Path, disk: Hooked
) -> None:
    (home / "a").write_bytes(b"a\n")
    (home / "b").write_bytes(b"b\n")
    swapped = []

    def client(path: Path) -> None:
        if path == home / "a":
            swapped.append(path)
            if len(swapped) == 1:
                path.write_bytes(b"a\nfrom the client\n")

    disk.after_swap = client
    record = store.apply("x", [FileChange(home / name, adding(b"ours\n")) for name in ("a", "b")])
    assert (home / "a").read_bytes() == b"a\nfrom the client\nours\n"
    assert (home / "b").read_bytes() == b"b\nours\n"
    assert record.overtaken == ()
    assert store.history() == (record,)


def test_what_a_client_writes_on_top_of_ours_stays_and_is_told(
    store: Store, home: Path, disk: Hooked, state: Path
) -> None:
    (home / "a").write_bytes(b"entry\n")

    def client(path: Path) -> None:
        if path == home / "a":
            path.write_bytes(path.read_bytes() + b"from the client\n")

    disk.after_swap = client
    record = store.apply("x", [FileChange(home / "a", replacing(b"entry", b"changed"))])
    assert (home / "a").read_bytes() == b"changed\nfrom the client\n"
    assert record.status == "done"
    assert record.overtaken == (home / "a",)
    wanted = state / "backups" / "2026-11-22" / record.id / "1-a.wanted"
    assert wanted.read_bytes() == b"changed\n"
    assert store.history() == (record,)


def test_when_the_entry_itself_changes_meanwhile_all_files_are_as_they_were(
    store: Store, home: Path, disk: Hooked
) -> None:
    (home / "a").write_bytes(b"entry\n")
    (home / "b").write_bytes(b"entry\n")
    reads = []

    def client(read: Path) -> None:
        if read == home / "b":
            reads.append(read)
            if len(reads) == 2:
                read.write_bytes(b"the client's\n")

    disk.before_read = client
    with pytest.raises(ChangedMeanwhile, match="the entry is not there"):
        store.apply("x", [FileChange(home / name, replacing(b"entry", b"ours")) for name in ("a", "b")])
    assert (home / "a").read_bytes() == b"entry\n"
    assert (home / "b").read_bytes() == b"the client's\n"
    assert store.history() == ()


def test_a_client_that_never_stops_writing_is_a_refusal_and_loses_nothing(
    store: Store, home: Path, disk: Hooked, state: Path
) -> None:
    path = home / "a"
    path.write_bytes(b"0\n")

    def client(read: Path) -> None:
        if read == path:
            path.write_bytes(path.read_bytes() + b"more\n")

    disk.before_read = client
    with pytest.raises(ChangedMeanwhile, match="a: another program keeps writing there"):
        store.apply("x", [FileChange(path, adding(b"ours\n"))])
    assert b"ours" not in path.read_bytes()
    assert everything(home) == [path]
    assert everything(state) == [state / "lock"]


def test_the_clients_lock_folder_is_held_while_writing_and_gone_after(store: Store, home: Path) -> None:
    lock = home / ".claude.json.lock"
    held = []

    def rewrite(_: bytes | None) -> Rewritten:
        held.append(lock.is_dir())
        return Rewritten(b"new", None)

    store.apply("x", [FileChange(home / ".claude.json", rewrite, lock=Lock(lock, LockKind.FOLDER))])
    assert held == [True]
    assert not lock.exists()


def test_a_client_that_holds_its_lock_is_a_refusal(store: Store, home: Path) -> None:
    (home / "a").write_bytes(b"old")
    (home / "a.lock").mkdir()
    change = FileChange(home / "a", to(b"new"), lock=Lock(home / "a.lock", LockKind.FOLDER))
    with pytest.raises(Refused, match=r"a\.lock is held by another program"):
        store.apply("x", [change])
    assert (home / "a").read_bytes() == b"old"
    moment = time.time() - STALE - 1
    os.utime(home / "a.lock", (moment, moment))
    assert store.apply("x", [change]).status == "done"
