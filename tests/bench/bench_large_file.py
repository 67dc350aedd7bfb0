"""What the whole program takes on a 30 MB ``~/.claude.json``, told as ratios to other processes within one run.

Run as a module, from the top of the project: ``python -m tests.bench.bench_large_file [rounds]``.

Every row is a process of its own, started in turn with ``python -c pass`` and a Python that does nothing
but ``json.load`` of the same file, so that a noisy machine disturbs all alike; told is the least of the
rounds, and the most of memory. The memory of a process does not depend on the machine's mood: more than
its goal ends in exit status 1. So does more than ``LIMIT`` times the goal in CPU, told in ``json.load``s.
"""

# ruff: noqa: T201 - a script that measures has to tell
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench.bench_formats import TYPED, state_file

MEGABYTES = 30
ROUNDS = 5
LIMIT = 2.0

ENTRY = "claude-code/user/user-3"
DISABLE = ("disable", ENTRY, "--yes")
OTHERS = tuple(f"/home/me/src/project-{number}" for number in range(39))

# What is in the file: in which projects, and what was typed there. "here" is the project that is looked at.
FILES = {
    "40 projects": (("here", *OTHERS), TYPED),
    "other languages and emoji": (("here", *OTHERS), "schau dir die Datei für mich an → was tut sie 🙂 "),
    "all in this project": (("here",), TYPED),
    "this project not in it": (OTHERS, TYPED),
}


class Goal(NamedTuple):
    """The most that may be taken: wall seconds on a quiet machine, MB, and CPU as a multiple of ``json.load``."""

    seconds: float
    memory: int
    loads: float


class Verb(NamedTuple):
    """What is measured: ``before`` is done first, unmeasured, on a fresh file."""

    name: str
    arguments: tuple[str, ...]
    goal: Goal
    before: tuple[str, ...] = ()


LISTING = Goal(0.4, 150, 2.0)
WRITING = Goal(1.0, 160, 5.0)
VERBS = (
    Verb("list", ("list",), LISTING),
    Verb("disable", DISABLE, WRITING),
    Verb("disable --json", (*DISABLE, "--json"), WRITING),
    Verb("enable again", ("enable", ENTRY, "--yes"), WRITING, before=DISABLE),
    Verb("narrow --pin", ("narrow", ENTRY, "--pin", "1.2.4", "--yes"), WRITING),
    Verb("remove", ("remove", ENTRY, "--yes"), WRITING),
    Verb("undo", ("undo", "--yes"), WRITING, before=DISABLE),
)
HEADER = ("", "wall", "goal", "x pass", "x load", "CPU", "x load", "goal", "memory", "goal")


class Spent(NamedTuple):
    """What a process took: wall and CPU seconds, and its peak of resident memory in MB."""

    wall: float
    cpu: float
    memory: float


class Home:
    """A throw-away home whose one file is large. Made by another process: a child is told its parent's peak too."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder / kind.replace(" ", "-")
        self.project = self.folder / "src" / "here"
        (self.project / ".git").mkdir(parents=True)
        (self.project / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        self.file = self.folder / ".claude.json"
        self._kept = self.folder / "kept"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}
        for name in ("PYTHONPATH", "PYTHONPYCACHEPREFIX"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        subprocess.run([sys.executable, "-m", __spec__.name, kind, str(self.project), str(self._kept)], check=True)

    def refresh(self) -> None:
        """The file as it was made, and no history."""
        shutil.rmtree(self.folder / ".local", ignore_errors=True)
        shutil.copyfile(self._kept, self.file)

    def python(self, *arguments: str) -> Spent:
        """One Python process. Raises when it fails."""
        start = time.perf_counter()
        child = os.posix_spawn(
            sys.executable,
            [sys.executable, *arguments],
            self.environment,
            file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
        )
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - start
        if status:
            raise RuntimeError(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
        memory = usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1000)  # bytes there, else kilobytes
        return Spent(wall, usage.ru_utime + usage.ru_stime, memory)

    def mcptui(self, arguments: Sequence[str]) -> Spent:
        """One process of mcptui on this home."""
        return self.python("-m", "mcptui", *arguments, "--home", str(self.folder), "--project", str(self.project))

    def measure(self, verb: Verb) -> Spent:
        self.refresh()
        if verb.before:
            self.mcptui(verb.before)
        return self.mcptui(verb.arguments)


def least(spent: Sequence[Spent]) -> Spent:
    """The least of times and the most of memory."""
    return Spent(min(each.wall for each in spent), min(each.cpu for each in spent), max(each.memory for each in spent))


def measure(folder: Path, kind: str, rounds: int) -> bool:
    """Measure all verbs on one kind of file, print a row each, and say whether all kept their limits."""
    home = Home(folder, kind)
    home.refresh()
    load = ("-c", f"import json; json.load(open({str(home.file)!r}, 'rb'))")
    nothing: list[Spent] = []
    loading: list[Spent] = []
    verbs: list[list[Spent]] = [[] for _ in VERBS]
    for _ in range(rounds):
        nothing.append(home.python("-c", "pass"))
        loading.append(home.python(*load))
        for verb, rows in zip(VERBS, verbs, strict=True):
            rows.append(home.measure(verb))
    base, reference = least(nothing), least(loading)
    print(f"\n{kind}, {home.file.stat().st_size / 1e6:.1f} MB")
    print("  {:16}{:>8}   {:6}{:>8}{:>8}{:>10}{:>8}   {:6}{:>8}   {}".format(*HEADER))
    for name, other in (("python -c pass", base), ("json.load", reference)):
        print(f"  {name:16}{other.wall:6.2f} s{'':25}{other.cpu:8.2f} s{'':17}{other.memory:5.0f} MB")
    kept = True
    for verb, rows in zip(VERBS, verbs, strict=True):
        spent, goal = least(rows), verb.goal
        loads = spent.cpu / reference.cpu
        broken = spent.memory > goal.memory or loads > goal.loads * LIMIT
        kept = kept and not broken
        print(
            f"  {verb.name:16}{spent.wall:6.2f} s   {goal.seconds:<6.1f}"
            f"{spent.wall / base.wall:8.0f}{spent.wall / reference.wall:8.1f}"
            f"{spent.cpu:8.2f} s{loads:8.1f}   {goal.loads:<6.1f}"
            f"{spent.memory:5.0f} MB   {goal.memory}{'  BEYOND ITS LIMIT' if broken else ''}"
        )
    shutil.rmtree(home.folder)
    return kept


def main(rounds: int) -> int:
    print("Goals of wall seconds are for a quiet machine.")
    with TemporaryDirectory() as folder:
        kept = [measure(Path(folder), kind, rounds) for kind in FILES]
    return 0 if all(kept) else 1


def make(kind: str, project: str, file: Path) -> None:
    """Write the large file of this kind for a project."""
    folders, typed = FILES[kind]
    file.write_bytes(state_file(MEGABYTES, [project if each == "here" else each for each in folders], typed))


if __name__ == "__main__":
    match sys.argv[1:]:
        case [kind, project, file]:
            make(kind, project, Path(file))
        case [rounds]:
            sys.exit(main(int(rounds)))
        case _:
            sys.exit(main(ROUNDS))
