"""Old backups go, by number, age and room; what could still be needed stays, whatever fails meanwhile."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.errors import Refused
from mcptui.store.causes import refusal
from mcptui.store.files import READ_LIMIT, DiskFiles, Facts
from mcptui.store.records import Status
from mcptui.store.retention import superfluous
from mcptui.store.transaction import Backup, FileChange, FileRecord, Record, Retention, Rewritten, Store

START = datetime(2026, 11, 22, 8, 45, tzinfo=UTC)
ALWAYS = Retention(newest=10_000, days=10_000, size=1024**5, every=1)
UNDO = {"how": "told"}


# --- the rule


def backup(
    name: str, day: int, size: int = 1, *, status: Status = "done", undo: object = UNDO, number: int = 1
) -> Backup:
    """A backup of the file ``name``, made so many days after the start."""
    at = START + timedelta(days=day)
    file = FileRecord(Path(name), Path(name), f"1-{name}", "old", "new", undo)
    record = Record(f"{at:%Y%m%d-%H%M%S}-{number:03}", at.isoformat(), "x", (), (file,), status)
    return Backup(record, file, Path("backups", record.id, f"1-{name}"), size)


def gone(backups: list[Backup], keep: Retention, day: int = 0) -> list[Backup]:
    return list(superfluous(backups, keep, START + timedelta(days=day)))


def test_the_oldest_go_beyond_the_number_for_each_file() -> None:
    a, b = [backup("a", day) for day in range(5)], [backup("b", day) for day in range(3)]
    assert gone([*a, *b], ALWAYS._replace(newest=3)) == a[:2]


def test_those_of_one_moment_go_in_the_order_of_their_numbers() -> None:
    backups = [backup("a", 0, number=number) for number in (2, 1, 3)]
    assert gone(backups, ALWAYS._replace(newest=2)) == [backups[1]]


def test_what_is_too_old_goes_to_the_second() -> None:
    backups = [backup("a", day) for day in (0, 1, 2, 300)]
    assert gone(backups, ALWAYS._replace(days=180), day=181) == backups[:1]


def test_the_newest_of_a_file_stays_however_old_and_large() -> None:
    backups = [backup("a", 0, 10**9), backup("b", 1, 10**9)]
    assert gone(backups, Retention(newest=1, days=1, size=1), day=5_000) == []
    assert gone(backups, Retention(newest=0, days=0, size=0), day=5_000) == []


def test_for_want_of_room_the_file_that_takes_most_of_it_gives_way() -> None:
    small = [backup("small", day, 10) for day in range(5)]
    huge = [backup("huge", day, 1_000) for day in range(3, 9)]
    assert gone([*small, *huge], ALWAYS._replace(size=3_500)) == huge[:3]
    assert gone([*small, *huge], ALWAYS._replace(size=1_050)) == huge[:5]
    left = [each for each in (*small, *huge) if each not in gone([*small, *huge], ALWAYS._replace(size=20))]
    assert left == [small[4], huge[5]]


def test_what_alone_could_take_a_change_back_goes_for_want_of_room_only() -> None:
    backups = [backup("a", day, 10, undo=None) for day in range(4)]
    assert gone(backups, Retention(newest=1, days=1, size=40), day=5_000) == []
    assert gone(backups, Retention(newest=1, days=1, size=30), day=5_000) == backups[:1]


def test_what_is_not_settled_stays_and_protects_nothing() -> None:
    pending = [backup("a", 8, status="pending"), backup("a", 9, status="pending")]
    settled = [backup("a", 0, status="rolled-back"), backup("a", 1), backup("a", 2)]
    assert gone([*pending, *settled], Retention(newest=1, days=1, size=0), day=5_000) == settled[:2]


@given(
    st.lists(
        st.builds(
            backup,
            st.sampled_from(["a", "b", "c"]),
            st.integers(0, 400),
            st.integers(0, 50),
            status=st.sampled_from(["done", "rolled-back", "pending"]),
            undo=st.sampled_from([None, UNDO]),
        ),
        max_size=30,
        unique_by=lambda each: (each.file.path, each.record.id),
    ),
    st.integers(1, 6),
    st.integers(0, 400),
    st.integers(0, 300),
)
def test_whatever_the_history_only_what_may_go_goes_and_enough_of_it(
    backups: list[Backup], newest: int, days: int, size: int
) -> None:
    going = gone(backups, Retention(newest, days, size), day=400)
    settled = [each for each in backups if each.record.status != "pending"]
    left = [each for each in settled if each not in going]
    surplus = []
    for path in {each.file.path for each in settled}:
        newest_first = sorted(
            (each for each in settled if each.file.path == path), key=lambda each: each.record.id, reverse=True
        )
        assert newest_first[0] in left
        surplus += [
            each
            for rank, each in enumerate(newest_first)
            if rank and each.file.undo and (rank >= newest or each.record.at < f"{START + timedelta(400 - days):%FT%T}")
        ]
    assert set(map(id, surplus)) <= set(map(id, going)) <= set(map(id, settled))
    assert sum(each.size for each in left) <= size or len(left) == len({each.file.path for each in left})
    if sum(each.size for each in settled if each not in surplus) <= size:
        assert len(going) == len(surplus)


# --- on the disk


class Clock:
    """A day goes by whenever it is looked at."""

    def __init__(self) -> None:
        self._days = count()

    def __call__(self) -> datetime:
        return START + timedelta(days=next(self._days))


def to(data: bytes | None, undo: object = UNDO) -> Callable[[bytes | None], Rewritten]:
    return lambda _: Rewritten(data, undo)


def write(store: Store, path: Path, times: int, size: int = 10) -> list[Record]:
    """So many transactions on one file, each of which leaves other bytes of that size."""
    return [
        store.apply("x", [FileChange(path, to(f"{number:0{size}}".encode()))], [{"id": "e"}]) for number in range(times)
    ]


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about what a power cut leaves."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def kept(store: Store) -> list[str]:
    return [each.record.id for each in store.backups()]


def test_backups_are_listed_newest_first_with_all_that_a_person_needs(home: Path, state: Path) -> None:
    store = Store(state, Clock())
    (home / "a").write_bytes(b"old a")
    (home / "b").write_bytes(b"longer old b")
    first = store.apply("first", [FileChange(home / "a", to(b"1")), FileChange(home / "new", to(b"n"))])
    second = store.apply("second", [FileChange(home / "b", to(b"2")), FileChange(home / "a", to(b"3"))])
    told = [(each.record, each.file.path.name, each.size, each.copy.read_bytes()) for each in store.backups()]
    assert told == [
        (second, "b", 12, b"longer old b"),
        (second, "a", 1, b"1"),
        (first, "a", 5, b"old a"),
    ]
    assert all(each.copy.is_absolute() for each in store.backups())


def test_a_backup_that_is_gone_or_no_file_any_more_is_not_listed(home: Path, state: Path) -> None:
    store = Store(state, Clock())
    write(store, home / "a", 5)
    one, two, *_ = store.backups()
    one.copy.unlink()
    two.copy.unlink()
    two.copy.mkdir()
    assert len(store.backups()) == 2


def test_a_settled_transaction_lets_older_backups_go_and_the_history_stays(home: Path, state: Path) -> None:
    store = Store(state, Clock(), keep=ALWAYS._replace(newest=3))
    records = write(store, home / "a", 10)
    assert kept(store) == [record.id for record in records[:-4:-1]]
    assert store.history() == tuple(reversed(records))
    assert store.record(records[0].id) == records[0]
    assert store.backup(records[1], records[1].files[0]) is None


def test_without_being_told_a_hundred_of_a_file_and_half_a_year_of_them_are_kept(home: Path, state: Path) -> None:
    write(Store(state, Clock(), keep=Retention(every=1)), home / "a", 110)
    assert len(kept(Store(state, Clock()))) == 100
    moment = START + timedelta(days=109 + 180)
    store = Store(state, lambda: moment)
    store.apply("x", [FileChange(home / "b", to(b"1"))])
    assert kept(store) == [f"{START + timedelta(days=109):%Y%m%d-%H%M%S}-001"]


def test_it_is_looked_for_at_the_first_change_of_a_day_and_then_now_and_then(home: Path, state: Path) -> None:
    store = Store(state, lambda: START, keep=Retention(newest=1, every=4))
    assert [len(kept(store)) for _ in range(10) if write(store, home / "a", 1)] == [0] * 10


def test_nothing_goes_when_nothing_was_changed(home: Path, state: Path) -> None:
    write(Store(state, Clock()), home / "a", 5)
    store = Store(state, Clock(), keep=ALWAYS._replace(newest=1))
    store.apply("x", [FileChange(home / "a", to((home / "a").read_bytes()))])
    with pytest.raises(Refused):
        store.apply("x", [FileChange(home, to(b"1"))])
    assert len(kept(store)) == 4


def test_a_damaged_record_keeps_its_copies(home: Path, state: Path) -> None:
    records = write(Store(state, Clock()), home / "a", 5)
    folder = state / "backups" / "2026-11-24" / records[2].id
    (folder / "manifest.json").write_bytes(b"{")
    write(Store(state, Clock(), keep=ALWAYS._replace(newest=1)), home / "a", 1)
    assert (folder / "1-a").exists()
    assert len(list(state.glob("backups/*/*/1-a"))) == 2


def test_our_bytes_that_another_program_took_the_place_of_go_with_their_backup(home: Path, state: Path) -> None:
    records = write(Store(state, Clock()), home / "a", 3)
    folder = state / "backups" / "2026-11-23" / records[1].id
    (folder / "1-a.wanted").write_bytes(b"ours")
    write(Store(state, Clock(), keep=ALWAYS._replace(newest=1)), home / "a", 1)
    assert [path.name for path in folder.iterdir()] == ["manifest.json"]


# --- whatever fails


class Killed(BaseException):
    """The process dies here."""


class Breaking(DiskFiles):
    """A disk whose call number ``at``, counted from the note that all is done, does what ``strike`` does.

    After a death nothing works any more.
    """

    def __init__(self, at: int, strike: Callable[[Path], None]) -> None:
        self._at = at
        self._strike = strike
        self._calls: int | None = None
        self._dead = False
        self.struck = False

    def _call(self, path: Path) -> None:
        if self._dead:
            raise Killed
        if self._calls is not None:
            self._calls += 1
            if self._calls == self._at:
                self.struck = True
                self._dead = self._strike is death
                self._strike(path)

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        self._call(path)
        return super().read(path, limit, known)

    def facts(self, path: Path) -> Facts | None:
        self._call(path)
        return super().facts(path)

    def list_folder(self, path: Path) -> tuple[str, ...]:
        self._call(path)
        return super().list_folder(path)

    def swap(self, prepared: Path, path: Path) -> None:
        done = path.name == "manifest.json" and b'"status": "done"' in prepared.read_bytes()
        super().swap(prepared, path)
        if done:
            self._calls = 0

    def remove(self, path: Path) -> None:
        self._call(path)
        super().remove(path)

    def remove_folder(self, path: Path) -> None:
        self._call(path)
        super().remove_folder(path)


def death(path: Path) -> None:
    raise Killed(path)


def disk_error(path: Path) -> None:
    raise refusal(path, "cannot be removed", OSError(5, os.strerror(5)))


def interrupt(path: Path) -> None:
    raise KeyboardInterrupt(path)


@pytest.mark.parametrize("strike", [death, disk_error, interrupt])
def test_whatever_happens_while_backups_go_the_newest_stays_and_the_change_is_told(
    tmp_path: Path, strike: Callable[[Path], None]
) -> None:
    keep = ALWAYS._replace(newest=1)
    lefts = set()
    for at in range(1, 200):
        home, state = tmp_path / str(at) / "home", tmp_path / str(at) / "state"
        home.mkdir(parents=True)
        older = write(Store(state, Clock()), home / "a", 4)
        disk = Breaking(at, strike)
        interrupted = False
        try:
            write(Store(state, lambda: START + timedelta(days=9), disk, keep=keep), home / "a", 1, size=11)
        except (Killed, KeyboardInterrupt):
            interrupted = strike is interrupt
        store = Store(state, lambda: START + timedelta(days=10), keep=keep)
        untidy = any((state / "staged").glob("*"))
        # It is made and the next start tells of it, or, after an interrupt as late as that, it is taken back.
        assert [each.status for each in store.recover()] == (["done"] if untidy else [])
        assert len((home / "a").read_bytes()) == (10 if interrupted else 11)
        assert store.history()[1:] == tuple(reversed(older))
        assert store.history()[0].status == ("rolled-back" if interrupted else "done")
        left = kept(store)
        assert left[0] == store.history()[0].id
        lefts.add(len(left))
        write(store, home / "a", 1, size=12)
        assert len(kept(store)) == 1, "what was left over goes the next time"
        if not disk.struck:
            break
    assert lefts >= {4, 2, 1}


def test_a_backup_that_cannot_be_removed_does_not_keep_the_others(home: Path, state: Path) -> None:
    write(Store(state, Clock()), home / "a", 5)
    stuck = Store(state, Clock()).backups()[-1].copy

    class Stuck(DiskFiles):
        def remove(self, path: Path) -> None:
            if path == stuck:
                disk_error(path)
            super().remove(path)

    store = Store(state, Clock(), Stuck(), keep=ALWAYS._replace(newest=1))
    write(store, home / "a", 1)
    assert [each.copy for each in store.backups()][1:] == [stuck]


def test_no_manifest_is_read_of_a_transaction_whose_backups_are_gone(home: Path, state: Path) -> None:
    keep = ALWAYS._replace(newest=2)
    write(Store(state, Clock(), keep=keep), home / "a", 40)
    read: list[Path] = []

    class Counting(DiskFiles):
        def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
            read.append(path)
            return super().read(path, limit, known)

    moment = START + timedelta(days=99)
    write(Store(state, lambda: moment, Counting(), keep=keep), home / "a", 1)
    assert len({path for path in read if path.name == "manifest.json"}) <= 4


def test_the_history_is_read_only_as_far_as_it_is_asked_for(home: Path, state: Path) -> None:
    records = write(Store(state, Clock()), home / "a", 20)
    read: list[Path] = []

    class Counting(DiskFiles):
        def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
            read.append(path)
            return super().read(path, limit, known)

    assert next(Store(state, Clock(), Counting()).records()) == records[-1]
    assert [path.parent.name for path in read] == [records[-1].id]


def test_more_than_a_thousand_transactions_of_one_moment_are_in_order(home: Path, state: Path) -> None:
    (record,) = write(Store(state, lambda: START), home / "a", 1)
    folder = state / "backups" / "2026-11-22"
    manifest = json.loads((folder / record.id / "manifest.json").read_bytes())
    ids = [f"20261122-084500-{number:03}" for number in (998, 999, 1000, 1001)]
    ids.append("20261122-084501-001")
    for id_ in ids:
        (folder / id_).mkdir()
        (folder / id_ / "manifest.json").write_text(json.dumps({**manifest, "id": id_}))
    assert [each.id for each in Store(state, Clock()).history()] == [*reversed(ids), record.id]
