"""What surprises about files: lists that are not what they seem, files that are left, empty, or of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import Entry, Inventory, Scope, StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

ON, OFF, BLOCKED, PENDING = StateKind.ON, StateKind.OFF, StateKind.BLOCKED, StateKind.PENDING
X: Mapping[str, object] = {"command": "npx"}
SERVERS: Mapping[str, object] = {"mcpServers": {"x": X}}
STATE, SETTINGS, SHARED = "home/.claude.json", "home/.claude/settings.json", "p/.mcp.json"
TRUST: Mapping[str, object] = {"home/.gemini/trustedFolders.json": {"{at}/p": "TRUST_FOLDER"}}


def seen(machine: Machine, client: str) -> Inventory:
    return look(machine, DiskFiles(), clients=BUILT_IN.only(client)).inventory


def kinds(machine: Machine, client: str) -> dict[str, StateKind]:
    """By scope; each has one server."""
    return {each.source.scope.value: each.state.kind for each in seen(machine, client).entries}


def plan_refusal(machine: Machine, entry: Entry, act: Act, narrowing: Narrowing | None = None) -> str:
    workspace = Workspace(machine)
    plan = workspace.plan([Change(entry, act, narrowing or Narrowing())], workspace.look())
    first = plan.refusals[0] if plan.refusals else None
    return "" if first is None else f"{first.message}; {first.hint}" if first.hint else first.message


class TestSurprise2TheDenialByName:
    def test_counts_in_every_scope_whatever_settings_file_says_it(self, machine: Machine, lay: Lay) -> None:
        local = {"{at}/p": {**SERVERS, "hasTrustDialogAccepted": True}}
        for file in (SETTINGS, "p/.claude/settings.json", "p/.claude/settings.local.json"):
            lay({STATE: {**SERVERS, "projects": local}, SHARED: SERVERS, SETTINGS: {}})
            lay({"p/.claude/settings.json": {}, "p/.claude/settings.local.json": {}})
            assert ON in kinds(machine, "claude-code").values()
            lay({file: {"deniedMcpServers": [{"serverName": "x"}]}})
            assert kinds(machine, "claude-code") == dict.fromkeys(("user", "local", "project"), OFF)

    def test_says_where_it_stands_since_the_client_itself_says_nothing(self, machine: Machine, lay: Lay) -> None:
        lay({STATE: SERVERS, SETTINGS: {"deniedMcpServers": [{"serverName": "x"}]}})
        (entry,) = seen(machine, "claude-code").entries
        assert entry.state.reason == "denied by name in deniedMcpServers"
        assert entry.state.place is not None
        assert entry.state.place.file.name == "settings.json"

    def test_is_not_what_a_toggle_writes_but_what_it_lifts(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: SERVERS, SETTINGS: {"deniedMcpServers": [{"serverName": "x"}]}})
        workspace = Workspace(machine)
        for act, kind in ((Act.ENABLE, ON), (Act.DISABLE, OFF)):
            entries = seen(machine, "claude-code").entries
            workspace.apply(workspace.plan([Change(each, act) for each in entries], workspace.look()))
            assert kinds(machine, "claude-code") == {"user": kind}
            assert b"serverName" not in (place / SETTINGS).read_bytes()


class TestSurprise3TheTwoPairsOfLists:
    def test_the_ones_in_the_state_file_are_about_every_server(self, machine: Machine, lay: Lay) -> None:
        lay({SHARED: SERVERS, SETTINGS: {"enableAllProjectMcpServers": True}})
        lay({STATE: {**SERVERS, "projects": {"{at}/p": {"disabledMcpServers": ["x"]}}}})
        assert kinds(machine, "claude-code")["project"] is OFF

    def test_the_ones_in_settings_are_about_the_shared_file_alone(self, machine: Machine, lay: Lay) -> None:
        lay({STATE: SERVERS, SHARED: SERVERS, SETTINGS: {"disabledMcpjsonServers": ["x"]}})
        assert kinds(machine, "claude-code") == {"user": ON, "project": OFF}

    def test_the_list_of_what_is_on_switches_no_server_on(self, machine: Machine, lay: Lay) -> None:
        lists = {"enabledMcpServers": ["x"], "hasTrustDialogAccepted": True}
        lay({STATE: {**SERVERS, "projects": {"{at}/p": {**lists, "disabledMcpServers": ["x"]}}}, SHARED: SERVERS})
        assert kinds(machine, "claude-code")["user"] is OFF
        lay({STATE: {"projects": {"{at}/p": lists}}})
        assert kinds(machine, "claude-code") == {"project": PENDING}


def test_surprise_7_copilot_keeps_its_switches_elsewhere_now(machine: Machine, lay: Lay) -> None:
    lay({"home/.copilot/mcp-config.json": SERVERS, "home/.copilot/config.json": {"disabledMcpServers": ["x"]}})
    assert kinds(machine, "copilot-cli") == {"user": ON}


@pytest.mark.parametrize("settings", [{"mcp": {"servers": {"x": X}}}, {"mcp.servers": {"x": X}}])
def test_surprises_7_and_13_vs_code_moved_its_servers_out_of_its_settings(
    settings: dict[str, object], machine: Machine, lay: Lay
) -> None:
    folder = "home/.config/Code/User"
    lay({f"{folder}/settings.json": settings})
    (entry,) = seen(machine, "vscode").entries
    assert (entry.name, entry.state.kind) == ("x", StateKind.UNKNOWN)
    lay({f"{folder}/mcp.json": {"servers": {}}})
    (entry,) = seen(machine, "vscode").entries
    assert (entry.state.kind, entry.state.reason) == (OFF, "the servers of settings.json moved to mcp.json")


def test_surprise_8_what_became_of_gemini_cli_is_said(machine: Machine, lay: Lay) -> None:
    lay({**TRUST, "home/.gemini/settings.json": SERVERS})
    (entry,) = seen(machine, "gemini-cli").entries
    assert entry.on
    assert entry.state.reason.endswith("not for API keys; Antigravity came after it)")


@pytest.mark.parametrize(
    ("lists", "kind"),
    [({}, ON), ({"allowedMcpServers": []}, OFF), ({"allowedMcpServers": [{"serverName": "x"}]}, ON)],
)
def test_surprise_21_an_empty_list_of_the_allowed_allows_nobody_in_claude_code(
    lists: dict[str, object], kind: StateKind, machine: Machine, lay: Lay
) -> None:
    lay({STATE: SERVERS, SETTINGS: lists})
    assert kinds(machine, "claude-code") == {"user": kind}


class TestSurprise30EmptyAndMissingFiles:
    @pytest.mark.parametrize("text", ["", " \n", "{}"])
    def test_are_no_problem(self, text: str, machine: Machine, lay: Lay) -> None:
        lay({"home/.gemini/config/mcp_config.json": text})
        found = seen(machine, "antigravity")
        assert (found.entries, found.problems) == ((), ())

    def test_mean_no_servers_at_all_in_an_administrator_s_file(self, machine: Machine, lay: Lay) -> None:
        lay({STATE: SERVERS})
        assert kinds(machine, "claude-code") == {"user": ON}
        lay({"root/etc/claude-code/managed-mcp.json": {"mcpServers": {}}})
        assert kinds(machine, "claude-code") == {"user": BLOCKED}


MANAGED = {
    "claude-code": ("root/etc/claude-code/managed-mcp.json", SERVERS),
    "codex": ("root/etc/codex/managed_config.toml", '[mcp_servers.x]\ncommand = "npx"\n'),
    "gemini-cli": ("root/etc/gemini-cli/settings.json", SERVERS),
    "amp": ("root/etc/ampcode/managed-settings.json", {"amp.mcpServers": {"x": X}}),
    "opencode": ("root/etc/opencode/opencode.json", {"mcp": {"x": {"type": "local", "command": ["npx"]}}}),
    "crush": ("root/etc/crush/crush.json", {"mcp": {"x": {"type": "stdio", **X}}}),
}


@pytest.mark.parametrize("client", MANAGED)
class TestSurprise31AnAdministrator:
    def test_s_servers_are_shown_and_not_edited(self, client: str, machine: Machine, place: Path, lay: Lay) -> None:
        file, content = MANAGED[client]
        lay({**TRUST, file: content})
        before = (place / file).read_bytes()
        (entry,) = seen(machine, client).entries
        assert (entry.state.kind, entry.source.writable) == (ON, False)
        assert "is not yours to remove; an administrator put it there" in plan_refusal(machine, entry, Act.REMOVE)
        workspace = Workspace(machine)
        plan = workspace.plan([Change(entry, Act.DISABLE)], workspace.look())
        assert place / file not in [each.path for each in plan.files]
        assert (place / file).read_bytes() == before


@pytest.mark.parametrize(
    ("client", "files"),
    [
        ("codex", {"home/.codex/config.toml": '[mcp_servers.x]\ncommand = "npx"\n'}),
        ("claude-code", {STATE: SERVERS}),
        ("gemini-cli", {**TRUST, "home/.gemini/settings.json": SERVERS}),
    ],
)
def test_surprise_31_what_he_forbids_is_blocked_and_the_toggle_says_why(
    client: str, files: Mapping[str, object], machine: Machine, lay: Lay
) -> None:
    rules = {
        "codex": ("root/etc/codex/requirements.toml", "[mcp_servers.other.identity]\ncommand = 'y'\n"),
        "claude-code": ("root/etc/claude-code/managed-mcp.json", {"mcpServers": {}}),
        "gemini-cli": ("root/etc/gemini-cli/settings.json", {"mcp": {"allowed": ["other"]}}),
    }
    lay({**files, rules[client][0]: rules[client][1]})
    (entry,) = (each for each in seen(machine, client).entries if each.source.scope is Scope.USER)
    assert entry.state.kind is BLOCKED
    assert plan_refusal(machine, entry, Act.ENABLE).endswith(f"cannot be switched on: {entry.state.reason}")


PLUGIN = "home/.codex/plugins/cache/mk/tools/1.0.0"
BROUGHT: Mapping[str, Mapping[str, object]] = {
    "codex": {
        "home/.codex/config.toml": '[plugins."tools@mk"]\n',
        f"{PLUGIN}/.codex-plugin/plugin.json": {},
        f"{PLUGIN}/.mcp.json": SERVERS,
    },
    "claude-code": {
        SETTINGS: {"enabledPlugins": {"tools@mk": True}},
        "home/.claude/plugins/known_marketplaces.json": {
            "mk": {"source": {"source": "directory"}, "installLocation": "{at}/market"}
        },
        "market/.claude-plugin/marketplace.json": {"plugins": [{"name": "tools", "source": "./tools"}]},
        "market/tools/.mcp.json": SERVERS,
    },
    "claude-desktop": {
        "home/.config/Claude/Claude Extensions/a/manifest.json": {"name": "x", "server": {"mcp_config": X}}
    },
    "gemini-cli": {**TRUST, "home/.gemini/extensions/a/gemini-extension.json": {"name": "a", **SERVERS}},
    "kiro": {"home/.kiro/settings/mcp.json": {"powers": SERVERS}},
    "cursor": {"home/.cursor/plugins/local/a/mcp.json": SERVERS},
}


@pytest.mark.parametrize("client", BROUGHT)
def test_surprise_32_what_others_bring_is_listed_with_its_origin_and_never_edited(
    client: str, machine: Machine, lay: Lay
) -> None:
    lay(BROUGHT[client])
    (entry,) = seen(machine, client).entries
    before = entry.source.file.read_bytes()
    assert entry.source.scope in (Scope.PLUGIN, Scope.EXTENSION)
    assert entry.source.note
    assert not entry.source.writable
    refusal = plan_refusal(machine, entry, Act.REMOVE)
    assert "is not yours to remove" in refusal
    assert f"remove the {entry.source.scope.value} in its client" in refusal
    assert plan_refusal(machine, entry, Act.NARROW, Narrowing(allow=("a",)))
    workspace = Workspace(machine)
    plan = workspace.plan([Change(entry, Act.DISABLE)], workspace.look())
    if plan:
        workspace.apply(plan)
    assert entry.source.file.read_bytes() == before
