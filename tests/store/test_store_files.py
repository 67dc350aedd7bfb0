"""Reading through the one door to the disk: bounded, and nothing that could wait."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from mcptui.errors import Unreadable
from mcptui.store.dry_run import DryRunFiles
from mcptui.store.files import DiskFiles
from tests.store.posix_files import posix


def test_reads_all_bytes_of_a_file(files: DiskFiles, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b"\xef\xbb\xbf{}\r\n" * 50_000)
    assert files.read(path) == b"\xef\xbb\xbf{}\r\n" * 50_000


def test_an_empty_file_is_not_an_absent_one(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert files.read(tmp_path / "empty") == b""
    assert files.read(tmp_path / "absent") is None
    assert files.read(tmp_path / "empty" / "below") is None


def test_reads_up_to_the_limit_and_refuses_one_byte_more(files: DiskFiles, tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"x" * 1000)
    assert files.read(path, limit=1000) == b"x" * 1000
    with pytest.raises(Unreadable, match="larger than 999 bytes"):
        files.read(path, limit=999)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs a file without a size")
def test_the_limit_holds_for_a_file_that_hides_its_size(files: DiskFiles) -> None:
    with pytest.raises(Unreadable, match="larger than 10 bytes"):
        files.read(Path("/proc/self/status"), limit=10)


@pytest.mark.parametrize("size", [5, 3_000_000])
def test_bytes_that_are_known_already_are_not_held_twice(files: DiskFiles, tmp_path: Path, size: int) -> None:
    path = tmp_path / "known"
    path.write_bytes(b"x" * size)
    known = path.read_bytes()
    assert files.read(path, known=known) is known
    assert DryRunFiles(files).read(path, known=known) is known


@pytest.mark.parametrize("size", [5, 3_000_000])
def test_what_is_known_never_stands_for_other_bytes(files: DiskFiles, tmp_path: Path, size: int) -> None:
    path = tmp_path / "changed"
    known = b"x" * size
    for data in (known + b"y", known[:-1], known[:-1] + b"y", b"y" + known[1:], b"y", b"", known + known):
        path.write_bytes(data)
        assert files.read(path, known=known) == data
    path.unlink()
    assert files.read(path, known=known) is None


def test_the_limit_holds_for_known_bytes_too(files: DiskFiles, tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"x" * 1000)
    with pytest.raises(Unreadable, match="larger than 999 bytes"):
        files.read(path, limit=999, known=b"x" * 1000)


@posix
def test_a_pipe_is_refused_at_once_though_nobody_writes_to_it(files: DiskFiles, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="is a pipe, not a file"):
        files.read(tmp_path / "pipe")


@posix
def test_folders_sockets_and_devices_are_refused(
    files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreadable, match="is a folder, not a file"):
        files.read(tmp_path)
    with pytest.raises(Unreadable, match="is a device, not a file"):
        files.read(Path("/dev/zero"))
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # the address of a socket has to be short
        server.bind("socket")
        with pytest.raises(Unreadable, match="cannot be read"):
            files.read(tmp_path / "socket")


@posix
def test_links_that_loop_are_refused(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    with pytest.raises(Unreadable, match="go round in a loop"):
        files.read(tmp_path / "one")
    with pytest.raises(Unreadable, match="go round in a loop"):
        files.resolve(tmp_path / "one")
    with pytest.raises(Unreadable, match="go round in a loop"):
        files.read(files.resolve(tmp_path / "one" / "below.json"))


def test_what_cannot_be_a_path_is_refused(files: DiskFiles) -> None:
    for bad in (Path("/tmp/a\0b"), Path("/tmp/\ud800")):  # noqa: S108 - never opened
        with pytest.raises(Unreadable, match="cannot be a path"):
            files.read(bad)
        with pytest.raises(Unreadable, match="cannot be a path"):
            files.resolve(bad)


def test_a_name_too_long_is_refused(files: DiskFiles, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="its name is too long"):
        files.read(tmp_path / ("x" * 5000))


def test_a_file_that_may_not_be_read_is_refused(files: DiskFiles, tmp_path: Path) -> None:
    path = tmp_path / "closed"
    path.write_bytes(b"{}")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(Unreadable, match="permission was denied"):
        files.read(path)


@posix
def test_resolve_follows_links_to_a_file_that_need_not_exist(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("dotfiles/mcp.json")
    assert files.resolve(tmp_path / "link") == tmp_path.resolve() / "dotfiles" / "mcp.json"


@posix
def test_facts_tell_mode_owner_time_and_number_of_names(files: DiskFiles, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch(mode=0o640)
    path.chmod(0o640)
    os.link(path, tmp_path / "b")
    os.utime(path, (1000, 1000))
    facts = files.facts(path)
    assert facts is not None
    assert (facts.mode, facts.uid, facts.modified, facts.links, facts.writable) == (0o640, os.getuid(), 1000, 2, True)
    assert files.facts(tmp_path / "absent") is None
    with pytest.raises(Unreadable, match="is a folder"):
        files.facts(tmp_path)
