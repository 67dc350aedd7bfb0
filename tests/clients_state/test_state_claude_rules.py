"""What the lists of denied and allowed servers let Claude Code start. Each case was seen on Claude Code 2.1.330."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.workspace import Workspace
from tests.clients_state.claude_machines import (
    OFF,
    ON,
    PENDING,
    SHADOWED,
    STATE,
    THREE,
    USER_SETTINGS,
    Lay,
    kinds,
    names_on,
    seen,
    server,
    servers,
)


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        pytest.param({"serverName": "a"}, {"b", "r"}, id="a name"),
        pytest.param({"serverName": "A"}, {"a", "b", "r"}, id="a name in another case"),
        pytest.param({"serverName": "*"}, {"a", "b", "r"}, id="a name is no pattern"),
        pytest.param({"serverCommand": ["/bin/false", "1"]}, {"b", "r"}, id="a whole command line"),
        pytest.param({"serverCommand": ["/bin/false"]}, {"a", "b", "r"}, id="the beginning of one"),
        pytest.param({"serverCommand": "/bin/false 1"}, {"a", "b", "r"}, id="a command line as text"),
        pytest.param({"serverUrl": "https://mcp.example.com/v1"}, {"a", "b"}, id="an address"),
        pytest.param({"serverUrl": "https://*.example.com/*"}, {"a", "b"}, id="a pattern of addresses"),
        pytest.param({"serverUrl": "*"}, {"a", "b"}, id="every address"),
        pytest.param({"serverUrl": "https://mcp.example.com/v?"}, {"a", "b", "r"}, id="a question mark is itself"),
        pytest.param({"serverUrl": "https://mcp.example.com"}, {"a", "b", "r"}, id="the beginning of an address"),
        pytest.param({"serverName": "a", "serverUrl": "*"}, {"a", "b", "r"}, id="two keys"),
        pytest.param("a", {"a", "b", "r"}, id="a bare name"),
    ],
)
def test_what_a_denial_fits(rule: object, left: set[str], machine: Machine, lay: Lay) -> None:
    lay({STATE: THREE, USER_SETTINGS: {"deniedMcpServers": ["nonsense", rule]}})
    assert names_on(machine) == left


@pytest.mark.parametrize(
    ("file", "folder", "kind"),
    [
        (USER_SETTINGS, "p", OFF),
        ("p/.claude/settings.json", "p", OFF),
        ("p/.claude/settings.local.json", "p", OFF),
        ("p/.claude/settings.local.json", "p/a", OFF),
        ("p/.claude/settings.json", "p/a", ON),
        ("p/a/.claude/settings.local.json", "p/a/b", ON),
    ],
)
def test_where_a_denial_counts_trusted_or_not(
    file: str, folder: str, kind: StateKind, machine: Machine, place: Path, lay: Lay
) -> None:
    lay({STATE: servers("x"), file: {"deniedMcpServers": [{"serverName": "x"}]}})
    assert kinds(machine._replace(project=place / folder)) == {"user/x": kind}


def test_a_denied_winner_leaves_nothing_of_that_name(machine: Machine, lay: Lay) -> None:
    project = {"mcpServers": {"x": server("local")}}
    lay({STATE: {**servers("x"), "projects": {"{at}/p": project}}})
    lay({USER_SETTINGS: {"deniedMcpServers": [{"serverCommand": ["/bin/false", "local"]}]}})
    assert kinds(machine) == {"user/x": SHADOWED, "local/x": OFF}


def test_a_denied_project_server_does_not_wait_for_approval(machine: Machine, lay: Lay) -> None:
    lay({"p/.mcp.json": servers("x"), USER_SETTINGS: {"deniedMcpServers": [{"serverName": "x"}]}})
    assert kinds(machine) == {"project/x": OFF}


def test_what_waits_and_is_shadowed_cannot_be_switched_on(machine: Machine, lay: Lay) -> None:
    project = {"hasTrustDialogAccepted": True, **servers("x")}
    lay({STATE: {"projects": {"{at}/p": project}}, "p/.mcp.json": servers("x")})
    workspace = Workspace(machine)
    at = workspace.look()
    waiting = next(each for each in at.entries if each.state.kind is PENDING)
    (refusal,) = workspace.plan([Change(waiting, Act.ENABLE)], at).refusals
    assert refusal.message == "claude-code/project/x cannot be switched on: the local entry in ~/.claude.json wins"


def test_a_denial_says_which_line_it_is(machine: Machine, place: Path, lay: Lay) -> None:
    lay({STATE: servers("x"), USER_SETTINGS: '{\n  "model": "opus",\n  "deniedMcpServers": [{"serverName": "x"}]\n}\n'})
    (entry,) = seen(machine).entries
    assert entry.state.place is not None
    assert (entry.state.place.file, entry.state.place.line) == (place / USER_SETTINGS, 3)


@pytest.mark.parametrize(
    ("user", "local", "left"),
    [
        pytest.param([], None, set(), id="an empty list allows none"),
        pytest.param([{"serverName": "a"}], None, {"a"}, id="a name"),
        pytest.param([{"serverName": "a"}], [{"serverName": "b"}], {"a", "b"}, id="lists are united"),
        pytest.param([{"serverName": "b"}], [], {"b"}, id="an empty one takes nothing away"),
        pytest.param(None, [], set(), id="an untrusted empty list counts"),
        pytest.param(
            [{"serverName": "a"}, {"serverCommand": ["/bin/false", "2"]}], None, {"b"}, id="commands bind commands"
        ),
        pytest.param(
            [{"serverName": "a"}, {"serverUrl": "https://other.example.com/*"}], None, {"a"}, id="addresses bind those"
        ),
        pytest.param([{"serverUrl": "https://mcp.example.com/*"}], None, {"r"}, id="an address"),
        pytest.param([{"serverName": "a", "serverCommand": ["x"]}, {"serverName": "b"}], None, {"b"}, id="two keys"),
        pytest.param("a", None, {"a", "b", "r"}, id="a list that is none"),
    ],
)
def test_what_an_allow_list_lets_through(
    user: object, local: object, left: set[str], machine: Machine, lay: Lay
) -> None:
    lay({STATE: THREE})
    if user is not None:
        lay({USER_SETTINGS: {"allowedMcpServers": user}})
    if local is not None:
        lay({"p/.claude/settings.local.json": {"allowedMcpServers": local}})
    assert names_on(machine) == left


def test_denied_beats_allowed(machine: Machine, lay: Lay) -> None:
    rules = [{"serverName": "a"}]
    lay({STATE: THREE, USER_SETTINGS: {"allowedMcpServers": rules, "deniedMcpServers": rules}})
    assert names_on(machine) == set()
