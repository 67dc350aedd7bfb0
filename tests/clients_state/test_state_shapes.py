"""What an entry means to each client: transports, spellings, units, and which lists really hide tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.clients import BUILT_IN
from mcptui.clients.shape import define
from mcptui.errors import McptuiError
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import Definition, Entry, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

STDIO, HTTP, SSE = Transport.STDIO, Transport.HTTP, Transport.SSE
URL = "https://example.com/mcp"


def read(client: str, entry: object) -> Definition:
    return define(entry, BUILT_IN[client].shape)


@pytest.mark.parametrize(
    ("client", "entry", "transport"),
    [
        ("vscode", {"url": URL}, HTTP),
        ("vscode-insiders", {"type": "sse", "url": URL}, SSE),
        ("vscodium", {"type": "http", "url": URL}, HTTP),
        ("kiro", {"url": URL}, HTTP),
        ("factory-droid", {"type": "http", "url": URL}, HTTP),
        ("factory-droid", {"type": "sse", "url": URL}, SSE),
        ("antigravity", {"serverUrl": URL}, HTTP),
        ("roo-code", {"type": "streamable-http", "url": URL}, HTTP),
        ("roo-code", {"type": "sse", "url": URL}, SSE),
        ("amazon-q", {"type": "http", "url": URL}, HTTP),
        ("junie", {"url": URL}, HTTP),
        ("rovo-dev", {"transport": "sse", "url": URL}, SSE),
        ("rovo-dev", {"transport": "http", "url": URL}, HTTP),
        ("kimi-code", {"transport": "sse", "url": URL}, SSE),
        ("kimi-code", {"url": URL}, HTTP),
        ("augment", {"type": "sse", "url": URL}, SSE),
        ("visual-studio", {"type": "http", "url": URL}, HTTP),
        ("5ire", {"type": "local", "command": "npx"}, STDIO),
        ("lm-studio", {"url": URL}, HTTP),
        ("goose", {"type": "streamable_http", "uri": URL}, HTTP),
        ("goose", {"type": "stdio", "cmd": "npx"}, STDIO),
        ("continue", {"type": "streamable-http", "url": URL}, HTTP),
        ("continue", {"type": "sse", "url": URL}, SSE),
        ("mistral-vibe", {"transport": "streamable-http", "url": URL}, HTTP),
        ("mistral-vibe", {"transport": "stdio", "command": "npx"}, STDIO),
        ("grok-build", {"url": URL}, HTTP),
        ("hermes", {"command": "npx"}, STDIO),
    ],
)
def test_surprises_16_and_17_the_type_may_be_missing_or_spelled_otherwise(
    client: str, entry: object, transport: Transport
) -> None:
    assert (read(client, entry).transport, read(client, entry).fault) == (transport, None)


@pytest.mark.parametrize(
    ("client", "entry", "fault"),
    [
        ("roo-code", {"url": URL}, "a 'url' needs a 'type' (one of sse, streamable-http)"),
        ("roo-code", {"type": "http", "url": URL}, "'type' is none of stdio, sse, streamable-http"),
        ("antigravity", {"url": URL}, "there is neither a 'command' nor a 'serverUrl'"),
        ("amazon-q", {"type": "sse", "url": URL}, "'type' is none of stdio, http"),
        ("rovo-dev", {"transport": "streamable-http", "url": URL}, "'transport' is none of stdio, http, sse"),
        ("goose", {"type": "sse", "uri": URL}, "'type' is none of stdio, streamable_http"),
        ("goose", {"type": "stdio", "command": "npx"}, "'cmd' is missing"),
        ("continue", {"type": "http", "url": URL}, "'type' is none of stdio, sse, streamable-http"),
        ("mistral-vibe", {"url": URL}, "a 'url' needs a 'transport' (one of http, streamable-http)"),
        ("kiro", {"args": []}, "there is neither a 'command' nor a 'url'"),
        ("junie", {"command": ["npx", "-y"]}, "'command' is not a string"),
    ],
)
def test_surprise_17_what_another_client_reads_may_be_broken_here(client: str, entry: object, fault: str) -> None:
    assert read(client, entry).fault == fault


def test_surprise_20_timeouts_are_told_in_seconds_whatever_the_client_counts_in() -> None:
    assert read("roo-code", {"command": "npx", "timeout": 60}).timeout == 60
    assert read("amazon-q", {"command": "npx", "timeout": 120_000}).timeout == 120
    assert read("goose", {"cmd": "npx", "timeout": 300}).timeout == 300
    assert read("mistral-vibe", {"command": "npx", "tool_timeout_sec": 60.0}).timeout == 60
    assert read("continue", {"command": "npx", "connectionTimeout": 20_000}).timeout == 20
    assert read("kiro", {"command": "npx", "timeout": 60}).timeout is None
    assert read("roo-code", {"command": "npx", "timeout": "60"}).timeout is None
    assert read("roo-code", {"command": "npx", "timeout": True}).timeout is None


def test_a_variable_that_is_only_named_is_told_without_a_value() -> None:
    """Surprise 18: where variables are named, none is written as ``${TOKEN}``."""
    assert read("kimi-code", {"url": URL, "bearerTokenEnvVar": "TOKEN"}).env == {"TOKEN": ""}
    assert read("goose", {"uri": URL, "envs": {"A": "x"}, "env_keys": ["TOKEN"]}).env == {"A": "x", "TOKEN": ""}
    assert read("mistral-vibe", {"transport": "http", "url": URL, "api_key_env": "TOKEN"}).env == {"TOKEN": ""}


def test_headers_may_stand_deeper() -> None:
    entry = {"url": URL, "requestInit": {"headers": {"Authorization": "x"}}, "headers": {"no": "x"}}
    assert dict(read("copilot-jetbrains", entry).headers) == {"Authorization": "x"}
    entry = {"url": URL, "requestOptions": {"headers": {"Authorization": "x"}}, "headers": {"no": "x"}}
    assert dict(read("continue", entry).headers) == {"Authorization": "x"}


def test_the_folder_has_its_own_name_or_none() -> None:
    assert read("warp", {"command": "npx", "working_directory": "/data"}).cwd == "/data"
    assert read("kiro", {"command": "npx", "cwd": "/data"}).cwd is None


FILES = {
    "kiro": "home/.kiro/settings/mcp.json",
    "factory-droid": "home/.factory/mcp.json",
    "antigravity": "home/.gemini/config/mcp_config.json",
    "roo-code": "p/.roo/mcp.json",
    "windsurf": "home/.codeium/windsurf/mcp_config.json",
    "kimi-code": "home/.kimi-code/mcp.json",
    "augment": "home/.augment/settings.json",
    "lm-studio": "home/.lmstudio/mcp.json",
    "rovo-dev": "home/.rovodev/mcp.json",
}


def narrowed(machine: Machine, client: str, narrowing: Narrowing) -> Entry:
    """The entry ``x`` of a client after a narrowing. Raises what the plan refuses."""
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.source.client == client)
    plan = workspace.plan([Change(entry, Act.NARROW, narrowing)], at)
    if plan.refusals:
        raise McptuiError(plan.refusals[0].message, plan.refusals[0].hint)
    workspace.apply(plan)
    return next(each for each in workspace.look().entries if each.source.client == client)


def hidden(machine: Machine, client: str) -> tuple[str, ...] | None:
    """The tools that a client does not offer, as the detail of its entry tells them."""
    workspace = Workspace(machine)
    at = workspace.look()
    return workspace.evidence(next(each for each in at.entries if each.source.client == client), at).deny


class TestHidingTools:
    """Surprise 22: what only spares the user a question hides nothing."""

    @pytest.mark.parametrize("client", ["kiro", "factory-droid", "antigravity", "roo-code", "windsurf", "kimi-code"])
    def test_is_a_list_in_the_entry(self, client: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay({FILES[client]: {"mcpServers": {"x": {"command": "npx", "disabledTools": ["a"]}}}})
        before = (place / FILES[client]).read_bytes()
        narrowed(machine, client, Narrowing(deny=("b",)))
        assert hidden(machine, client) == ("a", "b")
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert (place / FILES[client]).read_bytes() == before

    @pytest.mark.parametrize("client", ["lm-studio", "rovo-dev"])
    def test_is_refused_where_the_client_keeps_it_elsewhere(self, client: str, machine: Machine, lay: Lay) -> None:
        lay({FILES[client]: {"mcpServers": {"x": {"command": "npx"}}}})
        with pytest.raises(McptuiError, match="keeps its tool choice where it cannot be edited"):
            narrowed(machine, client, Narrowing(deny=("b",)))

    @pytest.mark.parametrize(("client", "field"), [("kiro", "autoApprove"), ("roo-code", "alwaysAllow")])
    def test_is_not_what_an_approval_does(self, client: str, field: str, machine: Machine, lay: Lay) -> None:
        assert read(client, {"command": "npx", field: ["*"]}).allow is None
        lay({FILES[client]: {"mcpServers": {"x": {"command": "npx", field: ["read"]}}}})
        with pytest.raises(McptuiError, match="has no list of allowed tools"):
            narrowed(machine, client, Narrowing(allow=("read",)))

    def test_to_only_some_is_a_list_of_them(self, machine: Machine, lay: Lay) -> None:
        lay({FILES["kimi-code"]: {"mcpServers": {"x": {"command": "npx"}}}})
        assert narrowed(machine, "kimi-code", Narrowing(allow=("read",))).definition.allow == ("read",)

    def test_surprise_21_an_empty_list_is_never_written(self, machine: Machine, lay: Lay) -> None:
        lay({FILES["kimi-code"]: {"mcpServers": {"x": {"command": "npx"}}}})
        with pytest.raises(McptuiError, match="may take an empty list for all tools"):
            narrowed(machine, "kimi-code", Narrowing(allow=()))


ALLOWED = {"toolName": "read_x", "permission": {"type": "allow"}}


class TestRulesOfAugment:
    def test_deny_a_tool_of_a_server(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({FILES["augment"]: {"mcpServers": {"x": {"command": "npx"}}, "toolPermissions": [ALLOWED]}})
        before = (place / FILES["augment"]).read_bytes()
        narrowed(machine, "augment", Narrowing(deny=("write",)))
        assert hidden(machine, "augment") == ("write",)
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert (place / FILES["augment"]).read_bytes() == before

    def test_count_in_their_order(self, machine: Machine, lay: Lay) -> None:
        deny = {"toolName": "read_x", "permission": {"type": "deny"}}
        other = {"toolName": "read_y", "permission": {"type": "deny"}}
        lay({FILES["augment"]: {"mcpServers": {"x": {"command": "npx"}}, "toolPermissions": [ALLOWED, deny, other]}})
        assert hidden(machine, "augment") == ()
        with pytest.raises(McptuiError, match="lets read_x through"):
            narrowed(machine, "augment", Narrowing(deny=("read",)))

    def test_that_are_none_are_passed_over(self, machine: Machine, lay: Lay) -> None:
        for rules in ([1, {"toolName": 2}, {"permission": {"type": "deny"}}], {"read_x": "deny"}, None):
            lay({FILES["augment"]: {"mcpServers": {"x": {"command": "npx"}}, "toolPermissions": rules}})
            assert hidden(machine, "augment") == ()


@pytest.mark.parametrize("client", BUILT_IN)
def test_no_client_takes_a_hostile_entry_amiss(client: str) -> None:
    wrong = {"command": {}, "args": "x", "env": [1], "headers": 3, "url": [], "timeout": "x"}
    hostile: tuple[object, ...] = (None, 1, "x", [], wrong)
    for value in hostile:
        assert read(client, value).fault is not None


@pytest.mark.parametrize("client", ["boltai", "qoder", "codebuddy", "mcporter"])
@pytest.mark.parametrize("switch", [{"disabled": True}, {"enabled": False}])
def test_a_switch_that_may_or_may_not_count_makes_the_state_unknown(
    client: str, switch: dict[str, bool], machine: Machine, lay: Lay
) -> None:
    file = {
        "boltai": "home/.boltai/mcp.json",
        "qoder": "home/.qoder/mcp.json",
        "codebuddy": "home/.codebuddy/.mcp.json",
        "mcporter": "home/.mcporter/mcporter.json",
    }[client]
    lay({file: {"mcpServers": {"x": {"command": "npx", **switch}, "y": {"command": "npx", "disabled": False}}}})
    x, y = look(machine, DiskFiles(), clients=BUILT_IN.only(client)).entries
    name, value = next(iter(switch.items()))
    assert x.state.reason == f"whether {BUILT_IN[client].name} heeds {name} = {str(value).lower()} is not known"
    assert y.on
