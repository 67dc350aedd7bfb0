"""What the operating system answers, in words a user can act on."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mcptui.errors import Refused, Unreadable

_LONGEST_SHOWN = 200
_CAUSES = {
    errno.EACCES: ("permission was denied", "check who owns it and its folder"),
    errno.EPERM: ("the system does not permit it", "check who owns it, and whether it is marked as unchangeable"),
    errno.EROFS: ("its disk is read-only", "change it where it can be written"),
    errno.ENOSPC: ("there is no space left on its disk", "make room and try again"),
    errno.EDQUOT: ("the disk quota is used up", "make room and try again"),
    errno.EIO: ("the disk reported an error", "check the disk before you try again"),
    errno.EBUSY: (
        "it is in use as a mount of its own, so it cannot be replaced in one move",
        "change the file where it is mounted from",
    ),
    errno.ELOOP: ("its symbolic links go round in a loop", "remove the link that points back"),
    errno.ENAMETOOLONG: ("its name is too long", ""),
    errno.ENOTDIR: ("a part of its path is not a folder", ""),
    errno.EISDIR: ("it is a folder", ""),
    errno.ENXIO: ("it is a socket, or a device that is not there", ""),
}


def refusal(path: Path, what: str, error: OSError) -> Refused:
    """``error`` in words: ``<path> <what>: <cause>``."""
    cause, hint = _cause(error)
    return Refused(f"{path} {what}: {cause}", hint)


@contextmanager
def refusing(path: Path, what: str) -> Iterator[None]:
    """Turn an ``OSError`` inside into a refusal that names ``path``."""
    try:
        yield
    except OSError as error:
        raise refusal(path, what, error) from error


def unreadable(path: Path, error: OSError | ValueError) -> Unreadable:
    """``error`` in words, for a read; a ``ValueError`` is about a name that no file system could have."""
    if isinstance(error, ValueError):
        shown = ascii(str(path))
        return Unreadable(f"{shown if len(shown) < _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + '…'} cannot be a path")
    cause, hint = _cause(error)
    return Unreadable(f"{path} cannot be read: {cause}", hint)


def demand_regular(path: Path, mode: int) -> None:
    """Raise ``Unreadable`` where the type in ``mode`` is not that of a file with bytes in it."""
    if stat.S_ISREG(mode):
        return
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    kind = next((name for test, name in kinds if test(mode)), "a device")
    raise Unreadable(f"{path} cannot be read: it is {kind}, not a file")


def _cause(error: OSError) -> tuple[str, str]:
    code = error.errno or 0
    return _CAUSES.get(code) or ((os.strerror(code).lower() if code else "the system refused"), "")
