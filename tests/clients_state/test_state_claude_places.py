"""Where Claude Code looks and where it does not: files that it never reads, keys of projects, folders of plugins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, Scope, StateKind, Switch
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

STATE = "home/.claude.json"
SERVERS: Mapping[str, object] = {"mcpServers": {"x": {"command": "npx"}}}


def seen(machine: Machine) -> tuple[Entry, ...]:
    return look(machine, DiskFiles(), clients=BUILT_IN.only("claude-code")).entries


def do(machine: Machine, act: Act) -> str:
    """Do it with the only entry; what is refused."""
    workspace = Workspace(machine)
    at = workspace.look()
    (entry,) = (each for each in at.entries if each.source.client == "claude-code")
    plan = workspace.plan([Change(entry, act)], at)
    if not plan.refusals:
        workspace.apply(plan)
    return plan.refusals[0].message if plan.refusals else ""


@pytest.mark.parametrize(
    "file",
    [
        "home/.claude/.mcp.json",
        "home/.claude/mcp.json",
        "home/.claude/settings.json",
        "p/.claude/mcp.json",
        "p/.claude/settings.json",
        "p/.claude/settings.local.json",
    ],
)
class TestAFileThatItNeverReads:
    """Surprise 7 in another way: the file was never alive."""

    def test_is_shown_as_off_with_the_reason(self, file: str, machine: Machine, lay: Lay) -> None:
        lay({file: SERVERS})
        (entry,) = seen(machine)
        assert (entry.state.kind, entry.switch) == (StateKind.OFF, Switch.NONE)
        assert entry.state.reason == "Claude Code reads no servers from this file"

    def test_is_not_switched(self, file: str, machine: Machine, lay: Lay) -> None:
        lay({file: SERVERS})
        assert "cannot be switched on: Claude Code reads no servers" in do(machine, Act.ENABLE)

    def test_does_not_shadow(self, file: str, machine: Machine, lay: Lay) -> None:
        lay({file: SERVERS, STATE: SERVERS})
        assert sorted(each.state.kind for each in seen(machine)) == [StateKind.OFF, StateKind.ON]

    def test_takes_no_new_entry(self, file: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay({file: SERVERS})
        site, client = look(machine, DiskFiles()).site, BUILT_IN["claude-code"]
        alike = [each for each in client.sources(site) if each.scope in (Scope.USER, Scope.PROJECT)]
        for scope, chosen in ((Scope.USER, STATE), (Scope.PROJECT, "p/.mcp.json")):
            own = [each for each in alike if each.scope is scope and each.project in (None, place / "p")]
            new = client.place_for_new(own, site)
            assert new is not None
            assert new.file == place / chosen

    def test_can_be_cleared(self, file: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay({file: {**SERVERS, "model": "x"}})
        assert do(machine, Act.REMOVE) == ""
        assert seen(machine) == ()
        assert b'"model": "x"' in (place / file).read_bytes()


class TestSurprise33KeysOfProjects:
    @pytest.fixture
    def windows(self, machine: Machine) -> Machine:
        return machine._replace(system=System.WINDOWS)

    @pytest.mark.parametrize(
        "spelled",
        [
            pytest.param(lambda path: path, id="forward slashes"),
            pytest.param(lambda path: path.replace("/", "\\"), id="backslashes"),
            pytest.param(lambda path: path.upper(), id="capitals"),
            pytest.param(lambda path: f"{path}/", id="a slash behind it"),
        ],
    )
    def test_an_existing_one_is_used_however_it_is_spelled(
        self, spelled: Callable[[str], str], windows: Machine, place: Path, lay: Lay
    ) -> None:
        key = spelled((place / "p").as_posix())
        lay({STATE: {**SERVERS, "projects": {key: {"disabledMcpServers": ["x"]}}}})
        assert [each.state.kind for each in seen(windows)] == [StateKind.OFF]
        do(windows, Act.ENABLE)
        assert [each.state.kind for each in seen(windows)] == [StateKind.ON]
        do(windows, Act.DISABLE)
        projects = DiskFiles().read(place / STATE) or b""
        assert projects.count(b"disabledMcpServers") == 1

    def test_its_local_servers_are_found(self, windows: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: {"projects": {str(place / "p").replace("/", "\\"): SERVERS}}})
        assert [(each.source.scope, each.state.kind) for each in seen(windows)] == [(Scope.LOCAL, StateKind.ON)]

    def test_elsewhere_a_key_is_what_it_says(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: {**SERVERS, "projects": {str(place / "p").upper(): {"disabledMcpServers": ["x"]}}}})
        assert [each.state.kind for each in seen(machine)] == [StateKind.ON]

    def test_a_new_one_has_forward_slashes(self, windows: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: SERVERS})
        do(windows, Act.DISABLE)
        assert f'"{(place / "p").as_posix()}"' in (place / STATE).read_text()

    @pytest.mark.parametrize("system", [System.LINUX, System.WINDOWS])
    def test_one_without_a_project_is_borne(self, system: System, machine: Machine, place: Path, lay: Lay) -> None:
        machine = machine._replace(system=system)
        lay({STATE: {**SERVERS, "projects": {"{at}/p": None, "{at}/plain": None}}})
        before = (place / STATE).read_bytes()
        assert [each.state.kind for each in seen(machine)] == [StateKind.ON]
        assert do(machine, Act.DISABLE).endswith(f"says null of {place / 'p'}, so nothing can be listed there")
        assert (place / STATE).read_bytes() == before


def test_plugins_may_lie_where_a_variable_says(machine: Machine, place: Path, lay: Lay) -> None:
    plugin = "home/moved/cache/mk/tools/1.0.0"
    copies = {"tools@mk": [{"scope": "user", "installPath": f"{{at}}/{plugin}"}]}
    lay(
        {
            "home/.claude/settings.json": {"enabledPlugins": {"tools@mk": True}},
            "home/moved/known_marketplaces.json": {"mk": {"source": {"source": "github", "repo": "a/b"}}},
            "home/moved/installed_plugins.json": {"version": 2, "plugins": copies},
            f"{plugin}/.mcp.json": SERVERS,
        }
    )
    assert seen(machine) == ()
    moved = machine._replace(env={**machine.env, "CLAUDE_CODE_PLUGIN_CACHE_DIR": str(place / "home" / "moved")})
    assert [each.name for each in seen(moved)] == ["plugin:tools:x"]


def test_an_address_that_is_empty_was_not_filled_in_yet(machine: Machine, lay: Lay) -> None:
    lay({STATE: {"mcpServers": {"x": {"type": "http", "url": ""}}}})
    (entry,) = seen(machine)
    assert (entry.state.kind, entry.state.reason) == (StateKind.OFF, "its url is empty: not configured")
