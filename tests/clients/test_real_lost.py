"""What the real Claude Code takes out of its file, or resets, is missed, and comes back as it can be used."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from subprocess import CompletedProcess

import pytest

from mcptui.changes.change import Act, Change
from mcptui.lost.missing import Lost
from mcptui.machine import Machine
from mcptui.workspace import Workspace

pytestmark = pytest.mark.clients

Lay = Callable[[Mapping[str, object]], None]
Claude = Callable[..., CompletedProcess[str]]
Server = Callable[[str], dict[str, object]]


@pytest.fixture
def workspace(machine: Machine, lay: Lay, ends_at_once: Server) -> Workspace:
    """Mcptui on a home with three servers, which it has changed and seen."""
    servers = {name: ends_at_once(name) for name in ("one", "two", "three")}
    lay({"home/.claude.json": {"mcpServers": servers, "projects": {}}})
    workspace = Workspace(machine)
    at = workspace.look()
    workspace.apply(workspace.plan([Change(at.entries[0], Act.DISABLE)], at))
    workspace.remember(workspace.look())
    return workspace


def missed(workspace: Workspace) -> tuple[Lost, ...]:
    at = workspace.look()
    return workspace.with_copies(workspace.remember(at), at)


def test_what_it_was_told_to_remove_comes_back_from_a_copy(
    machine: Machine, workspace: Workspace, claude: Claude
) -> None:
    claude(machine, "mcp", "list")  # it adds what it wants in its file
    before = json.loads((machine.home / ".claude.json").read_bytes())
    assert claude(machine, "mcp", "remove", "-s", "user", "two").returncode == 0
    (lost,) = missed(workspace)
    assert (lost.entry.name, lost.copy is not None and lost.copy.exact) == ("two", True)
    workspace.apply(workspace.plan_put_back([lost], workspace.look()))
    assert json.loads((machine.home / ".claude.json").read_bytes()) == before
    assert "two:" in claude(machine, "mcp", "list").stdout
    assert missed(workspace) == ()


def test_what_it_lost_by_starting_anew_comes_back_from_a_copy(
    machine: Machine, workspace: Workspace, claude: Claude
) -> None:
    (machine.home / ".claude.json").write_bytes(b"")
    claude(machine, "mcp", "list")
    assert (machine.home / ".claude.json").read_bytes()
    lost = missed(workspace)
    assert {each.entry.name for each in lost} == {"one", "two", "three"}
    workspace.apply(workspace.plan_put_back(lost, workspace.look()))
    told = claude(machine, "mcp", "list").stdout
    assert all(f"{name}:" in told for name in ("one", "two", "three"))
    assert missed(workspace) == ()


def test_its_own_copies_are_found(machine: Machine, workspace: Workspace, claude: Claude) -> None:
    claude(machine, "mcp", "list")
    folder = machine.home / ".claude" / "backups"
    assert any(path.name.startswith(".claude.json.backup.") for path in folder.iterdir())
    for backup in (machine.state / "backups").glob("*/*/*.claude.json"):
        backup.unlink()
    (machine.home / ".claude.json").write_text("{}", "utf-8")
    lost = missed(workspace)
    assert {each.entry.name for each in lost} == {"one", "two", "three"}
    assert {each.copy.file.path.parent for each in lost if each.copy} == {folder}
