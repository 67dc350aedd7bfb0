"""Files of other programs that mostly grow: found by walking a folder, and read on from where reading stopped.

They may be huge, half written, or no files at all. Only lines in which a sign occurs are handed out.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from mcptui.errors import Unreadable
from mcptui.store.causes import unreadable

LONGEST_LINE: Final = 16 * 1024 * 1024
"""Bytes; a longer line is passed over."""
_WINDOW: Final = 512 * 1024  # bytes read at once: what is searched is still near the processor
_MARKED: Final = 512  # bytes before an offset that tell whether a file is still the one that was read
_ABSENT: Final = (errno.ENOENT, errno.ENOTDIR)


class Stamp(NamedTuple):
    """A file as the disk tells it without opening it. ``size`` is in bytes, ``changed`` in nanoseconds since 1970."""

    size: int
    changed: int
    inode: int


class Walk(NamedTuple):
    """The files below a folder by their paths. ``whole``: every folder on the way could be listed."""

    files: dict[str, Stamp]
    whole: bool


def walk(folder: Path, depth: int, fits: Callable[[str], bool], most: int) -> Walk:
    """The regular files below ``folder``, at most ``depth`` folders deep, whose names fit; ``most`` of them.

    Links are not followed, but for ``folder`` itself.
    """
    files: dict[str, Stamp] = {}
    whole = True
    folders = [(str(folder), depth)]
    while folders:
        path, left = folders.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if left:
                            folders.append((entry.path, left - 1))
                    elif fits(entry.name) and entry.is_file(follow_symlinks=False):
                        status = entry.stat(follow_symlinks=False)
                        files[entry.path] = Stamp(status.st_size, status.st_mtime_ns, status.st_ino)
                        if len(files) >= most:
                            return Walk(files, whole=False)
        except (OSError, ValueError) as error:
            whole = whole and isinstance(error, OSError) and error.errno in _ABSENT
    return Walk(files, whole)


class Lines(NamedTuple):
    """Whole lines of one window that fit, and the offset behind the last whole line of it."""

    found: list[bytes]
    offset: int


class GrowingFile:
    """A file of another program, open to be read. Raises ``Unreadable`` for what is none, and never waits for it."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        flags = os.O_RDONLY
        for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_NOFOLLOW", "O_BINARY"):
            flags |= int(getattr(os, name, 0))
        try:
            self._file = io.FileIO(os.open(path, flags))
        except (OSError, ValueError) as error:
            raise self._trouble(error) from error
        status = os.fstat(self._file.fileno())
        if not stat.S_ISREG(status.st_mode):
            self._file.close()
            raise Unreadable(f"{path} is not a file")
        self.stamp = Stamp(status.st_size, status.st_mtime_ns, status.st_ino)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def head(self, size: int) -> bytes:
        """The first bytes of the file."""
        return self._bytes(0, size)

    def mark(self, offset: int) -> bytes:
        """A digest of the bytes before ``offset``: as long as it is the same, the file only grew."""
        start = max(0, offset - _MARKED)
        return blake2b(self._bytes(start, offset - start), digest_size=8).digest()

    def lines(self, start: int, sign: bytes) -> Iterator[Lines]:
        """The lines from ``start`` on in which ``sign`` occurs, a window at a time; the last, unfinished one is not.

        ``start`` is where a line begins.
        """
        # A byte more than there should be: only where nothing follows is the end.
        window = bytearray(min(max(self.stamp.size - start, 0) + 1, _WINDOW))
        have, offset, skipping = 0, start, False
        try:
            while read := self._read_into(window, have, offset + have):
                have += read
                end = window.rfind(b"\n", have - read, have) + 1
                begin = 0
                if skipping and end:
                    begin, skipping = window.find(b"\n", 0, have) + 1, False
                if end:
                    found = list(_lines_in(window, begin, end, sign))
                    offset += end
                    window[: have - end] = window[end:have]
                    have -= end
                    yield Lines(found, offset)
                elif have == len(window):
                    if skipping or have >= LONGEST_LINE:
                        skipping, have, offset = True, 0, offset + have
                    else:
                        window = window + bytes(len(window))
        except OSError as error:
            raise self._trouble(error) from error

    def _read_into(self, window: bytearray, have: int, offset: int) -> int:
        self._file.seek(offset)  # meanwhile other parts may have been read
        return self._file.readinto(memoryview(window)[have:]) or 0

    def _bytes(self, start: int, size: int) -> bytes:
        try:
            self._file.seek(start)
            return self._file.read(size) or b""
        except OSError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: OSError | ValueError) -> Unreadable:
        if isinstance(error, OSError):
            return unreadable(self._path, error)
        return Unreadable("what has a zero byte in it cannot be a path")


def _lines_in(window: bytearray, begin: int, end: int, sign: bytes) -> Iterator[bytes]:
    while (at := window.find(sign, begin, end)) >= 0:
        start = window.rfind(b"\n", begin, at) + 1 or begin
        begin = window.find(b"\n", at, end) + 1
        yield bytes(window[start:begin])
