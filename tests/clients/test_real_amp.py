"""The real Amp agrees on what there is: its list shows no state, so all that can be compared is what it reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from mcptui.changes.change import Act
from mcptui.clients.amp import Amp
from mcptui.clients.known import Clients
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import Scope, StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

pytestmark = pytest.mark.clients

Lay = Callable[[Mapping[str, object]], None]
Program = Sequence[str | Path]
Run = Callable[..., CompletedProcess[str]]
Told = Callable[[Machine], dict[str, str] | None]
Change = Callable[..., None]
Contents = Callable[[Sequence[str]], dict[str, bytes | None]]

USER, PROJECT, INNER = "home/.config/amp/settings.json", "p/.amp/settings.json", "p/a/.amp/settings.jsonc"
FILES = [USER, PROJECT, INNER]


@pytest.fixture
def told(program: Callable[[str, str], Program], run: Run) -> Told:
    """Where it takes each server from; None: it refuses its configuration."""
    words = program("@ampcode/cli-{platform}", "amp")

    def ask(machine: Machine) -> dict[str, str] | None:
        done = run(words, machine, "mcp", "list", "--json", HTTPS_PROXY="http://127.0.0.1:9")
        if done.returncode:
            return None
        return {row["name"]: row["source"] for row in json.loads(done.stdout[done.stdout.index("[") :])}

    return ask


@pytest.fixture
def home(lay: Lay) -> None:
    entry = '{"command": "/bin/false", "args": []}'
    user = f'// mine\n{{\n  "amp.mcpServers": {{\n    "on": {entry},\n    "both": {entry},\n  }},\n}}\n'
    lay(
        {
            USER: user,
            PROJECT: {"amp.mcpServers": {"project": {"command": "/bin/false"}, "both": {"command": "/bin/false"}}},
            INNER: {"amp.mcpServers": {"inner": {"url": "http://127.0.0.1:9"}}},
            ".amp/settings.json": {"amp.mcpServers": {"above": {"command": "/bin/false"}}},
        }
    )


def shown(machine: Machine) -> dict[str, str] | None:
    """Where each server should be taken from, by what is shown."""
    sources = {Scope.USER: "global", Scope.PROJECT: "workspace"}
    found = {}
    for entry in look(machine, DiskFiles(), clients=Clients([Amp()])).entries:
        if entry.state.kind is StateKind.BROKEN:
            return None
        if entry.state.kind is not StateKind.SHADOWED and entry.parked is None:
            found[entry.name] = sources[entry.source.scope]
    return found


@pytest.mark.usefixtures("home")
class TestAmp:
    @pytest.mark.parametrize("folder", ["p", "p/a/b", "wt"])
    def test_every_server_is_taken_from_where_it_is_shown(
        self, folder: str, machine: Machine, place: Path, told: Told
    ) -> None:
        there = machine._replace(project=place / folder)
        assert told(there) == shown(there)

    @pytest.mark.parametrize("text", ["{", "", "\ufeff{}"])
    @pytest.mark.parametrize("file", [USER, PROJECT])
    def test_what_stops_it(self, file: str, text: str, machine: Machine, lay: Lay, told: Told) -> None:
        lay({file: text})
        assert told(machine) is None
        assert shown(machine) is None

    @pytest.mark.parametrize(("scope", "name"), [("user", "on"), ("project", "both")])
    def test_parked_and_put_back(
        self, scope: str, name: str, machine: Machine, change: Change, contents: Contents, told: Told
    ) -> None:
        before, words = contents(FILES), shown(machine)
        change(machine, Act.DISABLE, f"amp/{scope}/{name}")
        assert told(machine) == shown(machine) != words
        change(machine, Act.ENABLE, f"amp/{scope}/{name}")
        assert contents(FILES) == before
        assert told(machine) == words

    def test_removed_and_taken_back(self, machine: Machine, change: Change, contents: Contents, told: Told) -> None:
        before, words = contents(FILES), shown(machine)
        change(machine, Act.REMOVE, "amp/project/project")
        assert told(machine) == shown(machine) != words
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert contents(FILES) == before
        assert told(machine) == words
