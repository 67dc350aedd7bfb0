"""What Claude Desktop would do with an entry, and where its file is on each operating system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.clients.claude_desktop import ClaudeDesktop
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, Inventory, StateKind, Switch
from mcptui.store.files import DiskFiles

ON, BROKEN, UNKNOWN = StateKind.ON, StateKind.BROKEN, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

FILE = "home/.config/Claude/claude_desktop_config.json"
PACKAGE = "home/AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json"


def seen(machine: Machine) -> Inventory:
    return look(machine, DiskFiles(), clients=(ClaudeDesktop(),)).inventory


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
    assert "old" not in {entry.name for entry in seen(machine._replace(system=System.WINDOWS)).entries}


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
