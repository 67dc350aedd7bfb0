"""Entries of OpenCode and Kilo Code in short, and what would be seen on a machine that has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, SHADOWED, BROKEN = StateKind.ON, StateKind.OFF, StateKind.SHADOWED, StateKind.BROKEN
BLOCKED, UNKNOWN = StateKind.BLOCKED, StateKind.UNKNOWN
Lay = Callable[[Mapping[str, object]], None]
OPENCODE, KILO = "home/.config/opencode", "home/.config/kilo"


def server(tag: str = "x", **more: object) -> dict[str, object]:
    return {"type": "local", "command": ["npx", tag], **more}


def mcp(**entries: object) -> dict[str, object]:
    return {"mcp": entries}


def looked(machine: Machine, client: str) -> Look:
    return look(machine, DiskFiles(), clients=BUILT_IN.only(client))


def kinds(machine: Machine, client: str = "opencode") -> dict[str, StateKind]:
    return {entry.name: entry.state.kind for entry in looked(machine, client).entries}


def running(machine: Machine, client: str = "opencode") -> dict[str, str]:
    """The last word of the command of each server that is on."""
    return {entry.name: entry.definition.args[-1] for entry in looked(machine, client).entries if entry.on}


def change(machine: Machine, act: Act, name: str, *, here: bool = False) -> None:
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.name == name and each.state.kind is not SHADOWED)
    plan = workspace.plan([Change(entry, act, only_here=here)], at)
    assert not plan.refusals
    workspace.apply(plan)


def link_work_tree(place: Path) -> None:
    """As git does it: ``wt`` is a second work tree of ``p``."""
    kept = place / "p" / ".git" / "worktrees" / "wt"
    kept.mkdir(parents=True)
    (place / "wt").mkdir()
    (place / "wt" / ".git").write_text(f"gitdir: {kept}\n")
    (kept / "gitdir").write_text(f"{place / 'wt' / '.git'}\n")
    (kept / "commondir").write_text("../..\n")
