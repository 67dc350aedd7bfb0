"""Real processes: two that write the same file, and one that is killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcptui.store.locks import LockKind
from mcptui.store.transaction import Store

ROOT = Path(__file__).parents[2]

COUNT = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from mcptui.store.locks import Lock, LockKind
from mcptui.store.transaction import FileChange, Rewritten, Store

folder, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

def count(now):
    value = json.loads(now or b"{}")
    value[name] = value.get(name, 0) + 1
    value["all"] = value.get("all", 0) + 1
    return Rewritten(json.dumps(value).encode(), None)

# The two do not share their own lock when they are told to use two states: then only the client's lock is left.
store = Store(folder / sys.argv[4], lambda: datetime.now(UTC), wait=60)
print("ready", flush=True)
for _ in range(rounds):
    lock = Lock(folder / "counter.json.lock", LockKind(sys.argv[5]))
    store.apply("count", [FileChange(folder / n, count, lock=lock) for n in ("counter.json", "second.json")])
"""


def start(folder: Path, name: str, rounds: int, state: str, kind: LockKind) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", COUNT, str(folder), name, str(rounds), state, kind.value],
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    ("states", "kind"),
    [(("state", "state"), LockKind.FOLDER), *((("state", "other"), kind) for kind in LockKind)],
    ids=["one state", *(f"two states, {kind}" for kind in LockKind)],
)
def test_two_processes_that_hammer_the_same_files_lose_nothing(
    tmp_path: Path, states: tuple[str, str], kind: LockKind
) -> None:
    rounds = 50
    with start(tmp_path, "one", rounds, states[0], kind) as one, start(tmp_path, "two", rounds, states[1], kind) as two:
        for process in (one, two):
            _, errors = process.communicate(timeout=120)
            assert process.returncode == 0, errors.decode()
    expected = {"one": rounds, "two": rounds, "all": 2 * rounds}
    assert json.loads((tmp_path / "counter.json").read_bytes()) == expected
    assert json.loads((tmp_path / "second.json").read_bytes()) == expected
    records = [record for name in set(states) for record in Store(tmp_path / name, lambda: datetime.now(UTC)).history()]
    assert len(records) == 2 * rounds
    assert {record.status for record in records} == {"done"}
    assert not (tmp_path / "counter.json.lock").is_dir()
    assert not list(tmp_path.glob("*.tmp.*"))


def until_there_are(count: int, backups: Path, *, patience: float) -> None:
    """Return when so many transactions are known, however busy the machine is."""
    end = time.monotonic() + patience
    while len(list(backups.glob("*/*/manifest.json"))) < count:
        assert time.monotonic() < end, "the process does nothing"
        time.sleep(0.001)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("kind", LockKind)
def test_a_process_killed_anywhere_leaves_both_files_at_the_same_count(tmp_path: Path, kind: LockKind) -> None:
    store = Store(tmp_path / "state", lambda: datetime.now(UTC), wait=0)
    manifests = tmp_path / "state" / "backups"
    for turn in range(12):
        known = len(list(manifests.glob("*/*/manifest.json")))
        with start(tmp_path, "one", 10_000, "state", kind) as process:
            assert process.stdout is not None
            process.stdout.readline()
            until_there_are(known + 1 + turn % 3, manifests, patience=60)
            time.sleep(turn % 4 * 0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
        lock = tmp_path / "counter.json.lock"
        if lock.exists():
            os.utime(lock, (0, 0))
        store.recover()
        one, two = (tmp_path / name for name in ("counter.json", "second.json"))
        done = [record for record in store.history() if record.status == "done"]
        if not done:  # killed before the first write
            assert not one.exists()
            assert not two.exists()
            continue
        assert one.read_bytes() == two.read_bytes()
        assert json.loads(one.read_bytes())["all"] == len(done)
    assert len(store.history()) > 6
    assert not any(".mcptui-" in path.name for path in tmp_path.rglob("*"))
