"""What Amp would do with an entry: where it reads and what is fatal was tried with the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.clients.amp import Amp
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine, System
from mcptui.model import StateKind, Switch, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, SHADOWED, BROKEN = StateKind.ON, StateKind.OFF, StateKind.SHADOWED, StateKind.BROKEN
BLOCKED, UNKNOWN = StateKind.BLOCKED, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

USER, PROJECT = "home/.config/amp/settings.json", "p/.amp/settings.json"
MANAGED = "root/etc/ampcode/managed-settings.json"


def servers(*names: str, **more: object) -> dict[str, object]:
    return {"amp.mcpServers": {name: {"command": "npx", "args": [name]} for name in names}, **more}


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([Amp()]))


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {f"{entry.source.scope.value}/{entry.name}": entry.state.kind for entry in looked(machine).entries}


def test_the_dot_in_its_key_is_no_step(machine: Machine, lay: Lay) -> None:
    """Surprise 13."""
    lay({USER: {**servers("x"), "amp": {"mcpServers": {"no": {"command": "npx"}}}}})
    (entry,) = looked(machine).entries
    assert (entry.name, entry.path) == ("x", ("amp.mcpServers", "x"))


class TestPlaces:
    def test_the_plain_file_counts_and_the_commented_one_only_without_it(self, machine: Machine, lay: Lay) -> None:
        lay({f"{USER}c": servers("c")})
        assert kinds(machine) == {"user/c": ON}
        lay({USER: servers("x")})
        assert kinds(machine) == {"user/x": ON}

    @pytest.mark.parametrize(
        ("variable", "value", "file"),
        [
            ("AMP_SETTINGS_FILE", "home/s.json", "home/s.json"),
            ("XDG_CONFIG_HOME", "home/x", "home/x/amp/settings.json"),
        ],
    )
    def test_it_can_be_moved(
        self, variable: str, value: str, file: str, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({file: servers("m"), USER: servers("u")})
        assert kinds(machine._replace(env={variable: str(place / value)})) == {"user/m": ON}

    def test_on_windows_both_places_that_are_told_are_looked_at(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("u"), "home/AppData/Roaming/amp/settings.json": servers("a")})
        assert kinds(machine._replace(system=System.WINDOWS)) == {"user/u": ON, "user/a": ON}

    def test_of_the_folders_up_to_the_root_the_nearest_alone_is_read(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({PROJECT: servers("p"), "p/a/.amp/settings.jsonc": servers("a"), ".amp/settings.json": servers("above")})
        assert set(kinds(machine._replace(project=place / "p" / "a" / "b"))) == {"project/a"}
        assert set(kinds(machine)) == {"project/p"}
        assert kinds(machine._replace(project=place / "plain" / "sub")) == {}

    def test_an_administrators_beats_the_workspaces_beats_the_users(self, machine: Machine, lay: Lay) -> None:
        """Surprise 31."""
        lay({USER: servers("u", "p", "m"), PROJECT: servers("p", "m"), MANAGED: servers("m")})
        found = kinds(machine)
        assert found == {
            "user/u": ON,
            "user/p": SHADOWED,
            "user/m": SHADOWED,
            "project/p": UNKNOWN,
            "project/m": SHADOWED,
            "managed/m": ON,
        }

    def test_what_only_its_extension_reads_is_not_called_on(self, machine: Machine, lay: Lay) -> None:
        lay({"home/.config/Code/User/settings.json": servers("x"), USER: servers("x")})
        assert sorted(each.state.kind for each in looked(machine).entries) == [ON, UNKNOWN]


def test_a_workspaces_server_may_wait_for_approval(machine: Machine, lay: Lay) -> None:
    """Surprise 24: Amp keeps the answer where nobody can look."""
    lay({PROJECT: servers("x")})
    (entry,) = looked(machine).entries
    assert (entry.state.kind, entry.switch) == (UNKNOWN, Switch.PARK)


def test_whether_it_heeds_disabled_is_not_known(machine: Machine, lay: Lay) -> None:
    """Surprise 28: its list shows no state, so nobody could tell."""
    lay({USER: {"amp.mcpServers": {"x": {"command": "npx", "disabled": True}}}})
    assert kinds(machine) == {"user/x": UNKNOWN}


@pytest.mark.parametrize(
    ("rules", "kind"),
    [
        ([{"matches": {"command": "npx"}, "action": "reject"}], OFF),
        ([{"matches": {"command": "npx x*"}, "action": "reject"}], OFF),
        ([{"matches": {"command": "npx", "args": "*x*"}, "action": "reject"}], OFF),
        ([{"matches": {"command": "npx"}, "action": "allow"}, {"matches": {"command": "*"}, "action": "reject"}], ON),
        ([{"matches": {"command": ["uvx", "npx"]}, "action": "reject"}], OFF),
        ([{"matches": {"url": "*"}, "action": "reject"}], ON),
        ([{"matches": {}, "action": "reject"}, "no rule", {"action": "reject"}], ON),
        ("no list", ON),
    ],
)
def test_the_first_rule_that_fits_decides(rules: object, kind: StateKind, machine: Machine, lay: Lay) -> None:
    lay({USER: servers("x", **{"amp.mcpPermissions": rules})})
    assert kinds(machine) == {"user/x": kind}


def test_an_administrators_rule_blocks(machine: Machine, lay: Lay) -> None:
    rule = {"matches": {"command": "*"}, "action": "reject"}
    lay(
        {
            USER: servers("x"),
            MANAGED: {
                **servers(),
                "amp.mcpPermissions": [rule],
                "amp.mcpServers": {"m": {"url": "https://example.com"}},
            },
        }
    )
    assert kinds(machine) == {"user/x": BLOCKED, "managed/m": ON}


@pytest.mark.parametrize("file", [USER, PROJECT])
@pytest.mark.parametrize("text", ["{", "", "// nothing", "\ufeff{}"])
def test_one_file_that_it_cannot_use_and_it_does_not_start(file: str, text: str, machine: Machine, lay: Lay) -> None:
    """As surprise 10, for another client."""
    other = PROJECT if file == USER else USER
    lay({other: servers("x"), file: text})
    assert list(kinds(machine).values()) == [BROKEN]


def test_comments_and_last_commas_are_read(machine: Machine, lay: Lay) -> None:
    """Surprise 25."""
    lay({USER: '// mine\n{"amp.mcpServers": {"x": {"command": "npx",},},}'})
    assert kinds(machine) == {"user/x": ON}


def test_an_address_counts_more_than_a_command(machine: Machine, lay: Lay) -> None:
    """Surprise 16."""
    lay({USER: {"amp.mcpServers": {"x": {"command": "npx", "url": "https://example.com"}}}})
    (entry,) = looked(machine).entries
    assert (entry.definition.transport, entry.definition.command) == (Transport.HTTP, None)


def test_hidden_tools_are_listed_for_all_servers(machine: Machine, lay: Lay) -> None:
    lay({USER: servers("x", **{"amp.tools.disable": ["mcp__x__write", "mcp__y__z", "Bash", 1]})})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.source.client == "amp")
    assert workspace.evidence(entry, at).deny == ("write",)
