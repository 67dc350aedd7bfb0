"""What a transaction promises when nothing breaks: all files change, one backup of each, and what is refused."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mcptui.errors import ChangedMeanwhile, Refused, Unreadable
from mcptui.store.transaction import FileChange, Store
from tests.store.rewrites import replacing, to


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
