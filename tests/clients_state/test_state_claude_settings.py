"""Claude Code's folder, administrator and rules in settings. Each case was seen on Claude Code 2.1.330."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan
from mcptui.clients.claude_code import ClaudeCode
from mcptui.machine import Machine
from mcptui.store.locks import Lock, LockKind
from mcptui.workspace import Workspace
from tests.clients_state.claude_machines import (
    BLOCKED,
    MANAGED_SERVERS,
    MANAGED_SETTINGS,
    ON,
    STATE,
    USER_SETTINGS,
    Lay,
    kinds,
    looked,
    names_on,
    seen,
    servers,
)


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
        assert at.causes[entry.id][0].remedy is None

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
