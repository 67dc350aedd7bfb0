"""Lock files: flock(2) on a file that stays. The system frees the lock with the process, so none is ever stale."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mcptui.errors import Refused
from mcptui.store.causes import refusal, refusing
from mcptui.store.locks import attempts

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def file_lock(path: Path, *, wait: float = 5.0, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Hold the client's lock file at ``path``; it is made where there is none, as its client makes it.

    It is never removed or made anew: the lock belongs to the file, not to its name, so of two files of
    one name each would let a holder in. GitHub Copilot CLI even refuses to start with another file than
    the one it knows. Raises ``Refused`` after ``wait`` seconds.
    """
    with _locked(path, wait, sleep) as held:
        if not held:
            raise Refused(
                f"{path} is held by another program",
                "wait until it is done, or close the client that holds it, and retry",
            )
        yield


@contextmanager
def instance_lock(path: Path, *, wait: float = 10.0, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Keep other instances of mcptui out. Raises ``Refused`` after ``wait`` seconds."""
    with _locked(path, wait, sleep) as held:
        if not held:
            raise Refused(f"{path} is held by another mcptui", "wait until it is done and retry")
        yield


@contextmanager
def _locked(path: Path, wait: float, sleep: Callable[[float], None]) -> Iterator[bool]:
    """Whether the lock was had in time; then it is held to the end."""
    flags = os.O_RDWR | os.O_CREAT
    for name in ("O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY"):
        flags |= int(getattr(os, name, 0))
    with refusing(path, "cannot be opened"):
        handle = os.open(path, flags, 0o600)
    try:
        yield any(_lock_file(handle, path) for _ in attempts(wait, sleep))
    finally:
        # Closing frees the lock, on every system; should it fail, the end of the process does.
        with suppress(OSError):
            os.close(handle)


if sys.platform == "win32":

    def _lock_file(handle: int, path: Path) -> bool:
        # The first byte is enough: whoever locks the whole file, as Go programs do, locks it too.
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError as error:
            raise refusal(path, "cannot be locked", error) from error
        return True

else:

    def _lock_file(handle: int, path: Path) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise refusal(path, "cannot be locked", error) from error
        return True
