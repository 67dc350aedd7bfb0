"""What surprises about entries: one word means different things to different clients, and some words mean nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.clients.shape import PLAIN, define
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Definition, Entry, Scope, Source, StateKind, Switch, Syntax, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

STDIO, HTTP, SSE, WS = Transport.STDIO, Transport.HTTP, Transport.SSE, Transport.WS
URL = "https://example.com/mcp"
CODEX = "home/.codex/config.toml"
FILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "claude-code": ("home/.claude.json", ("mcpServers",)),
    "claude-desktop": ("home/.config/Claude/claude_desktop_config.json", ("mcpServers",)),
    "cursor": ("home/.cursor/mcp.json", ("mcpServers",)),
    "vscode": ("home/.config/Code/User/mcp.json", ("servers",)),
    "vscode-insiders": ("home/.config/Code - Insiders/User/mcp.json", ("servers",)),
    "vscodium": ("home/.config/VSCodium/User/mcp.json", ("servers",)),
    "windsurf": ("home/.codeium/windsurf/mcp_config.json", ("mcpServers",)),
    "gemini-cli": ("home/.gemini/settings.json", ("mcpServers",)),
    "copilot-cli": ("home/.copilot/mcp-config.json", ("mcpServers",)),
    "copilot-jetbrains": ("home/.config/github-copilot/intellij/mcp.json", ("servers",)),
    "opencode": ("home/.config/opencode/opencode.json", ("mcp",)),
    "kilo-code": ("home/.config/kilo/kilo.json", ("mcp",)),
    "cline": ("home/.cline/data/settings/cline_mcp_settings.json", ("mcpServers",)),
    "zed": ("home/.config/zed/settings.json", ("context_servers",)),
    "kiro": ("home/.kiro/settings/mcp.json", ("mcpServers",)),
    "amp": ("home/.config/amp/settings.json", ("amp.mcpServers",)),
    "qwen-code": ("home/.qwen/settings.json", ("mcpServers",)),
    "factory-droid": ("home/.factory/mcp.json", ("mcpServers",)),
    "crush": ("home/.config/crush/crush.json", ("mcp",)),
    "visual-studio": ("home/.mcp.json", ("servers",)),
    "lm-studio": ("home/.lmstudio/mcp.json", ("mcpServers",)),
    "junie": ("home/.junie/mcp/mcp.json", ("mcpServers",)),
    "continue": ("home/.continue/mcpServers/x.json", ("mcpServers",)),
    "warp": ("home/.warp/.mcp.json", ("mcpServers",)),
    "trae": ("home/.config/Trae/User/mcp.json", ("mcpServers",)),
}
ARRAYED: Mapping[str, object] = {"type": "local", "command": ["npx"]}
PLAINLY: Mapping[str, object] = {"type": "stdio", "command": "npx", "args": []}


def entry_for(client: str) -> dict[str, object]:
    """A server as the client writes it."""
    return dict(ARRAYED if client in ("opencode", "kilo-code") else PLAINLY)


def put(client: str, entry: Mapping[str, object], lay: Lay, name: str = "x") -> None:
    """The entry in the user's file of a client, which trusts the project if it asks."""
    file, key = FILES[client]
    content: dict[str, object] = {name: entry}
    for part in reversed(key):
        content = {part: content}
    lay({file: content, "home/.gemini/trustedFolders.json": {"{at}/p": "TRUST_FOLDER"}})


def on_its_system(client: str, machine: Machine) -> Machine:
    return machine._replace(system=System.WINDOWS) if client == "visual-studio" else machine


def only(client: str, machine: Machine) -> Entry:
    (entry,) = look(on_its_system(client, machine), DiskFiles(), clients=BUILT_IN.only(client)).entries
    return entry


def read(client: str, entry: Mapping[str, object]) -> Definition:
    syntax = Syntax.TOML if client == "codex" else Syntax.JSON
    _, key = FILES.get(client, ("", ("mcpServers",)))
    return BUILT_IN[client].define(entry, Source(client, Scope.USER, Path("x"), key, syntax))


PARKED = (
    *("claude-desktop", "cursor", "vscode", "vscode-insiders", "vscodium", "visual-studio", "copilot-jetbrains"),
    *("lm-studio", "junie", "continue", "warp", "trae"),
)
NOT_HEEDED = ("claude-code", "copilot-cli", "qwen-code", "kilo-code", "gemini-cli", *PARKED)


class TestSurprise1ADisabledThatIsNotHeeded:
    @pytest.mark.parametrize("client", NOT_HEEDED)
    def test_leaves_the_server_on_and_is_named(self, client: str, machine: Machine, lay: Lay) -> None:
        put(client, {**entry_for(client), "disabled": True}, lay)
        entry = only(client, machine)
        assert entry.state.kind is StateKind.ON
        assert "'disabled'" in entry.state.reason

    @pytest.mark.parametrize("client", NOT_HEEDED)
    def test_is_never_what_switches_it(self, client: str, machine: Machine, place: Path, lay: Lay) -> None:
        put(client, entry_for(client), lay)
        entry = only(client, machine)
        assert (entry.switch is Switch.PARK) == (client in PARKED)
        workspace = Workspace(on_its_system(client, machine))
        workspace.apply(workspace.plan([Change(entry, Act.DISABLE)], workspace.look()))
        assert b'"disabled"' not in (place / FILES[client][0]).read_bytes()


@pytest.mark.parametrize(
    ("client", "entry", "transport"),
    [
        ("claude-code", {"command": "x"}, STDIO),
        ("claude-code", {"url": URL}, None),
        ("cline", {"url": URL}, SSE),
        ("copilot-cli", {"url": URL}, HTTP),
        ("gemini-cli", {"url": URL}, HTTP),
        ("gemini-cli", {"command": "x"}, STDIO),
        ("qwen-code", {"url": URL}, SSE),
        ("qwen-code", {"httpUrl": URL}, HTTP),
    ],
)
def test_surprise_16_a_missing_type_means_different_things(
    client: str, entry: dict[str, object], transport: Transport | None
) -> None:
    told = read(client, entry)
    assert told.transport is (transport or Transport.UNKNOWN)
    assert (told.fault is None) == (transport is not None)


@pytest.mark.parametrize(
    ("client", "entry", "transport"),
    [
        ("claude-code", {"type": "http", "url": URL}, HTTP),
        ("claude-code", {"type": "streamable-http", "url": URL}, HTTP),
        ("claude-code", {"type": "ws", "url": URL}, WS),
        ("cline", {"type": "streamableHttp", "url": URL}, HTTP),
        ("roo-code", {"type": "streamable-http", "url": URL}, HTTP),
        ("opencode", {"type": "remote", "url": URL}, HTTP),
        ("opencode", {"type": "local", "command": ["x"]}, STDIO),
        ("copilot-cli", {"type": "local", "command": "x"}, STDIO),
        ("gemini-cli", {"httpUrl": URL}, HTTP),
        ("windsurf", {"serverUrl": URL}, HTTP),
        ("windsurf", {"url": URL}, HTTP),
        ("antigravity", {"serverUrl": URL}, HTTP),
        ("rovo-dev", {"transport": "sse", "url": URL}, SSE),
        ("cline", {"transport": {"type": "sse", "url": URL}}, SSE),
        ("codex", {"url": URL}, HTTP),
        ("goose", {"type": "streamable_http", "uri": URL}, HTTP),
        ("mistral-vibe", {"transport": "streamable-http", "url": URL}, HTTP),
    ],
)
def test_surprise_17_transports_and_addresses_are_spelled_in_many_ways(
    client: str, entry: dict[str, object], transport: Transport
) -> None:
    told = read(client, entry)
    assert (told.transport, told.fault, told.url) == (transport, None, None if transport is STDIO else URL)


def test_surprise_17_commands_and_variables_are_spelled_in_many_ways() -> None:
    plain = {"command": "npx", "args": ["-y", "x"], "env": {"A": "1"}}
    whole = {"type": "local", "command": ["npx", "-y", "x"], "environment": {"A": "1"}}
    nested = {"source": "custom", "command": {"path": "npx", "args": ["-y", "x"], "env": {"A": "1"}}}
    goose = {"type": "stdio", "cmd": "npx", "args": ["-y", "x"], "envs": {"A": "1"}}
    spelled = (("cursor", plain), ("opencode", whole), ("kilo-code", whole), ("zed", nested), ("goose", goose))
    for client, entry in spelled:
        told = read(client, entry)
        assert (told.command, told.args, dict(told.env)) == ("npx", ("-y", "x"), {"A": "1"})


VARIABLES = (
    *("${V}", "${V:-d}", "$V", "%V%", "${env:V}", "{env:V}", "{file:/etc/passwd}", "${file:/etc/passwd}"),
    *("${input:V}", "${{ secrets.V }}", "$(echo V)", "~/V"),
)


@pytest.mark.parametrize("client", [each for each in BUILT_IN if each not in ("opencode", "kilo-code", "zed")])
def test_surprise_18_no_variable_of_any_syntax_is_ever_expanded(client: str) -> None:
    told = read(client, {**PLAINLY, "transport": "stdio", "args": list(VARIABLES), "env": {"A": VARIABLES[0]}})
    if told.fault is None:
        assert told.args == VARIABLES
        assert told.env["A"] == VARIABLES[0]
    told = define({"command": "npx", "args": list(VARIABLES)}, PLAIN)
    assert told.args == VARIABLES


@pytest.mark.parametrize(
    ("client", "entry", "seconds"),
    [
        ("claude-code", {"command": "x", "timeout": 5000}, 5),
        ("claude-code", {"command": "x", "timeout": 999}, None),
        ("gemini-cli", {"command": "x", "timeout": 5000}, 5),
        ("qwen-code", {"command": "x", "timeout": 5000}, 5),
        ("opencode", {**ARRAYED, "timeout": 5000}, 5),
        ("kilo-code", {**ARRAYED, "timeout": 5000}, 5),
        ("amazon-q", {"command": "x", "timeout": 5000}, 5),
        ("cline", {"command": "x", "timeout": 5}, 5),
        ("roo-code", {"command": "x", "timeout": 5}, 5),
        ("zed", {"command": "x", "args": [], "timeout": 5}, 5),
        ("crush", {"type": "stdio", "command": "x", "timeout": 5}, 5),
        ("codex", {"command": "x", "tool_timeout_sec": 5}, 5),
        ("goose", {"type": "stdio", "cmd": "x", "timeout": 5}, 5),
        ("mistral-vibe", {"transport": "stdio", "command": "x", "tool_timeout_sec": 5}, 5),
    ],
)
def test_surprise_20_the_same_wait_is_told_in_two_units(
    client: str, entry: dict[str, object], seconds: float | None
) -> None:
    assert (read(client, entry).fault, read(client, entry).timeout) == (None, seconds)


HIDING = {
    *("codex", "gemini-cli", "qwen-code", "copilot-cli", "kiro", "factory-droid", "crush", "amp"),
    *("roo-code", "windsurf", "antigravity", "goose", "mistral-vibe"),
}


@pytest.mark.parametrize(
    ("client", "entry", "allowed"),
    [
        ("goose", {"type": "stdio", "cmd": "x", "available_tools": []}, None),
        ("goose", {"type": "stdio", "cmd": "x", "available_tools": ["a"]}, ("a",)),
        ("codex", {"command": "x", "enabled_tools": []}, ()),
    ],
)
def test_surprise_21_an_empty_list_is_all_tools_to_one_and_none_to_another(
    client: str, entry: dict[str, object], allowed: tuple[str, ...] | None
) -> None:
    assert read(client, entry).allow == allowed


def test_surprise_22_only_some_clients_hide_tools_by_a_list_in_the_entry() -> None:
    lists = {id_ for id_, client in BUILT_IN.items() if client.shape.allow or client.shape.deny}
    assert lists >= HIDING
    assert not lists & {"claude-code", "zed", "opencode", "kilo-code", "augment", "cline", "amazon-q", *PARKED}


@pytest.mark.parametrize("field", ["autoApprove", "alwaysAllow", "trust"])
@pytest.mark.parametrize("client", BUILT_IN)
def test_surprise_22_what_only_spares_a_question_hides_nothing(client: str, field: str) -> None:
    told = read(client, {**PLAINLY, field: ["read"]})
    assert (told.allow, told.deny) == (None, None)


COMMENTED = ("vscode", "zed", "opencode", "kilo-code", "amp", "gemini-cli", "qwen-code", "copilot-cli")


@pytest.mark.parametrize("client", [*COMMENTED, "claude-code", "crush", "claude-desktop", "windsurf"])
def test_surprise_25_a_comment_is_normal_to_some_and_breaks_the_file_for_others(
    client: str, machine: Machine, place: Path, lay: Lay
) -> None:
    put(client, entry_for(client), lay)
    file = place / FILES[client][0]
    file.write_text("\ufeff" * (client == "vscode") + file.read_text().replace("{\n", "{ // why\r\n\t", 1))
    found = look(machine, DiskFiles(), clients=BUILT_IN.only(client)).inventory
    if client not in COMMENTED:
        assert (found.entries, [each.path for each in found.problems]) == ((), [file])
        return
    before, workspace = file.read_bytes(), Workspace(machine)
    for act in (Act.DISABLE, Act.ENABLE):
        workspace.apply(workspace.plan([Change(only(client, machine), act)], workspace.look()))
        assert b"// why\r\n\t" in file.read_bytes()
    assert file.read_bytes() == before


class TestSurprise34ANameThatOtherClientsWouldNotTake:
    @pytest.mark.parametrize("name", ["workspace", "claude-in-chrome", "computer-use", "Claude Preview"])
    def test_is_kept_by_claude_code_for_itself(self, name: str, machine: Machine, lay: Lay) -> None:
        put("claude-code", PLAINLY, lay, name)
        assert only("claude-code", machine).state.kind is StateKind.BROKEN

    def test_is_written_small_in_gemini_s_switches(self, machine: Machine, place: Path, lay: Lay) -> None:
        put("gemini-cli", {"command": "npx"}, lay, " My_Server ")
        workspace = Workspace(machine)
        workspace.apply(workspace.plan([Change(only("gemini-cli", machine), Act.DISABLE)], workspace.look()))
        switches = json.loads((place / "home/.gemini/mcp-server-enablement.json").read_text())
        assert switches == {"my_server": {"enabled": False}}
        assert only("gemini-cli", machine).state.kind is StateKind.OFF

    def test_may_have_spaces_for_copilot(self, machine: Machine, lay: Lay) -> None:
        put("copilot-cli", PLAINLY, lay, "my server")
        workspace = Workspace(machine)
        workspace.apply(workspace.plan([Change(only("copilot-cli", machine), Act.DISABLE)], workspace.look()))
        assert (only("copilot-cli", machine).name, only("copilot-cli", machine).on) == ("my server", False)

    @pytest.mark.parametrize("name", ["a b", "a.b", 'a"b', "é", ""])
    def test_is_quoted_in_toml(self, name: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay({CODEX: f'[mcp_servers.{json.dumps(name, ensure_ascii=False)}]\ncommand = "npx"\n'})
        before, workspace = (place / CODEX).read_bytes(), Workspace(machine)
        for act, kind in ((Act.DISABLE, StateKind.OFF), (Act.ENABLE, StateKind.ON)):
            workspace.apply(workspace.plan([Change(only("codex", machine), act)], workspace.look()))
            assert (only("codex", machine).name, only("codex", machine).state.kind) == (name, kind)
        assert (place / CODEX).read_bytes() == before
