"""The history of transactions: their order, their ids, and manifests that hold anything whatever."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from mcptui.errors import NothingMatched, Refused, Unreadable
from mcptui.store.transaction import FileChange, Record, Store
from tests.store.rewrites import NOON, to


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
