"""Switching between profiles: what is planned, what has to be approved, and which one is active."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mcptui.changes.change import Act
from mcptui.model import StateKind
from tests.unit.profile_home import FILESYSTEM, Home


class TestSwitching:
    def test_keep_takes_an_entry_back_to_how_it_stood_before(self, demo: Home) -> None:
        before = demo.states()
        demo.profile("a", 'default = "off"\n')
        demo.profile("b", '[servers]\nfetch = "off"\n')
        demo.use("a")
        demo.use("b")
        after = demo.states()
        assert after.pop("claude-code/user/fetch") is StateKind.OFF
        assert after == {name: kind for name, kind in before.items() if name != "claude-code/user/fetch"}

    def test_folders_are_narrowed_for_the_project_and_kept_means_as_before(self, home: Home) -> None:
        cursor = home.machine.home / ".cursor" / "mcp.json"
        args = ["-y", FILESYSTEM, str(home.machine.home)]
        home.write(cursor, {"mcpServers": {"files": {"command": "npx", "args": args}}})
        home.profile("narrow", '[servers.files]\nfolders = ["{project}"]\n')
        home.profile("off", '[servers]\nfiles = "off"\n')
        home.profile("keep", "")
        before = home.files()
        home.use("narrow")
        assert json.loads(cursor.read_text())["mcpServers"]["files"]["args"] == [*args[:2], str(home.machine.project)]
        home.use("off")
        home.use("narrow")
        assert json.loads(cursor.read_text())["mcpServers"]["files"]["args"] == [*args[:2], str(home.machine.project)]
        home.use("keep")
        assert home.files() == before

    def test_a_parked_server_comes_back_as_narrow_as_the_profile_wants_it(self, home: Home) -> None:
        cursor = home.machine.home / ".cursor" / "mcp.json"
        args = ["-y", FILESYSTEM, str(home.machine.home)]
        home.write(cursor, {"mcpServers": {"files": {"command": "npx", "args": args}}})
        home.do(Act.DISABLE, "cursor/user/files")
        home.profile("work", '[servers.files]\nstate = "on"\nfolders = ["{project}/docs"]\n')
        home.use("work")
        docs = f"{home.machine.project}/docs"
        assert json.loads(cursor.read_text())["mcpServers"]["files"]["args"] == [*args[:2], docs]
        home.back()
        assert home.state("cursor/user/files") is StateKind.OFF

    def test_folders_concern_only_servers_that_take_some(self, home: Home) -> None:
        servers = {
            "clock": {"command": "uvx", "args": ["mcp-server-time"]},
            "f": {"command": "npx", "args": [FILESYSTEM]},
        }
        home.write(home.machine.home / ".cursor" / "mcp.json", {"mcpServers": servers})
        home.profile("work", '[servers."*"]\nfolders = ["{project}"]\n')
        assert [each.change.entry.name for each in home.use("work").planned] == ["f"]

    def test_drift_counts_what_a_client_changes(self, demo: Home) -> None:
        demo.use("locked-down")
        state = demo.machine.home / ".claude.json"
        told = json.loads(state.read_text())
        told["projects"][str(demo.machine.project)]["disabledMcpServers"].remove("fetch")
        state.write_text(json.dumps(told))
        assert demo.drift() == 1
        codex = demo.machine.project / ".codex" / "config.toml"
        codex.write_text(codex.read_text().replace("[mcp_servers.context7]\nenabled = false", ""))
        assert demo.drift() == 2
        demo.use("locked-down")

    def test_a_profile_that_is_gone_does_not_drift(self, home: Home) -> None:
        file = home.profile("mine", 'default = "off"')
        home.use("mine")
        file.unlink()
        assert home.workspace.active_profile == "mine"
        assert home.drift() == 0

    def test_back_keeps_what_was_changed_elsewhere_meanwhile(self, demo: Home) -> None:
        demo.use("locked-down")
        vscode = demo.machine.home / ".config" / "Code" / "User" / "mcp.json"
        vscode.write_text("// mine\n" + vscode.read_text())
        demo.back()
        assert vscode.read_text().startswith("// mine\n{")
        assert demo.state("vscode/user/time") is StateKind.ON

    def test_a_switch_is_undone_and_redone_like_any_change(self, demo: Home) -> None:
        before = demo.files()
        demo.use("locked-down")
        locked = demo.files()
        demo.workspace.apply(demo.workspace.plan_undo())
        assert (demo.files(), demo.workspace.active_profile) == (before, None)
        demo.workspace.apply(demo.workspace.plan_redo())
        assert (demo.files(), demo.workspace.active_profile) == (locked, "locked-down")
        demo.back()
        assert (demo.files(), demo.workspace.active_profile) == (before, None)


class TestApproval:
    @pytest.fixture
    def waiting(self, home: Home) -> Home:
        """A checked-in server that waits for an answer, in a folder that is trusted."""
        home.write(
            home.machine.project / ".mcp.json", {"mcpServers": {"git": {"command": "x"}, "db": {"command": "y"}}}
        )
        home.write(
            home.machine.home / ".claude.json",
            {"projects": {str(home.machine.project): {"hasTrustDialogAccepted": True}}},
        )
        assert home.state("claude-code/project/git") is StateKind.PENDING
        return home

    @pytest.mark.parametrize(
        "text",
        [
            'default = "on"',
            '[servers]\n"*" = "on"',
            '[servers]\n"claude-code/project/*" = "on"',
            '[servers]\ngit = "on"',
            '[servers]\n"claude-code/git" = "on"',
        ],
    )
    def test_is_never_given_by_a_default_a_glob_or_a_bare_name(self, waiting: Home, text: str) -> None:
        waiting.profile("mine", text)
        assert waiting.use("mine").planned == ()
        assert waiting.state("claude-code/project/git") is StateKind.PENDING

    def test_is_given_by_client_scope_and_name_and_to_no_other(self, waiting: Home) -> None:
        before = waiting.files()
        waiting.profile("mine", '[servers]\n"claude-code/project/git" = "on"')
        waiting.use("mine")
        assert waiting.state("claude-code/project/git") is StateKind.ON
        assert waiting.state("claude-code/project/db") is StateKind.PENDING
        waiting.back()
        assert waiting.files() == before


class TestSmallestReach:
    def codex(self, home: Home, trusted: bool) -> Path:  # noqa: FBT001  # what the test is about
        level = "trusted" if trusted else "untrusted"
        return home.write(
            home.machine.home / ".codex" / "config.toml",
            f'[projects."{home.machine.project}"]\ntrust_level = "{level}"\n\n[mcp_servers.x]\ncommand = "x"\n',
        )

    def test_of_claude_code_is_the_list_of_the_project(self, home: Home) -> None:
        state = home.write(home.machine.home / ".claude.json", {"mcpServers": {"x": {"type": "stdio", "command": "x"}}})
        before = json.loads(state.read_text())
        plan = home.use("locked-down")
        listed = {"projects": {str(home.machine.project): {"disabledMcpServers": ["x"]}}}
        assert json.loads(state.read_text()) == {**before, **listed}
        assert plan.planned[0].notes == ()

    def test_of_codex_is_a_file_in_the_trusted_project_that_goes_again(self, home: Home) -> None:
        user = self.codex(home, trusted=True)
        before = home.files()
        plan = home.use("locked-down")
        layer = home.machine.project / ".codex" / "config.toml"
        assert "enabled = false" in layer.read_text()
        assert user.read_bytes() == before[user]
        assert plan.planned[0].notes == (
            ".codex/config.toml belongs to the project: others who work on it get this as well",
        )
        home.back()
        assert home.files() == before

    def test_of_codex_is_the_users_file_elsewhere_and_the_plan_says_so(self, home: Home) -> None:
        user = self.codex(home, trusted=False)
        plan = home.use("locked-down")
        assert "enabled = false" in user.read_text()
        assert not (home.machine.project / ".codex").exists()
        assert plan.planned[0].notes == ("Codex has no switch for one project: this reaches every project",)

    def test_of_the_others_is_every_project_and_the_plan_says_so(self, home: Home) -> None:
        home.write(home.machine.home / ".cursor" / "mcp.json", {"mcpServers": {"x": {"command": "x"}}})
        plan = home.plan_use("locked-down")
        assert plan.planned[0].notes == ("Cursor has no switch for one project: this reaches every project",)


class TestWhichIsActive:
    def test_is_known_for_each_project_by_itself(self, home: Home) -> None:
        other = home.in_project(home.machine.home / "src" / "other")
        home.profile("empty", "")

        def active() -> list[str | None]:
            return [each.workspace.active_profile for each in (home, other)]

        home.use("empty")
        assert active() == ["empty", None]
        other.use("trusted")
        assert active() == ["empty", "trusted"]
        other.back()
        assert active() == ["empty", None]

    def test_is_the_same_in_a_folder_of_the_repository_and_in_a_linked_work_tree(self, demo: Home) -> None:
        inner = demo.machine.project / "lib"
        inner.mkdir()
        demo.use("locked-down")
        tree = demo.in_project(demo.machine.home / "src" / "acme-api-hotfix")
        for place in (demo.in_project(inner), tree):
            assert place.workspace.active_profile == "locked-down"
        tree.back()
        assert demo.workspace.active_profile is None

    def test_a_damaged_note_of_it_is_none(self, home: Home) -> None:
        home.use("trusted")
        (note,) = (home.machine.state / "active").iterdir()
        for text in ("", "[", "[1]", '{"profile": 3}'):
            note.write_text(text)
            assert home.workspace.active_profile is None


def test_a_switch_says_what_it_leaves_since_nobody_knows_whether_it_runs(home: Home) -> None:
    home.write(home.machine.project / ".mcp.json", {"mcpServers": {"x": {"command": "x"}}})
    home.write(home.machine.home / ".cursor" / "mcp.json", {"mcpServers": {}})
    assert home.plan_use("locked-down").warnings == ("left as it is, for its state is unknown: cursor/project/x",)
    assert home.plan_use("trusted").warnings == ()


def test_a_switch_says_which_file_it_could_not_read(home: Home) -> None:
    home.write(home.machine.home / ".claude.json", {"mcpServers": {"x": {"type": "stdio", "command": "x"}}})
    broken = home.machine.home / ".cursor" / "mcp.json"
    broken.parent.mkdir()
    broken.write_text("{")
    plan = home.plan_use("locked-down")
    assert plan.warnings == ("Cursor: ~/.cursor/mcp.json cannot be read, so nothing in it is switched",)
    home.profile("mine", 'clients = ["codex"]\ndefault = "off"\n')
    assert home.plan_use("mine").warnings == ()
