"""What surprises about files of clients: moved, left, ignored, empty, belonging to others, named otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, Inventory, StateKind, Switch
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

ON, OFF, UNKNOWN, SHADOWED, PENDING = (
    StateKind.ON,
    StateKind.OFF,
    StateKind.UNKNOWN,
    StateKind.SHADOWED,
    StateKind.PENDING,
)
X: Mapping[str, object] = {"command": "npx"}


def servers(**entries: Mapping[str, object]) -> dict[str, object]:
    return {"mcpServers": entries}


def seen(machine: Machine, client: str) -> Inventory:
    return look(machine, DiskFiles(), clients=BUILT_IN.only(client)).inventory


def only(machine: Machine, client: str) -> Entry:
    (entry,) = seen(machine, client).entries
    return entry


def refusal(machine: Machine, entry: Entry, act: Act) -> str:
    workspace = Workspace(machine)
    plan = workspace.plan([Change(entry, act)], workspace.look())
    assert not plan
    return plan.refusals[0].message if plan.refusals else ""


class TestSurprise1ASwitchThatIsIgnored:
    @pytest.mark.parametrize(
        ("client", "file"),
        [
            ("junie", "home/.junie/mcp/mcp.json"),
            ("lm-studio", "home/.lmstudio/mcp.json"),
            ("warp", "home/.warp/.mcp.json"),
            ("trae", "home/.config/Trae/User/mcp.json"),
            ("rovo-dev", "home/.rovodev/mcp.json"),
        ],
    )
    @pytest.mark.parametrize("switch", [{"disabled": True}, {"enabled": False}])
    def test_leaves_the_server_on_and_that_is_said(
        self, client: str, file: str, switch: dict[str, bool], machine: Machine, lay: Lay
    ) -> None:
        lay({file: servers(x={**X, **switch})})
        entry = only(machine, client)
        assert (entry.on, entry.switch) == (True, Switch.PARK)
        assert entry.state.reason == f"{next(iter(switch))!r} in the entry is ignored by this client"

    @pytest.mark.parametrize(
        ("client", "file", "ignored", "heeded"),
        [
            ("kiro", "home/.kiro/settings/mcp.json", {"enabled": False}, {"disabled": True}),
            ("kimi-code", "home/.kimi-code/mcp.json", {"disabled": True}, {"enabled": False}),
            ("5ire", "home/.config/5ire/mcp.json", {"disabled": True}, {"isActive": False}),
        ],
    )
    def test_is_told_from_the_one_that_counts(
        self, client: str, file: str, ignored: dict[str, bool], heeded: dict[str, bool], machine: Machine, lay: Lay
    ) -> None:
        lay({file: servers(x={**X, **ignored}, y={**X, **heeded})})
        assert {each.name: each.state.kind for each in seen(machine, client).entries} == {"x": ON, "y": OFF}


MOVED = [
    ("antigravity", "home/.gemini/antigravity/mcp_config.json", "home/.gemini/config/mcp_config.json"),
    ("antigravity", "home/.gemini/antigravity-cli/mcp_config.json", "home/.gemini/config/mcp_config.json"),
    ("lm-studio", "home/.cache/lm-studio/mcp.json", "home/.lmstudio/mcp.json"),
    ("kimi-code", "home/.kimi/mcp.json", "home/.kimi-code/mcp.json"),
]


@pytest.mark.parametrize(("client", "old", "new"), MOVED)
class TestSurprise7AFileThatMoved:
    def test_is_dead_where_the_new_one_is(self, client: str, old: str, new: str, machine: Machine, lay: Lay) -> None:
        lay({old: servers(x=X), new: servers(y=X)})
        told = {each.name: each for each in seen(machine, client).entries}
        assert {name: each.state.kind for name, each in told.items()} == {"x": OFF, "y": ON}
        assert told["x"].state.reason == f"the servers moved to ~/{new.removeprefix('home/')}"

    def test_cannot_be_switched_there(self, client: str, old: str, new: str, machine: Machine, lay: Lay) -> None:
        lay({old: servers(x=X), new: servers(y=X)})
        entry = next(each for each in seen(machine, client).entries if each.name == "x")
        assert "cannot be switched on: the servers moved" in refusal(machine, entry, Act.ENABLE)
        assert refusal(machine, entry, Act.DISABLE) == ""

    def test_does_not_shadow(self, client: str, old: str, new: str, machine: Machine, lay: Lay) -> None:
        lay({old: servers(x=X), new: servers(x=X)})
        assert sorted(each.state.kind for each in seen(machine, client).entries) == [OFF, ON]

    def test_may_be_read_by_an_older_client_until_then(
        self, client: str, old: str, new: str, machine: Machine, lay: Lay
    ) -> None:
        lay({old: servers(x=X)})
        assert only(machine, client).state.kind is UNKNOWN
        assert "an older" in only(machine, client).state.reason


def test_an_old_file_that_may_be_read_can_be_switched(machine: Machine, place: Path, lay: Lay) -> None:
    old = "home/.gemini/antigravity/mcp_config.json"
    lay({old: servers(x=X)})
    before, workspace = (place / old).read_bytes(), Workspace(machine)
    for act, kind in ((Act.DISABLE, OFF), (Act.ENABLE, UNKNOWN)):
        workspace.apply(workspace.plan([Change(only(machine, "antigravity"), act)], workspace.look()))
        assert only(machine, "antigravity").state.kind is kind
    assert (place / old).read_bytes() == before


@pytest.mark.parametrize(
    ("client", "file", "reason"),
    [
        ("roo-code", "p/.roo/mcp.json", "(Roo Code was given up in May 2026)"),
        ("amazon-q", "home/.aws/amazonq/mcp.json", "no longer maintained; Kiro CLI came after it)"),
    ],
)
def test_surprise_8_a_client_that_is_gone_is_labelled(
    client: str, file: str, reason: str, machine: Machine, lay: Lay
) -> None:
    lay({file: servers(x=X)})
    assert only(machine, client).state.reason.endswith(reason)


class TestSurprise9AFileOfAnotherClient:
    @pytest.mark.parametrize(
        ("client", "file", "trace"),
        [
            ("cursor", "p/.mcp.json", "home/.cursor/x"),
            ("vscode", "p/.mcp.json", "home/.vscode/x"),
            ("vscode-insiders", "p/.vscode/mcp.json", "home/.config/Code - Insiders/User/x"),
            ("vscodium", "p/.vscode/mcp.json", "home/.vscode-oss/x"),
            ("windsurf", "p/.mcp.json", "home/.codeium/x"),
        ],
    )
    def test_counts_only_where_this_one_is_installed(
        self, client: str, file: str, trace: str, machine: Machine, lay: Lay
    ) -> None:
        lay({file: {"mcpServers": {"x": X}, "servers": {"x": X}}})
        assert seen(machine, client).entries == ()
        lay({trace: ""})
        assert only(machine, client).name == "x"

    def test_has_another_key_for_visual_studio(self, machine: Machine, lay: Lay) -> None:
        machine = machine._replace(system=System.WINDOWS)
        lay({"p/.mcp.json": servers(x=X), "home/AppData/Local/Microsoft/VisualStudio/x": ""})
        assert seen(machine, "visual-studio").entries == ()
        lay({"p/.mcp.json": {"servers": {"y": X}}})
        assert (only(machine, "visual-studio").name, only(machine, "visual-studio").on) == ("y", True)
        assert seen(machine._replace(system=System.LINUX), "visual-studio").entries == ()


@pytest.mark.parametrize("file", ["home/.gemini/config/mcp_config.json", "home/.kiro/settings/mcp.json"])
@pytest.mark.parametrize("content", ["", "\n", "{}"])
def test_surprise_30_an_empty_file_is_no_problem(content: str, file: str, machine: Machine, lay: Lay) -> None:
    lay({file: content})
    client = "antigravity" if "gemini" in file else "kiro"
    assert seen(machine, client) == Inventory((), ())


class TestSurprise32WhatComesWithPowers:
    FILE = "home/.kiro/settings/mcp.json"

    def test_is_listed_and_never_edited(self, machine: Machine, lay: Lay) -> None:
        powers = {"mcpServers": {"power-a-x": X, "power-a-y": {**X, "disabled": True}}}
        lay({self.FILE: {"mcpServers": {"mine": X}, "powers": powers}})
        told = {each.name: each for each in seen(machine, "kiro").entries}
        assert {name: each.state.kind for name, each in told.items()} == {
            "mine": ON,
            "power-a-x": ON,
            "power-a-y": OFF,
        }
        assert (told["power-a-x"].source.scope.value, told["power-a-x"].switch) == ("extension", Switch.NONE)
        for act in (Act.DISABLE, Act.REMOVE):
            assert refusal(machine, told["power-a-x"], act)
        assert "cannot be switched on" in refusal(machine, told["power-a-y"], Act.ENABLE)

    def test_is_told_from_its_own_copy(self, machine: Machine, lay: Lay) -> None:
        lay({"home/.kiro/powers/installed/figma/mcp.json": servers(x=X)})
        entry = only(machine, "kiro")
        assert (entry.state.kind, entry.source.note, entry.source.writable) == (UNKNOWN, "power figma", False)


class TestSurprise34ANameThatIsShownInsteadOfTheKey:
    FILE = "home/.config/5ire/mcp.json"

    def test_is_the_name_of_the_entry(self, machine: Machine, lay: Lay) -> None:
        lay({self.FILE: servers(k1={**X, "name": "Notes"}, k2=X)})
        assert {each.name: each.path[-1] for each in seen(machine, "5ire").entries} == {"Notes": "k1", "k2": "k2"}

    @pytest.mark.parametrize("names", [("Notes", "Notes"), ("k2", "b"), ("", 3), ("k1", "k1")])
    def test_gives_way_where_it_is_not_the_only_one(
        self, names: tuple[object, object], machine: Machine, lay: Lay
    ) -> None:
        lay({self.FILE: servers(k1={**X, "name": names[0]}, k2={**X, "name": names[1]})})
        entries = seen(machine, "5ire").entries
        assert len({each.id for each in entries}) == len({each.name for each in entries}) == 2


class TestWhatWins:
    def test_is_the_entry_of_the_project(self, machine: Machine, lay: Lay) -> None:
        lay({"home/.kiro/settings/mcp.json": servers(x=X), "p/.kiro/settings/mcp.json": servers(x=X)})
        user, project = sorted(seen(machine, "kiro").entries, key=lambda each: each.source.scope)[::-1]
        assert (user.state.kind, project.state.kind) == (SHADOWED, ON)
        assert user.state.reason.startswith("the project entry in ")

    def test_is_said_with_doubt_where_it_is_not_documented(self, machine: Machine, lay: Lay) -> None:
        lay({"home/.factory/mcp.json": servers(x=X), "p/.factory/mcp.json": servers(x=X)})
        told = {each.source.scope.value: each.state for each in seen(machine, "factory-droid").entries}
        assert told["user"].kind is ON
        assert told["project"].reason == "as far as is known, the user entry in ~/.factory/mcp.json wins"

    def test_is_not_said_of_what_may_not_even_run(self, machine: Machine, lay: Lay) -> None:
        lay({"home/.kiro/agents/a.json": servers(x=X), "p/.kiro/settings/mcp.json": servers(x=X)})
        told = {each.source.scope.value: each.state for each in seen(machine, "kiro").entries}
        assert (told["user"].kind, told["user"].reason) == (UNKNOWN, "on only in a session of this agent")

    @pytest.mark.parametrize(("client", "folder"), [("cursor", ".cursor"), ("vscode", ".vscode")])
    def test_is_nothing_where_both_run(self, client: str, folder: str, machine: Machine, lay: Lay) -> None:
        user = "home/.cursor/mcp.json" if client == "cursor" else "home/.config/Code/User/mcp.json"
        lay({path: {"mcpServers": {"x": X}, "servers": {"x": X}} for path in (user, f"p/{folder}/mcp.json")})
        assert [each.state.kind for each in seen(machine, client).entries] == [ON, ON]


def test_a_project_of_warp_waits_for_an_approval(machine: Machine, lay: Lay) -> None:
    lay({"p/.warp/.mcp.json": servers(x=X)})
    entry = only(machine, "warp")
    assert entry.state.kind is PENDING
    assert refusal(machine, entry, Act.ENABLE).endswith("Warp asks in each session before it starts it")


class TestAPathThatASettingMoves:
    def test_is_followed_for_roo_code(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/.config/Code/User/settings.json": {"roo-cline.customStoragePath": "{at}/home/roo"}})
        lay({"home/roo/settings/mcp_settings.json": servers(x=X)})
        assert only(machine, "roo-code").source.file == place / "home/roo/settings/mcp_settings.json"

    @pytest.mark.parametrize("told", ["roo", "", 7])
    def test_is_not_followed_where_it_is_none(self, told: object, machine: Machine, place: Path, lay: Lay) -> None:
        folder = "home/.config/Code/User"
        lay({f"{folder}/settings.json": {"roo-cline.customStoragePath": told}})
        (user,) = (
            each for each in BUILT_IN["roo-code"].sources(look(machine, DiskFiles()).site) if each.project is None
        )
        assert user.file.is_relative_to(place / folder / "globalStorage")

    @pytest.mark.parametrize("told", ["{at}/home/mine.json", "~/mine.json"])
    def test_is_followed_for_rovo_dev(self, told: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/.rovodev/config.yml": f"mcp:\n  mcpConfigPath: {told}\n", "home/mine.json": servers(x=X)})
        assert only(machine, "rovo-dev").source.file == place / "home" / "mine.json"


def test_elsewhere_only_what_is_there_is_looked_at(machine: Machine, place: Path, lay: Lay) -> None:
    lay({"home/.codex/config.toml": '[projects."{at}/plain"]\ntrust_level = "trusted"\n'})
    lay({"plain/.kiro/settings/mcp.json": servers(x=X), "plain/.kiro/agents/a.json": servers(y=X)})
    found = look(machine, DiskFiles(), everywhere=True)
    assert {each.selector for each in found.entries} == {"kiro/project/x", "kiro/project/y"}
    told = {each.project for each in BUILT_IN["trae"].sources(found.site)}
    assert told == {None, place / "p"}


class TestAFolderOfManyFiles:
    def test_holds_only_what_is_not_hidden(self, machine: Machine, lay: Lay) -> None:
        lay({f"home/.kiro/agents/{name}": servers(x=X) for name in ("a.json", ".b.json", "c.md")})
        assert only(machine, "kiro").source.note == "agent a"

    def test_that_cannot_be_listed_holds_nothing(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/.kiro/settings/mcp.json": servers(x=X)})
        (place / "home" / ".kiro" / "agents").symlink_to("agents")
        assert only(machine, "kiro").on

    @pytest.mark.parametrize("name", ["*", "a*b", "[a]"])
    def test_may_lie_below_a_strange_name(self, name: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay({f"plain/{name}/.kiro/agents/a.json": servers(x=X)})
        assert only(machine._replace(project=place / "plain" / name), "kiro").name == "x"


@pytest.mark.parametrize(
    ("client", "file", "off", "on"),
    [
        ("factory-droid", "home/.factory/mcp.json", {"disabled": True}, {"disabled": False}),
        ("5ire", "home/.config/5ire/mcp.json", {"isActive": False}, {"isActive": True}),
        ("kiro", "home/.kiro/settings/mcp.json", {"disabled": True}, {}),
        ("kimi-code", "home/.kimi-code/mcp.json", {"enabled": False}, {}),
    ],
)
def test_a_switch_that_the_client_always_writes_stays(
    client: str, file: str, off: dict[str, bool], on: dict[str, bool], machine: Machine, place: Path, lay: Lay
) -> None:
    lay({file: servers(x={**X, **off})})
    workspace = Workspace(machine)
    workspace.apply(workspace.plan([Change(only(machine, client), Act.ENABLE)], workspace.look()))
    assert json.loads((place / file).read_text()) == servers(x={**X, **on})
