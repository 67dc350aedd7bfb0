"""mcptui against itself, against the lock library of Claude Code, and against Claude Code: no update is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import DEVNULL, PIPE

import pytest

from mcptui.machine import Machine
from mcptui.store.transaction import Store

pytestmark = pytest.mark.torture

Environment = Callable[[Path], dict[str, str]]
Toggle = Callable[..., AbstractContextManager[subprocess.Popen[str]]]
Fetch = Callable[[str], Path]

TOGGLER = Path(__file__).with_name("toggle_on_and_off.py")
COUNTER = Path(__file__).with_name("count_under_lock.js")
ROUNDS = 200
_PATIENCE = 600


@pytest.fixture
def home(lay_home: Callable[[Path], Path], tmp_path: Path) -> Path:
    return lay_home(tmp_path / "home")


@pytest.fixture
def stop(tmp_path: Path) -> Path:
    """Once this file is there, whoever toggles stops after its rounds."""
    return tmp_path / "stop"


@pytest.fixture
def toggle(home: Path, stop: Path, environment: Environment) -> Toggle:
    """``toggle(name, rounds, pause=0)``: a process that switches the server ``name`` off and on meanwhile."""

    @contextmanager
    def toggling(name: str, rounds: int, pause: float = 0) -> Iterator[subprocess.Popen[str]]:
        work = [sys.executable, str(TOGGLER), str(home), name, str(rounds), str(pause), str(stop)]
        with subprocess.Popen(work, env=environment(home), stdout=PIPE, stderr=PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    return toggling


@pytest.fixture(scope="module")
def fetch(tmp_path_factory: pytest.TempPathFactory) -> Fetch:
    """``fetch(package)``: the folder in which npm installed its newest version; skips where it cannot be had.

    ``MCPTUI_CLIENTS_DIR`` names a folder that is kept from run to run; without it, they are fetched anew.
    """
    kept = os.environ.get("MCPTUI_CLIENTS_DIR")
    base = Path(kept) if kept else tmp_path_factory.mktemp("npm")

    def install(package: str) -> Path:
        folder = base / "races" / package.replace("/", "-")
        newest, there = npm("view", package, "version"), version_in(folder, package)
        if newest is None and there is None:
            pytest.skip(f"{package} cannot be had: npm is not here or reaches no registry")
        if newest is not None and newest != there:
            folder.mkdir(parents=True, exist_ok=True)
            options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder))
            if npm("install", f"{package}@{newest}", *options) is None:
                pytest.skip(f"{package}@{newest} cannot be installed from npm")
        return folder

    return install


def npm(*args: str) -> str | None:
    """What npm says; None when it is not here or fails."""
    program = shutil.which("npm")
    if program is None:
        return None
    done = subprocess.run([program, *args], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def version_in(folder: Path, package: str) -> str | None:
    manifest = folder / "node_modules" / package / "package.json"
    return str(json.loads(manifest.read_bytes())["version"]) if manifest.is_file() else None


def finished(process: subprocess.Popen[str]) -> str:
    """What the process printed; it must have gone well."""
    output, errors = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0, errors
    return output


@contextmanager
def reading(home: Path) -> Iterator[list[int]]:
    """Parse both files over and over meanwhile; the list gets the number of servers in them, reading by reading."""
    counts: list[int] = []
    failures: list[Exception] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                claude = json.loads((home / ".claude.json").read_bytes())
                codex = tomllib.loads((home / ".codex" / "config.toml").read_text("utf-8"))
            except (OSError, ValueError) as failure:
                failures.append(failure)
                return
            counts.append(len(claude["mcpServers"]) + len(codex["mcp_servers"]))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield counts
    finally:
        over.set()
        reader.join()
    assert failures == []


def assert_settled(home: Path, *, least: int) -> None:
    """Nothing is open, nothing is left over, and the history has every change."""
    state = Machine.at_home(home).state
    records = Store(state, lambda: datetime.now(UTC)).history()
    assert len(records) >= least
    assert {record.status for record in records} == {"done"}
    assert not any(record.overtaken for record in records)
    assert not list((state / "staged").iterdir())
    assert not (home / ".claude.json.lock").exists()
    assert not [path for path in home.rglob(".*mcptui-*") if path.is_file()]


def test_two_of_us_that_toggle_different_servers_in_the_same_files_lose_nothing(
    home: Path, stop: Path, toggle: Toggle
) -> None:
    stop.touch()
    with reading(home) as counts, toggle("other", ROUNDS) as one, toggle("mine", ROUNDS) as two:
        assert (finished(one), finished(two)) == (f"{ROUNDS}\n", f"{ROUNDS}\n")
    assert set(counts) == {4}
    assert len(counts) > ROUNDS
    assert_settled(home, least=2 * ROUNDS)


def test_a_node_program_that_holds_the_lock_of_claude_code_and_mcptui_lose_nothing(
    home: Path, stop: Path, toggle: Toggle, fetch: Fetch, environment: Environment
) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    env = {**environment(home), "NODE_PATH": str(fetch("proper-lockfile") / "node_modules")}
    counting = [node, str(COUNTER), str(home / ".claude.json"), str(ROUNDS)]
    with reading(home) as counts, toggle("mine", ROUNDS) as ours:
        with subprocess.Popen(counting, env=env, stdout=PIPE, stderr=PIPE, text=True) as theirs:
            finished(theirs)
        stop.touch()
        assert int(finished(ours)) >= ROUNDS
    assert set(counts) == {4}
    assert json.loads((home / ".claude.json").read_bytes())["counter"] == ROUNDS
    assert_settled(home, least=ROUNDS)


def test_claude_code_that_adds_servers_and_mcptui_lose_nothing(
    home: Path,
    stop: Path,
    toggle: Toggle,
    fetch: Fetch,
    everything: bool,  # noqa: FBT001  # a fixture
    environment: Environment,
) -> None:
    claude = claude_of(fetch("@anthropic-ai/claude-code"))
    rounds = ROUNDS if everything else 10
    env = {
        **environment(home),
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "CLAUDE_CODE_CONFIG_LOCK_WAIT_MS": "60000",
    }
    with reading(home) as counts, toggle("mine", 2 * rounds, pause=0.05) as ours:
        for number in range(rounds):
            adding = [claude, "mcp", "add", "-s", "user", f"added-{number}", "--", "false"]
            added = subprocess.run(adding, cwd=home / "work", env=env, stdin=DEVNULL, capture_output=True, check=False)
            assert added.returncode == 0, added.stderr
        stop.touch()
        assert int(finished(ours)) >= 2 * rounds
    assert counts == sorted(counts), "a server was there and then was not"
    servers = json.loads((home / ".claude.json").read_bytes())["mcpServers"]
    assert {"mine", "other", *(f"added-{number}" for number in range(rounds))} == servers.keys()
    assert_settled(home, least=2 * rounds)


def claude_of(folder: Path) -> str:
    """The native program; it lies in a package of its own for each platform."""
    for program in sorted(folder.glob("node_modules/@anthropic-ai/claude-code-*/**/claude*")):
        if program.name in {"claude", "claude.exe"} and program.is_file() and os.access(program, os.X_OK):
            return str(program)
    pytest.skip("Claude Code has no program for this platform")
