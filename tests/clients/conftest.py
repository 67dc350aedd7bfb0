"""Real clients, taken from npm into a folder of their own and asked about throw-away homes.

``MCPTUI_CLIENTS_DIR`` names a folder that is kept from run to run; without it, they are fetched anew.
Nobody is logged in, and no server is one: each is a program that ends at once.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcptui.machine import Machine

Finished = subprocess.CompletedProcess[str]

_PATIENCE = 120


@pytest.fixture(scope="session")
def clients_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = os.environ.get("MCPTUI_CLIENTS_DIR")
    return Path(told) if told else tmp_path_factory.mktemp("clients")


@pytest.fixture(scope="session")
def claude_program(clients_folder: Path) -> Path:
    """The newest Claude Code."""
    return _program(clients_folder, "@anthropic-ai/claude-code", "claude")


@pytest.fixture(scope="session")
def codex_program(clients_folder: Path) -> Path:
    """The newest Codex."""
    return _program(clients_folder, "@openai/codex", "codex")


def _program(folder: Path, package: str, name: str) -> Path:
    """The native program of ``package``, newest version; skips the test where it cannot be had.

    It lies in a package of its own for each platform, so neither node's version nor an install script matters.
    """
    newest, installed = _npm("view", package, "version"), _installed_version(folder, package)
    if newest is None and installed is None:
        pytest.skip(f"{package} cannot be had: npm is not here or reaches no registry")
    if newest is not None and newest != installed:
        folder.mkdir(parents=True, exist_ok=True)
        options = ("--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder))
        if _npm("install", f"{package}@{newest}", *options) is None:
            pytest.skip(f"{package}@{newest} cannot be installed from npm")
    for suffix in (name, f"{name}.exe"):
        for program in sorted(folder.glob(f"node_modules/{package}-*/**/{suffix}")):
            if program.is_file() and os.access(program, os.X_OK) and _answers(program):
                return program
    pytest.skip(f"{package} has no program for this platform")


def _npm(*args: str) -> str | None:
    """What npm says; None when it is not here or fails."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    try:
        done = subprocess.run([npm, *args], capture_output=True, text=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _installed_version(folder: Path, package: str) -> str | None:
    manifest = folder / "node_modules" / package / "package.json"
    if not manifest.is_file():
        return None
    version = json.loads(manifest.read_text("utf-8")).get("version")
    return version if isinstance(version, str) else None


def _answers(program: Path) -> bool:
    done = subprocess.run([program, "--version"], capture_output=True, timeout=_PATIENCE, check=False)
    return done.returncode == 0


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A home and a repository ``p`` with a second work tree ``wt``; skips where there is no git."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not here to make a work tree")
    folder = Path(os.path.realpath(tmp_path))
    for name in ("home", "p/a/b"):
        (folder / name).mkdir(parents=True)
    (folder / "p" / "a" / "b" / "file").write_text("x")
    env = {"HOME": str(folder), "PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    for args in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-m", "x"],
        ["worktree", "add", "-q", "-b", "other", str(folder / "wt")],
    ):
        subprocess.run([git, "-C", folder / "p", *args], env=env, check=True, capture_output=True)
    return folder


@pytest.fixture
def machine(place: Path) -> Machine:
    return Machine.at_home(
        place / "home",
        place / "p",
        env={},
        root=place / "root",
        clock=lambda: datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    )


@pytest.fixture
def lay(place: Path) -> Callable[[Mapping[str, object]], None]:
    """Write files, by path below ``place``: text as it is, anything else as JSON with a final newline or without.

    ``{at}`` in them stands for ``place``.
    """

    def write(files: Mapping[str, object]) -> None:
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = content if isinstance(content, str) else json.dumps(content, indent=2)
            path.write_text(text.replace("{at}", str(place)), "utf-8")

    return write


def _environment(machine: Machine) -> dict[str, str]:
    return {
        "HOME": str(machine.home),
        "PATH": "/usr/bin:/bin",
        "TERM": "dumb",
        "MCP_TIMEOUT": "4000",
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }


def _run(program: Path, machine: Machine, args: tuple[str, ...]) -> Finished:
    return subprocess.run(
        [program, *args],
        cwd=machine.project,
        env=_environment(machine),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )


@pytest.fixture
def claude(claude_program: Path) -> Callable[..., Finished]:
    """``claude(machine, *args)`` in the project of the machine."""
    return lambda machine, *args: _run(claude_program, machine, args)


@pytest.fixture
def codex(codex_program: Path) -> Callable[..., Finished]:
    """``codex(machine, *args)`` in the project of the machine."""
    return lambda machine, *args: _run(codex_program, machine, args)


@pytest.fixture
def claude_session(claude_program: Path) -> Callable[..., list[dict[str, object]]]:
    """``claude_session(machine, *requests)``: what a session without a screen answers to each request.

    It is given a little time to end, for it may answer before it has written.
    """

    def ask(machine: Machine, *requests: dict[str, object]) -> list[dict[str, object]]:
        args = ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"]
        with subprocess.Popen(
            [claude_program, *args],
            cwd=machine.project,
            env=_environment(machine),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            limit = threading.Timer(_PATIENCE, process.kill)
            limit.start()
            try:
                _answer(process, {"subtype": "initialize"})
                return [_answer(process, request) for request in requests]
            finally:
                limit.cancel()
                _end(process)

    return ask


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()


def _answer(process: subprocess.Popen[str], request: dict[str, object]) -> dict[str, object]:
    assert process.stdin is not None
    assert process.stdout is not None
    id_ = os.urandom(4).hex()
    process.stdin.write(json.dumps({"type": "control_request", "request_id": id_, "request": request}) + "\n")
    process.stdin.flush()
    for line in process.stdout:
        match json.loads(line):
            case {"type": "control_response", "response": {"request_id": answered, **answer}} if answered == id_:
                assert answer.get("subtype") == "success", answer
                told = answer.get("response")
                return told if isinstance(told, dict) else {}
            case _:
                continue
    raise AssertionError(f"the session ended without an answer to {request}")


@pytest.fixture
def ends_at_once() -> Callable[..., dict[str, object]]:
    """``ends_at_once(tag)``: an entry whose program ends at once; the tag tells it from others."""
    return lambda tag: {"command": sys.executable, "args": ["-c", "raise SystemExit(1)", tag]}
