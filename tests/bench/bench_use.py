"""How fast the use of servers is found in transcripts: the first time, again, and after a little more was written.

What is compared is made in one run on the same bytes: ripgrep's search for the same sign (plain reading where that is
not installed). ``python tests/bench/bench_use.py [MB]`` prints a table with ratios.
"""

# ruff: noqa: T201 - a script that measures has to tell
from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from mcptui.machine import Machine
from mcptui.workspace import Workspace

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MEGABYTE = 1_000_000
FIRST_GOAL, AGAIN_GOAL = 0.6, 0.1
SERVERS = ("github", "files", "my server")


def make_home(home: Path, size: int) -> int:
    """Sessions of Claude Code as they are: most files small, a few large, few records of calls; returns the calls."""
    chance = random.Random(4)  # noqa: S311  # the same bytes in every run
    entries = {name: {"command": "npx", "args": [name]} for name in SERVERS}
    (home / ".claude.json").write_text(json.dumps({"mcpServers": entries}), encoding="utf-8")
    # What is written in sessions is mostly code and what programs print.
    code = "".join(path.read_text("utf-8") for path in sorted(Path(os.__file__).parent.glob("*.py")))
    texts = [code[at : at + chance.randint(100, 6_000)] for at in range(0, len(code) - 6_000, 6_000)]
    calls = number = 0
    while size > 0:
        number += 1
        lines, left = [], int(min(chance.lognormvariate(11.6, 1.6), 20 * MEGABYTE))
        while left > 0:
            called = chance.random() < 0.01
            calls += called
            block: dict[str, object] = {"type": "text", "text": chance.choice(texts)}
            if called:
                name = chance.choice(SERVERS).replace(" ", "_")
                block = {"type": "tool_use", "id": f"toolu_{calls}", "name": f"mcp__{name}__get", "input": block}
            at = (NOW - timedelta(days=25 * chance.random())).isoformat()
            message = {"role": "assistant", "content": [block]}
            record = {"parentUuid": "x" * 36, "cwd": "/src", "type": "assistant", "message": message, "timestamp": at}
            lines.append(json.dumps(record, separators=(",", ":")) + "\n")
            left -= len(lines[-1])
            size -= len(lines[-1])
        path = home / ".claude" / "projects" / f"-src-{number % 20}" / f"{number:06}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8")
    return calls


def search(folder: Path) -> Callable[[], None]:
    """What the goal is measured by: ripgrep, or reading all bytes."""
    if program := shutil.which("rg"):
        return lambda: _run([program, "-uu", "-a", "-F", "mcp__", str(folder)])

    def read() -> None:
        for path in folder.rglob("*.jsonl"):
            path.read_bytes()

    return read


def _run(argv: list[str]) -> None:
    # A program that writes to nowhere may stop at the first match.
    subprocess.run(argv, stdout=subprocess.PIPE, check=True)


class Took(NamedTuple):
    """Seconds on the clock, and of the processors, this process's and its children's."""

    clock: float
    work: float


def timed(work: Callable[[], object], times: int = 5, before: Callable[[], object] = lambda: None) -> Took:
    """The least of some times."""
    took = []
    for _ in range(times):
        before()
        began, worked = time.perf_counter(), sum(os.times()[:4])
        work()
        took.append(Took(time.perf_counter() - began, sum(os.times()[:4]) - worked))
    return Took(min(each.clock for each in took), min(each.work for each in took))


def main(megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        calls = make_home(home, megabytes * MEGABYTE)
        transcripts = home / ".claude" / "projects"
        size = sum(path.stat().st_size for path in transcripts.rglob("*.jsonl"))
        machine = Machine.at_home(home, home, env={}, clock=lambda: NOW)
        workspace = Workspace(machine)
        look, index = workspace.look(), machine.state / "seen" / "use.sqlite3"

        def use() -> int:
            last = list(workspace.use(look))[-1].used or {}
            return sum(used.calls or 0 for used in last.values())

        if use() != calls:
            sys.exit(f"{use()} calls were found of {calls}")
        floor = timed(search(transcripts))
        first = timed(use, before=lambda: index.unlink(missing_ok=True))
        again = timed(use)
        grown = next(transcripts.rglob("*.jsonl"))
        with grown.open("a", encoding="utf-8") as file:
            file.write('{"type":"user"}\n')
        more = timed(use, times=1)
        known = timed(lambda: workspace.known_use(look))
    print(f"{size / MEGABYTE:.0f} MB, {calls} calls; seconds on the clock and of the processors")
    for what, took in (
        ("searched by others", floor),
        ("the first time", first),
        ("again, nothing changed", again),
        ("again, one file grew", more),
        ("from the index alone", known),
    ):
        print(f"  {what:24} {took.clock:7.3f} {took.work:7.3f}")
    # On a busy machine the clock tells who was given more of it.
    print(f"the first time at {floor.work / first.work:.2f} of the others' speed (goal {FIRST_GOAL})")
    print(f"again in {again.clock / AGAIN_GOAL:.2f} of its goal of {AGAIN_GOAL} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
