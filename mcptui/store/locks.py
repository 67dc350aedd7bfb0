"""Locks: the lock folder that a client understands, and mcptui's own between its instances.

Any lock is only advice: a client may give up waiting and write anyway. Who holds one still compares
the file with what was read before it is replaced.
"""

from __future__ import annotations

import errno
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mcptui.errors import Refused
from mcptui.store.causes import refusal, refusing

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

STALE = 10.0
"""Seconds without a sign of life after which a lock folder is taken over, as npm's proper-lockfile does."""

_REFRESH = 4.0
_POLL = 0.02


class Hold:
    """A lock folder while it is ours. ``lost`` once another program took it over."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self.lost = False
        self._path = path
        self._now = now
        self._touched = 0
        self._touch()

    def _touch(self) -> None:
        moment = int(self._now() * 1_000_000_000)
        os.utime(self._path, ns=(moment, moment))
        # Read back: file systems round.
        self._touched = self._path.stat().st_mtime_ns

    def check(self) -> None:
        """Note whether the folder is still the one we touched last."""
        try:
            self.lost = self.lost or self._path.stat().st_mtime_ns != self._touched
        except OSError:
            self.lost = True

    def keep_fresh(self, done: threading.Event, refresh: float) -> None:
        """Touch the folder every ``refresh`` seconds until ``done``, or until it is lost."""
        while not done.wait(refresh):
            self.check()
            if self.lost:
                return
            try:
                self._touch()
            except OSError:
                self.lost = True


@contextmanager
def folder_lock(
    path: Path,
    *,
    wait: float = 5.0,
    refresh: float = _REFRESH,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Hold]:
    """Hold the lock folder ``path`` the way proper-lockfile does: mkdir, touch, rmdir.

    A folder that was not touched for ``STALE`` seconds is taken over. Raises ``Refused`` after ``wait``
    seconds. A lock that is lost while it is held is left to who took it.
    """
    for _ in _attempts(wait, sleep):
        if _make_lock(path, now):
            break
    else:
        raise Refused(
            f"{path} is held by another program", "Wait until it is done, or close the client that holds it, and retry."
        )
    try:
        hold = Hold(path, now)
    except OSError as error:
        with suppress(OSError):
            path.rmdir()
        raise refusal(path, "cannot be taken as a lock", error) from error
    done = threading.Event()
    keeper = threading.Thread(target=hold.keep_fresh, args=(done, refresh), name="lock keeper", daemon=True)
    keeper.start()
    try:
        yield hold
    finally:
        done.set()
        keeper.join()
        hold.check()
        if not hold.lost:
            with suppress(OSError):
                path.rmdir()


@contextmanager
def instance_lock(
    path: Path,
    *,
    wait: float = 10.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Keep other instances of mcptui out. The file at ``path`` stays; the system frees it with the process.

    Raises ``Refused`` after ``wait`` seconds.
    """
    with refusing(path, "cannot be opened"):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | int(getattr(os, "O_CLOEXEC", 0)), 0o600)
    try:
        for _ in _attempts(wait, sleep):
            if _lock_file(handle, path):
                break
        else:
            raise Refused(f"{path} is held by another mcptui", "Wait until it is done and retry.")
        yield
    finally:
        # Closing frees the lock, on every system; should it fail, the end of the process does.
        with suppress(OSError):
            os.close(handle)


def _attempts(wait: float, sleep: Callable[[float], None]) -> Iterator[None]:
    """At least one attempt, then one after each short sleep, until ``wait`` seconds were slept."""
    yield
    for _ in range(math.ceil(wait / _POLL)):
        sleep(_POLL)
        yield


def _make_lock(path: Path, now: Callable[[], float]) -> bool:
    try:
        path.mkdir()
    except FileExistsError:
        return _take_over(path, now)
    except OSError as error:
        raise refusal(path, "cannot be taken as a lock", error) from error
    return True


def _take_over(path: Path, now: Callable[[], float]) -> bool:
    """Make the lock ours if its holder gave no sign of life for ``STALE`` seconds."""
    try:
        if now() - path.stat().st_mtime <= STALE:
            return False
        path.rmdir()
        path.mkdir()
    except (FileNotFoundError, FileExistsError):
        return False  # its holder, or another who waits, was faster
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ENOTEMPTY):
            raise Refused(
                f"{path} was left over by another program and is not an empty folder",
                "Remove it by hand if no client is running.",
            ) from error
        raise refusal(path, "cannot be taken over as a lock", error) from error
    return True


if sys.platform == "win32":

    def _lock_file(handle: int, path: Path) -> bool:
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
