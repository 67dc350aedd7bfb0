"""How fast mcptui is there, as ratios within one run: ``python tests/bench/bench_start.py``.

Measured are whole processes, in turn with what they are compared with, so that a noisy machine disturbs
both alike. Each row gives the medians of the pairs' ratios and the goal, which is one for the clock; where other
work keeps the machine busy the ratio of CPU tells more, though not of the first frame: that is prepared by two
processes side by side.
"""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

RUNS = 21
FAR_TOO_LATE = 2.5
"""Times a bare app by the clock: what only a fault takes, and no machine that others keep busy."""

BARE_APP = """
from textual.app import App, ComposeResult
from textual.widgets import Static
class Bare(App):
    def compose(self) -> ComposeResult:
        yield Static("mcptui")
Bare().run()
"""


class Taken(NamedTuple):
    """Seconds of the clock and of CPU."""

    clock: float
    cpu: float


def process(command: Sequence[str], environment: dict[str, str]) -> Taken:
    """What a process takes whose output goes nowhere."""
    before, start = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    clock, after = time.perf_counter() - start, getrusage(RUSAGE_CHILDREN)
    return Taken(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def first_text(command: Sequence[str], environment: dict[str, str], text: bytes) -> Taken:
    """What it takes until ``text`` is on a terminal of 120 by 40 that the process was started in."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(environment, TERM="xterm-256color", COLUMNS="120", LINES="40")
        os.execvp(command[0], list(command))  # noqa: S606  # the interpreter that runs this
    seen = b""
    while text not in seen and select.select([terminal], [], [], 20)[0]:
        seen += os.read(terminal, 65536)
    clock = time.perf_counter() - start
    os.kill(child, 9)
    _, _, usage = os.wait4(child, 0)
    os.close(terminal)
    if text not in seen:
        raise RuntimeError(f"{command[-1]} never showed {text!r}")
    return Taken(clock, usage.ru_utime + usage.ru_stime)


def middle(taken: Sequence[Taken]) -> Taken:
    """The median of each."""
    return Taken(*map(median, zip(*taken, strict=True)))


class Measured(NamedTuple):
    """A row, and its ratio by the clock."""

    row: str
    ratio: float


def measured(name: str, one: Callable[[], Taken], other: Callable[[], Taken], goal: float) -> Measured:
    """``one`` against ``other``, in pairs; one pair warms up."""
    pairs = [(one(), other()) for _ in range(RUNS + 1)][1:]
    ratio = middle([Taken(mine.clock / theirs.clock, mine.cpu / theirs.cpu) for mine, theirs in pairs])
    own, missed = middle([mine for mine, _ in pairs]), "" if ratio.clock <= goal else ", missed"
    told = f"{ratio.clock:6.2f}  of CPU {ratio.cpu:6.2f}  goal {goal:5.2f}{missed}"
    row = f"{name:45} {told}  ({own.clock * 1000:.0f} ms, {own.cpu * 1000:.0f} of CPU)"
    return Measured(row, ratio.clock)


def write_home(home: Path, projects: int = 40) -> Path:
    """Sixty entries in the files of eight clients and forty repositories; gives the project to look at."""
    project = home / "src" / "p0"
    for index in range(projects):
        git = home / "src" / f"p{index}" / ".git"
        git.mkdir(parents=True)
        (git / "HEAD").write_text("ref: refs/heads/main\n")
    (home / ".local" / "state" / "mcptui").mkdir(parents=True)
    (home / ".local" / "state" / "mcptui" / "greeted").touch()  # not the first run: the table is not under a welcome

    def server(index: int) -> dict[str, object]:
        args = ["-y", "@modelcontextprotocol/server-filesystem", str(home / "src" / f"p{index}")]
        return {"command": "npx", "args": args, "env": {"TOKEN": "ghp_" + "0" * 36}}

    def servers(prefix: str, count: int) -> dict[str, object]:
        return {f"{prefix}{index}": server(index) for index in range(count)}

    state = {
        "numStartups": 12,
        "mcpServers": servers("user", 12),
        "projects": {
            str(home / "src" / f"p{index}"): {
                "allowedTools": [],
                "history": [{"display": f"prompt {number}", "pastedContents": {}} for number in range(20)],
                "mcpServers": servers("local", 8) if index == 0 else {},
                "hasTrustDialogAccepted": True,
            }
            for index in range(projects)
        },
    }
    files = {
        home / ".claude.json": state,
        home / ".config" / "Claude" / "claude_desktop_config.json": {"mcpServers": servers("desktop", 3)},
        home / ".codeium" / "windsurf" / "mcp_config.json": {"mcpServers": servers("windsurf", 3)},
        home / ".cursor" / "mcp.json": {"mcpServers": servers("cursor", 3)},
        home / ".kiro" / "settings" / "mcp.json": {"mcpServers": servers("kiro", 3)},
        home / ".config" / "Code" / "User" / "mcp.json": {"servers": servers("code", 3)},
        home / ".config" / "zed" / "settings.json": {"context_servers": servers("zed", 3)},
        project / ".mcp.json": {"mcpServers": servers("shared", 4)},
    }
    for file, content in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, indent=2))
    codex = home / ".codex" / "config.toml"
    codex.parent.mkdir()
    codex.write_text(
        "\n".join(
            f'[mcp_servers.codex{index}]\ncommand = "npx"\nargs = ["-y", "x@1.0.{index}"]\n' for index in range(6)
        )
    )
    return project


def main() -> None:
    """Measure everything and print a row each. The first frame holds names, clients and states of the servers."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        project = write_home(home)
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
        environment |= {name: os.environ[name] for name in ("PYTHONPATH", "PYTHONPYCACHEPREFIX") if name in os.environ}
        where = ["--home", str(home), "--project", str(project)]
        mcptui = [sys.executable, "-m", "mcptui"]
        bare = [sys.executable, "-c", BARE_APP]
        listing, frame = (
            measured(
                "mcptui list, 60 entries / python -c pass",
                lambda: process([*mcptui, "list", *where], environment),
                lambda: process([sys.executable, "-c", "pass"], environment),
                9.0,
            ),
            measured(
                "first useful frame / a bare Textual app",
                lambda: first_text([*mcptui, *where], environment, b"local0"),
                lambda: first_text(bare, environment, b"mcptui"),
                1.25,
            ),
        )
    sys.stdout.writelines(f"{each.row}\n" for each in (listing, frame))
    if frame.ratio > FAR_TOO_LATE:
        sys.exit("the first frame is far too late")


if __name__ == "__main__":
    main()
