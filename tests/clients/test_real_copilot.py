"""The real Copilot CLI agrees with what is shown of it, before and after every change."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from mcptui.changes.change import Act
from mcptui.clients.copilot_cli import CopilotCli
from mcptui.clients.known import Clients
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

pytestmark = pytest.mark.clients

Lay = Callable[[Mapping[str, object]], None]
Program = Sequence[str | Path]
Run = Callable[..., CompletedProcess[str]]
Told = Callable[[Machine], dict[str, str] | None]
Change = Callable[..., None]
Contents = Callable[[Sequence[str]], dict[str, bytes | None]]

USER, SETTINGS, CONFIG = (f"home/.copilot/{name}.json" for name in ("mcp-config", "settings", "config"))
SHARED, GITHUB, INNER = "p/.mcp.json", "p/a/.github/mcp.json", "p/a/b/.mcp.json"
LOCAL = "p/.github/copilot/settings.local.json"
FILES = [USER, SETTINGS, SHARED, GITHUB, INNER, LOCAL]
FOLDERS = ["p", "p/a/b", "wt", "elsewhere"]


@pytest.fixture
def copilot(program: Callable[[str, str], Program], run: Run) -> Run:
    words = program("@github/copilot", "copilot")
    return lambda machine, *args: run(words, machine, *args)


@pytest.fixture
def told(copilot: Run) -> Told:
    """What it says of each server: the file that it comes from, or ``off``; None: it refuses its configuration."""

    def ask(machine: Machine) -> dict[str, str] | None:
        done = copilot(machine, "mcp", "list", "--json")
        if done.returncode:
            return None
        servers = json.loads(done.stdout[done.stdout.index("{") :])["mcpServers"]
        return {
            name: each.get("sourcePath", each["source"]) if each["enabled"] else "off" for name, each in servers.items()
        }

    return ask


@pytest.fixture
def home(lay: Lay, place: Path) -> None:
    """Servers of the user and of a trusted project, in three of its folders."""
    (place / "elsewhere").mkdir()

    def servers(*names: str) -> dict[str, object]:
        return {"mcpServers": {name: {"command": "/bin/false", "args": [name]} for name in names}}

    user = '// what I use\n{\n  "mcpServers": {\n'
    user += "".join(
        f'    "{name}": {{"command": "/bin/false", "args": []}},\n' for name in ("on", "Off", "off", "both")
    )
    user += '    "told": {"command": "/bin/false", "disabled": true},\n    "bad": {"args": []},\n  },\n}\n'
    lay(
        {
            USER: user,
            SETTINGS: {"disabledMcpServers": ["off"], "theme": "x"},
            CONFIG: {"trusted_folders": ["{at}/p"]},
            SHARED: servers("shared", "both"),
            GITHUB: servers("github", "both"),
            INNER: servers("inner"),
            "elsewhere/.mcp.json": servers("stranger"),
            "wt/.mcp.json": servers("tree"),
        }
    )


def shown(machine: Machine) -> dict[str, str] | None:
    """What should be said of each server, by what is shown."""
    words = {}
    for entry in look(machine, DiskFiles(), clients=Clients([CopilotCli()])).entries:
        if entry.state.reason.startswith("Copilot CLI does not start"):
            return None
        if entry.state.kind in (StateKind.ON, StateKind.OFF):
            where = "user" if entry.source.project is None else str(entry.source.file)
            words[entry.name] = where if entry.on else "off"
    return words


@pytest.mark.usefixtures("home")
class TestTheStateOfThings:
    @pytest.mark.parametrize("folder", FOLDERS)
    def test_every_server_is_shown_as_it_is_told(self, folder: str, machine: Machine, place: Path, told: Told) -> None:
        there = machine._replace(project=place / folder)
        assert told(there) == shown(there) != {}

    @pytest.mark.parametrize("text", ["", "{}", '{"mcpServers": []}', "{"])
    def test_what_stops_it(self, text: str, machine: Machine, lay: Lay, told: Told) -> None:
        lay({USER: text})
        assert told(machine) is None
        assert shown(machine) is None

    @pytest.mark.parametrize("text", ["{", '// mine\n{"mcpServers": {}}', '{"shared": {"command": "/bin/false"}}'])
    def test_what_it_makes_of_an_odd_shared_file(self, text: str, machine: Machine, lay: Lay, told: Told) -> None:
        lay({SHARED: text})
        assert told(machine) == shown(machine)


@pytest.mark.usefixtures("home")
class TestAChange:
    @pytest.mark.parametrize("reach", ["everywhere", "here"])
    @pytest.mark.parametrize("folder", ["p", "p/a/b"])
    @pytest.mark.parametrize(("scope", "name"), [("user", "on"), ("user", "told"), ("project", "shared")])
    def test_switched_off_and_on_again(
        self,
        scope: str,
        name: str,
        folder: str,
        reach: str,
        machine: Machine,
        place: Path,
        change: Change,
        contents: Contents,
        told: Told,
    ) -> None:
        there = machine._replace(project=place / folder)
        before, words = contents(FILES), shown(there)
        assert words is not None
        change(there, Act.DISABLE, f"copilot-cli/{scope}/{name}", here=reach == "here")
        assert told(there) == shown(there) == {**words, name: "off"}
        change(there, Act.ENABLE, f"copilot-cli/{scope}/{name}", here=reach == "here")
        left = contents(FILES)
        assert {**left, LOCAL: None} == before
        assert left[LOCAL] in (None, b"{}\n")
        assert told(there) == words

    def test_what_its_own_switch_did_is_seen_and_lifted(
        self, machine: Machine, copilot: Run, change: Change, told: Told
    ) -> None:
        words = shown(machine)
        assert words is not None
        assert copilot(machine, "mcp", "disable", "on").returncode == 0
        assert told(machine) == shown(machine) == {**words, "on": "off"}
        change(machine, Act.ENABLE, "copilot-cli/user/on")
        assert told(machine) == shown(machine) == words

    def test_removed_and_taken_back(self, machine: Machine, change: Change, contents: Contents, told: Told) -> None:
        before, words = contents(FILES), shown(machine)
        assert words is not None
        change(machine, Act.REMOVE, "copilot-cli/project/both")
        assert told(machine) == shown(machine) == {**words, "both": "user"}
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert contents(FILES) == before
        assert told(machine) == words

    @pytest.mark.parametrize("folder", ["p", "wt"])
    def test_a_profile_and_back(
        self, folder: str, machine: Machine, place: Path, contents: Contents, told: Told
    ) -> None:
        there = machine._replace(project=place / folder)
        before, words, workspace = contents(FILES), shown(there), Workspace(there)
        workspace.apply(workspace.plan_use(workspace.profiles().get("locked-down"), workspace.look()))
        assert set((shown(there) or {}).values()) == {"off"}
        assert told(there) == shown(there)
        workspace.apply(workspace.plan_profile_back())
        assert contents(FILES) == before
        assert told(there) == words
