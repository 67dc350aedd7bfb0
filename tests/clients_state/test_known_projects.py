"""All projects that any client knows of, without a search of the disk; those whose folder is gone are marked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path, PureWindowsPath

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.clients import declared as declared_module
from mcptui.clients import remembered as remembered_module
from mcptui.clients.remembered import folder_of
from mcptui.inventory import Look, look
from mcptui.machine import Machine, System
from mcptui.model import StateKind
from mcptui.project import is_possible
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

OPENED = "User/workspaceStorage/0f3a/workspace.json"
FOLDER = {"folder": "file://{at}/plain"}

REGISTRIES: Mapping[str, Mapping[str, object]] = {
    "claude-code": {"home/.claude.json": {"projects": {"{at}/plain": None}}},
    "codex": {"home/.codex/config.toml": '[projects."{at}/plain"]\ntrust_level = "untrusted"\n'},
    "gemini-cli": {"home/.gemini/projects.json": {"projects": {"{at}/plain": "plain"}}},
    "qwen-code": {"home/.qwen/trustedFolders.json": {"{at}/plain": "DO_NOT_TRUST"}},
    "copilot-cli": {"home/.copilot/config.json": {"trusted_folders": ["{at}/plain"]}},
    "opencode": {"home/.local/share/opencode/storage/project/4b0e.json": {"id": "4b0e", "worktree": "{at}/plain"}},
    "kilo-code": {"home/.local/share/kilo/storage/project/4b0e.json": {"id": "4b0e", "worktree": "{at}/plain"}},
    "crush": {"home/.local/share/crush/projects.json": {"projects": [{"path": "{at}/plain", "data_dir": ".crush"}]}},
    "kimi-code": {"home/.kimi/kimi.json": {"work_dirs": [{"path": "{at}/plain", "kaos": "local"}]}},
    "vscode": {f"home/.config/Code/{OPENED}": FOLDER},
    "vscode-insiders": {f"home/.config/Code - Insiders/{OPENED}": FOLDER},
    "vscodium": {f"home/.config/VSCodium/{OPENED}": FOLDER},
    "cursor": {f"home/.config/Cursor/{OPENED}": FOLDER},
    "windsurf": {f"home/.config/Windsurf/{OPENED}": FOLDER},
    "kiro": {f"home/.config/Kiro/{OPENED}": FOLDER},
    "antigravity": {f"home/.config/Antigravity/{OPENED}": FOLDER},
    "trae": {f"home/.config/Trae CN/{OPENED}": FOLDER},
    "qoder": {f"home/.config/Qoder/{OPENED}": FOLDER},
}


def everywhere(machine: Machine) -> Look:
    return look(machine, DiskFiles(), everywhere=True)


def known(at: Look) -> dict[Path, tuple[str, ...]]:
    return {each.folder: each.clients for each in at.projects}


@pytest.mark.parametrize("client", REGISTRIES)
def test_a_project_is_known_from_what_its_client_remembers(
    client: str, machine: Machine, place: Path, lay: Lay
) -> None:
    lay({**REGISTRIES[client], "plain/.mcp.json": {"mcpServers": {"there": {"command": "x"}}}})
    at = everywhere(machine)
    assert known(at) == {place / "p": (), place / "plain": (client,)}
    assert not any(each.gone for each in at.projects)
    assert "claude-code/project/there" in {each.selector for each in at.entries}
    assert at.inventory.problems == ()


def test_a_project_tells_every_client_that_knows_it(machine: Machine, place: Path, lay: Lay) -> None:
    for files in REGISTRIES.values():
        lay(files)
    assert set(known(everywhere(machine))[place / "plain"]) == set(REGISTRIES)


def test_nothing_of_it_is_read_where_only_this_project_is_asked_for(machine: Machine, lay: Lay) -> None:
    for files in REGISTRIES.values():
        lay(files)
    at = look(machine, DiskFiles())
    assert at.projects == ()
    read = [str(file) for file, _ in at.documents]
    assert not [each for each in read if "workspaceStorage" in each or "/storage/project/" in each]


class TestAProjectThatIsGone:
    @pytest.fixture
    def files(self, lay: Lay) -> None:
        servers = {"mcpServers": {"left": {"command": "x"}}}
        projects = {"{at}/lost": servers, "{at}/plain": servers}
        lay(
            {
                "home/.claude.json": {"projects": projects},
                "home/.gemini/projects.json": {"projects": {"{at}/lost": "lost"}},
            }
        )

    @pytest.mark.usefixtures("files")
    def test_is_told_apart(self, machine: Machine, place: Path) -> None:
        at = everywhere(machine)
        assert {each.folder for each in at.projects if each.gone} == {place / "lost"}
        assert known(at)[place / "lost"] == ("claude-code", "gemini-cli")
        assert {each.source.project: each.gone for each in at.entries} == {place / "lost": True, place / "plain": False}

    @pytest.mark.usefixtures("files")
    def test_starts_nothing_and_can_only_be_removed(self, machine: Machine, place: Path) -> None:
        workspace = Workspace(machine)
        at = workspace.look(everywhere=True)
        (entry,) = (each for each in at.entries if each.gone)
        assert entry.state.kind is StateKind.OFF
        assert entry.state.reason == f"its project is gone: there is no folder {place / 'lost'}"
        (refusal,) = workspace.plan([Change(entry, Act.ENABLE)], at).refusals
        assert (refusal.message, refusal.hint) == (
            f"claude-code/local/left cannot be switched on: {entry.state.reason}",
            "remove the entry",
        )
        workspace.apply(workspace.plan([Change(entry, Act.REMOVE)], at))
        told = json.loads((place / "home" / ".claude.json").read_text("utf-8"))
        assert {key: list(each["mcpServers"]) for key, each in told["projects"].items()} == {
            str(place / "lost"): [],
            str(place / "plain"): ["left"],
        }

    def test_puts_no_parked_entry_back(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({**REGISTRIES["cursor"], "plain/.cursor/mcp.json": {"mcpServers": {"x": {"command": "x"}}}})
        workspace = Workspace(machine)
        at = workspace.look(everywhere=True)
        workspace.apply(workspace.plan([Change(at.entries[0], Act.DISABLE)], at))
        (place / "plain" / ".cursor" / "mcp.json").unlink()
        (place / "plain" / ".cursor").rmdir()
        (place / "plain").rename(place / "elsewhere")
        at = workspace.look(everywhere=True)
        (entry,) = at.entries
        assert entry.gone
        plan = workspace.plan([Change(entry, Act.ENABLE)], at)
        assert plan.refusals[0].message == "cursor/project/x cannot be put back: the folder of its project is gone"
        assert not plan

    def test_is_not_what_cannot_be_looked_at(
        self, machine: Machine, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def denied(_: Path) -> None:
            raise PermissionError

        from mcptui.project import is_gone

        monkeypatch.setattr(Path, "stat", denied)
        assert not is_gone(place / "p")
        assert machine.project == place / "p"


class TestAnAddressOfAnEditor:
    @pytest.mark.parametrize(
        ("address", "folder"),
        [
            ("file:///home/me/src", "/home/me/src"),
            ("file:///home/me/a%20b%23c%25", "/home/me/a b#c%"),
            ("file:///home/me/%C3%BC", "/home/me/ü"),
            ("file://localhost/srv", "/srv"),
            ("file:///", "/"),
        ],
    )
    def test_means_a_folder_here(self, address: str, folder: str) -> None:
        assert folder_of(address, System.LINUX) == Path(folder)

    @pytest.mark.parametrize(
        ("address", "folder"),
        [
            ("file:///c%3A/Users/me/a%20b", r"c:\Users\me\a b"),
            ("file:///D:/src", r"D:\src"),
        ],
    )
    def test_means_a_folder_on_windows(self, address: str, folder: str) -> None:
        assert folder_of(address, System.WINDOWS) == Path(folder)

    @pytest.mark.parametrize("address", ["file://server/share/src", "file:////server/share", "file://localhost//s/x"])
    def test_of_a_share_means_another_machine_on_windows_too(self, address: str) -> None:
        assert folder_of(address, System.WINDOWS) == address

    @pytest.mark.parametrize("folder", [r"\\server\share\src", "//server/share", r"\\?\UNC\server\share\src"])
    def test_on_a_share_is_not_looked_at(self, folder: str) -> None:
        assert not is_possible(PureWindowsPath(folder))
        assert is_possible(PureWindowsPath(r"c:\src"))

    @pytest.mark.parametrize(
        "address",
        [
            "vscode-remote://ssh-remote%2Bbox/home/me/src",
            "vscode-remote://wsl%2Bubuntu/home/me",
            "vscode-vfs://github/o/r",
            "file://server/share",
            "/home/me",
            "",
        ],
    )
    def test_of_another_machine_is_told_and_not_looked_at(
        self, address: str, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({f"home/.config/Code/{OPENED}": {"folder": address}})
        at = everywhere(machine)
        assert known(at) == {place / "p": ()}
        assert list(BUILT_IN["vscode"].elsewhere(at.site)) == [address]

    def test_may_be_that_of_several_folders(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay(
            {
                f"home/.config/Code/{OPENED}": {"workspace": "file://{at}/home/all.code-workspace"},
                "home/all.code-workspace": '{"folders": [{"path": "../plain"}, {"uri": "file://{at}/p/a"}, 7,] // x\n}',
            }
        )
        assert set(known(everywhere(machine))) == {place / "p", place / "plain", place / "p" / "a"}

    @pytest.mark.parametrize(
        "hostile",
        [
            {"folder": "file:///%00"},
            {"folder": "file:///" + "x" * 9_000},
            {"folder": "file://../.."},
            {"folder": ["file:///"]},
            {"workspace": "file:///%00"},
            {"workspace": "file:///dev/zero"},
            [],
            "{",
        ],
    )
    def test_that_is_hostile_harms_nobody(self, hostile: object, machine: Machine, lay: Lay) -> None:
        lay({f"home/.config/Code/{OPENED}": hostile, **REGISTRIES["cursor"]})
        assert any("cursor" in each.clients for each in everywhere(machine).projects)


def test_too_many_folders_of_an_editor_are_told(machine: Machine, lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (remembered_module, declared_module):
        monkeypatch.setattr(module, "MOST_OPENED", 2)
    storage = "home/.config/Code/User/workspaceStorage"
    lay({f"{storage}/{name}/workspace.json": {"folder": f"file://{{at}}/plain/{name}"} for name in "abc"})
    at = everywhere(machine)
    assert len(at.projects) == 3
    assert [each.message for each in at.inventory.problems] == [
        "more than 2 folders were opened; the others are not looked at"
    ]


def test_no_client_has_a_project_where_none_was_ever_started(machine: Machine, place: Path) -> None:
    at = everywhere(machine)
    assert known(at) == {place / "p": ()}
    assert not [address for client in BUILT_IN.values() for address in client.elsewhere(at.site)]
