"""The real Codex agrees with what is shown of it, before and after every change."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients.codex import Codex
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

pytestmark = pytest.mark.clients

Lay = Callable[[Mapping[str, object]], None]
Run = Callable[..., CompletedProcess[str]]

USER = "home/.codex/config.toml"
PROJECT = "p/.codex/config.toml"
FILES = [USER, PROJECT, "p/a/.codex/config.toml", "wt/.codex/config.toml"]
FOLDERS = ["p", "p/a/b", "wt", "plain"]


@pytest.fixture
def home(place: Path, lay: Lay) -> None:
    """Servers of the user and of a trusted project, overrides of the first by the second, and a stranger's project."""
    (place / "plain").mkdir()
    lay(
        {
            USER: """\
# What I use every day.
model = "gpt-5"

[mcp_servers.on] # the first
command = "false"
args = ["on"]

[mcp_servers.off]
command = "false"
enabled = false

[mcp_servers.told]
command = "false"
enabled = true   # said on purpose

[mcp_servers.overridden]
command = "false"

[mcp_servers.overridden.env]
TOKEN = "s3cret"

[mcp_servers.raised]
command = "false"
enabled = false

[mcp_servers."with space"]
url = "https://mcp.example.com/v1"

[projects."{at}/p"]
trust_level = "trusted"
""",
            PROJECT: """\
[mcp_servers.project]
command = "false"

[mcp_servers.overridden]
enabled = false

[mcp_servers.raised]
enabled = true
""",
            "p/a/.codex/config.toml": '[mcp_servers.deep]\ncommand = "false"\n',
            "wt/.codex/config.toml": '[mcp_servers.tree]\ncommand = "false"\n',
            "plain/.codex/config.toml": '[mcp_servers.stranger]\ncommand = "false"\n',
        }
    )


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([Codex()]))


def shown(machine: Machine) -> dict[str, bool] | None:
    """Which servers Codex should list and whether on, by what is shown; None: it should not start at all."""
    listed = {}
    for entry in looked(machine).entries:
        match entry.state.kind:
            case StateKind.BROKEN:
                return None
            case StateKind.ON:
                listed[entry.name] = True
            case StateKind.OFF | StateKind.BLOCKED:
                listed[entry.name] = False
            case _:
                continue
    return listed


def told(codex: Run, machine: Machine) -> dict[str, bool] | None:
    """What ``codex mcp list`` says of each name; None: it refuses its configuration."""
    done = codex(machine, "mcp", "list", "--json")
    if done.returncode:
        return None
    return {row["name"]: row["enabled"] for row in json.loads(done.stdout)}


def change(machine: Machine, act: Act, name: str, *, only_here: bool = False) -> None:
    workspace = Workspace(machine)
    at = workspace.look()
    plan = workspace.plan([Change(find(at, name), act, only_here=only_here)], at)
    assert not plan.refusals
    workspace.apply(plan)


def find(at: Look, name: str) -> Entry:
    return next(each for each in at.entries if each.name == name)


def contents(place: Path, files: Sequence[str]) -> dict[str, bytes | None]:
    return {name: (place / name).read_bytes() if (place / name).exists() else None for name in files}


@pytest.mark.usefixtures("home")
class TestTheStateOfThings:
    @pytest.mark.parametrize("folder", FOLDERS)
    def test_every_server_is_shown_as_it_is_told(self, folder: str, machine: Machine, place: Path, codex: Run) -> None:
        there = machine._replace(project=place / folder)
        assert shown(there) is not None
        assert told(codex, there) == shown(there)

    def test_a_folder_that_is_not_trusted(self, machine: Machine, place: Path, lay: Lay, codex: Run) -> None:
        lay({USER: (place / USER).read_text().replace('"trusted"', '"untrusted"')})
        assert told(codex, machine) == shown(machine)
        assert "project" not in (shown(machine) or {})

    @pytest.mark.parametrize(
        ("file", "text"),
        [
            (USER, "[mcp_servers.ghost]\nenabled = false\n"),
            (USER, '[mcp_servers.both]\ncommand = "false"\nurl = "https://example.com"\n'),
            (USER, '[mcp_servers.typed]\ncommand = "false"\nenabled = "no"\n'),
            (PROJECT, "[mcp_servers.ghost]\nenabled = false\n"),
            (PROJECT, "[mcp_servers.half\n"),
        ],
    )
    def test_what_stops_it(self, file: str, text: str, machine: Machine, place: Path, lay: Lay, codex: Run) -> None:
        lay({file: (place / file).read_text() + text})
        assert told(codex, machine) is None
        assert shown(machine) is None

    @pytest.mark.parametrize("text", ["[mcp_servers.ghost]\nenabled = false\n", "[mcp_servers.half\n"])
    def test_in_a_folder_that_is_not_trusted_nothing_does(
        self, text: str, machine: Machine, place: Path, lay: Lay, codex: Run
    ) -> None:
        lay({"plain/.codex/config.toml": text})
        there = machine._replace(project=place / "plain")
        assert told(codex, there) == shown(there) is not None


@pytest.mark.usefixtures("home")
class TestAChange:
    @pytest.mark.parametrize("reach", ["everywhere", "only here"])
    @pytest.mark.parametrize("folder", FOLDERS)
    @pytest.mark.parametrize("name", ["on", "told", "raised", "with space"])
    def test_switched_off_and_on_again(
        self, name: str, folder: str, reach: str, machine: Machine, place: Path, codex: Run
    ) -> None:
        there, only_here = machine._replace(project=place / folder), reach == "only here"
        words, before = shown(there), contents(place, FILES)
        assert words is not None
        if not words[name]:
            pytest.skip("off in that folder to begin with")
        change(there, Act.DISABLE, name, only_here=only_here)
        assert told(codex, there) == shown(there) == {**words, name: False}
        change(there, Act.ENABLE, name, only_here=only_here)
        assert contents(place, FILES) == before
        assert told(codex, there) == words

    @pytest.mark.parametrize("name", ["off", "overridden"])
    def test_switched_on(self, name: str, machine: Machine, codex: Run) -> None:
        words = shown(machine)
        assert words is not None
        change(machine, Act.ENABLE, name)
        assert told(codex, machine) == shown(machine) == {**words, name: True}

    @pytest.mark.parametrize("name", ["on", "overridden", "raised", "project", "with space"])
    def test_removed_it_leaves_nothing_that_stops_codex(
        self, name: str, machine: Machine, place: Path, codex: Run
    ) -> None:
        words, before = shown(machine), contents(place, FILES)
        assert words is not None
        change(machine, Act.REMOVE, name)
        assert told(codex, machine) == shown(machine) == {each: on for each, on in words.items() if each != name}
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert contents(place, FILES) == before
        assert told(codex, machine) == words

    def test_taken_back_after_the_client_wrote(self, machine: Machine, codex: Run) -> None:
        change(machine, Act.DISABLE, "on")
        assert codex(machine, "mcp", "add", "another", "--", "false").returncode == 0
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert told(codex, machine) == shown(machine)
        assert (shown(machine) or {})["on"] is True
        assert (shown(machine) or {})["another"] is True

    @pytest.mark.parametrize("folder", ["p", "p/a/b", "wt"])
    def test_a_profile_and_back(self, folder: str, machine: Machine, place: Path, codex: Run) -> None:
        there = machine._replace(project=place / folder)
        words, before, workspace = shown(there), contents(place, FILES), Workspace(there)
        workspace.apply(workspace.plan_use(workspace.profiles().get("locked-down"), workspace.look()))
        assert True not in (shown(there) or {}).values()
        assert told(codex, there) == shown(there)
        workspace.apply(workspace.plan_profile_back())
        assert contents(place, FILES) == before
        assert told(codex, there) == words


class TestAPlugin:
    """Installed by the client itself, from a folder."""

    @pytest.fixture(autouse=True)
    def _installed(self, machine: Machine, place: Path, lay: Lay, codex: Run) -> None:
        tools = {"name": "tools", "source": {"source": "local", "path": "./tools"}}
        policy = {"installation": "AVAILABLE", "authentication": "ON_INSTALL"}
        servers = {"one": {"command": "false"}, "two": {"command": "false", "enabled": False}, "on": {"command": "x"}}
        lay(
            {
                "market/.agents/plugins/marketplace.json": {"name": "mk", "plugins": [{**tools, "policy": policy}]},
                "market/tools/.codex-plugin/plugin.json": {"name": "tools", "version": "1.2.0"},
                "market/tools/.mcp.json": {"mcpServers": servers},
            }
        )
        for words in (("marketplace", "add", str(place / "market")), ("add", "tools@mk")):
            assert codex(machine, "plugin", *words).returncode == 0

    def test_is_shown_as_it_is_told(self, machine: Machine, codex: Run) -> None:
        words = shown(machine) or {}
        assert told(codex, machine) == words
        assert (words["one"], words["two"]) == (True, False)

    @pytest.mark.parametrize("reach", ["everywhere", "here"])
    def test_is_switched_server_by_server(self, reach: str, machine: Machine, codex: Run) -> None:
        words = shown(machine) or {}
        for act, name, on in ((Act.DISABLE, "one", False), (Act.ENABLE, "two", True), (Act.ENABLE, "one", True)):
            change(machine, act, name, only_here=reach == "here")
            words = {**words, name: on}
            assert told(codex, machine) == shown(machine) == words
