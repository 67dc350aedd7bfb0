"""The one door to the disk: bounded reads of anything, whole-file writes of regular files.

A write has two steps, so that many files can be made ready before the first one changes: ``prepare``
puts the new bytes, durable, beside the file; ``swap`` lets them take its place in one move. A file is
never written in place. Every method that fails raises ``Refused`` with a sentence that names the path.
"""

from __future__ import annotations

import errno
import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from mcptui.errors import Refused, Unreadable
from mcptui.store.carry import NOT_OFFERED, keep_attributes, keep_mode, keep_owner
from mcptui.store.causes import demand_regular, refusing, unreadable
from mcptui.store.memory import return_large_blocks
from mcptui.store.signature import Signature

T = TypeVar("T")

READ_LIMIT = 256 * 1024 * 1024
_CHUNK = 64 * 1024
_COMPARED = 1024 * 1024
_HUGE = 8 * 1024 * 1024

_ABSENT = (errno.ENOENT, errno.ENOTDIR)


class Facts(NamedTuple):
    """What the disk says of a file. ``mode`` is permission bits only, ``modified`` seconds since 1970.

    ``links`` above 1 means other names for the same bytes, which keep the old bytes when this name
    is written. ``size`` is in bytes. ``writable`` is about this process.
    """

    mode: int
    uid: int
    gid: int
    modified: float
    links: int
    size: int
    writable: bool = True


class Files(ABC):
    """What the store asks of a disk."""

    @abstractmethod
    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        """All bytes of the file at ``path``, links followed; None when there is none.

        Where they are the same as ``known``, ``known`` is given back: what is huge is then in memory once.
        Never waits: raises ``Unreadable`` for folders, pipes, sockets and devices, link loops, more than
        ``limit`` bytes, and what permissions forbid.
        """

    @abstractmethod
    def resolve(self, path: Path) -> Path:
        """The real path behind ``path``, every link followed. It, and its folder, may not exist yet."""

    @abstractmethod
    def facts(self, path: Path) -> Facts | None:
        """What the disk says of the regular file at ``path``; None when there is none."""

    @abstractmethod
    def signature(self, path: Path) -> Signature | None:
        """What tells the file or folder at ``path`` from what it was or will be; None when there is none."""

    @abstractmethod
    def list_folder(self, path: Path) -> tuple[str, ...]:
        """The names in the folder at ``path``, sorted; empty when there is none."""

    @abstractmethod
    def create_folder(self, path: Path, *, private: bool) -> None:
        """Make the folder at ``path`` and those above it that are missing; ``private`` ones are 0700."""

    @abstractmethod
    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        """Put ``data`` beside ``path``, ready to take its place, and return where.

        ``path`` has no link in it (see ``resolve``). Mode, owner and extended attributes are those of the
        file at ``path``; a new file has ``mode``, or is 0600 if ``private``, or what the user's umask
        leaves of 0644. Refused when the file is read-only or its owner cannot be kept.
        """

    @abstractmethod
    def swap(self, prepared: Path, path: Path) -> None:
        """Let the file that ``prepare`` made take the place of ``path``, in one move, durably."""

    @abstractmethod
    def remove(self, path: Path) -> None:
        """Take the file at ``path`` away; nothing happens when there is none."""

    @abstractmethod
    def remove_folder(self, path: Path) -> None:
        """Take the empty folder at ``path`` away; nothing happens when there is none."""

    def replace(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> None:
        """Make ``data`` the whole of the file at ``path``, in one move."""
        self.swap(self.prepare(path, data, mode=mode, private=private), path)

    def leftovers(self, path: Path) -> tuple[Path, ...]:
        """Files that were prepared for ``path`` and never took its place, as a killed process leaves them."""
        prefix = prepared_prefix(path)
        return tuple(path.parent / name for name in self.list_folder(path.parent) if name.startswith(prefix))


class DiskFiles(Files):
    """The real disk."""

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        flags = os.O_RDONLY | _flags("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
        handle = _asked(path, lambda: os.open(path, flags))
        if handle is None:
            return None
        try:
            status = os.fstat(handle)
            demand_regular(path, status.st_mode)
            if status.st_size > limit:
                raise Unreadable(f"{path} is larger than {limit:,} bytes, the most that is read")
            if status.st_size > _HUGE:
                return_large_blocks()
            return _read_all(handle, path, status.st_size, limit, known or b"")
        except OSError as error:
            raise unreadable(path, error) from error
        finally:
            with suppress(OSError):  # the bytes are here
                os.close(handle)

    def resolve(self, path: Path) -> Path:
        try:
            real = Path(os.path.realpath(path))
            looping = real.is_symlink()
        except (OSError, ValueError) as error:
            raise unreadable(path, error) from error
        if looping:
            raise unreadable(path, OSError(errno.ELOOP, ""))
        return real

    def facts(self, path: Path) -> Facts | None:
        told = _asked(path, lambda: (path.stat(), os.access(path, os.W_OK)))
        if told is None:
            return None
        status, writable = told
        demand_regular(path, status.st_mode)
        return Facts(
            mode=stat.S_IMODE(status.st_mode),
            uid=status.st_uid,
            gid=status.st_gid,
            modified=status.st_mtime,
            links=status.st_nlink,
            size=status.st_size,
            writable=writable,
        )

    def signature(self, path: Path) -> Signature | None:
        status = _asked(path, path.stat)
        return None if status is None else Signature.of(status)

    def list_folder(self, path: Path) -> tuple[str, ...]:
        return _asked(path, lambda: tuple(sorted(entry.name for entry in path.iterdir()))) or ()

    def create_folder(self, path: Path, *, private: bool) -> None:
        missing = []
        with refusing(path, "cannot be made"):
            while not path.is_dir():
                missing.append(path)
                path = path.parent
            for folder in reversed(missing):
                with suppress(FileExistsError):
                    folder.mkdir(0o700 if private else 0o755)
                if not folder.is_dir():
                    raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
                _sync_folder(folder.parent)

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        current = self.facts(path)
        demand_writable(path, current)
        prepared = path.with_name(prepared_prefix(path) + os.urandom(4).hex())
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _flags("O_CLOEXEC", "O_NOFOLLOW", "O_BINARY")
        kept = current.mode if current else mode
        with refusing(path, "cannot be written"):
            if path.is_symlink():
                raise Refused(f"{path} has become a symbolic link", "try again")
            handle = os.open(prepared, flags, 0o600 if private or kept is not None else 0o644)
            try:
                try:
                    _write_all(handle, data)
                    if current:
                        keep_owner(handle, path, current.uid, current.gid)
                        keep_attributes(path, prepared)
                    if kept is not None:
                        keep_mode(handle, prepared, kept)
                    os.fsync(handle)
                finally:
                    os.close(handle)
            except BaseException:
                _discard(prepared)
                raise
        return prepared

    def swap(self, prepared: Path, path: Path) -> None:
        with refusing(path, "cannot be written"):
            try:
                prepared.replace(path)
            except BaseException:
                _discard(prepared)
                raise
            _sync_folder(path.parent)

    def remove(self, path: Path) -> None:
        with refusing(path, "cannot be removed"):
            try:
                path.unlink()
            except FileNotFoundError:
                return
            _sync_folder(path.parent)

    def remove_folder(self, path: Path) -> None:
        with refusing(path, "cannot be removed"), suppress(FileNotFoundError):
            path.rmdir()


def _asked(path: Path, ask: Callable[[], T]) -> T | None:
    """What the disk answers about ``path``; None when there is nothing. Raises ``Unreadable``."""
    try:
        return ask()
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _ABSENT:
            return None
        raise unreadable(path, error) from error


def digest(data: bytes | None) -> str | None:
    """SHA-256 of ``data`` in hexadecimal; None for no file."""
    return None if data is None else sha256(data).hexdigest()


def demand_writable(path: Path, facts: Facts | None) -> None:
    """Refuse a file that this process may read only, although its folder would let it be replaced."""
    if facts is not None and not facts.writable:
        raise Refused(f"{path} is read-only", "make it writable, or change it with the tool that manages it")


def prepared_prefix(path: Path) -> str:
    """How the names of files prepared for ``path`` begin; hidden, in the folder of ``path``."""
    # Short enough for any file system, whatever the length of the name.
    return f".{path.name[:48]}.mcptui-"


def _flags(*names: str) -> int:
    """The open flags of these names that this operating system has."""
    flags = 0
    for name in names:
        flags |= int(getattr(os, name, 0))
    return flags


def _read_all(handle: int, path: Path, size: int, limit: int, known: bytes) -> bytes:
    pieces: list[bytes] = []
    total = 0
    alike = bool(known)  # as long as the file goes on like it, nothing is kept
    while piece := os.read(handle, _COMPARED if alike else max(size - total + 1, _CHUNK)):
        if alike and not known.startswith(piece, total):
            alike = False
            pieces.append(known[:total])
        if not alike:
            pieces.append(piece)
        total += len(piece)
        if total > limit:
            raise Unreadable(f"{path} is larger than {limit:,} bytes, the most that is read")
    if alike:
        return known[:total]  # all of it is the same object, no copy
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _sync_folder(path: Path) -> None:
    """Make a name in the folder at ``path`` durable, where the system can."""
    if os.name == "nt":
        return
    try:
        handle = os.open(path, os.O_RDONLY | _flags("O_CLOEXEC", "O_DIRECTORY"))
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise
    finally:
        os.close(handle)


def _discard(prepared: Path) -> None:
    with suppress(OSError):
        prepared.unlink()
