"""Adds one to "ours" in a JSON file, ROUNDS times, each time in a transaction under a lock that clients use.

    count_in_transactions.py FILE KIND ROUNDS

The lock is FILE.lock. FILE.busy is there while it is held: if it is there already, two held the lock at once.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from mcptui.store.locks import Lock, LockKind
from mcptui.store.transaction import FileChange, Rewritten, Store


def main(file: Path, kind: LockKind, rounds: int) -> None:
    lock, busy = Lock(Path(f"{file}.lock"), kind), Path(f"{file}.busy")
    store = Store(file.parent / "state", lambda: datetime.now(UTC), wait=60)

    def count(now: bytes | None) -> Rewritten:
        busy.touch(exist_ok=False)
        time.sleep(0.002)
        counters = json.loads(now or b"{}")
        counters["ours"] = counters.get("ours", 0) + 1
        busy.unlink()
        return Rewritten(json.dumps(counters).encode(), None)

    for _ in range(rounds):
        store.apply("count", [FileChange(file, count, lock=lock)])
        time.sleep(0.005)


if __name__ == "__main__":
    main(Path(sys.argv[1]), LockKind(sys.argv[2]), int(sys.argv[3]))
