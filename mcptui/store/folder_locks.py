"""Lock folders, as two kinds of clients make them. A holder touches its folder; one that stays untouched is stale."""

from __future__ import annotations

import errno
import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mcptui.errors import Refused
from mcptui.store.causes import refusal, refusing
from mcptui.store.locks import attempts

STALE = 10.0
"""Seconds without a sign of life after which a lock folder is taken over, as npm's proper-lockfile and Cline do."""

_REFRESH = 4.0
_OWNER = "owner."
_STAGING = ".tmp.mcptui."


class Hold(ABC):
    """A lock folder while it is ours. ``lost`` once another program took it over."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self.lost = False
        self._path = path
        self._now = now

    @abstractmethod
    def _is_ours(self) -> bool:
        """Whether the folder is still the one we made; ``OSError`` means no."""

    @abstractmethod
    def _release(self) -> None:
        """Remove the folder."""

    def _touch(self) -> None:
        moment = int(self._now() * 1_000_000_000)
        os.utime(self._path, ns=(moment, moment))

    def check(self) -> None:
        """Note whether the folder is still ours."""
        try:
            self.lost = self.lost or not self._is_ours()
        except OSError:
            self.lost = True

    @contextmanager
    def kept(self, refresh: float) -> Iterator[None]:
        """Touch the folder every ``refresh`` seconds meanwhile; then remove it, if it is still ours."""
        done = threading.Event()
        keeper = threading.Thread(target=self._keep_fresh, args=(done, refresh), name="lock keeper", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()
            self.check()
            if not self.lost:
                with suppress(OSError):
                    self._release()

    def _keep_fresh(self, done: threading.Event, refresh: float) -> None:
        while not done.wait(refresh):
            self.check()
            if self.lost:
                return
            try:
                self._touch()
            except OSError:
                self.lost = True


class _TouchedHold(Hold):
    """A folder that is ours as long as nobody else has touched it."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        super().__init__(path, now)
        self._touched = 0
        self._touch()

    def _touch(self) -> None:
        super()._touch()
        # Read back: file systems round.
        self._touched = self._path.stat().st_mtime_ns

    def _is_ours(self) -> bool:
        return self._path.stat().st_mtime_ns == self._touched

    def _release(self) -> None:
        self._path.rmdir()


class _OwnedHold(Hold):
    """A folder that is ours as long as our owner's file is in it."""

    def __init__(self, path: Path, now: Callable[[], float], owner: str) -> None:
        super().__init__(path, now)
        self._owner = path / owner

    def _is_ours(self) -> bool:
        return self._owner.exists()

    def _release(self) -> None:
        self._owner.unlink()
        self._path.rmdir()


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
    if not any(_make(path, now) for _ in attempts(wait, sleep)):
        raise _held(path)
    try:
        hold = _TouchedHold(path, now)
    except OSError as error:
        with suppress(OSError):
            path.rmdir()
        raise refusal(path, "cannot be taken as a lock", error) from error
    with hold.kept(refresh):
        yield hold


@contextmanager
def owned_folder_lock(
    path: Path,
    *,
    wait: float = 5.0,
    refresh: float = _REFRESH,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Hold]:
    """Hold the lock folder ``path`` the way Cline does: moved into place with its owner's file in it.

    An empty folder would not keep Cline out, for a folder that is moved may take the place of an empty
    one. Stale, lost and refused as ``folder_lock`` says; in a folder that is taken over, only the files
    of its owner are removed, by their names, which no later owner has.

    Facts: cline/cline:apps/vscode/src/services/mcp/settingsLock.ts.
    """
    owner = f"{_OWNER}{os.getpid()}.{int(now() * 1000)}.{os.urandom(16).hex()}"
    with refusing(path, "cannot be taken as a lock"):
        _clear_staging(path)
    if not any(_is_free(path, now) and _publish(path, owner) for _ in attempts(wait, sleep)):
        raise _held(path)
    hold = _OwnedHold(path, now, owner)
    with hold.kept(refresh):
        yield hold


# --- by mkdir


def _make(path: Path, now: Callable[[], float]) -> bool:
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
            raise _strange(path, "is not an empty folder") from error
        raise refusal(path, "cannot be taken over as a lock", error) from error
    return True


# --- by a move


def _is_free(path: Path, now: Callable[[], float]) -> bool:
    """Whether nobody holds the lock; what a holder left who gave no sign of life for ``STALE`` seconds goes."""
    try:
        left = list(path.iterdir()) if path.is_dir() else None
        if now() - path.stat().st_mtime <= STALE:
            return False
        if left is None or not all(each.name.startswith(_OWNER) for each in left):
            raise _strange(path, "is not a lock folder")
        for each in left:
            each.unlink()
        path.rmdir()
    except FileNotFoundError:
        return True  # or has another owner by now, who keeps it
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            return False  # another who waits was faster
        raise refusal(path, "cannot be taken over as a lock", error) from error
    return True


def _publish(path: Path, owner: str) -> bool:
    """Put the lock folder in place with its owner's file in it; False if another was faster."""
    staging = path.with_name(f"{path.name}{_STAGING}{owner}")
    try:
        staging.mkdir()
        try:
            (staging / owner).write_text(owner.removeprefix(_OWNER), "utf-8")
            staging.rename(path)
        except BaseException:
            with suppress(OSError):
                _remove_staging(staging)
            raise
    except OSError as error:
        # What is missing was taken for a leftover by another instance of ours.
        if error.errno in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOENT) or os.path.lexists(path):
            return False
        raise refusal(path, "cannot be taken as a lock", error) from error
    return True


def _clear_staging(path: Path) -> None:
    """Remove what a process of ours left that was killed before its lock was in place."""
    prefix = f"{path.name}{_STAGING}"
    for leftover in path.parent.iterdir():
        if leftover.name.startswith(prefix):
            with suppress(OSError):
                _remove_staging(leftover)


def _remove_staging(staging: Path) -> None:
    for each in staging.iterdir():
        each.unlink()
    staging.rmdir()


# --- refusals


def _held(path: Path) -> Refused:
    return Refused(
        f"{path} is held by another program", "wait until it is done, or close the client that holds it, and retry"
    )


def _strange(path: Path, what: str) -> Refused:
    return Refused(f"{path} was left over by another program and {what}", "remove it by hand if no client is running")
