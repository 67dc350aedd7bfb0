"""What Claude Desktop would do with an entry, and where its file is on each operating system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients.claude_desktop import ClaudeDesktop
from mcptui.clients.known import Clients
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, Inventory, StateKind, Switch
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, BROKEN, UNKNOWN = StateKind.ON, StateKind.OFF, StateKind.BROKEN, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

FILE = "home/.config/Claude/claude_desktop_config.json"
PACKAGE = "home/AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json"


def seen(machine: Machine) -> Inventory:
    return look(machine, DiskFiles(), clients=Clients([ClaudeDesktop()])).inventory


def only(machine: Machine) -> Entry:
    (entry,) = seen(machine).entries
    return entry


def servers(*names: str) -> dict[str, object]:
    return {"mcpServers": {name: {"command": "npx", "args": [name]} for name in names}}


@pytest.mark.parametrize(
    ("system", "env", "file"),
    [
        (System.LINUX, {}, FILE),
        (System.LINUX, {"XDG_CONFIG_HOME": "{at}/home/cfg"}, "home/cfg/Claude/claude_desktop_config.json"),
        (System.MACOS, {}, "home/Library/Application Support/Claude/claude_desktop_config.json"),
        (System.WINDOWS, {}, "home/AppData/Roaming/Claude/claude_desktop_config.json"),
        (System.WINDOWS, {"APPDATA": "{at}/home/roam"}, "home/roam/Claude/claude_desktop_config.json"),
        (System.WINDOWS, {}, PACKAGE),
    ],
)
def test_where_its_file_is(
    system: System, env: dict[str, str], file: str, machine: Machine, place: Path, lay: Lay
) -> None:
    lay({file: servers("x")})
    told = {name: value.replace("{at}", str(place)) for name, value in env.items()}
    entry = only(machine._replace(system=system, env=told))
    assert (entry.source.file, entry.state.kind, entry.switch) == (place / file, ON, Switch.PARK)


@pytest.mark.parametrize("package", [servers("new"), "{ broken"], ids=["whole", "broken"])
def test_the_file_of_a_store_install_is_the_live_one(package: object, machine: Machine, lay: Lay) -> None:
    lay({"home/AppData/Roaming/Claude/claude_desktop_config.json": servers("old"), PACKAGE: package})
    (old,) = (each for each in seen(machine._replace(system=System.WINDOWS)).entries if each.name == "old")
    assert (old.state.kind, old.state.reason) == (OFF, "the app of the Store reads the file in its package")


def test_only_windows_has_packages(machine: Machine, lay: Lay) -> None:
    lay({PACKAGE.replace("AppData/Local", ".cache"): servers("new"), FILE: servers("x")})
    assert only(machine).name == "x"


@pytest.mark.parametrize(
    "file", ["home/.config/claude/claude_desktop_config.json", "home/.config/claude-desktop/config.json"]
)
def test_a_file_that_only_guides_name_is_unknown(file: str, machine: Machine, lay: Lay) -> None:
    lay({file: servers("x")})
    assert only(machine).state.kind is UNKNOWN


def test_entries_of_one_name_in_all_its_files_are_told_apart(machine: Machine, lay: Lay) -> None:
    lay({FILE: servers("x"), "home/.config/claude-desktop/config.json": servers("x")})
    lay({"home/.config/claude/claude_desktop_config.json": servers("x")})
    assert len({entry.id for entry in seen(machine).entries}) == 3


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ({"command": "npx", "env": {"A": "1"}}, ON),
        ({"command": "npx", "type": "stdio"}, ON),
        ({"url": "https://example.com"}, BROKEN),
        ({"type": "http", "url": "https://example.com"}, BROKEN),
        ({"args": []}, BROKEN),
        ("npx", BROKEN),
    ],
)
def test_only_commands_are_started(entry: object, kind: StateKind, machine: Machine, lay: Lay) -> None:
    lay({FILE: {"mcpServers": {"x": entry}}})
    assert only(machine).state.kind is kind


def test_an_address_is_said_to_belong_elsewhere(machine: Machine, lay: Lay) -> None:
    lay({FILE: {"mcpServers": {"x": {"url": "https://example.com"}}}})
    assert only(machine).state.reason == "Claude Desktop starts only commands from this file"


def test_a_switch_in_the_entry_is_ignored_and_that_is_said(machine: Machine, lay: Lay) -> None:
    lay({FILE: {"mcpServers": {"x": {"command": "npx", "disabled": True}}}})
    assert (only(machine).on, only(machine).state.reason) == (True, "'disabled' in the entry is ignored by this client")


def test_a_comment_makes_its_file_a_problem(machine: Machine, place: Path, lay: Lay) -> None:
    lay({FILE: '{\n  // mine\n  "mcpServers": {}\n}'})
    (problem,) = seen(machine).problems
    assert (problem.path, problem.line) == (place / FILE, 2)


class TestSurprise32Extensions:
    FOLDER = "home/.config/Claude"
    MANIFEST = f"{FOLDER}/Claude Extensions/ant.dir.notes/manifest.json"
    SETTINGS = f"{FOLDER}/Claude Extensions Settings/ant.dir.notes.json"
    RUNS: Mapping[str, object] = {
        "command": "node",
        "args": ["${__dirname}/index.js"],
        "env": {"KEY": "${user_config.k}"},
    }

    def manifest(self, **members: object) -> dict[str, object]:
        return {"name": "notes", "server": {"type": "node", "mcp_config": self.RUNS}, **members}

    @pytest.mark.parametrize(("enabled", "kind"), [(True, ON), (False, OFF), (None, UNKNOWN), ("no", UNKNOWN)])
    def test_are_on_when_the_app_says_so(self, enabled: object, kind: StateKind, machine: Machine, lay: Lay) -> None:
        lay({self.MANIFEST: self.manifest(), self.SETTINGS: {"isEnabled": enabled, "userConfig": {}}})
        entry = only(machine)
        assert (entry.selector, entry.state.kind) == ("claude-desktop/extension/notes", kind)
        assert (entry.definition.command, entry.path) == ("node", ("server", "mcp_config"))

    def test_are_unknown_where_the_app_says_nothing(self, machine: Machine, lay: Lay) -> None:
        lay({self.MANIFEST: self.manifest()})
        assert only(machine).state.kind is UNKNOWN

    def test_are_never_edited(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({self.MANIFEST: self.manifest(), self.SETTINGS: {"isEnabled": True}})
        workspace = Workspace(machine)
        assert (only(machine).switch, only(machine).source.writable) == (Switch.NONE, False)
        for act in (Act.DISABLE, Act.REMOVE):
            assert workspace.plan([Change(only(machine), act)], workspace.look()).refusals

    def test_go_by_their_folder_where_they_have_no_name(self, machine: Machine, lay: Lay) -> None:
        lay({self.MANIFEST: self.manifest(name=7)})
        assert only(machine).name == "ant.dir.notes"

    def test_are_found_in_the_package_of_a_store_install(self, machine: Machine, lay: Lay) -> None:
        folder = PACKAGE.rpartition("/")[0]
        lay({PACKAGE: {}, f"{folder}/Claude Extensions/x/manifest.json": self.manifest()})
        assert only(machine._replace(system=System.WINDOWS)).name == "notes"

    @pytest.mark.parametrize("server", [None, {}, {"mcp_config": None}, {"mcp_config": []}, 3])
    def test_without_a_server_are_none(self, server: object, machine: Machine, lay: Lay) -> None:
        lay({self.MANIFEST: self.manifest(server=server)})
        assert seen(machine).entries == ()
