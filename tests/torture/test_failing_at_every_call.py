"""Any system call of a transaction over three clients fails: a clear refusal and all is old, or all is new."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.torture

Call = tuple[str, int, bool]
Finished = subprocess.CompletedProcess[str]
LayHome = Callable[[Path], Path]
Strike = Callable[..., Finished]
StartAgain = Callable[..., tuple[bool, str]]
SideBySide = Callable[[Callable[[int], None], int], None]
Spread = Callable[[list[Call], int], list[Call]]


def assert_clear(done: Finished) -> None:
    """Done without a word, or refused with one sentence."""
    assert done.returncode in (0, 3), done.stderr
    assert len(done.stderr.splitlines()) == (1 if done.returncode else 0), done.stderr
    assert "Traceback" not in done.stderr
    assert "SECRET" not in done.stderr


@pytest.mark.parametrize("error", ["ENOSPC", "EACCES", "EIO"])
def test_a_call_that_fails_once_leaves_all_old_and_a_refusal_or_all_new(
    error: str,
    calls: list[Call],
    lay_home: LayHome,
    strike: Strike,
    start_again: StartAgain,
    side_by_side: SideBySide,
    spread: Spread,
    everything: bool,  # noqa: FBT001  # a fixture
    tmp_path: Path,
) -> None:
    failing = calls if everything else spread(calls, 48)
    statuses = []

    def fail(number: int) -> None:
        name, nth, _ = failing[number]
        home = lay_home(tmp_path / str(number) / "home")
        done = strike(home, f"{name}:error={error}:when={nth}")
        assert_clear(done)
        changed, told = start_again(home)
        # What was refused is not done later and leaves nothing to settle; what was done is not taken back.
        assert changed == (done.returncode == 0), (failing[number], done.stderr)
        assert changed or not told, (failing[number], done.stderr)
        statuses.append(done.returncode)

    side_by_side(fail, len(failing))
    assert set(statuses) == {0, 3}


def test_a_disk_that_takes_nothing_more_from_some_call_on_is_settled_when_it_does_again(
    calls: list[Call],
    lay_home: LayHome,
    strike: Strike,
    start_again: StartAgain,
    side_by_side: SideBySide,
    spread: Spread,
    everything: bool,  # noqa: FBT001  # a fixture
    tmp_path: Path,
) -> None:
    changing = [call for call in calls if call[2] and call[0] not in ("openat", "close", "flock")]
    failing = changing if everything else spread(changing, 48)
    names = {name for name, _, _ in changing}

    def fail(number: int) -> None:
        home = lay_home(tmp_path / str(number) / "home")
        before = Counter(name for name, _, _ in changing[: changing.index(failing[number])])
        done = strike(home, *(f"{name}:error=EROFS:when={before[name] + 1}+" for name in names))
        assert_clear(done)
        changed, told = start_again(home)
        if "the change was made, but it is not sure to last" in done.stderr:
            assert changed
        elif "could not be taken back yet" in done.stderr:
            assert told == ("finished" if changed else "taken back")
        else:
            assert changed == (done.returncode == 0), (failing[number], done.stderr)

    side_by_side(fail, len(failing))
