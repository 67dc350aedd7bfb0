"""What a list costs, as ratios within one run: ``python -m tests.bench.bench_list``; ends with 1 far above a goal.

Everything is compared with ``python -c pass``, started in turn with it. The ratios are of the CPU that the
least of the rounds took, which a machine that has other work to do disturbs little; milliseconds of the
clock are only told. The goals are those in milliseconds, 150 for a list and 10 for files that are not there,
over the 10.5 that a start of Python takes on the machine where they were set.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.store.files import DiskFiles
from tests.bench.bench_start import Taken, process, write_home

RUNS = 11
_LIST = 150 / 10.5
_ABSENT = 10 / 10.5
_LIMIT = 1.3  # times a goal: this much is no whim of the machine


class Row(NamedTuple):
    """What took how long at best, how long ``python -c pass`` took, and the goal for the ratio of their CPU."""

    name: str
    own: Taken
    bare: Taken
    goal: float

    @property
    def ratio(self) -> float:
        return self.own.cpu / self.bare.cpu

    def __str__(self) -> str:
        ratio = f"{self.ratio:6.2f}  goal {self.goal:5.2f}{'' if self.ratio <= self.goal else ', missed'}"
        return f"{self.name:54} {ratio}  ({self.own.cpu * 1000:.0f} ms of CPU, {self.own.clock * 1000:.0f} ms)"


def measured(name: str, one: Callable[[], Taken], other: Callable[[], Taken], goal: float) -> Row:
    """``one`` against ``other``, in pairs; one pair warms up."""
    pairs = [(one(), other()) for _ in range(RUNS + 1)][1:]
    own, bare = (Taken(*map(min, zip(*each, strict=True))) for each in zip(*pairs, strict=True))
    return Row(name, own, bare, goal)


def main() -> int:
    """Measure everything and print a row each."""
    with TemporaryDirectory() as folder:
        home, empty = Path(folder) / "home", Path(folder) / "empty"
        project = write_home(home)
        (empty / "p").mkdir(parents=True)
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
        environment |= {name: os.environ[name] for name in ("PYTHONPATH", "PYTHONPYCACHEPREFIX") if name in os.environ}
        command = [sys.executable, "-m", "mcptui", "list", "--home", str(home), "--project", str(project)]
        machine = Machine.at_home(empty, empty / "p", env={})

        def absent() -> Taken:
            """What looking at a machine takes on which no client has any file."""
            clock, cpu = time.perf_counter(), time.process_time()
            look(machine, DiskFiles())
            return Taken(time.perf_counter() - clock, time.process_time() - cpu)

        def bare() -> Taken:
            return process([sys.executable, "-c", "pass"], environment)

        rows = (
            measured("60 entries of 8 clients", lambda: process(command, environment), bare, _LIST),
            measured(
                "the same, with 40 projects looked at",
                lambda: process([*command, "--all-projects"], environment),
                bare,
                _LIST,
            ),
            measured(f"the files of {len(BUILT_IN)} clients, none of which is there", absent, bare, _ABSENT),
        )
    sys.stdout.writelines(f"{row}\n" for row in rows)
    return int(any(row.ratio > row.goal * _LIMIT for row in rows))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}: mcptui itself did not run")
