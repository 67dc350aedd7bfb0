"""Every client that is told by values: what it would start, and that switching it leaves no other byte changed.

One row of the table is one file of a client; what it says is tried on each system where the file has its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.clients.declared import Declared
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace
from tests.clients_state.declared_cases import ROWS, Row

Lay = Callable[[Mapping[str, object]], None]

PLACES = {
    f"{row.client}: {path} ({'.'.join(row.key)}) on {system}": (row, system)
    for row in ROWS
    for system, path in row.paths.items()
}
# A path that is the same on every system is edited in the same way.
EDITED = {
    name: (row, system) for name, (row, system) in PLACES.items() if row.paths.get(System.LINUX) != row.paths[system]
}
EDITED |= {name: told for name, told in PLACES.items() if told[1] is System.LINUX}


@dataclass(frozen=True)
class Scene:
    """One file of a client on the disk."""

    row: Row
    file: Path
    machine: Machine

    @property
    def entries(self) -> tuple[Entry, ...]:
        return look(self.machine, DiskFiles(), clients=BUILT_IN.only(self.row.client)).entries

    def target(self) -> Entry | None:
        return next((each for each in self.entries if each.name == "target"), None)

    def do(self, act: Act) -> None:
        workspace = Workspace(self.machine)
        at = workspace.look()
        mine = [each for each in at.entries if (each.name, each.source.client) == ("target", self.row.client)]
        plan = workspace.plan([Change(mine[0], act)], at)
        assert not plan.refusals
        workspace.apply(plan)

    def undo(self) -> None:
        workspace = Workspace(self.machine)
        workspace.apply(workspace.plan_undo())

    def value(self) -> object:
        """What stands under the servers' key."""
        text = self.file.read_text(encoding="utf-8").replace("// the one that is meant", "")
        value = json.loads(text.removeprefix("// my servers").removesuffix("// that is all"))
        for key in self.row.key:
            value = value[key]
        return value


@pytest.fixture
def scene(request: pytest.FixtureRequest, machine: Machine, place: Path, lay: Lay) -> Scene:
    row, system = request.param
    lay({row.paths[system]: row.text(system), **dict.fromkeys(row.needs, "")})
    return Scene(row, place / row.paths[system], machine._replace(system=system))


def each_of(places: Mapping[str, object]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("scene", places.values(), ids=places.keys(), indirect=True)


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here pulls the plug, so nothing has to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@each_of(PLACES)
def test_its_servers_are_listed(scene: Scene) -> None:
    target = scene.target()
    assert target is not None
    assert len({each.id for each in scene.entries}) == 3
    assert (target.source.file, target.source.scope.value) == (scene.file, scene.row.scope)
    assert (target.state.kind, target.switch.value) == (scene.row.state, scene.row.switch), target.state.reason
    assert (target.definition.command, target.definition.fault) == ("npx", None)


@each_of(EDITED)
def test_off_and_on_leaves_every_byte(scene: Scene) -> None:
    before = scene.file.read_bytes()
    scene.do(Act.DISABLE)
    off = scene.target()
    assert scene.file.read_bytes() != before
    if scene.row.switch == "park":
        assert isinstance(value := scene.value(), dict)
        assert list(value) == ["first", "last"]
    else:
        assert off is not None
        assert off.state.kind is StateKind.OFF
    scene.do(Act.ENABLE)
    assert scene.file.read_bytes() == before
    on = scene.target()
    assert on is not None
    assert (on.state.kind, on.parked) == (scene.row.state, None)


@each_of(EDITED)
def test_its_removal_is_taken_back_byte_for_byte(scene: Scene) -> None:
    before = scene.file.read_bytes()
    scene.do(Act.REMOVE)
    assert scene.target() is None
    scene.undo()
    assert scene.file.read_bytes() == before


@pytest.mark.parametrize("client", dict.fromkeys(row.client for row in ROWS))
def test_every_place_that_may_be_written_is_in_the_table(client: str) -> None:
    declared = BUILT_IN[client]
    assert isinstance(declared, Declared)
    for reads in (each for each in declared.reads if each.writable and not each.dead):
        tail = reads.path.partition("/")[2]
        rows = [row for row in ROWS if (row.client, row.scope, row.key) == (client, reads.scope, reads.key)]
        paths = [path for row in rows for system, path in row.paths.items() if system in reads.systems]
        assert any(fnmatch(path, f"*{tail}") for path in paths), reads.path


def test_files_of_one_scope_and_key_are_told_apart() -> None:
    for client in (each for each in BUILT_IN.values() if isinstance(each, Declared)):
        for system in System:
            read = [each for each in client.reads if system in each.systems]
            told = {(each.scope, each.key, each.note, "*" in each.path and each.path) for each in read}
            assert len(told) == len(read), client.id
