"""What Zed would do with an entry, by its own source and documentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.clients.known import Clients
from mcptui.clients.zed import Zed
from mcptui.inventory import Look, look
from mcptui.machine import Machine, System
from mcptui.model import StateKind, Switch, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, BROKEN, UNKNOWN = StateKind.ON, StateKind.OFF, StateKind.BROKEN, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

USER, PROJECT = "home/.config/zed/settings.json", "p/.zed/settings.json"


def servers(**entries: object) -> dict[str, object]:
    return {"theme": "One Dark", "context_servers": entries}


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([Zed()]))


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {f"{entry.source.scope.value}/{entry.name}": entry.state.kind for entry in looked(machine).entries}


@pytest.mark.parametrize(
    ("system", "file"),
    [
        (System.LINUX, USER),
        (System.MACOS, USER),
        (System.WINDOWS, "home/AppData/Roaming/Zed/settings.json"),
    ],
)
def test_where_the_users_file_is(system: System, file: str, machine: Machine, lay: Lay) -> None:
    lay({file: servers(x={"command": "npx", "args": []})})
    assert kinds(machine._replace(system=system)) == {"user/x": ON}


def test_the_folder_of_settings_can_be_moved_on_linux(machine: Machine, place: Path, lay: Lay) -> None:
    env = {"XDG_CONFIG_HOME": str(place / "home" / "x")}
    lay(
        {
            "home/x/zed/settings.json": servers(m={"command": "npx", "args": []}),
            USER: servers(u={"command": "npx", "args": []}),
        }
    )
    assert kinds(machine._replace(env=env)) == {"user/m": ON}
    assert kinds(machine._replace(env=env, system=System.MACOS)) == {"user/u": ON}


def test_of_a_projects_servers_nobody_knows_whether_it_is_trusted(machine: Machine, lay: Lay) -> None:
    """Surprise 24: what is not known is not called on."""
    lay({PROJECT: servers(x={"command": "npx", "args": []}, off={"command": "npx", "args": [], "enabled": False})})
    assert kinds(machine) == {"project/x": UNKNOWN, "project/off": OFF}


@pytest.mark.parametrize(
    ("field", "kind"), [({"enabled": False}, OFF), ({"enabled": True}, ON), ({"disabled": True}, ON)]
)
def test_enabled_is_its_switch(field: dict[str, bool], kind: StateKind, machine: Machine, lay: Lay) -> None:
    lay({USER: servers(x={"command": "npx", "args": [], **field})})
    (entry,) = looked(machine).entries
    assert (entry.state.kind, entry.switch) == (kind, Switch.FIELD)


@pytest.mark.parametrize(
    ("entry", "kind", "transport", "command"),
    [
        ({"command": "npx", "args": ["x"]}, ON, Transport.STDIO, "npx"),
        ({"source": "custom", "command": "npx", "args": ["x"]}, ON, Transport.STDIO, "npx"),
        ({"source": "custom", "command": {"path": "npx", "args": ["x"], "env": {}}}, ON, Transport.STDIO, "npx"),
        ({"url": "https://example.com"}, ON, Transport.HTTP, None),
        ({"enabled": True, "settings": {}}, UNKNOWN, Transport.UNKNOWN, None),
        ({"source": "extension", "settings": {}}, UNKNOWN, Transport.UNKNOWN, None),
        ({"enabled": False, "settings": {}}, OFF, Transport.UNKNOWN, None),
        ({"command": {"args": ["x"]}}, BROKEN, Transport.UNKNOWN, None),
        ("npx", BROKEN, Transport.UNKNOWN, None),
    ],
)
def test_the_shape_of_an_entry(
    entry: object, kind: StateKind, transport: Transport, command: str | None, machine: Machine, lay: Lay
) -> None:
    """Surprises 17 and 32: older files have a table for the command, and some servers come from extensions."""
    lay({USER: servers(x=entry)})
    (found,) = looked(machine).entries
    assert (found.state.kind, found.definition.transport, found.definition.command) == (kind, transport, command)


def test_comments_and_last_commas_are_read(machine: Machine, lay: Lay) -> None:
    """Surprise 25."""
    lay({USER: '// Zed settings\n{"context_servers": {"x": {"command": "npx", "args": [],},},}'})
    assert kinds(machine) == {"user/x": ON}


def test_tools_are_denied_by_permissions_elsewhere_in_the_file(machine: Machine, lay: Lay) -> None:
    """Surprise 22."""
    rules = {"mcp:x:write": {"default": "deny"}, "mcp:x:read": {"default": "allow"}, "mcp:y:z": {"default": "deny"}}
    lay({USER: {**servers(x={"command": "npx", "args": []}), "agent": {"tool_permissions": {"tools": rules}}}})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.source.client == "zed")
    assert workspace.evidence(entry, at).deny == ("write",)
