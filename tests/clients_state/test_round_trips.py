"""What is switched off comes back byte for byte, in the style of every client and through everything between."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.errors import ChangedMeanwhile, Refused
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.workspace import Workspace
from tests.clients_state.round_trip_cases import (
    CASES,
    CODEX,
    CODEX_PROJECT,
    CODEX_USER,
    STATE,
    Lay,
    Scene,
    claude_state,
)


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here pulls the plug, so nothing has to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(params=CASES)
def scene(request: pytest.FixtureRequest, machine: Machine, place: Path, lay: Lay) -> Iterator[Scene]:
    case = CASES[str(request.param)]
    lay(case.files)
    yield Scene(case, place, Workspace(machine))
    leftovers = [path.name for path in place.rglob("*") if ".mcptui-" in path.name or path.name.endswith(".lock")]
    assert leftovers in ([], ["lock"], [".lock"]), leftovers


def marked(files: dict[str, bytes | None], file: str) -> dict[str, bytes | None]:
    """``files`` as they are when the other program's change is the only one."""
    return {name: data and data.replace(b"MARK-1", b"MARK-2") if name == file else data for name, data in files.items()}


class TestOffAndOn:
    def test_leaves_every_byte(self, scene: Scene) -> None:
        before = scene.files()
        assert scene.is_(StateKind.ON)
        scene.do(Act.DISABLE)
        assert scene.is_(StateKind.OFF)
        assert scene.files() != before
        scene.do(Act.ENABLE)
        assert scene.is_(StateKind.ON)
        assert scene.files() == before

    def test_twice_leaves_every_byte(self, scene: Scene) -> None:
        before = scene.files()
        for _ in range(2):
            scene.do(Act.DISABLE)
            scene.do(Act.ENABLE)
        assert scene.files() == before

    def test_keeps_what_another_program_wrote_meanwhile(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.DISABLE)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.do(Act.ENABLE)
        assert scene.files() == marked(before, scene.case.file)

    def test_can_be_taken_back_and_done_again(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.DISABLE)
        off = scene.files()
        scene.undo()
        assert scene.files() == before
        scene.workspace.apply(scene.workspace.plan_redo())
        assert scene.files() == off
        assert scene.is_(StateKind.OFF)

    def test_is_taken_back_beside_what_another_program_wrote(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.DISABLE)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.undo()
        assert scene.is_(StateKind.ON)
        assert scene.files() == marked(before, scene.case.file)


class TestRemoval:
    def test_is_taken_back_byte_for_byte(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.REMOVE)
        assert scene.target() is None
        scene.undo()
        assert scene.files() == before

    def test_is_taken_back_beside_what_another_program_wrote(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.REMOVE)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.undo()
        assert scene.files() == marked(before, scene.case.file)

    def test_is_refused_when_the_entry_changed_since_it_was_shown(self, scene: Scene) -> None:
        at = scene.workspace.look()
        entry = scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.REMOVE)], at)
        scene.replace(b"/data/a", b"/data/c")
        changed = scene.files()
        with pytest.raises(ChangedMeanwhile):
            scene.workspace.apply(plan)
        assert scene.files() == changed
        assert scene.workspace.history() == ()

    def test_is_done_all_the_same_when_only_the_rest_changed(self, scene: Scene) -> None:
        at = scene.workspace.look()
        entry = scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.REMOVE)], at)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.workspace.apply(plan)
        assert scene.target() is None
        assert b"MARK-2" in (scene.read(scene.case.file) or b"")


FOLDERS = Narrowing(folders=("/data/b",))
PIN = Narrowing(pin="2026.8.31")


class TestNarrowing:
    @pytest.mark.parametrize(
        ("narrowing", "args"),
        [
            (FOLDERS, ("-y", "@modelcontextprotocol/server-filesystem", "/data/b")),
            (PIN, ("-y", "@modelcontextprotocol/server-filesystem@2026.8.31", "/data/a", "/data/b")),
        ],
        ids=["folders", "pin"],
    )
    def test_changes_the_arguments_and_is_taken_back_byte_for_byte(
        self, narrowing: Narrowing, args: tuple[str, ...], scene: Scene
    ) -> None:
        before = scene.files()
        scene.do(Act.NARROW, narrowing)
        target = scene.target()
        assert target is not None
        assert target.definition.args == args
        scene.undo()
        assert scene.files() == before

    def test_is_taken_back_beside_what_another_program_wrote(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.NARROW, FOLDERS)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.undo()
        assert scene.files() == marked(before, scene.case.file)

    def test_is_refused_when_the_arguments_changed_since(self, scene: Scene) -> None:
        at = scene.workspace.look()
        entry = scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.NARROW, FOLDERS)], at)
        scene.replace(b"/data/a", b"/data/c")
        changed = scene.files()
        with pytest.raises(ChangedMeanwhile):
            scene.workspace.apply(plan)
        assert scene.files() == changed

    def test_tools_are_hidden_where_the_client_can(self, scene: Scene) -> None:
        before = scene.files()
        local = scene.place / "p" / ".claude" / "settings.local.json"
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.NARROW, Narrowing(deny=("write_file",)))], at)
        if entry.source.client not in ("claude-code", "codex"):
            assert plan.refusals
            return
        scene.workspace.apply(plan)
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        assert scene.workspace.evidence(entry, at).deny == ("write_file",)
        scene.undo()
        assert scene.files() == before
        assert not local.exists()

    def test_only_some_tools_are_left_where_the_client_can(self, scene: Scene) -> None:
        before = scene.files()
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.NARROW, Narrowing(allow=("read_file",)))], at)
        if entry.source.client != "codex":
            assert plan.refusals
            return
        scene.workspace.apply(plan)
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        assert scene.workspace.evidence(entry, at).allow == ("read_file",)
        scene.undo()
        assert scene.files() == before


@pytest.mark.parametrize("scene", [name for name in CASES if not name.startswith(("claude", "codex"))], indirect=True)
class TestParking:
    def test_takes_the_entry_out_and_keeps_it_for_its_owner_alone(self, scene: Scene) -> None:
        scene.do(Act.DISABLE)
        target = scene.target()
        assert target is not None
        assert target.parked is not None
        assert target.parked.stat().st_mode & 0o777 == 0o600
        assert b'"target"' not in (scene.read(scene.case.file) or b"")
        scene.do(Act.ENABLE)
        assert not target.parked.exists()

    def test_is_refused_when_the_entry_changed_since_it_was_shown(self, scene: Scene) -> None:
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.DISABLE)], at)
        scene.replace(b"/data/a", b"/data/c")
        changed = scene.files()
        with pytest.raises(ChangedMeanwhile):
            scene.workspace.apply(plan)
        assert scene.files() == changed
        assert scene.is_(StateKind.ON)

    def test_does_not_overwrite_an_entry_that_came_back_otherwise(self, scene: Scene) -> None:
        before = scene.read(scene.case.file) or b""
        scene.do(Act.DISABLE)
        (scene.place / scene.case.file).write_bytes(before.replace(b"/data/a", b"/data/c"))
        changed = scene.files()
        with pytest.raises(Refused):
            scene.undo()
        assert scene.files() == changed


def test_two_switched_off_and_on_in_any_order_leave_every_byte(machine: Machine, place: Path, lay: Lay) -> None:
    lay({STATE: claude_state()})
    before, workspace = (place / STATE).read_bytes(), Workspace(machine)

    def do(act: Act, *names: str) -> None:
        at = workspace.look()
        changes = [Change(each, act) for each in at.entries if each.name in names]
        workspace.apply(workspace.plan(changes, at))

    for steps in (["target", "other"], ["other", "target"]):
        do(Act.DISABLE, "target")
        do(Act.DISABLE, "other")
        for name in steps:
            do(Act.ENABLE, name)
        assert (place / STATE).read_bytes() == before
    do(Act.DISABLE, "target", "other")
    do(Act.ENABLE, "target", "other")
    assert (place / STATE).read_bytes() == before


def test_a_list_that_another_program_wrote_to_keeps_what_it_wrote(machine: Machine, place: Path, lay: Lay) -> None:
    lay({STATE: claude_state()})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.name == "target")
    workspace.apply(workspace.plan([Change(entry, Act.DISABLE)], at))
    path = place / STATE
    path.write_text(path.read_text().replace('"target"\n', '"target",\n        "theirs"\n'))
    assert '"theirs"' in path.read_text()
    workspace.apply(workspace.plan_undo())
    assert '"theirs"' in path.read_text()
    found = {each.name: each.state.kind for each in workspace.look().entries}
    assert found["target"] is StateKind.ON


def test_a_file_that_was_made_for_a_switch_goes_with_its_undoing(machine: Machine, place: Path, lay: Lay) -> None:
    lay({CODEX_USER: CODEX})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.name == "target")
    workspace.apply(workspace.plan([Change(entry, Act.DISABLE)._replace(only_here=True)], at))
    assert (place / CODEX_PROJECT).exists()
    workspace.apply(workspace.plan_undo())
    assert not (place / CODEX_PROJECT).exists()


def test_a_toml_file_without_a_last_line_end_is_as_before_off_and_on(machine: Machine, place: Path, lay: Lay) -> None:
    lay({CODEX_USER: CODEX.partition("\n\n[mcp_servers.target.env]")[0]})
    before, workspace = (place / CODEX_USER).read_bytes(), Workspace(machine)
    for act in (Act.DISABLE, Act.ENABLE):
        at = workspace.look()
        entry = next(each for each in at.entries if each.name == "target")
        workspace.apply(workspace.plan([Change(entry, act)], at))
    assert (place / CODEX_USER).read_bytes() == before
