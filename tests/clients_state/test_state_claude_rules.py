"""What denies, allows, breaks or moves a server of Claude Code. Each case was seen on Claude Code 2.1.330."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan
from mcptui.clients.claude_code import ClaudeCode
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import Inventory, StateKind, Transport
from mcptui.store.files import DiskFiles
from mcptui.store.locks import Lock, LockKind
from mcptui.workspace import Workspace

ON, OFF, PENDING, SHADOWED = StateKind.ON, StateKind.OFF, StateKind.PENDING, StateKind.SHADOWED
BROKEN, BLOCKED = StateKind.BROKEN, StateKind.BLOCKED

Lay = Callable[[Mapping[str, object]], None]

STATE = "home/.claude.json"
USER_SETTINGS = "home/.claude/settings.json"
MANAGED_SETTINGS = "root/etc/claude-code/managed-settings.json"
MANAGED_SERVERS = "root/etc/claude-code/managed-mcp.json"


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([ClaudeCode()]))


def seen(machine: Machine) -> Inventory:
    return looked(machine).inventory


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {f"{entry.source.scope.value}/{entry.name}": entry.state.kind for entry in seen(machine).entries}


def names_on(machine: Machine) -> set[str]:
    return {entry.name for entry in seen(machine).entries if entry.on}


def server(*args: str) -> dict[str, object]:
    return {"command": "/bin/false", "args": list(args)}


def servers(*names: str) -> dict[str, object]:
    return {"mcpServers": {name: server(name) for name in names}}


REMOTE = {"type": "http", "url": "https://mcp.example.com/v1"}
THREE = {"mcpServers": {"a": server("1"), "b": server("2"), "r": REMOTE}}


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


class TestTheConfigurationFolder:
    FILES: Mapping[str, object] = {
        STATE: servers("home"),
        "home/.claude/.claude.json": servers("inside"),
        "home/x/.claude.json": servers("moved"),
        USER_SETTINGS: {"deniedMcpServers": [{"serverName": "moved"}]},
        "home/x/.claude/settings.json": {"deniedMcpServers": [{"serverName": "moved"}]},
        "p/here/.claude.json": servers("relative"),
    }

    @pytest.mark.parametrize(
        ("told", "on"),
        [
            (None, {"home"}),
            ("", {"home"}),
            ("{at}/home/x", {"moved"}),
            ("{at}/home/.claude", {"inside"}),
            ("here", {"relative"}),
            ("~/x", set[str]()),
        ],
    )
    def test_where_servers_are_read(
        self, told: str | None, on: set[str], machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay(self.FILES)
        env = {} if told is None else {"CLAUDE_CONFIG_DIR": told.replace("{at}", str(place))}
        assert names_on(machine._replace(env=env)) == on

    def test_its_own_settings_count(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/x/.claude.json": servers("moved"), "home/x/settings.json": {"allowedMcpServers": []}})
        assert names_on(machine._replace(env={"CLAUDE_CONFIG_DIR": str(place / "home" / "x")})) == set()

    def test_set_but_empty_settings_are_those_of_the_current_folder(self, machine: Machine, lay: Lay) -> None:
        lay({STATE: servers("x", "y")})
        lay({"p/settings.json": {"deniedMcpServers": [{"serverName": "x"}]}})
        lay({USER_SETTINGS: {"deniedMcpServers": [{"serverName": "y"}]}})
        assert names_on(machine._replace(env={"CLAUDE_CONFIG_DIR": ""})) == {"y"}

    @pytest.mark.parametrize(("legacy", "on"), [("{}", set[str]()), (servers("old"), {"old"}), ("", {"home"})])
    def test_an_old_config_json_wins_unless_it_is_empty(
        self, legacy: object, on: set[str], machine: Machine, lay: Lay
    ) -> None:
        lay({STATE: servers("home"), "home/.claude/.config.json": legacy})
        assert names_on(machine) == on

    def test_it_is_also_what_is_written(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/.claude/.config.json": servers("old")})
        (entry,) = seen(machine).entries
        site = looked(machine).site
        (change,) = ClaudeCode().turn_off(entry, site, only_here=True)
        assert change.file == place / "home" / ".claude" / ".config.json"
        assert ClaudeCode().lock(change.file, site) == Lock(
            place / "home" / ".claude" / ".config.json.lock", LockKind.FOLDER
        )


class TestAnAdministrator:
    def test_managed_servers_are_the_only_ones(self, machine: Machine, lay: Lay) -> None:
        lay({STATE: servers("x"), "p/.mcp.json": servers("y"), MANAGED_SERVERS: servers("m")})
        lay({USER_SETTINGS: {"enableAllProjectMcpServers": True}})
        assert kinds(machine) == {"user/x": BLOCKED, "project/y": BLOCKED, "managed/m": ON}

    def test_an_empty_list_of_them_means_none_at_all(self, machine: Machine, lay: Lay) -> None:
        lay({STATE: servers("x"), MANAGED_SERVERS: {"mcpServers": {}}})
        assert kinds(machine) == {"user/x": BLOCKED}

    @pytest.mark.parametrize("file", [MANAGED_SETTINGS, "root/etc/claude-code/managed-settings.d/10-mcp.json"])
    def test_what_managed_settings_deny_is_blocked(self, file: str, machine: Machine, lay: Lay) -> None:
        lay({STATE: servers("x", "y"), file: {"deniedMcpServers": [{"serverName": "x"}]}})
        assert kinds(machine) == {"user/x": BLOCKED, "user/y": ON}

    def test_what_their_allow_list_leaves_out_is_blocked(self, machine: Machine, lay: Lay) -> None:
        lay({STATE: servers("x", "y"), MANAGED_SETTINGS: {"allowedMcpServers": [{"serverName": "y"}]}})
        assert kinds(machine) == {"user/x": BLOCKED, "user/y": ON}

    def test_their_approval_counts_without_trust(self, machine: Machine, lay: Lay) -> None:
        lay({"p/.mcp.json": servers("x"), MANAGED_SETTINGS: {"enableAllProjectMcpServers": True}})
        assert kinds(machine) == {"project/x": ON}

    def test_what_they_reject_is_blocked_and_nothing_lifts_it(self, machine: Machine, lay: Lay) -> None:
        lay({"p/.mcp.json": servers("x"), MANAGED_SETTINGS: {"disabledMcpjsonServers": ["x"]}})
        at = looked(machine)
        (entry,) = at.entries
        assert entry.state.kind is BLOCKED
        assert all(cause.remedy is None for cause in at.causes[entry.id][:1])

    @pytest.mark.parametrize("name", [".hidden.json", "notes.txt"])
    def test_other_files_beside_the_drop_ins_do_not_count(self, name: str, machine: Machine, lay: Lay) -> None:
        lay({STATE: servers("x"), f"root/etc/claude-code/managed-settings.d/{name}": {"allowedMcpServers": []}})
        assert kinds(machine) == {"user/x": ON}


@pytest.mark.parametrize(
    ("rule", "denied"),
    [
        ("mcp__ev__echo", ("echo",)),
        ("mcp__ev", ("*",)),
        ("mcp__ev__*", ("*",)),
        ("mcp__*", ("*",)),
        ("mcp__e*", ("*",)),
        ("mcp__ev__get-*", ("get-*",)),
        ("mcp__EV", None),
        ("mcp__ev(*)", None),
        ("mcp__event__echo", None),
        ("Bash", None),
    ],
)
def test_which_tools_a_permission_rule_hides(
    rule: str, denied: tuple[str, ...] | None, machine: Machine, lay: Lay
) -> None:
    lay({STATE: servers("ev"), "p/.claude/settings.local.json": {"permissions": {"deny": [rule]}}})
    at = looked(machine)
    assert Workspace(machine).evidence(at.entries[0], at).deny == denied


def test_a_rule_spells_a_name_with_underscores(machine: Machine, lay: Lay) -> None:
    lay({STATE: servers("my srv.x"), USER_SETTINGS: {"permissions": {"deny": ["mcp__my_srv_x__echo"]}}})
    at = looked(machine)
    assert Workspace(machine).evidence(at.entries[0], at).deny == ("echo",)


class TestTheSwitchForEveryProject:
    """Surprise 2: a rule in the user's settings, which no running session writes."""

    def plan(self, machine: Machine, act: Act, name: str, *, only_here: bool | None = False) -> Plan:
        workspace = Workspace(machine)
        at = workspace.look()
        entry = next(each for each in at.entries if each.source.client == "claude-code" and each.name == name)
        return workspace.plan([Change(entry, act, only_here=only_here)], at)

    def test_denies_by_name_and_leaves_the_state_file_alone(self, machine: Machine, place: Path, lay: Lay) -> None:
        """Surprise 2: it avoids the file that Claude Code rewrites all the time."""
        lay({STATE: servers("x", "y"), USER_SETTINGS: '{\n  "model": "opus"\n}\n'})
        before = (place / STATE).read_bytes(), (place / USER_SETTINGS).read_bytes()
        plan = self.plan(machine, Act.DISABLE, "x")
        assert plan.planned[0].notes == (
            "this reaches every project",
            "it leaves /mcp as well, and no server of this name starts",
        )
        Workspace(machine).apply(plan)
        assert (place / STATE).read_bytes() == before[0]
        assert json.loads((place / USER_SETTINGS).read_text())["deniedMcpServers"] == [{"serverName": "x"}]
        assert names_on(machine) == {"y"}
        assert names_on(machine._replace(project=place / "plain")) == {"y"}
        Workspace(machine).apply(self.plan(machine, Act.ENABLE, "x"))
        assert (place / USER_SETTINGS).read_bytes() == before[1]

    def test_makes_the_settings_where_there_are_none(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: servers("x")})
        Workspace(machine).apply(self.plan(machine, Act.DISABLE, "x"))
        assert json.loads((place / USER_SETTINGS).read_text()) == {"deniedMcpServers": [{"serverName": "x"}]}
        assert names_on(machine) == set()

    def test_is_not_the_usual_one(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: servers("x")})
        for only_here in (True, None):
            plan = self.plan(machine, Act.DISABLE, "x", only_here=only_here)
            assert [each.path for each in plan.files] == [place / STATE]
            assert plan.planned[0].notes == ()

    @pytest.mark.parametrize("scope", ["local", "project"])
    def test_is_none_for_what_one_project_alone_has(self, scope: str, machine: Machine, place: Path, lay: Lay) -> None:
        own = {"projects": {str(place / "p"): servers("x")}} if scope == "local" else {}
        lay({STATE: own, "p/.mcp.json": {} if scope == "local" else servers("x")})
        lay({USER_SETTINGS: {"enableAllProjectMcpServers": True}})
        assert [each.path for each in self.plan(machine, Act.DISABLE, "x").files] == [place / STATE]

    def test_is_refused_where_claude_code_drops_the_file(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: servers("x"), USER_SETTINGS: {"model": 5}})
        (refusal,) = self.plan(machine, Act.DISABLE, "x").refusals
        assert refusal.message.startswith("Claude Code takes nothing from ~/.claude/settings.json")

    def test_is_lifted_for_every_project_and_that_is_said(self, machine: Machine, lay: Lay) -> None:
        lay({STATE: servers("x"), USER_SETTINGS: {"deniedMcpServers": [{"serverName": "x"}]}})
        for only_here in (True, None, False):
            plan = self.plan(machine, Act.ENABLE, "x", only_here=only_here)
            assert len(plan.planned[0].notes) == 1
            assert "every project" in plan.planned[0].notes[0]
