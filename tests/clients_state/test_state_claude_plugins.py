"""Servers that plugins bring to Claude Code. Each case was seen on Claude Code 2.1.330."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.clients.claude_code import ClaudeCode
from mcptui.clients.known import Clients
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles

ON, OFF, SHADOWED = StateKind.ON, StateKind.OFF, StateKind.SHADOWED

Lay = Callable[[Mapping[str, object]], None]

STATE = "home/.claude.json"
SETTINGS = "home/.claude/settings.json"
MARKETS = "home/.claude/plugins/known_marketplaces.json"
INSTALLED = "home/.claude/plugins/installed_plugins.json"
NAME = "plugin:plg:srv"


def server(*args: str) -> dict[str, object]:
    return {"command": "/bin/false", "args": list(args)}


def enabled(value: object = True) -> dict[str, object]:  # noqa: FBT002
    return {"enabledPlugins": {"plg@mk": value}}


DIRECTORY: Mapping[str, object] = {
    MARKETS: {"mk": {"source": {"source": "directory", "path": "{at}/mk"}, "installLocation": "{at}/mk"}},
    "mk/.claude-plugin/marketplace.json": {"name": "mk", "plugins": [{"name": "plg", "source": "./plg"}]},
    "mk/plg/.claude-plugin/plugin.json": {"name": "plg"},
    "mk/plg/.mcp.json": {"mcpServers": {"srv": server("live")}},
}
COPY = "home/.claude/plugins/cache/mk/plg/1.0.0"
GIT: Mapping[str, object] = {
    MARKETS: {"mk": {"source": {"source": "git", "url": "x"}, "installLocation": "{at}/clone"}},
    INSTALLED: {"version": 2, "plugins": {"plg@mk": [{"scope": "user", "installPath": f"{{at}}/{COPY}"}]}},
    f"{COPY}/.mcp.json": {"mcpServers": {"srv": server("copy")}},
}


def found(machine: Machine) -> dict[str, Entry]:
    entries = look(machine, DiskFiles(), clients=Clients([ClaudeCode()])).entries
    assert len({entry.id for entry in entries}) == len(entries)
    return {f"{entry.source.scope.value}/{entry.name}": entry for entry in entries}


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {key: entry.state.kind for key, entry in found(machine).items()}


class TestWhereAPluginIsRead:
    def test_one_of_a_folder_is_read_live_without_being_installed(self, machine: Machine, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: enabled(), f"{COPY}/.mcp.json": {"mcpServers": {"srv": server("copy")}}})
        (entry,) = found(machine).values()
        assert (entry.name, entry.state.kind, entry.definition.args) == (NAME, ON, ("live",))

    def test_it_is_never_edited(self, machine: Machine, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: enabled()})
        assert not found(machine)[f"plugin/{NAME}"].source.writable

    def test_any_other_is_read_from_its_installed_copy(self, machine: Machine, lay: Lay) -> None:
        lay({**GIT, SETTINGS: enabled(), "clone/plg/.mcp.json": {"mcpServers": {"srv": server("clone")}}})
        (entry,) = found(machine).values()
        assert entry.definition.args == ("copy",)

    def test_without_an_installed_copy_there_is_none(self, machine: Machine, lay: Lay) -> None:
        lay({**GIT, SETTINGS: enabled(), INSTALLED: {"version": 2, "plugins": {}}})
        assert kinds(machine) == {}

    @pytest.mark.parametrize(("project", "expected"), [("{at}/p", {f"plugin/{NAME}": ON}), ("{at}/plain", {})])
    def test_a_copy_for_one_project_counts_there_alone(
        self, project: str, expected: dict[str, StateKind], machine: Machine, lay: Lay
    ) -> None:
        copies = [{"scope": "local", "installPath": f"{{at}}/{COPY}", "projectPath": project}]
        lay({**GIT, SETTINGS: enabled(), INSTALLED: {"version": 2, "plugins": {"plg@mk": copies}}})
        assert kinds(machine) == expected

    @pytest.mark.parametrize("gone", [MARKETS, "mk/.claude-plugin/marketplace.json"])
    def test_without_its_marketplace_there_is_none(self, gone: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: enabled()})
        (place / gone).unlink()
        assert kinds(machine) == {}

    def test_a_source_that_leaves_its_marketplace_is_not_followed(self, machine: Machine, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: enabled(), "out/.mcp.json": {"mcpServers": {"srv": server()}}})
        lay({"mk/.claude-plugin/marketplace.json": {"plugins": [{"name": "plg", "source": "../out"}]}})
        assert kinds(machine) == {}


class TestItsSwitch:
    @pytest.mark.parametrize(
        ("value", "kind"), [(True, ON), (False, OFF), (["1.0.0"], OFF)], ids=["true", "false", "a list of versions"]
    )
    def test_only_true_is_on(self, value: object, kind: StateKind, machine: Machine, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: enabled(value)})
        assert kinds(machine) == {f"plugin/{NAME}": kind}

    def test_one_that_no_settings_name_is_not_there(self, machine: Machine, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: {}})
        assert kinds(machine) == {}

    @pytest.mark.parametrize(
        ("user", "project", "local", "kind"),
        [(False, True, None, ON), (True, False, None, OFF), (True, False, True, ON), (True, True, False, OFF)],
    )
    def test_the_nearest_settings_decide_without_trust(
        self, user: object, project: object, local: object, kind: StateKind, machine: Machine, lay: Lay
    ) -> None:
        lay({**DIRECTORY, SETTINGS: enabled(user), "p/.claude/settings.json": enabled(project)})
        if local is not None:
            lay({"p/.claude/settings.local.json": enabled(local)})
        assert kinds(machine) == {f"plugin/{NAME}": kind}

    def test_the_roots_checked_in_settings_do_not_count_below_it(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({**DIRECTORY, "p/.claude/settings.json": enabled()})
        assert kinds(machine._replace(project=place / "p" / "a")) == {}

    @pytest.mark.parametrize(("name", "kind"), [(NAME, OFF), ("srv", ON)])
    def test_a_project_switches_it_off_by_its_full_name(
        self, name: str, kind: StateKind, machine: Machine, lay: Lay
    ) -> None:
        lay({**DIRECTORY, SETTINGS: enabled(), STATE: {"projects": {"{at}/p": {"disabledMcpServers": [name]}}}})
        assert kinds(machine) == {f"plugin/{NAME}": kind}

    @pytest.mark.parametrize(("name", "kind"), [(NAME, OFF), ("srv", ON)])
    def test_so_does_a_denial(self, name: str, kind: StateKind, machine: Machine, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: {**enabled(), "deniedMcpServers": [{"serverName": name}]}})
        assert kinds(machine) == {f"plugin/{NAME}": kind}


class TestTheSameCommandElsewhere:
    SAME: Mapping[str, object] = {"mcpServers": {"mine": server("live")}}

    def test_a_users_server_takes_its_place(self, machine: Machine, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: enabled(), STATE: self.SAME})
        assert kinds(machine) == {"user/mine": ON, f"plugin/{NAME}": SHADOWED}

    def test_it_comes_back_when_that_one_is_switched_off(self, machine: Machine, lay: Lay) -> None:
        project = {"{at}/p": {"disabledMcpServers": ["mine"]}}
        lay({**DIRECTORY, SETTINGS: enabled(), STATE: {**self.SAME, "projects": project}})
        assert kinds(machine) == {"user/mine": OFF, f"plugin/{NAME}": ON}

    def test_and_when_that_one_is_denied(self, machine: Machine, lay: Lay) -> None:
        denied = {"deniedMcpServers": [{"serverName": "mine"}]}
        lay({**DIRECTORY, SETTINGS: {**enabled(), **denied}, STATE: self.SAME})
        assert kinds(machine) == {"user/mine": OFF, f"plugin/{NAME}": ON}

    def test_a_project_server_that_waits_for_approval_does_not(self, machine: Machine, lay: Lay) -> None:
        lay({**DIRECTORY, SETTINGS: enabled(), "p/.mcp.json": self.SAME})
        assert kinds(machine) == {"project/mine": StateKind.PENDING, f"plugin/{NAME}": ON}


class TestItsFiles:
    @pytest.mark.parametrize(
        ("manifest", "files", "expected"),
        [
            pytest.param({}, {".mcp.json": {"srv": server("flat")}}, {"srv": "flat"}, id="a flat file"),
            pytest.param({"mcpServers": {"srv": server("inline")}}, {}, {"srv": "inline"}, id="in the manifest"),
            pytest.param(
                {"mcpServers": "./mcp/more.json"},
                {"mcp/more.json": {"mcpServers": {"srv": server("more")}}},
                {"srv": "more"},
                id="a file that the manifest names",
            ),
            pytest.param(
                {"mcpServers": ["./one.json", "./two.json"]},
                {"one.json": {"a": server("one")}, "two.json": {"b": server("two")}},
                {"a": "one", "b": "two"},
                id="several files",
            ),
            pytest.param(
                {"mcpServers": {"srv": server("manifest"), "only": server("manifest")}},
                {".mcp.json": {"mcpServers": {"srv": server("file"), "other": server("file")}}},
                {"srv": "manifest", "only": "manifest", "other": "file"},
                id="the manifest wins name by name",
            ),
            pytest.param(
                {"mcpServers": "../../out.json"}, {"../../out.json": {"srv": server("out")}}, {}, id="never outside"
            ),
        ],
    )
    def test_which_servers_they_bring(
        self, manifest: dict[str, object], files: dict[str, object], expected: dict[str, str], machine: Machine,
        place: Path, lay: Lay,
    ) -> None:  # fmt: skip
        lay({**DIRECTORY, SETTINGS: enabled(), "mk/plg/.claude-plugin/plugin.json": {"name": "plg", **manifest}})
        (place / "mk" / "plg" / ".mcp.json").unlink()
        lay({f"mk/plg/{name}": content for name, content in files.items()})
        args = {entry.path[-1]: entry.definition.args[0] for entry in found(machine).values()}
        assert args == expected
        assert {entry.state.kind for entry in found(machine).values()} <= {ON}
