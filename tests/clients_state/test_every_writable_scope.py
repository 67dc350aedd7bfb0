"""Each writable scope of each client: off, on, removed, narrowed, put back without a trace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.meaning import two_places
from mcptui.changes.plan import Plan
from mcptui.errors import ChangedMeanwhile
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.workspace import Workspace
from tests.clients_state.writable_scopes import CASES, Case, Lay
from tests.clients_state.written_texts import HIDDEN


@dataclass(frozen=True)
class Scene:
    """One case on the disk."""

    case: Case
    place: Path
    workspace: Workspace

    def files(self) -> dict[str, bytes]:
        """Every file of a client below the place, but mcptui's own and locks, which stay as their client's do."""
        own = self.workspace.machine.state
        found = (path for path in self.place.rglob("*") if path.is_file() and not path.is_relative_to(own))
        outside = (path for path in found if not {".git", "locks"} & {*path.parts} and path.suffix != ".lock")
        return {str(path.relative_to(self.place)): path.read_bytes() for path in outside}

    def target(self) -> Entry | None:
        wanted = f"{self.case.selector}/target"
        return next((each for each in self.workspace.look().entries if each.selector == wanted), None)

    def kind(self) -> StateKind | None:
        target = self.target()
        return None if target is None else target.state.kind

    def plan(self, act: Act, narrowing: Narrowing, *, here: bool = False) -> Plan:
        at = self.workspace.look()
        entry = next(each for each in at.entries if each.selector == f"{self.case.selector}/target")
        return self.workspace.plan([Change(entry, act, narrowing, here)], at)

    def do(self, act: Act, narrowing: Narrowing = Narrowing(), *, here: bool = False) -> Plan:  # noqa: B008
        plan = self.plan(act, narrowing, here=here)
        assert not plan.refusals, plan.refusals
        assert plan
        assert HIDDEN not in "".join(each.diff for each in plan.files)
        self.workspace.apply(plan)
        return plan

    def undo(self) -> None:
        self.workspace.apply(self.workspace.plan_undo())


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here pulls the plug, so nothing has to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(params=CASES)
def scene(request: pytest.FixtureRequest, machine: Machine, place: Path, lay: Lay) -> Scene:
    case = CASES[str(request.param)]
    lay(case.files)
    return Scene(case, place, Workspace(machine))


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_the_entry_is_listed_with_its_file_and_line(scene: Scene) -> None:
    target = scene.target()
    assert target is not None
    assert scene.kind() is scene.case.kind
    assert target.source.file == scene.place / scene.case.file
    assert target.line == next(
        number for number, line in enumerate(scene.case.text.splitlines(), 1) if "target" in line or line[:2] == "[["
    )
    assert (target.definition.command, target.definition.args) == ("npx", ("-y", "files", "/data/a"))
    assert dict(target.definition.env) == {"KEY": HIDDEN}


@pytest.mark.parametrize("reach", ["everywhere", "here"])
def test_off_and_on_again_leaves_no_trace_but_a_file_that_was_not_there(scene: Scene, reach: str) -> None:
    before, here = scene.files(), reach == "here"
    scene.do(Act.DISABLE, here=here)
    assert scene.kind() is StateKind.OFF
    expected = scene.case.here if here and scene.case.here is not None else scene.case.off
    assert changed(before, scene.files()) == set(expected)
    scene.do(Act.ENABLE, here=here)
    on = StateKind.ON if scene.case.kind is StateKind.PENDING else scene.case.kind
    assert scene.kind() is on
    after = scene.files()
    left = changed(before, after) - {"home/.qwen/mcpApprovals.json"}
    assert left <= set(expected) - before.keys()
    assert all(after[name].split() == [b"{}"] for name in left)


def test_the_two_places_of_a_switch_are_known_where_there_are_two(scene: Scene) -> None:
    at, target = scene.workspace.look(), scene.target()
    assert target is not None
    told = two_places(at, Change(target, Act.DISABLE))
    if scene.case.here in (None, scene.case.off):
        assert told is None
        return
    assert told is not None
    files = [{str(each.file.relative_to(scene.place)) for each in way.operations} for way in told]
    assert files == [set(scene.case.here or ()), set(scene.case.off)]


def test_off_is_taken_back_byte_for_byte(scene: Scene) -> None:
    before = scene.files()
    scene.do(Act.DISABLE)
    scene.undo()
    assert scene.files() == before
    scene.workspace.apply(scene.workspace.plan_redo())
    assert scene.kind() is StateKind.OFF


def test_a_removal_takes_out_one_entry_and_is_taken_back_byte_for_byte(scene: Scene) -> None:
    before = scene.files()
    scene.do(Act.REMOVE)
    assert scene.target() is None
    assert changed(before, scene.files()) == {scene.case.file}
    scene.undo()
    assert scene.files() == before


def test_arguments_are_narrowed_where_the_client_keeps_them(scene: Scene) -> None:
    before = scene.files()
    scene.do(Act.NARROW, Narrowing(pin="1.2.3"))
    target = scene.target()
    assert target is not None
    assert (target.definition.command, target.definition.args) == ("npx", ("-y", "files@1.2.3", "/data/a"))
    scene.undo()
    assert scene.files() == before


@pytest.mark.parametrize("kind", ["deny", "allow"])
def test_tools_are_narrowed_where_the_client_can(scene: Scene, kind: str) -> None:
    before = scene.files()
    narrowing = Narrowing(deny=("write_file",)) if kind == "deny" else Narrowing(allow=("read_file",))
    if not (scene.case.deny if kind == "deny" else scene.case.allow):
        assert scene.plan(Act.NARROW, narrowing).refusals
        return
    scene.do(Act.NARROW, narrowing)
    at, target = scene.workspace.look(), scene.target()
    assert target is not None
    evidence = scene.workspace.evidence(target, at)
    assert (evidence.deny if kind == "deny" else evidence.allow) == (narrowing.deny or narrowing.allow)
    scene.undo()
    assert scene.files() == before


def test_a_list_of_allowed_tools_is_never_emptied(scene: Scene) -> None:
    """Surprise 21: to one client an empty list is all tools, to another it is none."""
    assert scene.plan(Act.NARROW, Narrowing(allow=())).refusals


def test_a_removal_is_refused_when_the_entry_changed_since_it_was_shown(scene: Scene) -> None:
    plan, path = scene.plan(Act.REMOVE, Narrowing()), scene.place / scene.case.file
    path.write_bytes(path.read_bytes().replace(b"/data/a", b"/data/b"))
    after = scene.files()
    with pytest.raises(ChangedMeanwhile):
        scene.workspace.apply(plan)
    assert scene.files() == after


def test_a_link_to_the_file_is_followed_and_kept(scene: Scene) -> None:
    """Surprise 29: people who keep their settings elsewhere link these files."""
    path, kept = scene.place / scene.case.file, scene.place / "kept"
    path.rename(kept)
    path.symlink_to(kept)
    scene.do(Act.REMOVE)
    assert path.is_symlink()
    assert b"target" not in kept.read_bytes()
