"""Rows of one client, scope, project and name that stand in different files: each has an id of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import Entry
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

FILES = ("one.json", "two.json")


def ids(machine: Machine, *, everywhere: bool = False) -> list[str]:
    return [each.id for each in look(machine, DiskFiles(), everywhere=everywhere).entries]


def test_a_file_that_a_variable_names_in_every_project(machine: Machine, lay: Lay) -> None:
    machine = machine._replace(env={**machine.env, "OPENCODE_CONFIG": "own.json"})
    local: dict[str, object] = {"mcp": {"x": {"type": "local", "command": ["npx"]}}}
    lay({"p/own.json": local})
    (alone,) = ids(machine)
    lay({"plain/own.json": local, "home/.codex/config.toml": '[projects."{at}/plain"]\ntrust_level = "trusted"\n'})
    both = ids(machine, everywhere=True)
    assert len(set(both)) == len(both) == 2
    assert alone in both


def test_two_extensions_of_one_name(machine: Machine, lay: Lay) -> None:
    manifest = {"name": "files", "version": "1.0.0", "mcpServers": {"x": {"command": "npx"}}}
    lay({f"home/.gemini/extensions/{name}/gemini-extension.json": manifest for name in ("files", "copy")})
    both = ids(machine)
    assert len(set(both)) == len(both) == 2


class TestParkedInTwoFiles:
    """The second time a setting of the client names another file."""

    @pytest.fixture
    def parked(self, machine: Machine, lay: Lay) -> tuple[Entry, ...]:
        workspace = Workspace(machine)
        for file in FILES:
            lay({"home/.rovodev/config.yml": f"mcp:\n  mcpConfigPath: ~/{file}\n"})
            lay({f"home/{file}": {"mcpServers": {"x": {"command": "npx", "args": [file]}}}})
            at = workspace.look()
            workspace.apply(workspace.plan([Change(each, Act.DISABLE) for each in at.entries if each.on], at))
        return workspace.look().entries

    def test_both_are_kept(self, parked: tuple[Entry, ...]) -> None:
        assert sorted(each.definition.args for each in parked) == [("one.json",), ("two.json",)]
        assert len({each.id for each in parked}) == len({each.parked for each in parked}) == 2

    def test_both_are_put_back_in_one_go(self, parked: tuple[Entry, ...], machine: Machine, place: Path) -> None:
        workspace = Workspace(machine)
        plan = workspace.plan([Change(each, Act.ENABLE) for each in parked], workspace.look())
        assert len(plan.planned) == 2
        workspace.apply(plan)
        for file in FILES:
            assert f'"{file}"' in (place / "home" / file).read_text()
