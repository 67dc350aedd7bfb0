"""What VS Code would do with an entry, and which files it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.clients.vscode import VSCode
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, Inventory, StateKind, Switch, Transport
from mcptui.store.files import DiskFiles

ON, BROKEN, UNKNOWN = StateKind.ON, StateKind.BROKEN, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

USER = "home/.config/Code/User/mcp.json"


def seen(machine: Machine) -> Inventory:
    return look(machine, DiskFiles(), clients=(VSCode(),)).inventory


def only(machine: Machine) -> Entry:
    (entry,) = seen(machine).entries
    return entry


def servers(*names: str) -> dict[str, object]:
    return {"servers": {name: {"command": "npx", "args": [name]} for name in names}}


@pytest.mark.parametrize(
    ("system", "env", "file"),
    [
        (System.LINUX, {}, USER),
        (System.LINUX, {"XDG_CONFIG_HOME": "{at}/home/cfg"}, "home/cfg/Code/User/mcp.json"),
        (System.MACOS, {}, "home/Library/Application Support/Code/User/mcp.json"),
        (System.WINDOWS, {}, "home/AppData/Roaming/Code/User/mcp.json"),
        (System.LINUX, {"VSCODE_PORTABLE": "{at}/home/port"}, "home/port/user-data/User/mcp.json"),
    ],
)
def test_where_the_user_file_is(
    system: System, env: dict[str, str], file: str, machine: Machine, place: Path, lay: Lay
) -> None:
    lay({file: servers("x")})
    told = {name: value.replace("{at}", str(place)) for name, value in env.items()}
    entry = only(machine._replace(system=system, env=told))
    assert (entry.source.file, entry.state.kind, entry.switch) == (place / file, ON, Switch.PARK)


def test_a_workspace_has_a_file_too(machine: Machine, place: Path, lay: Lay) -> None:
    lay({USER: servers("x"), "p/.vscode/mcp.json": servers("y")})
    found = {entry.selector: entry.state.kind for entry in seen(machine._replace(project=place / "p" / "a")).entries}
    assert found == {"vscode/user/x": ON, "vscode/project/y": ON}


def test_the_key_of_other_clients_is_not_read(machine: Machine, lay: Lay) -> None:
    lay({USER: {"mcpServers": {"x": {"command": "npx"}}}})
    assert seen(machine).entries == ()


def test_a_profile_counts_only_in_its_windows(machine: Machine, lay: Lay) -> None:
    lay({"home/.config/Code/User/profiles/-4a1b/mcp.json": servers("x"), USER: servers("x")})
    found = seen(machine).entries
    assert [entry.state.kind for entry in found] == [ON, UNKNOWN]
    assert len({entry.id for entry in found}) == 2


def test_comments_and_last_commas_are_read(machine: Machine, lay: Lay) -> None:
    lay({USER: '{\n  // mine\n  "inputs": [],\n  "servers": {"x": {"command": "npx",},}, /* end */\n}\n'})
    assert only(machine).on


@pytest.mark.parametrize("field", [{"disabled": True}, {"enabled": False}])
def test_a_switch_in_the_entry_is_ignored_and_that_is_said(field: dict[str, bool], machine: Machine, lay: Lay) -> None:
    lay({USER: {"servers": {"x": {"command": "npx", **field}}}})
    assert only(machine).on
    assert only(machine).state.reason == f"{next(iter(field))!r} in the entry is ignored by this client"


@pytest.mark.parametrize(
    ("entry", "kind", "transport"),
    [
        ({"type": "stdio", "command": "npx"}, ON, Transport.STDIO),
        ({"type": "http", "url": "https://example.com"}, ON, Transport.HTTP),
        ({"type": "sse", "url": "https://example.com"}, ON, Transport.SSE),
        ({"command": "npx", "env": {"A": None, "B": "1"}}, ON, Transport.STDIO),
        ({"command": "npx", "env": {"A": 1}}, BROKEN, Transport.STDIO),
        ({}, BROKEN, Transport.UNKNOWN),
    ],
)
def test_the_shape_of_an_entry(
    entry: object, kind: StateKind, transport: Transport, machine: Machine, lay: Lay
) -> None:
    lay({USER: {"servers": {"x": entry}}})
    assert (only(machine).state.kind, only(machine).definition.transport) == (kind, transport)
