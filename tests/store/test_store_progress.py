"""Whoever waits for a transaction is told how far it is, and may end it as long as nothing of it lasts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.errors import Cancelled
from mcptui.store.progress import Stage
from mcptui.store.transaction import FileChange, Rewritten, Store


@pytest.fixture(autouse=True)
def _three_files(home: Path) -> None:
    for name in "abc":
        (home / name).write_bytes(b"old")


def changes(home: Path) -> list[FileChange]:
    return [FileChange(home / name, lambda _: Rewritten(b"new", None)) for name in "abc"]


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def ending_at(stage: Stage, done: int) -> Callable[[Stage, int, int], None]:
    def progress(now: Stage, so_far: int, _: int) -> None:
        if (now, so_far) == (stage, done):
            raise Cancelled("given up")

    return progress


def test_every_file_is_backed_up_then_prepared_then_written(store: Store, home: Path) -> None:
    told: list[tuple[Stage, int, int]] = []
    store.apply("x", changes(home), progress=lambda *now: told.append(now))
    assert told == [
        *((Stage.BACKUP, done, 3) for done in range(4)),
        *((Stage.PREPARE, done, 3) for done in range(3)),
        *((Stage.WRITE, done, 3) for done in range(4)),
    ]


@pytest.mark.parametrize("done", range(4))
def test_what_is_ended_before_the_first_file_is_touched_leaves_no_trace(
    done: int, store: Store, home: Path, state: Path
) -> None:
    before = files_in(home)
    with pytest.raises(Cancelled):
        store.apply("x", changes(home), progress=ending_at(Stage.BACKUP, done))
    assert files_in(home) == before
    assert store.history() == ()
    assert set(files_in(state)) <= {"lock"}
    assert store.recover() == ()


@pytest.mark.parametrize(("stage", "done"), [(Stage.PREPARE, 2), (Stage.WRITE, 0), (Stage.WRITE, 2)])
def test_what_fails_to_be_told_later_puts_every_file_back(stage: Stage, done: int, store: Store, home: Path) -> None:
    before = files_in(home)
    with pytest.raises(Cancelled):
        store.apply("x", changes(home), progress=ending_at(stage, done))
    assert files_in(home) == before
    assert [record.status for record in store.history()] == ["rolled-back"]
