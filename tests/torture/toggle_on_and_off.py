"""Toggles one server wherever it is in a home, at least ROUNDS times and until the file STOP is there.

    toggle_on_and_off.py HOME NAME ROUNDS PAUSE STOP

PAUSE is in seconds, after each round. Nobody else touches that server: if it is not as the round before left it, an
update was lost.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.workspace import Workspace


def main(home: Path, name: str, rounds: int, pause: float, stop: Path) -> None:
    workspace = Workspace(Machine.at_home(home, home / "work"))
    done = 0
    while done < rounds or done % 2 or not stop.exists():
        look = workspace.look()
        if look.inventory.problems:
            raise SystemExit(f"round {done}: {look.inventory.problems}")
        mine = [entry for entry in look.entries if entry.name == name]
        left = StateKind.OFF if done % 2 else StateKind.ON
        if not mine or {entry.state.kind for entry in mine} != {left}:
            raise SystemExit(f"round {done}: lost, {[(entry.selector, entry.state) for entry in mine]} is not {left}")
        act = Act.ENABLE if done % 2 else Act.DISABLE
        workspace.apply(workspace.plan([Change(entry, act) for entry in mine], look))
        done += 1
        time.sleep(pause)
    sys.stdout.write(f"{done}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), Path(sys.argv[5]))
