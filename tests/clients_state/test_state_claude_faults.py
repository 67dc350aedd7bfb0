"""What of its files Claude Code skips, and odd things that it takes. Each case was seen on Claude Code 2.1.330."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mcptui.machine import Machine
from mcptui.model import StateKind, Transport
from tests.clients_state.claude_machines import (
    BROKEN,
    OFF,
    ON,
    REMOTE,
    STATE,
    USER_SETTINGS,
    Lay,
    kinds,
    seen,
    server,
    servers,
)

DENY_A = '"deniedMcpServers": [{"serverName": "a"}]'


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        pytest.param(f'{{{DENY_A}, "unknown": 1}}', OFF, id="an unknown key"),
        pytest.param(f"\ufeff{{{DENY_A}}}", OFF, id="a byte order mark"),
        pytest.param(f'{{{DENY_A}, "env": {{"A": 1}}}}', OFF, id="a number in env"),
        pytest.param(f'{{{DENY_A}, "hooks": []}}', OFF, id="hooks as a list"),
        pytest.param(f'{{{DENY_A}, "permissions": {{"deny": [1]}}}}', OFF, id="a number among the rules"),
        pytest.param(f'{{{DENY_A}, "enableAllProjectMcpServers": "yes"}}', ON, id="approval of all as text"),
        pytest.param(f'{{{DENY_A}, "permissions": "bad"}}', ON, id="permissions as text"),
        pytest.param(f'{{{DENY_A}, "permissions": {{"deny": "x"}}}}', ON, id="rules as text"),
        pytest.param(f'{{{DENY_A}, "model": 5}}', ON, id="a model that is a number"),
        pytest.param(f'{{{DENY_A}, "enabledPlugins": []}}', ON, id="plugins as a list"),
        pytest.param(f'{{{DENY_A}, "enabledMcpjsonServers": ["r", 1]}}', ON, id="a number among approvals"),
        pytest.param(f"{{{DENY_A} /* why */}}", ON, id="a comment"),
        pytest.param(f"{{{DENY_A}", ON, id="no end"),
    ],
)
def test_what_makes_a_settings_file_count_for_nothing(
    settings: str, kind: StateKind, machine: Machine, lay: Lay
) -> None:
    lay({STATE: servers("a"), USER_SETTINGS: settings})
    assert kinds(machine) == {"user/a": kind}


SKIPPED: Mapping[str, object] = {
    "no command": {"args": []},
    "empty": {},
    "null": None,
    "a string": "npx",
    "a list": [],
    "an empty command": {"command": ""},
    "a command that is a list": {"command": ["npx"]},
    "args as text": {"command": "npx", "args": "-y"},
    "a number in args": {"command": "npx", "args": [1]},
    "a number in env": {"command": "npx", "env": {"A": 1}},
    "env null": {"command": "npx", "env": None},
    "timeout as text": {"command": "npx", "timeout": "5"},
    "a number in headers": {**REMOTE, "headers": {"A": 1}},
    "type null": {"type": None, "command": "npx"},
    "an unknown type": {"type": "foo", "command": "npx"},
    "a type in capitals": {"type": "HTTP", "url": "https://example.com"},
    "a type spelled otherwise": {"type": "streamableHttp", "url": "https://example.com"},
    "sdk": {"type": "sdk", "command": "npx"},
    "a url without a type": {"url": "https://example.com"},
    "http without a url": {"type": "http"},
    "http with a command": {"type": "http", "command": "npx"},
    "stdio with a url": {"type": "stdio", "url": "https://example.com"},
}


@pytest.mark.parametrize("name", SKIPPED)
@pytest.mark.parametrize("scope", ["user", "local", "project"])
def test_an_entry_that_is_skipped_alone(scope: str, name: str, machine: Machine, lay: Lay) -> None:
    entries = {"mcpServers": {"x": SKIPPED[name], "good": server()}}
    lay({USER_SETTINGS: {"enableAllProjectMcpServers": True}})
    match scope:
        case "user":
            lay({STATE: entries})
        case "local":
            lay({STATE: {"projects": {"{at}/p": entries}}})
        case _:
            lay({"p/.mcp.json": entries})
    assert kinds(machine) == {f"{scope}/x": BROKEN, f"{scope}/good": ON}


@pytest.mark.parametrize("name", ["workspace", "claude-in-chrome"])
def test_reserved_names_are_skipped(name: str, machine: Machine, lay: Lay) -> None:
    lay({STATE: servers(name)})
    assert kinds(machine) == {f"user/{name}": BROKEN}


@pytest.mark.parametrize("name", ["with space", "a.b", "a__b", "ünï", ""])
def test_odd_names_are_fine(name: str, machine: Machine, lay: Lay) -> None:
    lay({STATE: servers(name)})
    assert kinds(machine) == {f"user/{name}": ON}


@pytest.mark.parametrize(
    ("entry", "transport"),
    [
        pytest.param({"command": "npx", "url": "https://example.com"}, Transport.STDIO, id="a command beats a url"),
        pytest.param({"command": " npx "}, Transport.STDIO, id="blanks around a command"),
        pytest.param({"type": "http", "url": "nonsense"}, Transport.HTTP, id="an address that is none"),
        pytest.param({"type": "streamable-http", "url": "https://e.com"}, Transport.HTTP, id="another word for http"),
        pytest.param({"type": "sse", "url": "https://e.com"}, Transport.SSE, id="sse"),
        pytest.param({"type": "ws", "url": "wss://e.com"}, Transport.WS, id="ws"),
        pytest.param({"command": "npx", "timeout": 5}, Transport.STDIO, id="a timeout"),
    ],
)
def test_an_entry_that_is_taken(entry: object, transport: Transport, machine: Machine, lay: Lay) -> None:
    lay({STATE: {"mcpServers": {"x": entry}}})
    (found,) = seen(machine).entries
    assert (found.state.kind, found.definition.transport) == (ON, transport)


@pytest.mark.parametrize("field", [{"disabled": True}, {"enabled": False}])
def test_a_switch_in_the_entry_is_ignored_and_that_is_said(field: dict[str, bool], machine: Machine, lay: Lay) -> None:
    lay({STATE: {"mcpServers": {"x": {**server(), **field}}}})
    (found,) = seen(machine).entries
    assert found.on
    assert found.state.reason == f"{next(iter(field))!r} in the entry is ignored by this client"


def test_of_a_name_that_stands_twice_the_last_counts(machine: Machine, lay: Lay) -> None:
    lay({STATE: '{"mcpServers": {"x": {"command": "one"}, "x": {"command": "two"}}}'})
    assert [entry.definition.command for entry in seen(machine).entries] == ["two"]
