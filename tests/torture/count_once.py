"""Adds one to "theirs" in the JSON file FILE; whoever calls it holds the lock. FILE.busy is as for the other side."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(file: Path) -> None:
    busy, prepared = Path(f"{file}.busy"), Path(f"{file}.tmp")
    busy.touch(exist_ok=False)
    time.sleep(0.002)
    counters = json.loads(file.read_bytes()) if file.exists() else {}
    counters["theirs"] = counters.get("theirs", 0) + 1
    prepared.write_text(json.dumps(counters), "utf-8")
    prepared.replace(file)
    busy.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
