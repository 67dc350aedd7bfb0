"""A transaction over three clients dies at any system call: at the next start all is old or all is new, and told."""

from __future__ import annotations

import signal
import subprocess
import time
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

KILLED = -signal.SIGKILL


def test_a_process_killed_at_any_call_leaves_all_old_or_all_new(
    calls: list[Call],
    lay_home: LayHome,
    strike: Strike,
    start_again: StartAgain,
    side_by_side: SideBySide,
    tmp_path: Path,
) -> None:
    deaths = [call for call in calls if call[2]]
    outcomes = set()

    def die(number: int) -> None:
        name, nth, _ = deaths[number]
        home = lay_home(tmp_path / str(number) / "home")
        assert strike(home, f"{name}:signal=KILL:when={nth}").returncode == KILLED, deaths[number]
        outcomes.add(start_again(home))

    side_by_side(die, len(deaths))
    assert len(deaths) > 60
    # Died before anything was sure, in the middle, and when only the tidying was left.
    assert outcomes == {(False, ""), (True, "finished"), (True, "")}


def test_a_process_killed_while_its_disk_is_full_leaves_all_old_or_all_new(
    calls: list[Call],
    lay_home: LayHome,
    strike: Strike,
    start_again: StartAgain,
    side_by_side: SideBySide,
    spread: Spread,
    everything: bool,  # noqa: FBT001  # a fixture
    tmp_path: Path,
) -> None:
    """Nothing can be written any more from some call on, and the process dies while it cleans up after that."""
    writes = [call for call in calls if call[0] == "write"]
    fulls = writes if everything else spread(writes, 4)
    cleaning = [("unlink", nth) for nth in range(1, 9)] + [("rmdir", nth) for nth in range(1, 4)]
    cases = [(full[1], *death) for full in fulls for death in cleaning]

    def die(number: int) -> None:
        full, name, nth = cases[number]
        home = lay_home(tmp_path / str(number) / "home")
        done = strike(home, f"write:error=ENOSPC:when={full}+", f"{name}:signal=KILL:when={nth}")
        assert done.returncode in (KILLED, 3), done.stderr
        start_again(home)

    side_by_side(die, len(cases))


def test_recovery_killed_at_any_call_is_settled_by_the_next_one(
    recovery_calls: list[Call],
    half_done: str,
    lay_home: LayHome,
    strike: Strike,
    make_lock_stale: Callable[[Path], None],
    start_again: StartAgain,
    side_by_side: SideBySide,
    spread: Spread,
    everything: bool,  # noqa: FBT001  # a fixture
    tmp_path: Path,
) -> None:
    changing = [call for call in recovery_calls if call[2]]
    deaths = changing if everything else spread(changing, 20)

    def die(number: int) -> None:
        name, nth, _ = deaths[number]
        home = lay_home(tmp_path / str(number) / "home")
        assert strike(home, half_done).returncode == KILLED
        make_lock_stale(home)
        assert strike(home, f"{name}:signal=KILL:when={nth}", settle=True).returncode == KILLED, deaths[number]
        assert start_again(home)[0]

    side_by_side(die, len(deaths))


def test_recovery_waits_until_the_lock_of_the_dead_process_is_stale(
    half_done: str, lay_home: LayHome, strike: Strike, start_again: StartAgain, tmp_path: Path
) -> None:
    home = lay_home(tmp_path / "home")
    assert strike(home, half_done).returncode == KILLED
    lock = home / ".claude.json.lock"
    died = lock.stat().st_mtime
    assert start_again(home, at_once=True) == (True, "finished")
    assert 10 <= time.time() - died < 20
    assert not lock.exists()
