"""A file that several clients read: the plan names every other one, and what becomes of the server there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.plan import Plan
from mcptui.machine import Machine
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

SHARED = "p/.mcp.json"
X: Mapping[str, object] = {"command": "npx", "args": ["-y", "files@1.0.0"]}
TRACES: Mapping[str, Mapping[str, object]] = {
    "Claude Code": {"home/.claude.json": {"projects": {"{at}/p": {"hasTrustDialogAccepted": True}}}},
    "Copilot CLI": {"home/.copilot/config.json": {"trusted_folders": ["{at}/p"]}},
    "Qwen Code": {"home/.qwen/settings.json": {}},
    "Cursor": {"home/.cursor/mcp.json": {}},
    "VS Code": {"home/.vscode/argv.json": {}},
    "Windsurf": {"home/.codeium/x": ""},
}


def servers(**entries: Mapping[str, object]) -> dict[str, object]:
    return {"mcpServers": entries}


def planned(machine: Machine, act: Act, selector: str, narrowing: Narrowing | None = None) -> Plan:
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.selector == selector)
    plan = workspace.plan([Change(entry, act, narrowing or Narrowing())], at)
    assert not plan.refusals, plan.refusals
    return plan


def told(plan: Plan) -> list[str]:
    """The notes that are about other clients."""
    return [note for each in plan.planned for note in each.notes if " too: " in note]


class TestSurprise9ARemovalReachesEveryReader:
    def test_that_is_installed(self, machine: Machine, lay: Lay) -> None:
        """Surprise 9: ``.mcp.json`` belongs to no client alone."""
        lay({SHARED: servers(x=X)})
        for files in TRACES.values():
            lay(files)
        assert told(planned(machine, Act.REMOVE, "claude-code/project/x")) == [
            "Cursor, VS Code, Windsurf, Copilot CLI and Qwen Code read .mcp.json too: the server goes there as well"
        ]

    @pytest.mark.parametrize("other", [name for name in TRACES if name != "Claude Code"])
    def test_and_none_that_is_not(self, other: str, machine: Machine, lay: Lay) -> None:
        """Surprise 9: a client that only would read the file is not named."""
        lay({SHARED: servers(x=X), **TRACES[other]})
        assert told(planned(machine, Act.REMOVE, "claude-code/project/x")) == [
            f"{other} reads .mcp.json too: the server goes there as well"
        ]

    def test_whoever_it_is_removed_for(self, machine: Machine, lay: Lay) -> None:
        """Surprise 9: Claude Code is named as well, where it was ever started."""
        lay({SHARED: servers(x=X), **TRACES["Copilot CLI"]})
        assert told(planned(machine, Act.REMOVE, "copilot-cli/project/x")) == []
        lay(TRACES["Claude Code"])
        assert told(planned(machine, Act.REMOVE, "copilot-cli/project/x")) == [
            "Claude Code reads .mcp.json too: the server goes there as well"
        ]

    def test_under_the_key_that_it_reads(self, machine: Machine, lay: Lay) -> None:
        """Surprise 9: one name of a file, two keys in it; who reads the other key loses nothing."""
        lay({SHARED: {"mcpServers": {"x": X}, "servers": {"x": X}}, **TRACES["Claude Code"]})
        assert told(planned(machine, Act.REMOVE, "claude-code/project/x")) == []

    def test_also_by_another_name_of_the_file(self, machine: Machine, place: Path, lay: Lay) -> None:
        """Surprise 9: a file may be shared by a link, whatever it is called."""
        lay({"home/.cursor/mcp.json": servers(x=X), "home/.kiro/x": ""})
        (place / "home" / ".kiro" / "settings").mkdir()
        (place / "home" / ".kiro" / "settings" / "mcp.json").symlink_to(place / "home" / ".cursor" / "mcp.json")
        assert told(planned(machine, Act.REMOVE, "cursor/user/x")) == [
            "Kiro reads .cursor/mcp.json too: the server goes there as well"
        ]


class TestWhatBecomesOfItThere:
    @pytest.fixture
    def linked(self, place: Path, lay: Lay) -> Callable[..., None]:
        """Cursor's file and Kiro's are one: the one parks, the other has a field, which the first ignores."""

        def link(**entry: object) -> None:
            lay({"home/.cursor/mcp.json": servers(x={**X, **entry}), "home/.kiro/x": ""})
            (place / "home" / ".kiro" / "settings").mkdir()
            (place / "home" / ".kiro" / "settings" / "mcp.json").symlink_to(place / "home" / ".cursor" / "mcp.json")

        return link

    def test_a_switch_that_the_other_ignores_leaves_it_on(self, machine: Machine, linked: Callable[..., None]) -> None:
        linked()
        assert told(planned(machine, Act.DISABLE, "kiro/user/x")) == ["Cursor reads mcp.json too: it stays on there"]

    def test_switching_on_again_likewise(self, machine: Machine, linked: Callable[..., None]) -> None:
        linked(disabled=True)
        assert told(planned(machine, Act.ENABLE, "kiro/user/x")) == ["Cursor reads mcp.json too: it stays on there"]

    def test_parking_takes_it_from_the_other(self, machine: Machine, linked: Callable[..., None]) -> None:
        linked()
        assert told(planned(machine, Act.DISABLE, "cursor/user/x")) == [
            "Kiro reads .cursor/mcp.json too: the server goes there as well"
        ]

    def test_and_putting_it_back_brings_it_back(self, machine: Machine, linked: Callable[..., None]) -> None:
        linked()
        Workspace(machine).apply(planned(machine, Act.DISABLE, "cursor/user/x"))
        assert told(planned(machine, Act.ENABLE, "cursor/user/x")) == [
            "Kiro reads .cursor/mcp.json too: the server comes there as well"
        ]

    def test_narrowing_holds_for_the_other(self, machine: Machine, linked: Callable[..., None]) -> None:
        linked()
        assert told(planned(machine, Act.NARROW, "cursor/user/x", Narrowing(pin="1.2.3"))) == [
            "Kiro reads .cursor/mcp.json too: the change holds there as well"
        ]

    def test_a_switch_that_both_heed_counts_for_both(self, machine: Machine, lay: Lay) -> None:
        entry = {"type": "local", "command": ["npx"], "enabled": True}
        files: Mapping[str, object] = {"home/.config/opencode/opencode.json": {}, "home/.config/kilo/kilo.json": {}}
        lay({"p/opencode.json": {"mcp": {"x": entry}}, **files})
        assert told(planned(machine, Act.DISABLE, "opencode/project/x")) == [
            "Kilo Code reads opencode.json too: it is switched off there as well"
        ]

    def test_an_edit_that_the_other_asks_about_leaves_it_waiting(self, machine: Machine, place: Path, lay: Lay) -> None:
        """Surprise 24: what was approved was the entry as it stood."""
        lay({SHARED: servers(x=X), **TRACES["Claude Code"], **TRACES["Qwen Code"]})
        workspace = Workspace(machine)
        at = workspace.look()
        waiting = next(each for each in at.entries if each.selector == "qwen-code/project/x")
        workspace.apply(workspace.plan([Change(waiting, Act.ENABLE)], at))
        assert (place / "home" / ".qwen" / "mcpApprovals.json").exists()
        assert told(planned(machine, Act.NARROW, "claude-code/project/x", Narrowing(pin="1.2.3"))) == [
            "Qwen Code reads .mcp.json too: it waits for approval there then"
        ]

    def test_a_switch_in_a_list_elsewhere_touches_no_other(self, machine: Machine, lay: Lay) -> None:
        approved = {"enabledMcpjsonServers": ["x"]}
        lay({SHARED: servers(x=X), "p/.claude/settings.local.json": approved, **TRACES["Claude Code"]})
        lay(TRACES["Copilot CLI"])
        assert told(planned(machine, Act.DISABLE, "claude-code/project/x")) == []


def test_taking_it_back_names_them_too(machine: Machine, lay: Lay) -> None:
    lay({SHARED: servers(x=X), **TRACES["Cursor"], **TRACES["Copilot CLI"], **TRACES["Claude Code"]})
    workspace = Workspace(machine)
    record = workspace.apply(planned(machine, Act.REMOVE, "claude-code/project/x"))
    warning = "Cursor and Copilot CLI read .mcp.json too: this reaches them as well"
    (file,) = workspace.plan_undo().files
    assert file.warnings == (warning,)
    (backup,) = (each for each in workspace.backups() if each.record.id == record.id)
    (file,) = workspace.plan_restore(backup).files
    assert file.warnings == (warning,)


def test_the_note_is_in_the_json_and_not_in_the_history(machine: Machine, lay: Lay) -> None:
    lay({SHARED: servers(x=X), **TRACES["Cursor"], **TRACES["Claude Code"]})
    plan = planned(machine, Act.REMOVE, "claude-code/project/x")
    (row,) = plan.rows
    assert row["notes"] == [
        ".mcp.json belongs to the project: others who work on it get this as well",
        "Cursor reads .mcp.json too: the server goes there as well",
    ]
    assert "notes" not in plan.record_rows[0]
    assert json.loads(json.dumps(row)) == row
