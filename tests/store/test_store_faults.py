"""A transaction that fails, or dies, at any call leaves all files old or all files new."""

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

pytestmark = pytest.mark.skipif(os.name != "posix", reason="plans its faults by POSIX calls")


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


@pytest.mark.parametrize("strike", [no_space, no_permission, disk_error, interrupt])
def test_a_failure_at_any_call_leaves_everything_old(tmp_path: Path, strike: Callable[[str], None]) -> None:
    failures = 0
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        home = lay_out(folder)
        fault = Fault(at, strike)
        failure = failure_of(folder, FaultyFiles(fault))
        failures += failure is not None
        assert found(home) == (NEW if failure is None else OLD)
        assert failure is None or failure == "interrupted" or "cannot be written: " in failure
        assert failure is None or recover(folder) == ()
        recover(folder)
        assert_settled(folder)
        if not fault.struck:
            break
    assert failures > 30


def test_a_death_at_any_call_is_settled_at_the_next_start(tmp_path: Path) -> None:
    outcomes = set()
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        lay_out(folder)
        fault = Fault(at, death)
        with suppress(Killed):
            apply(folder, FaultyFiles(fault))
        untidy = any((folder / "state" / "staged").glob("*"))
        told = recover(folder)
        new = assert_settled(folder)
        outcomes.add((new, bool(told)))
        assert told or not (new and untidy), "nobody heard how it ended"
        assert all(record.status == ("done" if new else "rolled-back") for record in told)
        if not fault.struck:
            break
    assert outcomes == {(False, False), (True, True), (True, False)}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS])
def test_an_error_of_any_system_call_leaves_all_old_or_all_new(tmp_path: Path, code: int) -> None:
    refusals = 0
    for at in range(1, 3000):
        folder = tmp_path / str(at)
        home = lay_out(folder)
        fault = Fault(at, system_error(code))
        with system_calls(fault, CHANGING + READING):
            failure = failure_of(folder)
        refusals += failure is not None
        assert found(home) == (NEW if failure is None else OLD), at
        told = recover(folder)
        assert told == () or failure is None, "what was refused must not be done later"
        assert all(record.status == "done" for record in told), "what was done must not be taken back"
        assert_settled(folder)
        if not fault.struck:
            break
    assert refusals > 100


def test_a_death_at_any_system_call_is_settled_at_the_next_start(tmp_path: Path) -> None:
    outcomes = set()
    for at in range(1, 3000):
        folder = tmp_path / str(at)
        lay_out(folder)
        fault = Fault(at, death)
        with system_calls(fault, CHANGING), suppress(Killed):
            apply(folder)
        recover(folder)
        outcomes.add(assert_settled(folder))
        if not fault.struck:
            break
    assert outcomes == {False, True}


@pytest.mark.parametrize("overtaken", [False, True], ids=["finishing", "putting back"])
def test_a_death_during_recovery_is_settled_at_the_start_after(
    tmp_path: Path,
    overtaken: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    half = call_that_leaves(tmp_path / "tries", HALF)
    for at in range(1, 3000):
        folder = tmp_path / str(at)
        die(folder, half)
        home = folder / "home"
        if overtaken:
            (home / "b.toml").write_bytes(b"the client's")
        forget_lock(home)
        fault = Fault(at, death)
        with system_calls(fault, CHANGING), suppress(Killed):
            Store(folder / "state", lambda: NOON, wait=0).recover()
        recover(folder)
        assert found(home) == ({**OLD, "b.toml": b"the client's"} if overtaken else NEW)
        assert_tidy(folder)
        if not fault.struck:
            break


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


class SaysItFailed(FaultyFiles):
    """A disk on which noting the end of a transaction succeeds and is reported as an error; then the process dies."""

    def __init__(self, die_after: int) -> None:
        self._later = Fault(die_after, death)
        self._failed = False
        super().__init__(self._later)

    def swap(self, prepared: Path, path: Path) -> None:
        if not self._failed and path.name == "manifest.json" and b'"done"' in prepared.read_bytes():
            self._failed = True
            prepared.replace(path)
            raise refusal(path, "cannot be written", OSError(errno.EIO, ""))
        super().swap(prepared, path)

    @property
    def survived(self) -> bool:
        return not self._later.struck


def test_a_death_while_everything_goes_back_after_it_was_noted_as_done_is_settled(tmp_path: Path) -> None:
    outcomes = set()
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        lay_out(folder)
        disk = SaysItFailed(at)
        with suppress(Killed, Refused):
            apply(folder, disk)
        recover(folder)
        outcomes.add(assert_settled(folder))
        if disk.survived:
            break
    assert found(folder / "home") == OLD
    assert outcomes == {False, True}


class Full(DiskFiles):
    """A disk that takes nothing more once ``left`` files were prepared, until it is given room."""

    def __init__(self, left: int) -> None:
        self.left = left

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        self.left -= 1
        if self.left < 0:
            raise refusal(path, "cannot be written", OSError(errno.ENOSPC, ""))
        return super().prepare(path, data, mode=mode, private=private)


def test_a_disk_that_stays_full_leaves_all_old_or_says_that_it_is_not_settled(tmp_path: Path) -> None:
    unsettled = 0
    for left in range(20):
        folder = tmp_path / str(left)
        home = lay_out(folder)
        disk = Full(left)
        failure = failure_of(folder, disk)
        assert failure is None or "no space left" in failure
        if failure is not None and "could not be taken back yet" in failure:
            unsettled += 1
            assert [record.status for record in recover(folder)] == ["done"]
        else:
            assert found(home) == (NEW if failure is None else OLD)
            assert recover(folder) == ()
        assert_settled(folder)
    # Only when the note that all is done was refused, after every file was written.
    assert unsettled == 1


def test_when_the_last_file_cannot_be_replaced_the_first_ones_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = lay_out(tmp_path)
    replace = os.replace

    def mounted(source: Path, target: Path) -> None:
        if Path(target) == home / "b.toml":
            raise OSError(errno.EBUSY, "busy")
        replace(source, target)

    monkeypatch.setattr(os, "replace", mounted)
    with pytest.raises(Refused, match=r"b\.toml cannot be written: it is in use as a mount of its own") as refused:
        apply(tmp_path)
    assert refused.value.hint == "Change the file where it is mounted from."
    assert found(home) == OLD
    (record,) = Store(tmp_path / "state", lambda: NOON).history()
    assert record.status == "rolled-back"
    assert record.overtaken == ()
    assert_tidy(tmp_path)


def test_recovery_puts_back_the_others_when_another_program_wrote_a_file_that_was_still_old(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    (folder / "home" / "b.toml").write_bytes(b"the client's")
    (record,) = recover(folder)
    assert found(folder / "home") == {**OLD, "b.toml": b"the client's"}
    assert record.status == "rolled-back"
    assert record.overtaken == (folder / "home" / "b.toml",)
    kept = folder / "state" / "backups" / "2026-11-22" / record.id
    assert (kept / "4-b.toml").read_bytes() == b"old b"
    assert (kept / "4-b.toml.wanted").read_bytes() == b"new b"
    assert_tidy(folder)


def test_recovery_leaves_everything_new_when_a_client_went_on_from_there(tmp_path: Path) -> None:
    folder = died_with(tmp_path, NEW)
    (folder / "home" / "a.json").write_bytes(b"new a and the client's")
    (record,) = recover(folder)
    assert found(folder / "home") == {**NEW, "a.json": b"new a and the client's"}
    assert record.status == "done"
    assert record.overtaken == (folder / "home" / "a.json",)


class Interfered(DiskFiles):
    """A disk on which another program writes the file called ``name`` just before it would be replaced."""

    def __init__(self, name: str) -> None:
        self._name = name

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        prepared = super().prepare(path, data, mode=mode, private=private)
        if path.name == self._name:
            path.write_bytes(b"the client's")
        return prepared


def test_recovery_leaves_alone_what_another_program_writes_while_it_finishes(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    forget_lock(folder / "home")
    (record,) = Store(folder / "state", lambda: NOON, Interfered("b.toml"), wait=0).recover()
    assert found(folder / "home") == {**OLD, "b.toml": b"the client's"}
    assert (record.status, record.overtaken) == ("rolled-back", (folder / "home" / "b.toml",))
    assert_tidy(folder)


def test_recovery_leaves_alone_what_another_program_writes_while_it_puts_back(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    forget_lock(folder / "home")
    (folder / "home" / "b.toml").write_bytes(b"the client's too")
    (record,) = Store(folder / "state", lambda: NOON, Interfered("a.json"), wait=0).recover()
    assert found(folder / "home") == {**OLD, "a.json": b"the client's", "b.toml": b"the client's too"}
    assert record.overtaken == (folder / "home" / "a.json", folder / "home" / "b.toml")
    assert_tidy(folder)


def test_recovery_waits_until_a_lock_that_died_with_the_process_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = died_with(tmp_path, HALF)
    waits = []

    @contextmanager
    def hold(lock: Lock, *, wait: float) -> Iterator[None]:
        waits.append((lock, wait))
        yield

    monkeypatch.setattr("mcptui.store.transaction.hold", hold)
    Store(folder / "state", lambda: NOON, wait=0).recover()
    ((lock, wait),) = waits
    assert lock == Lock(folder / "home" / "a.json.lock", LockKind.FOLDER)
    assert wait > STALE


def test_recovery_puts_back_when_the_staged_bytes_are_damaged(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    for path in (folder / "state" / "staged").rglob("*b.toml"):
        path.write_bytes(b"bits that fell over")
    (record,) = recover(folder)
    assert record.status == "rolled-back"
    assert_settled(folder)


def test_recovery_that_can_do_neither_says_so_and_tries_again_later(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    home = folder / "home"
    forget_lock(home)
    (folder / "home" / "b.toml").write_bytes(b"the client's")
    with pytest.raises(Refused, match=r"the interrupted change .* cannot be settled yet: .*a\.json.*no space left"):
        Store(folder / "state", lambda: NOON, Full(0), wait=0).recover()
    assert found(home) == {**OLD, "a.json": b"new a", "b.toml": b"the client's"}
    recover(folder)
    assert found(home) == {**OLD, "b.toml": b"the client's"}


def test_the_next_change_settles_first_what_was_left(tmp_path: Path) -> None:
    folder = died_with(tmp_path, HALF)
    forget_lock(folder / "home")
    store = Store(folder / "state", lambda: NOON, wait=0)
    record = store.apply("next", [FileChange(folder / "home" / "a.json", lambda _: Rewritten(b"newer a", None))])
    assert found(folder / "home") == {**NEW, "a.json": b"newer a"}
    assert [entry.title for entry in store.history()] == ["next", "x"]
    assert store.backup(record, record.files[0]) == b"new a"
