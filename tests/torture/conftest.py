"""A small home, a transaction over three clients in it, and strace to break that transaction at any system call."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE

import pytest

from mcptui.machine import Machine
from mcptui.store.folder_locks import folder_lock
from mcptui.store.transaction import Store

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("one_transaction.py")

Finished = subprocess.CompletedProcess[str]
Call = tuple[str, int, bool]
"""A system call of the transaction: its name, which one of that name it is, and whether it can change the disk."""

Calm = tuple[Path, list[Call]]

Found = dict[str, tuple[int, bytes]]
"""Mode and bytes of every file of a home but the history, by path; the home's own path is written as ``~``."""

Strike = Callable[..., Finished]

_PATIENCE = 120
_CALLS = (
    *("open", "openat", "creat", "close", "read", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "flock"),
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir"),
    *("chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "utimensat", "setxattr", "fsetxattr"),
)
_TRACED = ("-e", "trace=" + ",".join(f"?{name}" for name in _CALLS))  # "?": not every machine has every call
_NEUTRAL = ("close", "read")  # of a file that is only read
_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)")
_OPENED = re.compile(r'"([^"]*)", (O_[A-Z_|]+)')
_DECODED = re.compile(r"\d+<([^>]*)>")

CLAUDE = {
    "numStartups": 7,
    "mcpServers": {
        "mine": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory@0.6.3"]},
        "other": {"command": "uvx", "args": ["mcp-server-time"], "env": {"TOKEN": "SECRET-1234"}},
    },
}
CODEX = """# kept by hand
model = "m"

[mcp_servers.mine]   # the one
command = "npx"
args = ["-y", "@modelcontextprotocol/server-memory"]

[mcp_servers.other]
command = "uvx"
args = ["mcp-server-time"]
"""
VSCODE = """{
  // kept by hand
  "servers": {
    "other": { "command": "uvx", "args": ["mcp-server-time"] },
    "mine": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory"] }, // the one
  },
}
"""


@pytest.fixture(scope="session")
def everything() -> bool:
    """Whether nothing is left out, however long it takes."""
    return os.environ.get("MCPTUI_TORTURE") == "all"


@pytest.fixture(scope="session")
def lay_home() -> Callable[[Path], Path]:
    """Make a home with the servers ``mine`` and ``other`` in three clients, and a project ``work``."""

    def lay(home: Path) -> Path:
        (home / "work").mkdir(parents=True)
        for name, text, mode in (
            (".claude.json", json.dumps(CLAUDE, indent=2), 0o600),
            (".codex/config.toml", CODEX, 0o640),
            (".config/Code/User/mcp.json", VSCODE, 0o644),
        ):
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            path.chmod(mode)
        return home

    return lay


def _state(home: Path) -> Path:
    return Machine.at_home(home).state


def _environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture(scope="session")
def environment() -> Callable[[Path], dict[str, str]]:
    """What a process of ours is given to live in a home."""
    return _environment


@pytest.fixture(scope="session")
def strace() -> str:
    """The program; skips where there is none."""
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not here to break system calls")
    return program


@pytest.fixture(scope="session")
def strike(strace: str) -> Strike:
    """``strike(home, *injections, settle=False)``: the transaction in ``home``, or its recovery, with faults of strace.

    What strace saw is then in the file ``calls`` beside the home.
    """

    def run(home: Path, *injections: str, settle: bool = False) -> Finished:
        faults = [word for each in injections for word in ("-e", f"inject={each}")]
        work = [sys.executable, str(WORKER), str(home), *(["settle"] if settle else [])]
        with subprocess.Popen(work, env=_environment(home), stdout=PIPE, stderr=PIPE, text=True) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            trace = [strace, "-f", "-y", "-s", "0", "-o", str(home.with_name("calls")), *_TRACED, *faults, "-p"]
            with subprocess.Popen([*trace, str(worker.pid)], stderr=PIPE, text=True) as tracer:
                assert tracer.stderr is not None
                attached = tracer.stderr.readline()
                if "attached" not in attached:
                    worker.kill()
                    pytest.skip(f"strace may not trace here: {attached.strip()}")
                worker.send_signal(signal.SIGUSR1)
                output, errors = worker.communicate(timeout=_PATIENCE)
                tracer.communicate(timeout=_PATIENCE)
        return subprocess.CompletedProcess(work, worker.returncode, output, errors)

    return run


@pytest.fixture(scope="session")
def calm(strike: Strike, lay_home: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """A home in which the transaction went through, and every call of it that is about a file in the home."""
    home = lay_home(tmp_path_factory.mktemp("calm") / "home")
    return home, _calls_of(strike(home), home)


@pytest.fixture(scope="session")
def calls(calm: Calm) -> list[Call]:
    """Every system call of the transaction that is about a file in the home, in order."""
    return calm[1]


@pytest.fixture(scope="session")
def half_done(calls: list[Call]) -> str:
    """What kills the transaction when two of its four files are new; the note of its end is replaced last."""
    replacements = [nth for name, nth, _ in calls if name.startswith("rename")]
    name = next(name for name, _, _ in calls if name.startswith("rename"))
    return f"{name}:signal=KILL:when={replacements[-3]}"


@pytest.fixture(scope="session")
def recovery_calls(
    half_done: str,
    strike: Strike,
    lay_home: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
    old: Found,
    new: Found,
) -> list[Call]:
    """Every system call of a recovery that is about a file in the home, in order."""
    home = lay_home(tmp_path_factory.mktemp("half") / "home")
    strike(home, half_done)
    files = _found(home)
    assert sum(files.get(name) == new[name] for name in new) == 2
    assert sum(files.get(name) == old.get(name) for name in new) == 2
    _make_lock_stale(home)
    return _calls_of(strike(home, settle=True), home)


@pytest.fixture(scope="session")
def make_lock_stale() -> Callable[[Path], None]:
    """As if the ten seconds were over in which the lock of a dead process counts."""
    return _make_lock_stale


def _make_lock_stale(home: Path) -> None:
    with suppress(FileNotFoundError):
        os.utime(home / ".claude.json.lock", (0, 0))


def _calls_of(done: Finished, home: Path) -> list[Call]:
    assert (done.returncode, done.stderr) == (0, "")
    counts: Counter[str] = Counter()
    written: set[str] = set()
    calls = []
    matches = map(_LINE.match, home.with_name("calls").read_text().splitlines())
    for name, arguments in (match.groups() for match in matches if match):
        counts[name] += 1
        if str(home) not in arguments:
            continue
        changing = name not in _NEUTRAL
        if opened := _OPENED.search(arguments):
            changing = any(flag in opened[2] for flag in ("O_WRONLY", "O_RDWR", "O_CREAT"))
            written |= {opened[1]} if changing else set()
        elif name == "close" and (handle := _DECODED.match(arguments)):
            changing = handle[1] in written
        calls.append((name, counts[name], changing))
    return calls


@pytest.fixture(scope="session")
def found() -> Callable[[Path], Found]:
    """All files of a home but the history, the lock and the memory of mcptui."""
    return _found


def _found(home: Path) -> Found:
    state = _state(home)
    paths = (path for path in sorted(home.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(home)): (path.stat().st_mode & 0o777, path.read_bytes().replace(str(home).encode(), b"~"))
        for path in paths
        if path != state / "lock" and not any(path.is_relative_to(state / own) for own in ("backups", "seen"))
    }


@pytest.fixture(scope="session")
def old(lay_home: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What is found before the transaction."""
    return _found(lay_home(tmp_path_factory.mktemp("old") / "home"))


@pytest.fixture(scope="session")
def new(calm: Calm, old: Found) -> Found:
    """What is found after the transaction: three files changed, one entry parked."""
    files = _found(calm[0])
    assert {name for name in old if files[name] != old[name]} == set(old)
    assert [name for name in files if name not in old and "/parked/" in name] == sorted(files.keys() - old.keys())
    return files


@pytest.fixture(scope="session")
def start_again(old: Found, new: Found) -> Callable[..., tuple[bool, str]]:
    """``start_again(home)``: start mcptui once more after whatever happened, and check that all is settled and told.

    Returns whether everything is new (else it is old), and what was said of an interrupted change: ``finished``,
    ``taken back`` or nothing. A lock of a dead process is stale by then, unless ``at_once``.
    """

    def start(home: Path, *, at_once: bool = False) -> tuple[bool, str]:
        before = _clients_files(home)
        left = _left_open(home)
        if not at_once:
            _make_lock_stale(home)
        done = _list_servers(home)
        assert done.returncode == 0, done.stderr
        files = _found(home)
        assert files in (old, new), {name for name in files if files[name] not in (old.get(name), new.get(name))}
        changed = files == new
        assert _states(done.stdout) == ({"off"} if changed else {"on"})
        told = _told(done.stderr)
        assert told in (("", "finished") if changed else ("", "taken back"))
        assert bool(told) == (left is not None)
        assert told or _clients_files(home) == before, "files were changed without a word"
        _assert_lock_free(home, settled=left == "pending")
        _assert_history(home, changed=changed)
        return changed, told

    return start


def _assert_lock_free(home: Path, *, settled: bool) -> None:
    """Where nothing was to be settled, the lock of a dead process may stay, as it does with the client's own."""
    lock = home / ".claude.json.lock"
    assert not (settled and lock.exists())
    with folder_lock(lock, wait=0):
        pass
    assert not lock.exists()


def _left_open(home: Path) -> str | None:
    """The status of a transaction that was begun and not tidied up; None where there is none."""
    for each in (_state(home) / "staged").glob("*"):
        for manifest in (_state(home) / "backups").glob(f"*/{each.name}/manifest.json"):
            return str(json.loads(manifest.read_bytes())["status"])
    return None


def _clients_files(home: Path) -> list[bytes]:
    return [(home / name).read_bytes() for name in (".claude.json", ".codex/config.toml", ".config/Code/User/mcp.json")]


def _list_servers(home: Path) -> Finished:
    return subprocess.run(
        [sys.executable, "-m", "mcptui", "list", "--json", "--home", str(home), "--project", str(home / "work")],
        env=_environment(home),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )


def _states(answer: str) -> set[str]:
    """The states of the server ``mine`` in its three clients."""
    mine = [row for row in json.loads(answer)["servers"] if row["name"] == "mine"]
    assert {row["client"] for row in mine} == {"claude-code", "codex", "vscode"}
    return {row["state"] for row in mine}


def _told(errors: str) -> str:
    """What was said of an interrupted change; nothing else may be said."""
    if not errors:
        return ""
    match = re.fullmatch(
        r"mcptui: an interrupted change was (finished|taken back): .+ \(20261122-120000-001\)\n", errors
    )
    assert match is not None, errors
    return match[1]


def _assert_history(home: Path, *, changed: bool) -> None:
    """The history knows of the change if there was one, nothing is open, and the backups are whole."""
    state = _state(home)
    records = Store(state, lambda: datetime.now(UTC)).history()
    assert [record.status for record in records] in ([["done"]] if changed else [[], ["rolled-back"]])
    assert {path.name for path in (state / "backups").glob("*/*")} == {record.id for record in records}
    wanted = set()
    for record in records:
        folder = next((state / "backups").glob(f"*/{record.id}"))
        wanted |= {folder / "manifest.json"}
        for file in record.files:
            if file.backup is not None:
                wanted.add(folder / file.backup)
                assert (folder / file.backup).read_bytes() == _original(file.target)
    assert {path for path in (state / "backups").rglob("*") if path.is_file()} == wanted
    assert not list((state / "staged").glob("*"))


def _original(path: Path) -> bytes:
    texts = {".claude.json": json.dumps(CLAUDE, indent=2), "config.toml": CODEX, "mcp.json": VSCODE}
    return texts[path.name].encode()


@pytest.fixture(scope="session")
def side_by_side() -> Callable[[Callable[[int], None], int], None]:
    """``side_by_side(try_one, count)``: call ``try_one`` with 0 to ``count`` - 1, on all processors; all are tried."""

    def run(try_one: Callable[[int], None], count: int) -> None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            tries = [pool.submit(try_one, number) for number in range(count)]
        failures = [failure for each in tries if (failure := each.exception()) is not None]
        if failures:
            raise BaseExceptionGroup(f"{len(failures)} of {count} went wrong", failures)

    return run


@pytest.fixture(scope="session")
def spread() -> Callable[[Sequence[Call], int], list[Call]]:
    """``spread(calls, count)``: that many of them, evenly; all of them where there are no more."""

    def choose(calls: Sequence[Call], count: int) -> list[Call]:
        return [calls[each * len(calls) // count] for each in range(count)] if count < len(calls) else [*calls]

    return choose
