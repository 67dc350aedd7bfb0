"""When an entry is lost and when it is not: what a client wiped is, what mcptui took out or cannot see is not."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from mcptui.changes.change import Act
from mcptui.store.file_locks import instance_lock
from mcptui.store.files import DiskFiles
from mcptui.store.steps import FileChange, Rewritten
from mcptui.workspace import Workspace
from tests.lost.lost_home import Home, server

CURSOR_ENTRIES = {"cursor/user/files", "cursor/user/memory", "cursor/user/clock"}


class TestLost:
    def test_is_what_a_client_wiped_with_since_when_and_when_it_was_last_seen(self, home: Home) -> None:
        home.look()
        seen = home.now
        home.later(hours=3)
        home.write(home.cursor, '{"mcpServers": {}}')
        lost = home.look()
        assert {each.entry.selector for each in lost} == CURSOR_ENTRIES
        assert {(each.last, each.since) for each in lost} == {(seen, home.now)}

    def test_since_is_when_it_was_first_missed(self, home: Home) -> None:
        home.look()
        home.later(hours=1)
        home.cursor.unlink()
        home.look()
        missed = home.now
        home.later(days=9)
        assert {each.since for each in home.look()} == {missed}

    def test_is_no_longer_what_came_back(self, home: Home) -> None:
        home.look()
        kept = home.cursor.read_text("utf-8")
        home.cursor.unlink()
        home.look()
        home.write(home.cursor, kept)
        assert home.look() == ()

    @pytest.mark.parametrize("left", ["", "{}", '{"mcpServers": null}', '{"other": 1}', None])
    def test_is_everything_of_a_file_that_is_empty_or_gone(self, home: Home, left: str | None) -> None:
        home.look()
        if left is None:
            home.cursor.unlink()
        else:
            home.write(home.cursor, left)
        assert home.missed() == CURSOR_ENTRIES

    def test_is_what_another_project_had_in_a_file_that_was_looked_into(self, home: Home) -> None:
        home.look(everywhere=True)
        home.without_projects()
        assert home.missed() == {"claude-code/local/local", "claude-code/local/there"}

    def test_is_what_was_parked_if_what_was_kept_of_it_is_gone(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/files")
        home.later(minutes=1)
        assert home.look() == ()
        (parked,) = (home.machine.state / "parked").iterdir()
        parked.unlink()
        assert home.missed() == {"cursor/user/files"}


class TestNotLost:
    def test_is_what_stands_in_a_file_that_was_not_looked_into(self, home: Home) -> None:
        file = home.other / ".cursor" / "mcp.json"
        home.write(file, '{"mcpServers": {"far": {"command": "x"}}}')
        assert home.look(everywhere=True) == ()
        file.unlink()
        assert home.missed() == set()
        assert home.missed(everywhere=True) == {"cursor/project/far"}

    def test_for_longer_than_it_is_gone_though_its_file_was_not_looked_into(self, home: Home) -> None:
        file = home.other / ".cursor" / "mcp.json"
        home.write(file, '{"mcpServers": {"far": {"command": "x"}}}')
        home.look(everywhere=True)
        kept = file.read_text()
        file.unlink()
        assert home.missed(everywhere=True) == {"cursor/project/far"}
        home.write(file, kept)
        assert home.missed() == set()

    @pytest.mark.parametrize("broken", ["{", '{"mcpServers": []}', "[1]", '{"mcpServers": {"a": }}'])
    def test_is_what_a_file_held_that_cannot_be_read_now(self, home: Home, broken: str) -> None:
        home.look()
        home.write(home.cursor, broken)
        assert home.missed() == set()
        home.write(home.cursor, "{}")
        assert home.missed() == CURSOR_ENTRIES

    def test_is_what_belonged_to_a_project_that_is_gone(self, home: Home) -> None:
        home.look(everywhere=True)
        moved = home.other.rename(home.folder / "elsewhere")
        home.without_projects(home.other)
        assert home.missed(everywhere=True) == set()
        moved.rename(home.other)
        assert home.missed() == {"claude-code/local/there"}

    def test_is_what_stands_there_but_is_no_entry_of_its_own_any_more(self, home: Home) -> None:
        layer = home.project / ".codex" / "config.toml"
        home.write(home.codex, home.codex.read_text() + f'\n[projects."{home.project}"]\ntrust_level = "trusted"\n')
        home.write(layer, '[mcp_servers.clock]\ncommand = "other"\n')
        assert home.look() == ()
        assert '"other"' not in home.entries.read_text()
        home.write(layer, "[mcp_servers.clock]\nenabled = true\n")
        assert home.look() == ()
        layer.unlink()
        assert home.missed() == {"codex/project/clock"}

    def test_is_what_has_another_name_or_scope_since(self, home: Home) -> None:
        home.look(everywhere=True)
        home.edit(home.cursor, '"files": {', '"folders": {')
        servers = {name: server(name) for name in ("user", "local", "there")}
        home.write(home.claude, json.dumps({"mcpServers": servers}))
        assert home.look() == ()
        home.edit(home.cursor, '"folders": {', '"files": {')
        home.edit(home.cursor, "ENV-SECRET", "ANOTHER-SECRET")
        assert home.missed() == {"cursor/user/folders"}

    def test_is_what_another_configuration_folder_holds(self, home: Home) -> None:
        home.look()
        moved = home.machine._replace(env={"CLAUDE_CONFIG_DIR": str(home.folder / "x")})
        workspace = Workspace(moved)
        assert workspace.remember(workspace.look()) == ()


class TestWhatMcptuiDid:
    def test_a_removal_loses_nothing(self, home: Home) -> None:
        home.look()
        home.do(Act.REMOVE, "cursor/user/memory", "codex/user/docs", "claude-code/user/user")
        assert home.look() == ()

    def test_nor_does_parking_nor_taking_out_what_was_put_back(self, home: Home) -> None:
        home.look()
        home.do(Act.DISABLE, "cursor/user/files")
        assert home.look() == ()
        home.do(Act.ENABLE, "cursor/user/files")
        assert home.look() == ()
        home.undo()
        assert home.look() == ()

    @pytest.mark.parametrize("died", [False, True])
    def test_a_removal_of_something_parked_loses_nothing(self, home: Home, *, died: bool) -> None:
        home.do(Act.DISABLE, "cursor/user/files")
        home.later(minutes=1)
        home.look()
        home.later(minutes=1)
        plan = home.plan(Act.REMOVE, "cursor/user/files")
        if died:
            home.workspace.store.apply(plan.title, plan.file_changes, plan.record_rows)
        else:
            home.workspace.apply(plan)
        home.later(minutes=1)
        assert home.look() == ()

    def test_what_a_removal_that_was_undone_brought_back_can_be_lost(self, home: Home) -> None:
        home.look()
        home.do(Act.REMOVE, "cursor/user/memory")
        home.look()
        home.undo()
        home.cursor.unlink()
        assert home.missed() == CURSOR_ENTRIES - {"cursor/user/memory"}

    def test_what_a_client_wiped_after_a_change_of_it_is_lost(self, home: Home) -> None:
        home.look()
        home.do(Act.DISABLE, "codex/user/clock")
        home.do(Act.ENABLE, "codex/user/clock")
        home.codex.unlink()
        assert home.missed() == {"codex/user/clock", "codex/user/docs"}

    def test_the_history_tells_it_if_mcptui_died_before_it_could_be_noted(self, home: Home) -> None:
        home.look()
        home.later(hours=1)
        plan = home.plan(Act.REMOVE, "cursor/user/memory", "codex/user/docs")
        home.workspace.store.apply(plan.title, plan.file_changes, plan.record_rows)
        home.edit(home.cursor, '"files"', '"folders"')
        assert '"docs"' in home.entries.read_text()
        assert home.missed() == {"cursor/user/files"}

    def test_the_history_is_read_only_as_far_back_as_the_entry_was_seen(self, home: Home) -> None:
        home.do(Act.REMOVE, "codex/user/docs")
        home.later(minutes=1)
        home.write(home.codex, home.codex.read_text() + '\n[mcp_servers.docs]\nurl = "https://docs.example"\n')
        home.look()
        home.later(minutes=1)
        home.edit(home.codex, "[mcp_servers.docs]", "[other]")
        assert home.missed() == {"codex/user/docs"}

    def test_a_look_from_before_a_removal_that_is_noted_after_it_loses_nothing(self, home: Home) -> None:
        home.look()
        before = home.workspace.look()
        home.later(seconds=1)
        home.do(Act.REMOVE, "codex/user/docs")
        home.later(seconds=1)
        home.workspace.remember(before)
        home.later(days=1)
        assert home.look() == ()

    def test_a_file_that_was_replaced_as_a_whole_loses_nothing_by_that(self, home: Home) -> None:
        home.look()
        home.later(hours=1)
        replaced = FileChange(home.cursor, lambda _: Rewritten(b'{"mcpServers": {"memory": {"command": "x"}}}', None))
        home.workspace.store.apply("restore", [replaced])
        assert home.look() == ()
        home.cursor.unlink()
        assert home.missed() == {"cursor/user/memory"}

    def test_a_rolled_back_removal_is_none(self, home: Home) -> None:
        home.look()
        record = home.do(Act.REMOVE, "codex/user/docs")
        home.undo()
        home.look()
        for manifest in (home.machine.state / "backups").glob("*/*/manifest.json"):
            told = json.loads(manifest.read_text())
            if told["id"] == record.id:
                told["status"] = "rolled-back"
            else:
                manifest.unlink()
                continue
            manifest.write_text(json.dumps(told))
        home.codex.unlink()
        assert "codex/user/docs" in home.missed()

    def test_that_it_cannot_be_noted_does_not_fail_the_change(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home.look()
        home.later(hours=1)
        monkeypatch.setattr("mcptui.lost.own.PATIENCE", 0.0)
        with instance_lock(home.seen / "lock"):
            home.do(Act.REMOVE, "codex/user/docs")
        assert home.look() == ()


class MortalFiles(DiskFiles):
    """A disk that can be used ``calls`` times for something that changes it, and never again afterwards."""

    class Dead(BaseException):
        pass

    def __init__(self, calls: int) -> None:
        self.calls = calls

    def _live(self) -> None:
        self.calls -= 1
        if self.calls < 0:
            raise self.Dead

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        self._live()
        return super().prepare(path, data, mode=mode, private=private)

    def swap(self, prepared: Path, path: Path) -> None:
        self._live()
        super().swap(prepared, path)

    def remove(self, path: Path) -> None:
        self._live()
        super().remove(path)

    def remove_folder(self, path: Path) -> None:
        self._live()
        super().remove_folder(path)


def test_dying_anywhere_in_a_removal_loses_nothing(tmp_path: Path) -> None:
    outcomes = []
    for calls in count():
        home = Home(tmp_path / str(calls))
        home.look()
        home.later(minutes=1)
        changes = [each.change for each in home.plan(Act.REMOVE, "cursor/user/memory", "codex/user/docs").planned]
        mortal = Workspace(home.machine, MortalFiles(calls))
        plan = mortal.plan(changes, mortal.look())
        with suppress(MortalFiles.Dead):
            mortal.apply(plan)
            break
        home.workspace.recover()
        home.later(minutes=1)
        assert home.look() == ()
        outcomes.append(b"docs" in home.codex.read_bytes())
    assert len(outcomes) > 10
    assert set(outcomes) == {True, False}


def test_a_project_file_that_is_looked_into_only_there_is_remembered_between(home: Home) -> None:
    file = home.project / ".mcp.json"
    home.write(file, '{"mcpServers": {"shared": {"command": "x"}}}')
    home.look()
    elsewhere = Workspace(home.machine._replace(project=home.other))
    assert elsewhere.remember(elsewhere.look()) == ()
    file.unlink()
    assert elsewhere.remember(elsewhere.look()) == ()
    assert home.missed() == {"claude-code/project/shared", "cursor/project/shared"}
