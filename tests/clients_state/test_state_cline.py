"""What a session of Cline would do with an entry: each case was tried with the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.clients.cline import Cline
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine, System
from mcptui.model import StateKind, Switch, Transport
from mcptui.store.files import DiskFiles

ON, OFF, BROKEN, UNKNOWN = StateKind.ON, StateKind.OFF, StateKind.BROKEN, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

USER = "home/.cline/data/settings/cline_mcp_settings.json"
STORAGE = "User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json"
OLD = f"home/.config/Code/{STORAGE}"


def servers(**entries: object) -> dict[str, object]:
    return {"mcpServers": entries}


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([Cline()]))


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {f"{entry.source.note or ''}/{entry.name}": entry.state.kind for entry in looked(machine).entries}


@pytest.mark.parametrize("system", list(System))
def test_the_file_is_the_same_everywhere(system: System, machine: Machine, lay: Lay) -> None:
    lay({USER: servers(x={"command": "npx"})})
    assert kinds(machine._replace(system=system)) == {"/x": ON}


def test_three_variables_move_it_and_the_most_exact_one_counts(machine: Machine, place: Path, lay: Lay) -> None:
    home, env = place / "home", dict[str, str]()
    for variable, value, file in (
        ("CLINE_DIR", home / "d", "home/d/data/settings/cline_mcp_settings.json"),
        ("CLINE_DATA_DIR", home / "e", "home/e/settings/cline_mcp_settings.json"),
        ("CLINE_MCP_SETTINGS_PATH", home / "f.json", "home/f.json"),
    ):
        lay({file: servers(**{variable: {"command": "npx"}})})
        env[variable] = str(value)
        assert kinds(machine._replace(env=env)) == {f"/{variable}": ON}


def test_a_file_that_it_left_behind_is_dead_once_the_new_one_is_there(machine: Machine, lay: Lay) -> None:
    """Surprise 7: nobody should believe that he switches something in it."""
    lay({OLD: servers(x={"command": "npx"})})
    assert kinds(machine) == {"VS Code/x": UNKNOWN}
    lay({USER: servers()})
    assert kinds(machine) == {"VS Code/x": OFF}


@pytest.mark.parametrize("editor", ["Code - Insiders", "VSCodium", "Cursor", "Windsurf"])
def test_every_editor_had_one(editor: str, machine: Machine, lay: Lay) -> None:
    lay({USER: servers(), f"home/.config/{editor}/{STORAGE}": servers(x={"command": "npx"})})
    assert list(kinds(machine).values()) == [OFF]


@pytest.mark.parametrize(
    ("field", "kind"), [({"disabled": True}, OFF), ({"disabled": False}, ON), ({"enabled": False}, ON)]
)
def test_disabled_is_its_switch(field: dict[str, bool], kind: StateKind, machine: Machine, lay: Lay) -> None:
    lay({USER: servers(x={"command": "npx", **field})})
    (entry,) = looked(machine).entries
    assert (entry.state.kind, entry.switch) == (kind, Switch.FIELD)


@pytest.mark.parametrize(
    ("entry", "transport", "address"),
    [
        ({"command": "x"}, Transport.STDIO, None),
        ({"type": "stdio", "command": "x"}, Transport.STDIO, None),
        ({"command": "x", "url": "https://example.com"}, Transport.STDIO, "https://example.com"),
        ({"url": "https://example.com"}, Transport.SSE, "https://example.com"),
        ({"type": "streamableHttp", "url": "https://example.com"}, Transport.HTTP, "https://example.com"),
        ({"transportType": "http", "url": "https://example.com"}, Transport.HTTP, "https://example.com"),
        (
            {"transport": {"type": "sse", "url": "https://a.example"}, "url": "https://b.example"},
            Transport.SSE,
            "https://a.example",
        ),
        ({"transport": {"type": "stdio", "command": "x"}, "command": "y"}, Transport.STDIO, None),
    ],
)
def test_the_three_shapes_of_an_entry(
    entry: object, transport: Transport, address: str | None, machine: Machine, lay: Lay
) -> None:
    """Surprises 16 and 17: a bare address is SSE, and a nested table counts more than what stands beside it."""
    lay({USER: servers(x=entry)})
    (found,) = looked(machine).entries
    assert (found.on, found.definition.transport, found.definition.url) == (True, transport, address)
    assert found.definition.command in (None, "x")


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {"args": []},
        {"command": ""},
        {"command": "x", "disabled": "true"},
        {"command": "x", "env": {"A": 1}},
        {"type": "http", "url": "https://example.com"},
        {"url": "nowhere"},
        {"transport": {"command": "x"}},
    ],
)
def test_one_bad_entry_loses_all_of_them(bad: object, machine: Machine, place: Path, lay: Lay) -> None:
    """As surprise 10, for another client: the good ones are shown as they are, broken, with the line that is wrong."""
    lay({USER: servers(good={"command": "npx"}, bad=bad)})
    found = {entry.name: entry.state for entry in looked(machine).entries}
    assert {state.kind for state in found.values()} == {BROKEN}
    assert found["good"].reason.startswith("Cline takes no server from this file: 'bad': ")
    assert found["good"].place == (place / USER, 6)


@pytest.mark.parametrize("text", ['// mine\n{"mcpServers": {}}', '{"mcpServers": {},}'])
def test_comments_and_last_commas_lose_the_file(text: str, machine: Machine, lay: Lay) -> None:
    """Surprise 25."""
    lay({USER: text})
    assert len(looked(machine).inventory.problems) == 1


def test_tools_that_need_no_question_are_no_filter(machine: Machine, lay: Lay) -> None:
    """Surprise 22."""
    lay({USER: servers(x={"command": "npx", "autoApprove": ["read"]})})
    (entry,) = looked(machine).entries
    assert (entry.definition.allow, entry.definition.deny) == (None, None)


def test_no_variable_is_expanded(machine: Machine, lay: Lay) -> None:
    """Surprise 18."""
    lay({USER: servers(x={"command": "${env:HOME}/x"})})
    (entry,) = looked(machine).entries
    assert entry.definition.command == "${env:HOME}/x"
