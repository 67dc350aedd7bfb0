"""A transaction over three files whose calls fail, or end the process, and what it may leave."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcptui.errors import Refused
from mcptui.store.causes import refusal
from mcptui.store.files import READ_LIMIT, DiskFiles, Facts, Files
from mcptui.store.folder_locks import STALE
from mcptui.store.locks import Lock, LockKind
from mcptui.store.signature import Signature
from mcptui.store.transaction import FileChange, Record, Rewritten, Store

NOON = datetime(2026, 11, 22, 8, 45, tzinfo=UTC)
OLD = {"a.json": b"old a", "b.toml": b"old b", "gone.json": b"old gone"}
HALF = {"a.json": b"new a", "b.toml": b"old b", "gone.json": b"old gone"}
NEW = {"a.json": b"new a", "b.toml": b"new b", "new/c.json": b"new c"}


class Killed(BaseException):
    """The process dies here: no handler sees it and nothing is cleaned up."""


class Fault:
    """Counts calls; at the chosen one does what ``strike`` does, and after a death at every later one."""

    def __init__(self, at: int, strike: Callable[[str], None]) -> None:
        self._left = at
        self._strike = strike
        self._dead = False
        self.struck = False

    def call(self, what: str) -> None:
        if self._dead:
            raise Killed
        self._left -= 1
        if self._left == 0:
            self.struck = True
            try:
                self._strike(what)
            except Killed:
                self._dead = True
                raise


class FaultyFiles(Files):
    """The real disk behind a fault that counts the calls of the store."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._disk = DiskFiles()

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        self._fault.call(str(path))
        return self._disk.read(path, limit, known)

    def resolve(self, path: Path) -> Path:
        self._fault.call(str(path))
        return self._disk.resolve(path)

    def facts(self, path: Path) -> Facts | None:
        self._fault.call(str(path))
        return self._disk.facts(path)

    def signature(self, path: Path) -> Signature | None:
        self._fault.call(str(path))
        return self._disk.signature(path)

    def list_folder(self, path: Path) -> tuple[str, ...]:
        self._fault.call(str(path))
        return self._disk.list_folder(path)

    def create_folder(self, path: Path, *, private: bool) -> None:
        self._fault.call(str(path))
        self._disk.create_folder(path, private=private)

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        self._fault.call(str(path))
        return self._disk.prepare(path, data, mode=mode, private=private)

    def swap(self, prepared: Path, path: Path) -> None:
        self._fault.call(str(path))
        self._disk.swap(prepared, path)

    def remove(self, path: Path) -> None:
        self._fault.call(str(path))
        self._disk.remove(path)

    def remove_folder(self, path: Path) -> None:
        self._fault.call(str(path))
        self._disk.remove_folder(path)


CHANGING = ("write", "fsync", "replace", "mkdir", "unlink", "rmdir", "fchmod", "utime", "open")
READING = ("read", "fstat", "stat", "lstat", "listdir", "access", "listxattr")


@contextmanager
def system_calls(fault: Fault, names: tuple[str, ...]) -> Iterator[None]:
    """Let ``fault`` count the system calls of these names. ``fsync`` is counted and left out, to be quick."""

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            fault.call(name)
            return None if name == "fsync" else real(*args, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(os, name, counted(name, getattr(os, name)))
        yield


def no_space(path: str) -> None:
    raise refusal(Path(path), "cannot be written", OSError(errno.ENOSPC, ""))


def no_permission(path: str) -> None:
    raise refusal(Path(path), "cannot be written", OSError(errno.EACCES, ""))


def disk_error(path: str) -> None:
    raise refusal(Path(path), "cannot be written", OSError(errno.EIO, ""))


def death(_: str) -> None:
    raise Killed


def interrupt(_: str) -> None:
    raise KeyboardInterrupt


def system_error(code: int) -> Callable[[str], None]:
    def strike(_: str) -> None:
        raise OSError(code, os.strerror(code))

    return strike


def lay_out(folder: Path) -> Path:
    home = folder / "home"
    home.mkdir(parents=True)
    for name, data in OLD.items():
        (home / name).write_bytes(data)
        (home / name).chmod(0o640)
    return home


def found(home: Path) -> dict[str, bytes]:
    """The files of the home; what was only prepared is none of them."""
    files = (path for path in sorted(home.rglob("*")) if path.is_file() and ".mcptui-" not in path.name)
    return {str(path.relative_to(home)): path.read_bytes() for path in files}


def changes(home: Path) -> list[FileChange]:
    def to(data: bytes | None) -> Callable[[bytes | None], Rewritten]:
        return lambda _: Rewritten(data, None)

    return [
        FileChange(home / "a.json", to(b"new a"), lock=Lock(home / "a.json.lock", LockKind.FOLDER)),
        FileChange(home / "new" / "c.json", to(b"new c")),
        FileChange(home / "gone.json", to(None)),
        FileChange(home / "b.toml", to(b"new b")),
    ]


def apply(folder: Path, files: Files | None = None) -> Record:
    return Store(folder / "state", lambda: NOON, files, wait=0).apply("x", changes(folder / "home"))


def failure_of(folder: Path, files: Files | None = None) -> str | None:
    """What ``apply`` said when it failed, None when it did not."""
    try:
        apply(folder, files)
    except Refused as refused:
        return refused.message
    except KeyboardInterrupt:
        return "interrupted"
    return None


def forget_lock(home: Path) -> None:
    """Let the lock folder that a killed process left be stale already."""
    with suppress(FileNotFoundError):
        moment = time.time() - STALE - 1
        os.utime(home / "a.json.lock", (moment, moment))


def recover(folder: Path) -> tuple[Record, ...]:
    forget_lock(folder / "home")
    return Store(folder / "state", lambda: NOON, wait=0).recover()


def assert_tidy(folder: Path) -> None:
    """No prepared file, no staged bytes; what is in the history is settled."""
    assert not list(folder.rglob(".*mcptui-*"))
    staged = folder / "state" / "staged"
    assert not staged.exists() or list(staged.iterdir()) == []
    assert all(record.status != "pending" for record in Store(folder / "state", lambda: NOON).history())


def assert_settled(folder: Path) -> bool:
    """All old or all new, and the history says which. True if all new."""
    state = found(folder / "home")
    assert state in (OLD, NEW)
    for name in OLD.keys() & state.keys():
        assert (folder / "home" / name).stat().st_mode & 0o777 == 0o640
    assert_tidy(folder)
    history = Store(folder / "state", lambda: NOON).history()
    assert [record.status for record in history if record.status == "done"] == (["done"] if state == NEW else [])
    return state == NEW


def die(folder: Path, at: int) -> None:
    lay_out(folder)
    with suppress(Killed):
        apply(folder, FaultyFiles(Fault(at, death)))


def call_that_leaves(folder: Path, files: dict[str, bytes]) -> int:
    """The first call of a transaction after which the home holds ``files``."""
    for at in range(1, 1000):
        die(folder / str(at), at)
        if found(folder / str(at) / "home") == files:
            return at
    raise AssertionError(files)


def died_with(tmp_path: Path, files: dict[str, bytes]) -> Path:
    """A folder in whose home a transaction died and left ``files``."""
    folder = tmp_path / "died"
    die(folder, call_that_leaves(tmp_path / "tries", files))
    return folder


class Full(DiskFiles):
    """A disk that takes nothing more once ``left`` files were prepared, until it is given room."""

    def __init__(self, left: int) -> None:
        self.left = left

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        self.left -= 1
        if self.left < 0:
            raise refusal(path, "cannot be written", OSError(errno.ENOSPC, ""))
        return super().prepare(path, data, mode=mode, private=private)
