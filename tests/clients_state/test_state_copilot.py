"""What Copilot CLI would do with an entry: each case was tried with the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients.copilot_cli import CopilotCli
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind, Switch, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, PENDING, SHADOWED, BROKEN = (
    StateKind.ON,
    StateKind.OFF,
    StateKind.PENDING,
    StateKind.SHADOWED,
    StateKind.BROKEN,
)

Lay = Callable[[Mapping[str, object]], None]

USER, SETTINGS = "home/.copilot/mcp-config.json", "home/.copilot/settings.json"
SHARED, GITHUB = "p/.mcp.json", "p/.github/mcp.json"
TRUSTED = {"home/.copilot/config.json": '// managed\n{"trusted_folders": ["{at}/p"],}'}
REPOSITORY, LOCAL = "p/.github/copilot/settings.json", "p/.github/copilot/settings.local.json"


def servers(*names: str) -> dict[str, object]:
    return {"mcpServers": {name: {"command": "npx", "args": [name]} for name in names}}


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([CopilotCli()]))


def kinds(machine: Machine) -> dict[str, StateKind]:
    def name(entry: Entry) -> str:
        folder = "" if entry.source.project is None else entry.source.project.name
        return f"{entry.source.note or folder}/{entry.name}"

    return {name(entry): entry.state.kind for entry in looked(machine).entries}


def only(machine: Machine) -> Entry:
    (entry,) = looked(machine).entries
    return entry


class TestPlaces:
    def test_its_folder_can_be_moved(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/c/mcp-config.json": servers("m"), USER: servers("u")})
        assert kinds(machine._replace(env={"COPILOT_HOME": str(place / "home" / "c")})) == {"/m": ON}

    def test_a_project_is_read_only_where_it_is_trusted(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("u"), SHARED: servers("m")})
        assert kinds(machine) == {"/u": ON, "p/m": PENDING}
        lay(TRUSTED)
        assert kinds(machine) == {"/u": ON, "p/m": ON}

    @pytest.mark.parametrize("folder", ["{at}", "{at}/p/"])
    def test_trust_reaches_what_is_below(self, folder: str, machine: Machine, lay: Lay) -> None:
        lay({"home/.copilot/config.json": f'{{"trustedFolders": ["{folder}"]}}', SHARED: servers("m")})
        assert kinds(machine) == {"p/m": ON}

    def test_every_folder_up_to_the_root_is_read_and_the_nearest_wins(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({**TRUSTED, USER: servers("b"), SHARED: servers("m", "b"), "p/a/.mcp.json": servers("a", "b")})
        there = machine._replace(project=place / "p" / "a" / "b")
        assert kinds(there) == {"/b": SHADOWED, "p/m": ON, "p/b": SHADOWED, "a/a": ON, "a/b": ON}

    def test_only_the_trusted_ones_of_them(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay(
            {
                "home/.copilot/config.json": '{"trusted_folders": ["{at}/p/a"]}',
                USER: servers("m"),
                SHARED: servers("m"),
                "p/a/.mcp.json": servers("a"),
            }
        )
        there = machine._replace(project=place / "p" / "a")
        assert kinds(there) == {"/m": ON, "p/m": PENDING, "a/a": ON}

    def test_a_linked_work_tree_is_trusted_with_its_main_one(self, machine: Machine, place: Path, lay: Lay) -> None:
        kept = place / "p" / ".git" / "worktrees" / "wt"
        lay({"wt/.git": f"gitdir: {kept}\n", "p/.git/worktrees/wt/commondir": "../..\n"})
        lay({"p/.git/worktrees/wt/gitdir": f"{place / 'wt' / '.git'}\n"})
        lay({**TRUSTED, "wt/.mcp.json": servers("t")})
        assert kinds(machine._replace(project=place / "wt")) == {"wt/t": ON}

    @pytest.mark.parametrize("text", ['{"mcpServers": {}}', "{", '{"m": {"command": "x"}}'])
    def test_the_github_folder_is_read_only_without_the_shared_file(
        self, text: str, machine: Machine, lay: Lay
    ) -> None:
        lay({**TRUSTED, GITHUB: servers("g")})
        assert kinds(machine) == {".github/g": ON}
        lay({SHARED: text})
        assert kinds(machine)[".github/g"] is SHADOWED

    def test_names_may_stand_outermost_in_the_shared_file(self, machine: Machine, lay: Lay) -> None:
        lay({**TRUSTED, SHARED: '{"m": {"command": "x"}}'})
        assert kinds(machine) == {"p/m": ON}

    def test_the_shared_file_counts_only_where_the_client_was_seen(self, machine: Machine, lay: Lay) -> None:
        """Surprise 9: the file belongs to others too."""
        lay({SHARED: servers("m")})
        assert kinds(machine) == {}

    def test_projects_are_known_from_the_trusted_folders(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/.copilot/config.json": '{"trusted_folders": ["{at}/plain"]}', "plain/.mcp.json": servers("q")})
        found = look(machine, DiskFiles(), everywhere=True, clients=Clients([CopilotCli()]))
        assert [(each.source.project, each.state.kind) for each in found.entries] == [(place / "plain", ON)]


class TestSwitch:
    def test_a_list_in_another_file_with_names_as_they_are_spelled(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("sp ace", "u", "U"), SETTINGS: '// mine\n{"disabledMcpServers": ["u", "sp ace",],}'})
        assert kinds(machine) == {"/sp ace": OFF, "/u": OFF, "/U": ON}

    def test_a_disabled_in_the_entry_is_ignored_and_that_is_said(self, machine: Machine, lay: Lay) -> None:
        """Surprise 1."""
        lay({USER: {"mcpServers": {"x": {"command": "y", "disabled": True}}}})
        assert (only(machine).on, only(machine).switch) == (True, Switch.LIST)
        assert only(machine).state.reason == "'disabled' in the entry is ignored by this client"

    @pytest.mark.parametrize("file", [REPOSITORY, LOCAL])
    def test_a_trusted_repository_can_switch_off_too(self, file: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: servers("u"), file: {"disabledMcpServers": ["u"]}})
        assert kinds(machine) == {"/u": ON}
        lay(TRUSTED)
        for folder in ("p", "p/a"):
            there = machine._replace(project=place / folder)
            assert kinds(there) == {"/u": OFF}
            state = only(there).state
            assert state.place is not None
            assert state.place.file == place / file

    def test_for_this_project_alone_nothing_that_is_shared_changes(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({**TRUSTED, USER: servers("u")})
        workspace = Workspace(machine)
        at = workspace.look()
        plan = workspace.plan([Change(at.entries[0], Act.DISABLE, only_here=True)], at)
        assert [each.path for each in plan.files] == [place / LOCAL]
        assert plan.planned[0].notes == ()

    def test_a_settings_file_that_is_broken_switches_nothing_off_and_is_not_written(
        self, machine: Machine, lay: Lay
    ) -> None:
        lay({USER: servers("u"), SETTINGS: "{"})
        workspace = Workspace(machine)
        at = workspace.look()
        assert kinds(machine) == {"/u": ON}
        assert workspace.plan([Change(at.entries[0], Act.DISABLE)], at).refusals


class TestFiles:
    @pytest.mark.parametrize("text", ["", "{", "{}", '{"mcpServers": []}'])
    def test_a_users_file_without_its_table_is_fatal(self, text: str, machine: Machine, lay: Lay) -> None:
        """As surprise 10, for another client."""
        lay({**TRUSTED, SHARED: servers("m"), USER: text})
        assert kinds(machine) == {"p/m": BROKEN}

    def test_comments_and_last_commas_are_read_in_the_users_file_alone(self, machine: Machine, lay: Lay) -> None:
        """Surprise 25."""
        text = '\ufeff// mine\n{"mcpServers": {"x": {"command": "y",},},}'
        lay({**TRUSTED, USER: text, SHARED: text})
        assert kinds(machine) == {"/x": ON}
        assert len(looked(machine).inventory.problems) == 1

    def test_a_mark_at_its_start_loses_a_projects_file(self, machine: Machine, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("m"), SHARED: '\ufeff{"mcpServers": {"m": {"command": "y"}}}'})
        assert kinds(machine) == {"/m": ON, "p/m": BROKEN}


@pytest.mark.parametrize(
    ("entry", "kind", "transport"),
    [
        ({"type": "local", "command": "x", "args": []}, ON, Transport.STDIO),
        ({"command": "x"}, ON, Transport.STDIO),
        ({"command": "x", "url": "https://example.com"}, ON, Transport.STDIO),
        ({"url": "https://example.com"}, ON, Transport.HTTP),
        ({"type": "streamable-http", "url": "https://example.com"}, ON, Transport.HTTP),
        ({"type": "sse", "url": "https://example.com"}, ON, Transport.SSE),
        ({"type": "ws", "url": "wss://example.com"}, BROKEN, Transport.UNKNOWN),
        ({"type": "http"}, BROKEN, Transport.HTTP),
        ({"command": "x", "args": "y"}, BROKEN, Transport.STDIO),
        ({"command": "x", "tools": "y"}, BROKEN, Transport.STDIO),
        ({"httpUrl": "https://example.com"}, BROKEN, Transport.UNKNOWN),
        (None, BROKEN, Transport.UNKNOWN),
    ],
)
def test_the_shape_of_an_entry(
    entry: object, kind: StateKind, transport: Transport, machine: Machine, lay: Lay
) -> None:
    """Surprises 16 and 17; one entry that is wrong does not hurt the others."""
    lay({USER: {"mcpServers": {"x": entry, "y": {"command": "z"}}}})
    found = {each.name: each for each in looked(machine).entries}
    assert (found["x"].state.kind, found["x"].definition.transport, found["y"].on) == (kind, transport, True)


@pytest.mark.parametrize(
    ("told", "allowed"), [(["*"], None), (["a", "b"], ("a", "b")), (None, None), (["a", "*"], None)]
)
def test_a_star_among_the_tools_means_all(
    told: list[str] | None, allowed: tuple[str, ...] | None, machine: Machine, lay: Lay
) -> None:
    """Surprise 21."""
    lay({USER: {"mcpServers": {"x": {"command": "y", **({} if told is None else {"tools": told})}}}})
    workspace = Workspace(machine)
    at = workspace.look()
    assert workspace.evidence(at.entries[0], at).allow == allowed
