"""Surprise 26: some clients lock a file while they write it. What mcptui writes there it writes under the same lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.machine import Machine
from mcptui.store.locks import Lock, LockKind
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

STDIO = {"command": "npx", "args": ["-y", "files"]}
TYPED = {"type": "stdio", **STDIO}
COPILOT, CLINE = "home/.copilot", "home/.cline/data/settings"
CRUSH, CRUSH_DATA = "home/.config/crush", "home/.local/share/crush"


class Case(NamedTuple):
    """``off`` and ``edited`` are the locks that are taken to switch the entry off, and to change or remove it."""

    client: str
    file: str
    content: Mapping[str, object]
    kind: LockKind
    off: tuple[str, ...]
    edited: tuple[str, ...]


CASES = {
    "Claude Code": Case(
        "claude-code",
        "home/.claude.json",
        {"mcpServers": {"x": TYPED}},
        LockKind.FOLDER,
        ("home/.claude.json.lock",),
        ("home/.claude.json.lock",),
    ),
    "Cline": Case(
        "cline",
        f"{CLINE}/cline_mcp_settings.json",
        {"mcpServers": {"x": STDIO}},
        LockKind.OWNED_FOLDER,
        (f"{CLINE}/cline_mcp_settings.json.lock",),
        (f"{CLINE}/cline_mcp_settings.json.lock",),
    ),
    "Copilot CLI": Case(
        "copilot-cli",
        f"{COPILOT}/mcp-config.json",
        {"mcpServers": {"x": STDIO}},
        LockKind.FLOCK,
        (f"{COPILOT}/settings.json.lock",),
        (f"{COPILOT}/.mcp-writer.lock",),
    ),
    "Crush, what was chosen in it": Case(
        "crush",
        f"{CRUSH_DATA}/crush.json",
        {"mcp": {"x": TYPED}},
        LockKind.FLOCK,
        (f"{CRUSH_DATA}/crush.json.lock",),
        (f"{CRUSH_DATA}/crush.json.lock",),
    ),
    "Crush, what it never writes": Case("crush", f"{CRUSH}/crush.json", {"mcp": {"x": TYPED}}, LockKind.FLOCK, (), ()),
    "a client without one": Case(
        "kiro", "home/.kiro/settings/mcp.json", {"mcpServers": {"x": STDIO}}, LockKind.FLOCK, (), ()
    ),
}


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Lock]:
    """The locks of clients that are taken, in order."""
    locks: list[Lock] = []

    @contextmanager
    def noting(lock: Lock, *, wait: float) -> Iterator[None]:
        del wait
        locks.append(lock)
        yield

    monkeypatch.setattr("mcptui.store.transaction.hold", noting)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return locks


def do(machine: Machine, client: str, act: Act, narrowing: Narrowing) -> None:
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.source.client == client)
    plan = workspace.plan([Change(entry, act, narrowing)], at)
    assert not plan.refusals
    workspace.apply(plan)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_change_takes_it_and_so_does_taking_it_back(
    case: Case, machine: Machine, place: Path, lay: Lay, taken: list[Lock]
) -> None:
    lay({case.file: case.content})
    nothing, pinned = Narrowing(), Narrowing(pin="1.2.3")
    for act, narrowing in ((Act.DISABLE, nothing), (Act.ENABLE, nothing), (Act.NARROW, pinned), (Act.REMOVE, nothing)):
        expected = [
            Lock(place / path, case.kind) for path in (case.off if act in (Act.DISABLE, Act.ENABLE) else case.edited)
        ]
        taken.clear()
        do(machine, case.client, act, narrowing)
        assert taken == expected, act
    taken.clear()
    workspace = Workspace(machine)
    workspace.apply(workspace.plan_undo())
    assert taken == [Lock(place / path, case.kind) for path in case.edited]


def test_nothing_is_locked_in_a_project(machine: Machine, lay: Lay, taken: list[Lock]) -> None:
    """A lock file would stay behind, in a repository."""
    lay({"p/crush.json": {"mcp": {"x": TYPED}}})
    do(machine, "crush", Act.REMOVE, Narrowing())
    assert not taken
