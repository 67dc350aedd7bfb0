"""mcptui's own files, edited or broken by whoever: they hide no server, and nothing of them is thrown away."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.hostile_files import HARMLESS, UNREADABLE

Run = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pipes, sockets and links")

STATE = ".local/state/mcptui"
CONFIG = ".config/mcptui"
VERBS = (("list", "--json"), ("history",), ("doctor",), ("restore",), ("profile", "list"))


@pytest.fixture
def used(home: Path, run: Run) -> Path:
    """The home after a server was parked, a profile saved and bound, a client added."""
    client = home / CONFIG / "clients" / "mine.toml"
    client.parent.mkdir(parents=True)
    client.write_text('name = "Mine"\n[reads.user]\npath = "~/.mine.json"\n')
    assert run("disable", "cursor/calm", "--yes")[0] == 0
    assert run("profile", "save", "mine", "--yes")[0] == 0
    assert run("profile", "bind", "mine", "--yes")[0] == 0
    assert run("list")[0] == 0  # from then on it remembers what it saw
    return home


def own_file(home: Path, kind: str) -> Path:
    """One file of that kind, as mcptui made it."""
    patterns = {
        "parked": f"{STATE}/parked/*.json",
        "manifest": f"{STATE}/backups/*/*/manifest.json",
        "memory": f"{STATE}/seen/entries.json",
        "profile": f"{CONFIG}/profiles/mine.toml",
        "binding": f"{CONFIG}/projects.toml",
        "client": f"{CONFIG}/clients/mine.toml",
    }
    return min(home.glob(patterns[kind]))


@pytest.mark.parametrize("broken", [*UNREADABLE, *HARMLESS])
@pytest.mark.parametrize("kind", ["parked", "manifest", "memory", "profile", "binding", "client"])
def test_it_hides_nothing_else(kind: str, broken: str, used: Path, run: Run) -> None:
    path = own_file(used, kind)
    path.unlink()
    {**UNREADABLE, **HARMLESS}[broken](path)
    for verb in VERBS:
        status, out, _ = run(*verb)
        assert status in (0, 1, 3), verb
        if verb[0] == "list":
            clients = {row["client"] for row in json.loads(out)["servers"]}
            assert clients >= {"claude-code", "codex", "vscode"}


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/tty", "~/pipe", "~/p", "~/loop", "/proc/self/mem"])
def test_a_client_may_be_said_to_read_anything(path: str, used: Path, run: Run) -> None:
    os.mkfifo(used / "pipe")
    (used / "loop").symlink_to("loop")
    place = f'= "{path}"\nsyntax = "json"\n'
    told = f'name = "Mine"\n[reads.user]\npath {place}[switch]\nlist = ["off"]\nfile {place}'
    (used / CONFIG / "clients" / "mine.toml").write_text(told)
    status, out, _ = run("list", "--json")
    assert status == 0
    assert {row["client"] for row in json.loads(out)["servers"]} >= {"claude-code", "codex", "vscode"}
    assert [row["client"] for row in json.loads(out)["problems"]] == ["mine"]


def test_all_of_it_is_for_its_owner_alone(used: Path) -> None:
    for path in (used / STATE).rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
