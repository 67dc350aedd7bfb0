"""What Cursor would do with an entry, and which files it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.clients.cursor import Cursor
from mcptui.clients.known import Clients
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Inventory, StateKind, Switch, Transport
from mcptui.store.files import DiskFiles

ON, BROKEN, UNKNOWN = StateKind.ON, StateKind.BROKEN, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

USER = "home/.cursor/mcp.json"


def seen(machine: Machine) -> Inventory:
    return look(machine, DiskFiles(), clients=Clients([Cursor()])).inventory


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {f"{entry.source.scope.value}/{entry.name}": entry.state.kind for entry in seen(machine).entries}


def servers(*names: str) -> dict[str, object]:
    return {"mcpServers": {name: {"command": "npx", "args": [name]} for name in names}}


@pytest.mark.parametrize("system", list(System))
def test_the_user_file_is_the_same_everywhere(system: System, machine: Machine, lay: Lay) -> None:
    lay({USER: servers("x")})
    assert kinds(machine._replace(system=system)) == {"user/x": ON}


def test_a_project_has_a_file_too(machine: Machine, lay: Lay) -> None:
    lay({USER: servers("x"), "p/.cursor/mcp.json": servers("y")})
    assert kinds(machine) == {"user/x": ON, "project/y": ON}


def test_from_a_folder_below_the_roots_file_is_seen(machine: Machine, place: Path, lay: Lay) -> None:
    lay({"p/.cursor/mcp.json": servers("y"), "p/a/b/.cursor/mcp.json": servers("z")})
    assert kinds(machine._replace(project=place / "p" / "a" / "b")) == {"project/z": ON, "project/y": ON}


@pytest.mark.parametrize("name", ["home", "link"])
def test_in_the_home_the_user_file_is_no_project_file(name: str, machine: Machine, place: Path, lay: Lay) -> None:
    lay({USER: servers("x")})
    (place / "link").symlink_to(place / "home")
    home = place / name
    assert kinds(Machine.at_home(home, home, env={}, root=machine.root)) == {"user/x": ON}


def test_comments_and_last_commas_are_read(machine: Machine, lay: Lay) -> None:
    lay({USER: '{\n  // mine\n  "mcpServers": {"x": {"command": "npx",},}, /* end */\n}\n'})
    assert kinds(machine) == {"user/x": ON}


@pytest.mark.parametrize("field", [{"disabled": True}, {"enabled": False}])
def test_a_switch_in_the_entry_is_ignored_and_that_is_said(field: dict[str, bool], machine: Machine, lay: Lay) -> None:
    lay({USER: {"mcpServers": {"x": {"command": "npx", **field}}}})
    (entry,) = seen(machine).entries
    assert (entry.on, entry.switch) == (True, Switch.PARK)
    assert entry.state.reason == f"{next(iter(field))!r} in the entry is ignored by this client"


@pytest.mark.parametrize(
    ("entry", "kind", "transport"),
    [
        ({"url": "https://example.com"}, ON, Transport.HTTP),
        ({"type": "sse", "url": "https://example.com"}, ON, Transport.SSE),
        ({"type": "streamable-http", "url": "https://example.com"}, ON, Transport.HTTP),
        ({"type": "stdio", "command": "npx", "envFile": ".env"}, ON, Transport.STDIO),
        ({"args": ["x"]}, BROKEN, Transport.UNKNOWN),
    ],
)
def test_the_shape_of_an_entry(
    entry: object, kind: StateKind, transport: Transport, machine: Machine, lay: Lay
) -> None:
    lay({USER: {"mcpServers": {"x": entry}}})
    (found,) = seen(machine).entries
    assert (found.state.kind, found.definition.transport) == (kind, transport)


def test_a_broken_file_leaves_the_other_one(machine: Machine, place: Path, lay: Lay) -> None:
    lay({USER: "{", "p/.cursor/mcp.json": servers("y")})
    assert kinds(machine) == {"project/y": ON}
    assert [problem.path for problem in seen(machine).problems] == [place / USER]


@pytest.mark.parametrize("file", ["mcp.json", ".mcp.json"])
@pytest.mark.parametrize("folder", ["local/figma", "cache/cursor-public/figma/8ec223"])
def test_surprise_32_a_plugins_servers_are_listed_and_never_edited(
    folder: str, file: str, machine: Machine, lay: Lay
) -> None:
    lay({f"home/.cursor/plugins/{folder}/{file}": servers("x")})
    (entry,) = seen(machine).entries
    assert (entry.state.kind, entry.switch, entry.source.writable) == (UNKNOWN, Switch.NONE, False)
    assert (entry.source.note or "").endswith(f"plugin {folder.partition('/')[2]}")
