"""Made-up machines on which the whole screen is opened."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.demo import build_demo_home
from mcptui.machine import Machine
from mcptui.workspace import Workspace
from tests.tui.hosting import NOW

MACHINE = Machine.at_home(Path("/home/sam"), Path("/home/sam/src"), env={})
"""Nothing of it is there: for what asks only where the home is."""


def demo_machine(folder: Path) -> Machine:
    """The demo's machine, with a file that cannot be read in another project."""
    return build_demo_home(folder, lambda: NOW, broken=True)


def losing_machine(folder: Path) -> Machine:
    """Two changes of yesterday, and two entries that a client lost today."""
    moments = [NOW - timedelta(days=1)]
    machine = build_demo_home(folder, lambda: moments[-1])
    workspace = Workspace(machine)
    for selector in ("cursor/user/notion", "claude-code/user/fetch"):
        at = workspace.look()
        workspace.remember(at)
        entry = next(each for each in at.entries if each.selector == selector)
        workspace.apply(workspace.plan([Change(entry, Act.REMOVE)], at))
        moments.append(moments[-1] + timedelta(minutes=42))
    moments.append(NOW)
    file = machine.home / ".claude.json"
    state = json.loads(file.read_bytes())
    kept = {name: value for name, value in state["mcpServers"].items() if name not in ("github", "sentry")}
    file.write_text(json.dumps({**state, "mcpServers": kept}, indent=2), "utf-8")
    return machine


def empty_machine(folder: Path) -> Machine:
    """No client was ever started here."""
    project = folder / "sam" / "src"
    project.mkdir(parents=True)
    return Machine.at_home(folder / "sam", project, env={}, root=folder / "root", clock=lambda: NOW)


def idle_machine(folder: Path) -> Machine:
    """One client is here, and has no server."""
    machine = empty_machine(folder)
    (machine.home / ".cursor").mkdir()
    (machine.home / ".cursor" / "mcp.json").write_text('{"mcpServers": {}}')
    return machine


def distant_machine(folder: Path) -> Machine:
    """Two servers, in another project; and mcptui's own folder cannot be made, because something is in its place."""
    machine = empty_machine(folder)
    servers = {"one": {"command": "npx"}, "two": {"command": "uvx"}}
    projects = {str(machine.home / "other"): {"mcpServers": servers}}
    (machine.home / ".claude.json").write_text(json.dumps({"projects": projects}))
    machine.state.parent.mkdir(parents=True)
    machine.state.write_text("no folder")
    return machine


def files_of(machine: Machine) -> dict[Path, bytes]:
    """Every file of the home, but for mcptui's own."""
    own = machine.state
    files = (path for path in machine.home.rglob("*") if path.is_file() and not path.is_relative_to(own))
    return {path: path.read_bytes() for path in files if not path.name.endswith(".lock")}
