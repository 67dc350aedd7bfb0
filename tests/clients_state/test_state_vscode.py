"""What VS Code would do with an entry, and which files it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, Inventory, Place, StateKind, Switch, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, BROKEN, UNKNOWN = StateKind.ON, StateKind.OFF, StateKind.BROKEN, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

USER = "home/.config/Code/User/mcp.json"
SETTINGS = "home/.config/Code/User/settings.json"


def seen(machine: Machine, client: str = "vscode") -> Inventory:
    return look(machine, DiskFiles(), clients=BUILT_IN.only(client)).inventory


def only(machine: Machine, client: str = "vscode") -> Entry:
    (entry,) = seen(machine, client).entries
    return entry


def servers(*names: str) -> dict[str, object]:
    return {"servers": {name: {"command": "npx", "args": [name]} for name in names}}


@pytest.mark.parametrize(
    ("system", "env", "file"),
    [
        (System.LINUX, {}, USER),
        (System.LINUX, {"XDG_CONFIG_HOME": "{at}/home/cfg"}, "home/cfg/Code/User/mcp.json"),
        (System.MACOS, {}, "home/Library/Application Support/Code/User/mcp.json"),
        (System.WINDOWS, {}, "home/AppData/Roaming/Code/User/mcp.json"),
        (System.LINUX, {"VSCODE_PORTABLE": "{at}/home/port"}, "home/port/user-data/User/mcp.json"),
    ],
)
def test_where_the_user_file_is(
    system: System, env: dict[str, str], file: str, machine: Machine, place: Path, lay: Lay
) -> None:
    lay({file: servers("x")})
    told = {name: value.replace("{at}", str(place)) for name, value in env.items()}
    entry = only(machine._replace(system=system, env=told))
    assert (entry.source.file, entry.state.kind, entry.switch) == (place / file, ON, Switch.PARK)


def test_a_workspace_has_a_file_too(machine: Machine, place: Path, lay: Lay) -> None:
    lay({USER: servers("x"), "p/.vscode/mcp.json": servers("y")})
    found = {entry.selector: entry.state.kind for entry in seen(machine._replace(project=place / "p" / "a")).entries}
    assert found == {"vscode/user/x": ON, "vscode/project/y": ON}


def test_the_key_of_other_clients_is_not_read(machine: Machine, lay: Lay) -> None:
    lay({USER: {"mcpServers": {"x": {"command": "npx"}}}})
    assert seen(machine).entries == ()


def test_a_profile_counts_only_in_its_windows(machine: Machine, lay: Lay) -> None:
    lay({"home/.config/Code/User/profiles/-4a1b/mcp.json": servers("x"), USER: servers("x")})
    found = seen(machine).entries
    assert [entry.state.kind for entry in found] == [ON, UNKNOWN]
    assert len({entry.id for entry in found}) == 2


def test_comments_and_last_commas_are_read(machine: Machine, lay: Lay) -> None:
    lay({USER: '{\n  // mine\n  "inputs": [],\n  "servers": {"x": {"command": "npx",},}, /* end */\n}\n'})
    assert only(machine).on


@pytest.mark.parametrize("field", [{"disabled": True}, {"enabled": False}])
def test_a_switch_in_the_entry_is_ignored_and_that_is_said(field: dict[str, bool], machine: Machine, lay: Lay) -> None:
    lay({USER: {"servers": {"x": {"command": "npx", **field}}}})
    assert only(machine).on
    assert only(machine).state.reason == f"{next(iter(field))!r} in the entry is ignored by this client"


@pytest.mark.parametrize(
    ("entry", "kind", "transport"),
    [
        ({"type": "stdio", "command": "npx"}, ON, Transport.STDIO),
        ({"type": "http", "url": "https://example.com"}, ON, Transport.HTTP),
        ({"type": "sse", "url": "https://example.com"}, ON, Transport.SSE),
        ({"command": "npx", "env": {"A": None, "B": "1"}}, ON, Transport.STDIO),
        ({"command": "npx", "env": {"A": 1}}, BROKEN, Transport.STDIO),
        ({}, BROKEN, Transport.UNKNOWN),
    ],
)
def test_the_shape_of_an_entry(
    entry: object, kind: StateKind, transport: Transport, machine: Machine, lay: Lay
) -> None:
    lay({USER: {"servers": {"x": entry}}})
    assert (only(machine).state.kind, only(machine).definition.transport) == (kind, transport)


@pytest.mark.parametrize(("client", "folder"), [("vscode-insiders", "Code - Insiders"), ("vscodium", "VSCodium")])
def test_its_relatives_have_folders_of_their_own(client: str, folder: str, machine: Machine, lay: Lay) -> None:
    lay({f"home/.config/{folder}/User/mcp.json": servers("x"), USER: servers("y")})
    assert (only(machine, client).name, only(machine, client).on) == ("x", True)
    assert only(machine).name == "y"


def test_a_server_for_windows_from_afar_says_so(machine: Machine, lay: Lay) -> None:
    lay({"home/.vscode-server/data/User/mcp.json": servers("x")})
    assert only(machine).state.reason == "VS Code would start it, in a window that is opened here from afar"


class TestSurprise13ServersInSettings:
    """Either nested, or under one key with a dot in it."""

    NESTED: Mapping[str, object] = {"mcp": servers("x")}
    DOTTED: Mapping[str, object] = {"mcp.servers": servers("x")["servers"]}

    @pytest.mark.parametrize("settings", [NESTED, DOTTED], ids=["nested", "dotted"])
    def test_may_be_read_by_an_older_one(self, settings: object, machine: Machine, lay: Lay) -> None:
        lay({SETTINGS: settings})
        assert only(machine).state.kind is UNKNOWN
        lay({USER: servers()})
        assert (only(machine).state.kind, only(machine).state.reason) == (
            OFF,
            "the servers of settings.json moved to mcp.json",
        )

    def test_are_told_apart(self, machine: Machine, lay: Lay) -> None:
        lay({SETTINGS: {**self.NESTED, **self.DOTTED}})
        entries = seen(machine).entries
        assert [each.path for each in entries] == [("mcp", "servers", "x"), ("mcp.servers", "x")]
        assert len({each.id for each in entries}) == 2

    @pytest.mark.parametrize("settings", [NESTED, DOTTED], ids=["nested", "dotted"])
    def test_are_parked_and_put_back_byte_for_byte(
        self, settings: Mapping[str, object], machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({SETTINGS: {"editor.fontSize": 12, **settings, "a": 1}})
        before, workspace = (place / SETTINGS).read_bytes(), Workspace(machine)
        for act in (Act.DISABLE, Act.ENABLE):
            workspace.apply(workspace.plan([Change(only_parked(workspace), act)], workspace.look()))
        assert (place / SETTINGS).read_bytes() == before


def only_parked(workspace: Workspace) -> Entry:
    """The only entry there is, parked or not."""
    (entry,) = workspace.look().entries
    return entry


class TestTheSettingAboveAllServers:
    @pytest.mark.parametrize(("access", "kind"), [("none", OFF), ("registry", UNKNOWN), ("all", ON), (3, ON)])
    def test_decides_for_all(self, access: object, kind: StateKind, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("x"), SETTINGS: {"chat.mcp.access": access}})
        assert only(machine).state.kind is kind

    def test_decides_whatever_else_is_true(self, machine: Machine, lay: Lay) -> None:
        lay({"home/.config/Code/User/profiles/-4a1b/mcp.json": servers("x"), SETTINGS: {"chat.mcp.access": "none"}})
        assert only(machine).state.kind is OFF

    def test_says_where_it_stands(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: servers("x"), SETTINGS: '{\n  // off\n  "chat.mcp.access": "none",\n}\n'})
        assert only(machine).state.place == Place(place / SETTINGS, 3)

    def test_is_not_ours_to_change(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("x"), SETTINGS: {"chat.mcp.access": "none"}})
        workspace = Workspace(machine)
        (refused,) = workspace.plan([Change(only(machine), Act.ENABLE)], workspace.look()).refusals
        assert refused.hint == "change chat.mcp.access in the settings of VS Code"


def test_surprise_23_the_database_with_its_own_switch_is_not_touched(machine: Machine, place: Path, lay: Lay) -> None:
    base = "home/.config/Code/User/globalStorage/state.vscdb"
    lay({USER: servers("x"), base: b"SQLite format 3\0"})
    before = (place / base).stat()
    workspace = Workspace(machine)
    workspace.apply(workspace.plan([Change(only(machine), Act.DISABLE)], workspace.look()))
    assert (place / base).stat() == before
    assert seen(machine).entries[0].parked
