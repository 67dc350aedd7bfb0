"""A footprint tells where something is different from what a look found, and reads nothing for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.store.files import READ_LIMIT, DiskFiles
from mcptui.store.footprint import Footprint
from mcptui.store.signature import Signature

HOUR = 3_600_000_000_000


class Counting(DiskFiles):
    """The real disk, and what was asked of it."""

    def __init__(self) -> None:
        self.read_paths: list[Path] = []
        self.signed: list[Path] = []

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        self.read_paths.append(path)
        return super().read(path, limit, known)

    def signature(self, path: Path) -> Signature | None:
        self.signed.append(path)
        return super().signature(path)


@pytest.fixture
def disk() -> Counting:
    return Counting()


@pytest.fixture
def footprint(disk: Counting) -> Footprint:
    """One whose clock is far ahead of the disk's: nothing on it is fresh."""
    return Footprint(disk, lambda: 1 << 62)


def tick() -> None:
    """Let the clock of the disk go on: what is done then has another time."""
    time.sleep(0.02)


def in_place(path: Path) -> None:
    path.write_bytes(b"new, and longer")


def by_rename(path: Path) -> None:
    (path.parent / "new").write_bytes(b"old")
    (path.parent / "new").replace(path)


def same_size_and_time(path: Path) -> None:
    times = path.stat()
    path.write_bytes(b"0ld")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def removed(path: Path) -> None:
    path.unlink()


def forbidden(path: Path) -> None:
    path.chmod(0o600)


@pytest.mark.parametrize("change", [in_place, by_rename, same_size_and_time, removed, forbidden])
def test_a_file_that_was_read_is_different_however_it_changed(
    change: Callable[[Path], None], footprint: Footprint, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"old")
    footprint.read(tmp_path / "a")
    footprint.read(tmp_path / "b")
    assert footprint.changes() == ()
    tick()
    change(tmp_path / "a")
    assert footprint.changes() == (tmp_path / "a",)
    assert footprint.changes() == (tmp_path / "a",), "it is told until there is another look"
    assert footprint.next().read(tmp_path / "b") == b"old"


@pytest.mark.parametrize("folders", [(), (".cursor",), (".config", "Code", "User")])
def test_a_file_that_was_not_there_is_seen_when_it_comes_with_its_folders(
    folders: tuple[str, ...], footprint: Footprint, tmp_path: Path
) -> None:
    path = tmp_path.joinpath(*folders, "mcp.json")
    assert footprint.read(path) is None
    for depth in range(len(folders)):
        tick()
        tmp_path.joinpath(*folders[: depth + 1]).mkdir()
        assert footprint.changes() == ()
    tick()
    path.write_bytes(b"{}")
    assert footprint.changes() == (path,)
    assert footprint.changes() == (path,)
    tick()
    path.unlink()
    assert footprint.changes() == ()
    tick()
    path.write_bytes(b"{}")
    assert footprint.changes() == (path,)


def test_a_folder_moved_into_place_brings_its_files(footprint: Footprint, tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "mcp.json"
    assert footprint.read(path) is None
    assert footprint.changes() == ()
    tick()
    (tmp_path / "made" / "b").mkdir(parents=True)
    (tmp_path / "made" / "b" / "mcp.json").write_bytes(b"{}")
    assert footprint.changes() == ()
    tick()
    (tmp_path / "made").rename(tmp_path / "a")
    assert footprint.changes() == (path,)


def test_a_listed_folder_is_different_when_other_names_are_in_it(footprint: Footprint, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert footprint.list_folder(tmp_path) == ("a",)
    tick()
    (tmp_path / "b").write_bytes(b"")
    (tmp_path / "b").unlink()
    assert footprint.changes() == ()
    (tmp_path / "a").write_bytes(b"its content does not count")
    assert footprint.changes() == ()
    tick()
    (tmp_path / "b").write_bytes(b"")
    assert footprint.changes() == (tmp_path,)
    assert footprint.next().list_folder(tmp_path) == ("a", "b")


@pytest.mark.parametrize(
    ("ask", "matters"),
    [
        (lambda names: "a" in names, False),
        (lambda names: "b" in names, True),
        (list, True),
        (bool, True),
        (lambda names: names[:1], True),
        (lambda names: names == ("a",), True),
    ],
    ids=["another name", "the name", "all", "whether any", "the first", "the same"],
)
def test_a_name_that_comes_into_a_folder_counts_where_it_was_asked_for(
    ask: Callable[[tuple[str, ...]], object], footprint: Footprint, tmp_path: Path, *, matters: bool
) -> None:
    (tmp_path / "a").write_bytes(b"")
    ask(footprint.list_folder(tmp_path))
    tick()
    (tmp_path / "b").write_bytes(b"")
    assert footprint.changes() == ((tmp_path,) if matters else ())
    assert ("b" in footprint.next().list_folder(tmp_path)) is True


def test_a_noted_folder_is_different_when_it_goes_and_not_when_something_in_it_does(
    footprint: Footprint, tmp_path: Path
) -> None:
    (tmp_path / "project").mkdir()
    footprint.note_folder(tmp_path / "project")
    (tmp_path / "project" / "a").write_bytes(b"")
    assert footprint.changes() == ()
    (tmp_path / "project").rename(tmp_path / "elsewhere")
    assert footprint.changes() == (tmp_path / "project",)


def test_only_what_is_there_and_the_nearest_folders_of_the_rest_are_asked_for(
    footprint: Footprint, disk: Counting, tmp_path: Path
) -> None:
    (tmp_path / "there").write_bytes(b"")
    footprint.read(tmp_path / "there")
    for number in range(100):
        footprint.read(tmp_path / "gone" / str(number) / "mcp.json")
    footprint.changes()
    disk.signed.clear()
    disk.read_paths.clear()
    assert footprint.changes() == ()
    assert sorted(disk.signed) == [tmp_path, tmp_path / "there"]
    assert disk.read_paths == []


def test_what_is_as_it_was_is_not_read_again(footprint: Footprint, disk: Counting, tmp_path: Path) -> None:
    for name in ("same", "other"):
        (tmp_path / name).write_bytes(b"old")
    known = {name: footprint.read(tmp_path / name) for name in ("same", "other", "absent")}
    tick()
    (tmp_path / "other").write_bytes(b"new")
    disk.read_paths.clear()
    again = footprint.next()
    assert again.read(tmp_path / "same", known=known["same"]) is known["same"]
    assert again.read(tmp_path / "other", known=known["other"]) == b"new"
    assert again.read(tmp_path / "absent", known=known["absent"]) is None
    assert disk.read_paths == [tmp_path / "other"]


def test_what_was_written_in_the_moment_of_the_look_is_looked_at_once_more(disk: Counting, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    written = (tmp_path / "a").stat().st_mtime_ns
    just_now = Footprint(disk, lambda: written + 1_000_000)
    known = just_now.read(tmp_path / "a")
    assert just_now.changes() == (tmp_path / "a",)
    assert just_now.is_fresh([tmp_path / "a"])
    disk.read_paths.clear()
    assert just_now.next().read(tmp_path / "a", known=known) is known, "the same bytes are kept once"
    assert disk.read_paths == [tmp_path / "a"]


@pytest.mark.parametrize(
    ("modified", "after", "fresh"),
    [
        (5_123_456_789, 1_000_000, True),
        (5_123_456_789, 100_000_000, False),
        (5_000_000_000, 1_500_000_000, True),  # a disk that knows no parts of a second
        (5_000_000_000, 2_500_000_000, False),
        (5_123_456_789, -HOUR, False),  # another machine's clock
    ],
)
def test_a_signature_is_fresh_as_long_as_the_clock_of_the_disk_may_not_have_ticked(
    modified: int, after: int, *, fresh: bool
) -> None:
    assert Signature(1, 2, 3, modified, modified).is_fresh(modified + after) is fresh


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs permissions that hold")
def test_a_folder_that_cannot_be_looked_into_is_different_when_it_can(footprint: Footprint, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "a").write_bytes(b"")
    (tmp_path / "shut").chmod(0)
    footprint.note(tmp_path / "shut" / "a")
    assert footprint.changes() == ()
    (tmp_path / "shut").chmod(0o700)
    assert footprint.changes() == (tmp_path / "shut" / "a",)
