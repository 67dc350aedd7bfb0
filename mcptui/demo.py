"""The made-up home of ``mcptui demo``: five clients, servers good and frightening, nothing real.

What is in it stands in ``data/demo``, as files; its manifest says where they go and how old they are.
"""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256, sha512
from pathlib import Path
from threading import current_thread, main_thread
from typing import Final, NoReturn

from mcptui.errors import Refused
from mcptui.machine import Machine, System
from mcptui.store.files import DiskFiles

_PLACEHOLDER = re.compile(rb"\{(?:(home)|ago:(\d+))\}")
_ENDING: Final = ("SIGTERM", "SIGHUP")
_PROGRAM = b"#!/bin/sh\n# A stand-in: the demo starts nothing.\nexit 1\n"


@dataclass(frozen=True, slots=True)
class _DemoFile:
    """A file to be: ``days`` is its age, ``mode`` its permission bits."""

    path: Path
    data: bytes
    days: float
    mode: int = 0o644


@contextmanager
def demo_machine(clock: Callable[[], datetime] | None = None, *, broken: bool = False) -> Iterator[Machine]:
    """The machine of the demo home, in a temporary folder that is gone afterwards; ``clock`` is by default the real.

    Nothing but the editor is the user's own.
    """
    from tempfile import TemporaryDirectory

    editor = {name: os.environ[name] for name in ("VISUAL", "EDITOR") if name in os.environ}
    with _ended_by_signals(), TemporaryDirectory(prefix="mcptui-demo-") as folder:
        machine = build_demo_home(Path(folder), clock or partial(datetime.now, UTC), broken=broken)
        yield machine._replace(env={**machine.env, **editor})


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A signal that would end the process at once ends it as an exception does: what was made is taken away.

    A thread that is not the main one cannot be told of signals.
    """
    if current_thread() is not main_thread():
        yield
        return

    def leave(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)

    numbers = [number for name in _ENDING if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def build_demo_home(folder: Path, clock: Callable[[], datetime], *, broken: bool = False) -> Machine:
    """Make the demo home in ``folder`` and return its machine, a Linux one wherever this runs.

    The ages of all files are counted from what ``clock`` says now. ``broken`` adds a file with a mistake
    in it. Refused when ``folder`` is not there or not empty.
    """
    files = DiskFiles()
    folder = files.resolve(folder)
    if not folder.is_dir() or files.list_folder(folder):
        raise Refused(f"{folder} is not an empty folder", "the demo needs one of its own")
    home = folder / "sam"
    machine = Machine.at_home(
        home,
        home / "src" / "acme-api",
        env={"PATH": str(folder / "root" / "usr" / "bin"), "USER": "sam"},
        system=System.LINUX,
        root=folder / "root",
        clock=clock,
    )
    now = clock()
    for file in _demo_files(machine, now, broken=broken):
        files.create_folder(file.path.parent, private=False)
        files.replace(file.path, file.data, mode=file.mode)
        moment = (now - timedelta(days=file.days)).timestamp()
        os.utime(file.path, (moment, moment))
    return machine


def _demo_files(machine: Machine, now: datetime, *, broken: bool) -> Iterator[_DemoFile]:
    import tomllib

    source = Path(__file__).with_name("data") / "demo"
    manifest = tomllib.loads((source / "manifest.toml").read_text("utf-8"))
    for name in manifest["programs"]:
        yield _DemoFile(machine.absolute(f"/usr/bin/{name}"), _PROGRAM, 400, 0o755)
    for target, entry in manifest["files"].items():
        if broken or not entry.get("broken", False):
            data = _filled((source / entry["from"]).read_bytes(), machine.home, now)
            yield _DemoFile(machine.home / target, data, entry["days"], entry.get("mode", 0o644))
    for entry in manifest["npx"]:
        yield from _npx_install(machine.home / ".npm" / "_npx", entry["spec"], entry["version"], entry["days"])
    for entry in manifest["uvx"]:
        yield from _uvx_environment(machine.home / ".cache" / "uv", entry["name"], entry["version"], entry["days"])
    for entry in manifest["uv_tool"]:
        tool = machine.home / ".local" / "share" / "uv" / "tools" / entry["name"]
        yield _distribution(tool, entry["name"], entry["version"], entry["days"])


def _filled(data: bytes, home: Path, now: datetime) -> bytes:
    """``data`` with its placeholders replaced."""

    def value(match: re.Match[bytes]) -> bytes:
        if match[1]:
            return home.as_posix().encode()
        moment = now - timedelta(days=int(match[2]))
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z").encode()

    return _PLACEHOLDER.sub(value, data)


def _npx_install(cache: Path, spec: str, version: str, days: float) -> Iterator[_DemoFile]:
    """The folder that npx makes for one spec, without the code."""
    at = spec.rfind("@")
    name = spec[:at] if at > 0 else spec
    folder = cache / sha512(spec.encode()).hexdigest()[:16]
    wanted = {"dependencies": {name: f"^{version}"}}
    locked = {"": wanted, f"node_modules/{name}": {"version": version}}
    lock = {"name": folder.name, "lockfileVersion": 3, "requires": True, "packages": locked}
    yield _DemoFile(folder / "package.json", _json({**wanted, "_npx": {"packages": [spec]}}), days)
    yield _DemoFile(folder / "package-lock.json", _json(lock), days)


def _uvx_environment(cache: Path, name: str, version: str, days: float) -> Iterator[_DemoFile]:
    """An environment of uvx and the link to it, in the form that needs no symbolic link."""
    identity = sha256(f"{name}=={version}".encode()).hexdigest()[:16]
    link = cache / "environments-v2" / "0123456789abcdef" / identity
    yield _DemoFile(link, f"archive-v0/{identity}".encode(), days)
    yield _distribution(cache / "archive-v0" / identity, name, version, days)


def _distribution(environment: Path, name: str, version: str, days: float) -> _DemoFile:
    """What tells that a package is installed in a Python environment."""
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    path = environment / "lib" / "python3.12" / "site-packages" / info / "RECORD"
    return _DemoFile(path, f"{info}/RECORD,,\n".encode(), days)


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"
