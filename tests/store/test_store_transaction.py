"""What a transaction promises when nothing breaks: previews, backups, history, and no lost update."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from mcptui.errors import ChangedMeanwhile, NothingMatched, Refused, Unreadable
from mcptui.store.files import READ_LIMIT, DiskFiles
from mcptui.store.folder_locks import STALE
from mcptui.store.locks import Lock, LockKind
from mcptui.store.transaction import FileChange, Record, Rewritten, Store

NOON = datetime(2026, 11, 22, 8, 45, tzinfo=UTC)


class Hooked(DiskFiles):
    """A disk on which another program does something at the moment that a test chooses."""

    def __init__(self) -> None:
        self.before_read: Callable[[Path], None] = lambda _: None
        self.after_swap: Callable[[Path], None] = lambda _: None

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        self.before_read(path)
        return super().read(path, limit, known)

    def swap(self, prepared: Path, path: Path) -> None:
        super().swap(prepared, path)
        self.after_swap(path)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / "mcptui"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def disk() -> Hooked:
    return Hooked()


@pytest.fixture
def store(state: Path, disk: Hooked) -> Store:
    return Store(state, lambda: NOON, disk, wait=0)


def to(data: bytes | None, undo: object = None) -> Callable[[bytes | None], Rewritten]:
    return lambda _: Rewritten(data, undo)


def adding(line: bytes) -> Callable[[bytes | None], Rewritten]:
    """A rewrite that keeps what is there, as an editor does."""

    def rewrite(now: bytes | None) -> Rewritten:
        now = now or b""
        return Rewritten(now if line in now else now + line, None)

    return rewrite


def replacing(old: bytes, new: bytes) -> Callable[[bytes | None], Rewritten]:
    """A rewrite that is refused where its entry is not (any more)."""

    def rewrite(now: bytes | None) -> Rewritten:
        if now is None or old not in now:
            raise ChangedMeanwhile("the entry is not there")
        return Rewritten(now.replace(old, new), None)

    return rewrite


def everything(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_all_files_change_and_the_record_tells_how(store: Store, home: Path) -> None:
    (home / "a.json").write_bytes(b"old a")
    changes = [
        FileChange(home / "a.json", to(b"new a", {"entry": ["x", 1, None]})),
        FileChange(home / "b.json", to(b"new b")),
    ]
    record = store.apply("enable two", changes, rows=[{"selector": "codex/user/x"}], undoes="20261121-000000-001")
    assert (home / "a.json").read_bytes() == b"new a"
    assert (home / "b.json").read_bytes() == b"new b"
    assert (record.status, record.title, record.undoes) == ("done", "enable two", "20261121-000000-001")
    assert record.at == "2026-11-22T08:45:00+00:00"
    assert record.changes == ({"selector": "codex/user/x"},)
    assert [file.path.name for file in record.files] == ["a.json", "b.json"]
    assert record.files[0].undo == {"entry": ["x", 1, None]}
    assert (record.files[1].before, record.files[1].backup) == (None, None)
    assert store.history() == (record,)


def test_the_backup_is_a_plain_copy_of_the_old_file(store: Store, home: Path, state: Path) -> None:
    (home / ".claude.json").write_bytes(b"\xef\xbb\xbf{ }\r\n")
    record = store.apply("x", [FileChange(home / ".claude.json", to(b"{}")), FileChange(home / "new", to(b"n"))])
    folder = state / "backups" / "2026-11-22" / record.id
    assert (folder / "1-.claude.json").read_bytes() == b"\xef\xbb\xbf{ }\r\n"
    assert sorted(path.name for path in folder.iterdir()) == ["1-.claude.json", "manifest.json"]
    assert store.backup(record, record.files[0]) == b"\xef\xbb\xbf{ }\r\n"
    assert store.backup(record, record.files[1]) is None
    assert list((state / "staged").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
def test_everything_in_the_state_folder_is_for_its_owner_only(store: Store, home: Path, state: Path) -> None:
    (home / "a").write_bytes(b"old")
    (home / "a").chmod(0o644)
    store.apply("x", [FileChange(home / "a", to(b"new")), FileChange(state / "parked.json", to(b"{}"), private=True)])
    for path in (state, *state.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((home / "a").stat().st_mode) == 0o644


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_a_link_stays_a_link_and_its_target_is_written(store: Store, home: Path) -> None:
    (home / "dotfiles").mkdir()
    (home / "dotfiles" / "mcp.json").write_bytes(b"old")
    (home / "mcp.json").symlink_to("dotfiles/mcp.json")
    record = store.apply("x", [FileChange(home / "mcp.json", to(b"new"))])
    assert (home / "mcp.json").is_symlink()
    assert (home / "dotfiles" / "mcp.json").read_bytes() == b"new"
    assert record.files[0].path == home / "mcp.json"
    assert record.files[0].target == (home / "dotfiles" / "mcp.json").resolve()


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_two_names_of_one_file_in_one_transaction_are_refused(store: Store, home: Path) -> None:
    (home / "one").write_bytes(b"old")
    (home / "two").symlink_to("one")
    with pytest.raises(Refused, match=r"two and .*one are the same file"):
        store.apply("x", [FileChange(home / "one", to(b"1")), FileChange(home / "two", to(b"2"))])
    assert (home / "one").read_bytes() == b"old"


def test_a_change_that_changes_nothing_leaves_no_trace(store: Store, home: Path) -> None:
    (home / "a").write_bytes(b"same")
    modified = (home / "a").stat().st_mtime_ns
    record = store.apply("x", [FileChange(home / "a", to(b"same")), FileChange(home / "b", to(None))])
    assert record.files == ()
    assert store.history() == ()
    assert (home / "a").stat().st_mtime_ns == modified


def test_files_that_do_not_change_are_not_in_the_record(store: Store, home: Path) -> None:
    (home / "a").write_bytes(b"same")
    (home / "b").write_bytes(b"old")
    record = store.apply("x", [FileChange(home / "a", to(b"same")), FileChange(home / "b", to(b"new"))])
    assert [file.path for file in record.files] == [home / "b"]


def test_a_file_can_be_removed(store: Store, home: Path) -> None:
    (home / "a").write_bytes(b"old")
    record = store.apply("x", [FileChange(home / "a", to(None))])
    assert not (home / "a").exists()
    assert store.backup(record, record.files[0]) == b"old"
    assert record.files[0].after is None


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
def test_missing_folders_are_made_open_for_clients_and_closed_for_ourselves(store: Store, home: Path) -> None:
    former = os.umask(0o022)
    try:
        store.apply(
            "x",
            [
                FileChange(home / "p" / ".claude" / "settings.json", to(b"{}")),
                FileChange(home / "s" / "own" / "parked.json", to(b"{}"), private=True),
            ],
        )
    finally:
        os.umask(former)
    modes = {str(path.relative_to(home)): stat.S_IMODE(path.stat().st_mode) for path in sorted(home.rglob("*"))}
    assert modes == {
        "p": 0o755,
        "p/.claude": 0o755,
        "p/.claude/settings.json": 0o644,
        "s": 0o700,
        "s/own": 0o700,
        "s/own/parked.json": 0o600,
    }


def test_a_preview_shows_both_sides_and_writes_nothing(store: Store, home: Path, state: Path) -> None:
    (home / "a").write_bytes(b"old")
    (home / "gone").write_bytes(b"here")
    os.link(home / "a", home / "other name")
    changes = [
        FileChange(home / "a", to(b"new")),
        FileChange(home / "new" / "b", to(b"made")),
        FileChange(home / "gone", to(None)),
        FileChange(home / "absent", to(None)),
    ]
    rows = store.preview(changes)
    assert [(row.path.name, row.before, row.after, row.links) for row in rows] == [
        ("a", b"old", b"new", 2),
        ("b", None, b"made", 1),
        ("gone", b"here", None, 1),
    ]
    assert sorted(path.name for path in home.iterdir()) == ["a", "gone", "other name"]
    assert not state.exists()


def test_a_preview_refuses_a_read_only_file(store: Store, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "a").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Refused, match="a is read-only"):
        store.preview([FileChange(home / "a", to(b"new"))])


def test_a_refused_rewrite_touches_nothing(store: Store, home: Path) -> None:
    (home / "a").write_bytes(b"old")
    (home / "b").write_bytes(b"other")
    with pytest.raises(ChangedMeanwhile, match="the entry is not there"):
        store.apply("x", [FileChange(home / "a", to(b"new")), FileChange(home / "b", replacing(b"entry", b""))])
    assert (home / "a").read_bytes() == b"old"
    assert store.history() == ()


def test_an_unreadable_file_is_a_refusal_and_touches_nothing(store: Store, home: Path) -> None:
    (home / "a").write_bytes(b"old")
    (home / "b").mkdir()
    with pytest.raises(Unreadable, match="is a folder"):
        store.apply("x", [FileChange(home / "a", to(b"new")), FileChange(home / "b", to(b"new"))])
    assert (home / "a").read_bytes() == b"old"


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


def test_the_history_is_newest_first_and_skips_what_is_damaged(state: Path, home: Path) -> None:
    records: list[Record] = []
    for number in range(4):
        moment = NOON + timedelta(days=number)
        store = Store(state, partial(lambda at: at, moment))
        records.append(store.apply(f"change {number}", [FileChange(home / "a", to(str(number).encode()))]))
    damaged = state / "backups" / "2026-11-23" / records[1].id / "manifest.json"
    damaged.write_bytes(b"{ not json")
    other_shape = state / "backups" / "2026-11-24" / records[2].id / "manifest.json"
    other_shape.write_text(json.dumps({**json.loads(other_shape.read_text()), "files": [{"path": 3}]}))
    (state / "backups" / "notes.txt").touch()
    assert store.history() == (records[3], records[0])


def test_transactions_of_one_second_have_ids_in_their_order(store: Store, home: Path) -> None:
    ids = [store.apply("x", [FileChange(home / "a", to(str(n).encode()))]).id for n in range(12)]
    assert ids[0] == "20261122-084500-001"
    assert len(set(ids)) == 12
    assert [record.id for record in store.history()] == ids[::-1]


def test_a_transaction_is_found_by_the_beginning_of_its_id(store: Store, home: Path) -> None:
    one = store.apply("one", [FileChange(home / "a", to(b"1"))])
    assert store.record("2026") == one
    two = store.apply("two", [FileChange(home / "a", to(b"2"))])
    assert store.record(two.id) == two
    with pytest.raises(Refused, match="2 transactions begin with 2026"):
        store.record("2026")
    with pytest.raises(NothingMatched, match="there is no transaction 1999"):
        store.record("1999")


def test_a_manifest_cannot_point_out_of_its_folder(store: Store, home: Path, state: Path) -> None:
    (home / "a").write_bytes(b"old")
    record = store.apply("x", [FileChange(home / "a", to(b"new"))])
    manifest = state / "backups" / "2026-11-22" / record.id / "manifest.json"
    manifest.write_text(manifest.read_text().replace("1-a", "../../../../home/a"))
    with pytest.raises(Unreadable, match="is damaged"):
        store.record(record.id)


@pytest.mark.skipif(os.name != "posix", reason="needs names that are not text")
def test_names_that_are_not_text_and_very_long_ones_are_backed_up_too(store: Store, home: Path) -> None:
    odd, long = home / os.fsdecode(b"caf\xe9.json"), home / ("\u6f22" * 80)
    odd.write_bytes(b"odd")
    long.write_bytes(b"long")
    record = store.apply("x", [FileChange(odd, to(b"1")), FileChange(long, to(b"2"))])
    (found,) = store.history()
    assert found == record
    assert [store.backup(found, file) for file in found.files] == [b"odd", b"long"]


def test_nothing_is_made_before_it_is_needed(store: Store, state: Path) -> None:
    assert store.history() == ()
    assert store.recover() == ()
    with pytest.raises(NothingMatched):
        store.record("2026")
    assert not state.exists()
