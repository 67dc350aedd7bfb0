"""mcptui against programs that hold the locks of Cline, Copilot CLI and Crush: never both at once, no update lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from mcptui.store.locks import LockKind

pytestmark = pytest.mark.torture

Environment = Callable[[Path], dict[str, str]]
Counting = Callable[[LockKind], subprocess.Popen[str]]

OURS = Path(__file__).with_name("count_in_transactions.py")
CLINE = Path(__file__).with_name("count_as_cline.js")
ONCE = Path(__file__).with_name("count_once.py")
_PATIENCE = 300


@pytest.fixture(scope="module")
def rounds(everything: bool) -> int:  # noqa: FBT001  # a fixture
    return 200 if everything else 50


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def counting(file: Path, rounds: int, environment: Environment) -> Iterator[Counting]:
    """Start the process that counts in transactions, under a lock of this kind."""
    started: list[subprocess.Popen[str]] = []

    def start(kind: LockKind) -> subprocess.Popen[str]:
        work = [sys.executable, str(OURS), str(file), kind.value, str(rounds)]
        started.append(subprocess.Popen(work, env=environment(file.parent), stdout=PIPE, stderr=PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def finish(process: subprocess.Popen[str]) -> None:
    _, errors = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0, errors


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here")
    return found


def test_a_node_program_that_holds_the_lock_as_cline_does_and_mcptui_lose_nothing(
    file: Path, rounds: int, counting: Counting
) -> None:
    cline = [program("node"), str(CLINE), str(file), str(rounds)]
    ours = counting(LockKind.OWNED_FOLDER)
    with subprocess.Popen(cline, stdout=PIPE, stderr=PIPE, text=True) as theirs:
        finish(theirs)
    finish(ours)
    assert json.loads(file.read_bytes()) == {"ours": rounds, "theirs": rounds}
    assert not list(file.parent.glob("settings.json.*"))


def test_a_program_under_flock_and_mcptui_lose_nothing(file: Path, rounds: int, counting: Counting) -> None:
    lock = Path(f"{file}.lock")
    lock.touch()
    made = lock.stat()
    ours = counting(LockKind.FLOCK)
    for _ in range(rounds):
        once = [program("flock"), str(lock), sys.executable, "-I", "-S", str(ONCE), str(file)]
        subprocess.run(once, check=True, timeout=_PATIENCE)
    finish(ours)
    assert json.loads(file.read_bytes()) == {"ours": rounds, "theirs": rounds}
    assert (lock.stat().st_dev, lock.stat().st_ino) == (made.st_dev, made.st_ino)
