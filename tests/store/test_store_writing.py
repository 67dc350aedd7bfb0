"""Writing through the one door to the disk: whole files, durable, with mode, owner and attributes kept."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from mcptui.errors import Refused
from mcptui.store.dry_run import DryRunFiles
from mcptui.store.files import DiskFiles, digest
from tests.store.posix_files import mode_of, posix


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755])
def test_replacing_keeps_the_mode(files: DiskFiles, tmp_path: Path, mode: int) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    path.chmod(mode)
    files.replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode_of(path) == mode
    assert [entry.name for entry in tmp_path.iterdir()] == ["config"]


@posix
def test_a_new_file_follows_the_umask_and_a_private_one_is_for_its_owner_only(files: DiskFiles, tmp_path: Path) -> None:
    former = os.umask(0o027)
    try:
        files.replace(tmp_path / "shared", b"x")
        files.replace(tmp_path / "secret", b"x", private=True)
        files.replace(tmp_path / "again", b"x", mode=0o664)
        files.create_folder(tmp_path / "open" / "below", private=False)
        files.create_folder(tmp_path / "closed" / "below", private=True)
    finally:
        os.umask(former)
    assert [mode_of(tmp_path / name) for name in ("shared", "secret", "again")] == [0o640, 0o600, 0o664]
    assert [mode_of(tmp_path / name) for name in ("open", "open/below")] == [0o750, 0o750]
    assert [mode_of(tmp_path / name) for name in ("closed", "closed/below")] == [0o700, 0o700]


@posix
def test_prepared_bytes_are_never_readable_by_others_before_they_take_their_place(
    files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    path.chmod(0o600)
    seen: list[int] = []
    write = os.write

    def look(handle: int, data: bytes) -> int:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        return write(handle, data)

    monkeypatch.setattr(os, "write", look)
    files.replace(path, b"new")
    assert seen == [0o600]


@posix
def test_bytes_are_durable_before_they_take_their_place_and_the_name_is_after(
    files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    replace = os.replace

    def sync(handle: int) -> None:
        calls.append("sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file")

    def move(source: Path, target: Path) -> None:
        calls.append("move")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", move)
    files.replace(tmp_path / "config", b"new")
    files.remove(tmp_path / "config")
    assert calls == ["sync file", "move", "sync folder", "sync folder"]


@posix
def test_a_short_write_is_continued(files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data)[:7]))
    files.replace(tmp_path / "config", b"0123456789" * 5)
    assert (tmp_path / "config").read_bytes() == b"0123456789" * 5


@posix
def test_the_other_name_of_a_hard_link_keeps_the_old_bytes(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"old")
    os.link(tmp_path / "config", tmp_path / "other")
    files.replace(tmp_path / "config", b"new")
    assert (tmp_path / "other").read_bytes() == b"old"
    assert (tmp_path / "config").read_bytes() == b"new"


def test_extended_attributes_are_kept(files: DiskFiles, tmp_path: Path) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("no extended attributes here")
    path = tmp_path / "config"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.origin", b"dotfiles")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    files.replace(path, b"new")
    assert os.getxattr(path, "user.origin") == b"dotfiles"


def test_an_attribute_that_cannot_be_kept_is_a_refusal_unless_it_is_the_kernels_own(
    files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("no extended attributes here")
    path = tmp_path / "config"
    path.write_bytes(b"old")

    def denied(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(os, "listxattr", lambda _: ["security.selinux"])
    monkeypatch.setattr(os, "getxattr", lambda *_: b"label")
    monkeypatch.setattr(os, "setxattr", denied)
    files.replace(path, b"new")
    monkeypatch.setattr(os, "listxattr", lambda _: ["user.origin"])
    with pytest.raises(Refused, match="config cannot be written: the system does not permit it"):
        files.replace(path, b"newer")
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only the superuser gives files away")
def test_the_owner_is_kept(files: DiskFiles, tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    os.chown(path, 65534, 65534)
    path.chmod(0o6750)
    if not os.access(path, os.W_OK):
        pytest.skip("this superuser may not write what others own")
    files.replace(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid, mode_of(path)) == (65534, 65534, 0o6750)


@posix
def test_an_owner_that_cannot_be_kept_is_a_refusal(
    files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    real = os.fstat

    def strange(handle: int) -> os.stat_result:
        values = list(real(handle))
        values[4] += 1
        return os.stat_result(values)

    def denied(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(os, "fstat", strange)
    monkeypatch.setattr(os, "fchown", denied)
    with pytest.raises(Refused, match="belongs to another user or group"):
        files.replace(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["config"]


def test_a_read_only_file_is_refused_though_its_folder_would_allow_it(
    files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    path.chmod(0o444)
    # The superuser may write everything, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Refused, match="config is read-only"):
        files.replace(path, b"new")
    with pytest.raises(Refused, match="config is read-only"):
        DryRunFiles(files).replace(path, b"new")
    assert path.read_bytes() == b"old"


@posix
def test_a_link_is_never_replaced_by_a_file(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    with pytest.raises(Refused, match="symbolic link"):
        files.replace(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EBUSY, "in use as a mount of its own"),
        (errno.ENOSPC, "no space left"),
        (errno.EROFS, "its disk is read-only"),
        (errno.EACCES, "permission was denied"),
        (errno.EIO, "the disk reported an error"),
        (errno.EXDEV, os.strerror(errno.EXDEV).lower()),
    ],
)
def test_a_move_that_fails_leaves_the_old_file_and_nothing_beside_it(
    files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(Refused, match=words) as refused:
        files.replace(path, b"new")
    assert str(path) in refused.value.message
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["config"]


def test_a_folder_that_is_a_file_is_a_refusal(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="a part of its path is not a folder"):
        files.create_folder(tmp_path / "file" / "below", private=True)


def test_removing_what_is_not_there_is_no_error(files: DiskFiles, tmp_path: Path) -> None:
    files.remove(tmp_path / "absent")
    files.remove_folder(tmp_path / "absent")
    assert files.list_folder(tmp_path / "absent") == ()


def test_leftovers_are_the_prepared_files_of_one_path_only(files: DiskFiles, tmp_path: Path) -> None:
    long = tmp_path / ("n" * 250)
    left = [files.prepare(tmp_path / "a.json", b"1"), files.prepare(long, b"2")]
    (tmp_path / "a.json").write_bytes(b"kept")
    assert files.leftovers(tmp_path / "a.json") == (left[0],)
    assert files.leftovers(long) == (left[1],)
    assert files.leftovers(tmp_path / "b.json") == ()


def test_a_dry_run_shows_what_would_be_there_and_writes_nothing(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "gone").write_bytes(b"gone")
    trial = DryRunFiles(files)
    trial.create_folder(tmp_path / "made", private=False)
    trial.replace(tmp_path / "old", b"new")
    trial.replace(tmp_path / "made" / "new", b"made")
    trial.remove(tmp_path / "gone")
    trial.remove_folder(tmp_path)
    assert trial.read(tmp_path / "old") == b"new"
    assert trial.read(tmp_path / "made" / "new") == b"made"
    assert trial.read(tmp_path / "gone") is None
    assert trial.facts(tmp_path / "gone") is None
    assert trial.facts(tmp_path / "old") == files.facts(tmp_path / "old")
    assert trial.list_folder(tmp_path) == ("old",)
    assert trial.list_folder(tmp_path / "made") == ("new",)
    assert {path.name: data for path, data in trial.written.items()} == {"old": b"new", "new": b"made", "gone": None}
    assert (tmp_path / "old").read_bytes() == b"old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["gone", "old"]


def test_the_digest_is_sha256_and_none_for_no_file() -> None:
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(None) is None
