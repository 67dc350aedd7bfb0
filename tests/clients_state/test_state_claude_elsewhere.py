"""What Claude Code would do in work trees, and in other projects. Each case was seen on Claude Code 2.1.330."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.machine import Machine
from mcptui.model import StateKind
from tests.clients_state.claude_machines import (
    APPROVES_X,
    LOCAL_SETTINGS,
    OFF,
    ON,
    PENDING,
    STATE,
    TRUSTED,
    USER_SETTINGS,
    Lay,
    kept,
    kinds,
    seen,
    server,
    servers,
    state,
)


class TestWorkTrees:
    @pytest.fixture
    def tree(self, place: Path, lay: Lay) -> Path:
        """A second work tree of ``p``, at ``wt``."""
        lay(
            {
                "wt/.git": "gitdir: {at}/p/.git/worktrees/wt\n",
                "p/.git/worktrees/wt/commondir": "../..\n",
                "p/.git/worktrees/wt/gitdir": "{at}/wt/.git\n",
            }
        )
        (place / "wt" / "sub").mkdir()
        return place / "wt"

    def test_lists_and_local_servers_are_those_of_the_main_repository(
        self, machine: Machine, tree: Path, lay: Lay
    ) -> None:
        lay({STATE: state("x", disabledMcpServers=["x"], mcpServers={"l": server()})})
        assert kinds(machine._replace(project=tree)) == {"user/x": OFF, "local/l": ON}

    def test_the_project_file_is_the_work_trees_own(self, machine: Machine, tree: Path, lay: Lay) -> None:
        lay({"wt/.mcp.json": servers("x"), "p/.mcp.json": servers("y"), USER_SETTINGS: APPROVES_X})
        assert kinds(machine._replace(project=tree)) == {"project/x@wt": ON}

    @pytest.mark.parametrize(
        ("folder", "file", "kind"),
        [
            ("wt", "wt/.claude/settings.json", OFF),
            ("wt", "wt/.claude/settings.local.json", OFF),
            ("wt", "p/.claude/settings.local.json", OFF),
            ("wt", "p/.claude/settings.json", ON),
            ("wt/sub", "wt/sub/.claude/settings.json", OFF),
            ("wt/sub", "p/.claude/settings.local.json", OFF),
            ("wt/sub", "wt/.claude/settings.local.json", ON),
            ("wt/sub", "wt/.claude/settings.json", ON),
            ("wt/sub", "p/sub/.claude/settings.local.json", ON),
        ],
    )
    def test_which_settings_count(
        self, folder: str, file: str, kind: StateKind, machine: Machine, place: Path, tree: Path, lay: Lay
    ) -> None:
        lay({STATE: servers("x"), file: {"deniedMcpServers": [{"serverName": "x"}]}})
        assert kinds(machine._replace(project=place / folder)) == {"user/x": kind}

    @pytest.mark.parametrize(
        ("key", "folder", "kind"), [("wt", "wt", ON), ("wt/sub", "wt/sub", ON), ("wt/sub", "wt", PENDING)]
    )
    def test_trust_in_the_work_tree_is_enough_for_local_approvals(
        self, key: str, folder: str, kind: StateKind, machine: Machine, place: Path, tree: Path, lay: Lay
    ) -> None:
        lay({"wt/.mcp.json": servers("x"), LOCAL_SETTINGS: APPROVES_X, STATE: kept(f"{{at}}/{key}", **TRUSTED)})
        assert kinds(machine._replace(project=place / folder)) == {"project/x@wt": kind}

    def test_everywhere_shows_what_stands_under_a_work_tree_as_never_read(
        self, machine: Machine, tree: Path, lay: Lay
    ) -> None:
        lay({STATE: {"projects": {"{at}/wt": servers("l"), "{at}/p": servers("m")}}})
        assert kinds(machine, everywhere=True) == {"local/l": OFF, "local/m": ON}


class TestEverywhere:
    def test_each_project_is_judged_by_its_own_lists(self, machine: Machine, place: Path, lay: Lay) -> None:
        local = {"mcpServers": {"l": server()}}
        lay({STATE: {"projects": {"{at}/p": local, "{at}/plain": {**local, "disabledMcpServers": ["l"]}}}})
        found = {str(entry.source.project): entry.state.kind for entry in seen(machine, everywhere=True).entries}
        assert found == {str(place / "p"): ON, str(place / "plain"): OFF}

    def test_a_project_above_the_current_one_is_judged_by_its_own_lists(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        local = {"mcpServers": {"l": server()}, "disabledMcpServers": ["l"]}
        lay({STATE: {"projects": {"{at}/plain": local, "{at}/p": {}}}})
        found = kinds(machine._replace(project=place / "plain" / "sub"), everywhere=True)
        assert found == {"local/l": OFF}
