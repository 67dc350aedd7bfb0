"""Codex' administrator, its home, the places of a switch. Each case was seen on Codex 0.169.0."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.changes.meaning import two_places
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.workspace import Workspace
from tests.clients_state.codex_machines import (
    BLOCKED,
    BROKEN,
    MANAGED,
    OFF,
    ON,
    PENDING,
    PROJECT,
    REQUIREMENTS,
    SHADOWED,
    SYSTEM,
    USER,
    Lay,
    kinds,
    off,
    table,
    trust,
)


class TestAnAdministrator:
    def test_the_system_file_is_the_lowest_layer(self, machine: Machine, lay: Lay) -> None:
        lay({SYSTEM: table("s"), USER: table("u") + off("s")})
        assert kinds(machine) == {"system/s": OFF, "user/u": ON}

    def test_what_it_switches_off_a_user_may_switch_on(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({SYSTEM: off("u"), USER: table("u")})
        assert kinds(machine) == {"user/u": OFF}
        workspace = Workspace(machine)
        at = workspace.look()
        workspace.apply(workspace.plan([Change(at.entries[0], Act.ENABLE)], at))
        assert kinds(machine) == {"user/u": ON}
        assert (place / SYSTEM).read_text() == off("u")

    def test_a_server_of_the_system_is_switched_off_in_the_users_file(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({SYSTEM: table("s")})
        workspace = Workspace(machine)
        at = workspace.look()
        workspace.apply(workspace.plan([Change(at.entries[0], Act.DISABLE)], at))
        assert kinds(machine) == {"system/s": OFF}
        assert (place / SYSTEM).read_text() == table("s")

    def test_what_the_managed_file_switches_off_is_blocked(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), MANAGED: off("u")})
        assert kinds(machine) == {"user/u": BLOCKED}

    def test_the_managed_file_adds_servers_and_wins(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), MANAGED: table("u") + table("m")})
        assert kinds(machine) == {"user/u": SHADOWED, "managed/u": ON, "managed/m": ON}

    @pytest.mark.parametrize(
        ("rules", "kind"),
        [
            pytest.param("", ON, id="no list of servers"),
            pytest.param("[mcp_servers]\n", BLOCKED, id="an empty list"),
            pytest.param('[mcp_servers.u.identity]\ncommand = "/bin/false"\n', ON, id="name and command"),
            pytest.param('[mcp_servers.u.identity]\ncommand = "/bin/true"\n', BLOCKED, id="another command"),
            pytest.param('[mcp_servers.U.identity]\ncommand = "/bin/false"\n', BLOCKED, id="another name"),
            pytest.param(
                '[mcp_servers.u.identity]\ncommand = "/bin/false"\nargs = ["other"]\n', ON, id="arguments do not matter"
            ),
            pytest.param("[mcp_servers.u]\nx = 1\n", BROKEN, id="no identity is fatal"),
            pytest.param("mcp_servers = []\n", BROKEN, id="a list is fatal"),
            pytest.param("[mcp_servers\n", BROKEN, id="a malformed file is fatal"),
        ],
    )
    def test_what_the_requirements_let_through(self, rules: str, kind: StateKind, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), REQUIREMENTS: rules})
        assert kinds(machine) == {"user/u": kind}

    def test_a_removal_that_would_stop_codex_is_refused(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), MANAGED: '[mcp_servers.u]\nargs = ["x"]\n'})
        workspace = Workspace(machine)
        at = workspace.look()
        (refusal,) = workspace.plan([Change(at.entries[0], Act.REMOVE)], at).refusals
        assert "Codex would not start" in refusal.message


class TestCodexHome:
    FILES: Mapping[str, object] = {
        USER: table("home"),
        "home/x/config.toml": table("moved"),
        "p/here/config.toml": table("near"),
    }

    @pytest.mark.parametrize(
        ("told", "name"), [(None, "home"), ("", "home"), ("{at}/home/x", "moved"), ("here", "near")]
    )
    def test_where_the_user_file_is(self, told: str | None, name: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay(self.FILES)
        env = {} if told is None else {"CODEX_HOME": told.replace("{at}", str(place))}
        assert kinds(machine._replace(env=env)) == {f"user/{name}": ON}

    def test_trust_is_read_from_there_alone(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: trust("p"), "home/x/config.toml": "", PROJECT: table("x")})
        assert kinds(machine._replace(env={"CODEX_HOME": str(place / "home" / "x")})) == {"project/x": PENDING}

    def test_the_plain_user_file_is_then_one_of_a_project(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/.git/HEAD": "", "home/x/config.toml": trust("home"), USER: table("h"), "home/k/f": ""})
        there = machine._replace(project=place / "home" / "k", env={"CODEX_HOME": str(place / "home" / "x")})
        assert kinds(there) == {"project/h@home": ON}


def test_a_switch_has_two_places_where_the_project_is_trusted(machine: Machine, place: Path, lay: Lay) -> None:
    lay({USER: table("x") + trust("p")})
    workspace = Workspace(machine)
    at = workspace.look()
    told = two_places(at, Change(at.entries[0], Act.DISABLE))
    assert told is not None
    written = [[each.file for each in way.operations if each.writes] for way in told]
    assert written == [[place / "p/.codex/config.toml"], [place / USER]]
    assert told.here.notes == (".codex/config.toml belongs to the project: others who work on it get this as well",)
    assert told.everywhere.notes == ("this reaches every project",)


def test_a_switch_has_one_place_where_the_project_is_not(machine: Machine, lay: Lay) -> None:
    lay({USER: table("x")})
    at = Workspace(machine).look()
    assert two_places(at, Change(at.entries[0], Act.DISABLE)) is None
