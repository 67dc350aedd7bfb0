"""Real clients, taken from npm into a folder of their own and asked about throw-away homes.

``MCPTUI_CLIENTS_DIR`` names a folder that is kept from run to run; without it, they are fetched anew.
Nobody is logged in, and no server is one: each is a program that ends at once.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.workspace import Workspace

Finished = subprocess.CompletedProcess[str]

_PATIENCE = 120
# A script that only starts a program is smaller, any program larger.
_SMALLEST_BINARY = 1 << 20


Program = Sequence[str | Path]
"""The words before a client's own arguments: its program, or node and the script."""


@pytest.fixture(scope="session")
def clients_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = os.environ.get("MCPTUI_CLIENTS_DIR")
    return Path(told) if told else tmp_path_factory.mktemp("clients")


@pytest.fixture(scope="session")
def program(clients_folder: Path) -> Callable[[str, str], Program]:
    """``program(package, name)``: the newest program of that name in a package of npm.

    Skips the test where it cannot be had. ``{platform}`` in the package stands for what such packages
    call this one, where only the package with the binary is wanted.
    """
    found: dict[str, Program | str] = {}

    def find(package: str, name: str) -> Program:
        package = package.replace("{platform}", _platform())
        if package not in found:
            found[package] = _fetched(clients_folder, package, name)
        had = found[package]
        if isinstance(had, str):
            pytest.skip(had)
        return had

    return find


@pytest.fixture(scope="session")
def claude_program(program: Callable[[str, str], Program]) -> Program:
    """The newest Claude Code."""
    return program("@anthropic-ai/claude-code", "claude")


@pytest.fixture(scope="session")
def codex_program(program: Callable[[str, str], Program]) -> Program:
    """The newest Codex."""
    return program("@openai/codex", "codex")


def _fetched(folder: Path, package: str, name: str) -> Program | str:
    """The program, or why there is none. Each package has a folder of its own: npm clears out what it did not put."""
    folder = folder / package.replace("/", "+")
    newest, installed = _npm("view", package, "version"), _manifest(folder, package).get("version")
    if newest is None and installed is None:
        return f"{package} cannot be had: npm is not here or reaches no registry"
    if newest is not None and newest != installed:
        folder.mkdir(parents=True, exist_ok=True)
        options = ("--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder))
        if _npm("install", f"{package}@{newest}", *options) is None:
            return f"{package}@{newest} cannot be installed from npm"
    return _binary(folder, name) or _script(folder, package, name) or f"{package} has no program for this platform"


def _binary(folder: Path, name: str) -> Program | None:
    """A native program: often in a package of its own for each platform, so that no install script matters."""
    for suffix in (name, f"{name}.exe"):
        for path in sorted(folder.glob(f"node_modules/**/{suffix}")):
            settled = not any(part.startswith(".") for part in path.relative_to(folder).parts)
            if settled and path.is_file() and os.access(path, os.X_OK) and not _is_text(path) and _answers([path]):
                return [path]
    return None


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!" or path.stat().st_size < _SMALLEST_BINARY


def _script(folder: Path, package: str, name: str) -> Program | None:
    """A script, and a node that is new enough for it."""
    manifest = _manifest(folder, package)
    told, engines = manifest.get("bin"), manifest.get("engines")
    path = told.get(name) if isinstance(told, dict) else told
    wanted = engines.get("node", "") if isinstance(engines, dict) else ""
    if not isinstance(path, str) or not isinstance(wanted, str):
        return None
    oldest = int("".join(takewhile(str.isdigit, wanted.lstrip(">=^~ "))) or 0)
    node = _node(folder.parent, oldest)
    words: Program = [node, folder / "node_modules" / package / path] if node is not None else []
    return words if words and _answers(words) else None


def _node(folder: Path, oldest: int) -> Path | None:
    """The node that is here, or one from npm where that is older than ``oldest``."""
    here = shutil.which("node")
    if here is not None:
        told = subprocess.run([here, "--version"], capture_output=True, text=True, check=False).stdout
        if int(told.lstrip("v").partition(".")[0] or 0) >= oldest:
            return Path(here)
    package = f"node-{_platform()}"
    folder = folder / f"{package}@{oldest}"
    program = folder / "node_modules" / package / "bin" / "node"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _npm("install", f"{package}@{oldest}", "--no-save", "--ignore-scripts", "--prefix", str(folder))
    return program if program.exists() else None


def _platform() -> str:
    """This platform as packages of npm call it."""
    machine = platform.machine().lower()
    return f"{sys.platform}-{({'x86_64': 'x64', 'amd64': 'x64', 'aarch64': 'arm64'}).get(machine, machine)}"


def _manifest(folder: Path, package: str) -> dict[str, object]:
    file = folder / "node_modules" / package / "package.json"
    told = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return told if isinstance(told, dict) else {}


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


def _answers(program: Program) -> bool:
    try:
        done = subprocess.run([*program, "--version"], capture_output=True, timeout=_PATIENCE, check=False)
    except OSError:
        return False
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


@pytest.fixture
def run() -> Callable[..., Finished]:
    """``run(program, machine, *args, **env)`` in the project of the machine."""

    def run_(program: Program, machine: Machine, *args: str, **env: str) -> Finished:
        return subprocess.run(
            [*program, *args],
            cwd=machine.project,
            env={**_environment(machine), **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )

    return run_


@pytest.fixture
def claude(claude_program: Program, run: Callable[..., Finished]) -> Callable[..., Finished]:
    """``claude(machine, *args)`` in the project of the machine."""
    return lambda machine, *args: run(claude_program, machine, *args)


@pytest.fixture
def codex(codex_program: Program, run: Callable[..., Finished]) -> Callable[..., Finished]:
    """``codex(machine, *args)`` in the project of the machine."""
    return lambda machine, *args: run(codex_program, machine, *args)


@pytest.fixture
def claude_session(claude_program: Program) -> Callable[..., list[dict[str, object]]]:
    """``claude_session(machine, *requests)``: what a session without a screen answers to each request.

    It is given a little time to end, for it may answer before it has written.
    """

    def ask(machine: Machine, *requests: dict[str, object]) -> list[dict[str, object]]:
        args = ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"]
        with subprocess.Popen(
            [*claude_program, *args],
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


@pytest.fixture
def logs(place: Path) -> Callable[[str], dict[str, object]]:
    """``logs(tag)``: an entry whose program notes its tag and ends."""
    return lambda tag: {"command": "/bin/sh", "args": ["-c", f"echo {tag} >> '{place / 'started'}'"]}


@pytest.fixture
def started(place: Path) -> Callable[[], set[str]]:
    """The tags of the entries that were started since this was asked last."""

    def take() -> set[str]:
        file = place / "started"
        tags = set(file.read_text().split()) if file.exists() else set()
        file.unlink(missing_ok=True)
        return tags

    return take


@pytest.fixture
def change() -> Callable[..., None]:
    """``change(machine, act, selector, here=False)`` on the entry of that selector that is not shadowed."""

    def apply(machine: Machine, act: Act, selector: str, *, here: bool = False) -> None:
        workspace = Workspace(machine)
        at = workspace.look()
        entry = next(
            each for each in at.entries if each.selector == selector and each.state.kind is not StateKind.SHADOWED
        )
        plan = workspace.plan([Change(entry, act, only_here=here)], at)
        assert not plan.refusals, plan.refusals
        assert plan
        workspace.apply(plan)

    return apply


@pytest.fixture
def contents(place: Path) -> Callable[[Sequence[str]], dict[str, bytes | None]]:
    """The bytes of files below ``place``; None: there is none."""
    return lambda files: {name: (place / name).read_bytes() if (place / name).exists() else None for name in files}
