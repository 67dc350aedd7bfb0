"""Lost entries come back from the newest copy that has them: their own text, and nothing else."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest

from mcptui.changes.change import Act
from mcptui.errors import Refused
from mcptui.lost.missing import Lost
from mcptui.model import StateKind
from mcptui.workspace import Workspace
from tests.lost.lost_home import CODEX, CURSOR, SECRETS, Home, server


def with_backups(home: Home) -> None:
    """Have mcptui change every file once, so that it has a copy of each."""
    home.do(Act.DISABLE, "cursor/user/memory", "codex/user/clock", "claude-code/user/user")
    home.later(minutes=1)
    home.undo()
    home.later(minutes=1)
    home.look(everywhere=True)
    home.later(minutes=1)


def copies(home: Home) -> dict[str, Lost]:
    """What is lost, with its copies, by selector."""
    at = home.workspace.look(everywhere=True)
    return {each.entry.selector: each for each in home.workspace.with_copies(home.workspace.remember(at), at)}


class TestTheBestCopy:
    def test_is_the_newest_backup_in_which_the_entry_is_as_it_was_last_seen(self, home: Home) -> None:
        with_backups(home)
        home.cursor.unlink()
        found = copies(home)["cursor/user/files"]
        assert found.copy is not None
        assert found.copy.exact
        newest = max((home.machine.state / "backups").glob("*/*/*-mcp.json"))
        assert found.copy.file.path == newest
        assert found.copy.file.path.read_text("utf-8").count("files") == CURSOR.count("files")

    def test_is_another_version_where_none_is_as_it_was_last_seen(self, home: Home) -> None:
        with_backups(home)
        home.edit(home.cursor, "ENV-SECRET", "NEWER")
        home.look()
        home.write(home.cursor, "{}")
        found = copies(home)
        assert {name: each.copy.exact for name, each in found.items() if each.copy} == {
            "cursor/user/files": False,
            "cursor/user/memory": True,
            "cursor/user/clock": True,
        }

    def test_is_an_older_one_where_that_is_as_it_was_last_seen(self, home: Home) -> None:
        with_backups(home)
        home.edit(home.cursor, '"files": {', '"files": { "x": 1,')
        home.do(Act.DISABLE, "cursor/user/memory")  # its backup has the odd version
        home.edit(home.cursor, '"files": { "x": 1,', '"files": {')
        home.write(home.cursor, "{}")
        found = copies(home)["cursor/user/files"].copy
        assert found is not None
        assert found.exact
        assert b'"x"' not in found.file.path.read_bytes()

    def test_is_one_that_the_client_made_itself(self, home: Home) -> None:
        home.look()
        folder = home.folder / ".claude" / "backups"
        made = {
            "backup.1": home.claude.read_text("utf-8"),
            "backup.2": '{"mcpServers": {"user": {}}}',
            "corrupted.3": "{",
        }
        for number, (name, text) in enumerate(made.items()):
            path = folder / f".claude.json.{name}"
            home.write(path, text)
            os.utime(path, (1_700_000_000 + number,) * 2)
        home.write(folder / "notes.json", home.claude.read_text("utf-8"))
        home.claude.unlink()
        found = copies(home)["claude-code/user/user"].copy
        assert found is not None
        assert (found.file.path.name, found.exact) == (".claude.json.backup.1", True)
        assert found.file.at == datetime.fromtimestamp(1_700_000_000, UTC)

    def test_is_none_of_a_file_that_nobody_copied(self, home: Home) -> None:
        home.look()
        home.cursor.unlink()
        assert [each.copy for each in copies(home).values()] == [None, None, None]
        plan = home.plan_back()
        assert not plan
        assert {(each.change.entry.selector, each.message) for each in plan.refusals} == {
            (f"cursor/user/{name}", "no copy of its file has it") for name in ("files", "memory", "clock")
        }

    def test_is_found_though_others_are_hostile(self, home: Home) -> None:
        with_backups(home)
        folder = home.folder / ".claude" / "backups"
        folder.mkdir(parents=True)
        os.mkfifo(folder / ".claude.json.backup.9")
        (folder / ".claude.json.backup.8").mkdir()
        home.write(folder / ".claude.json.backup.7", "[" * 100_000)
        home.write(folder / ".claude.json.backup.6", '{"mcpServers": {"user": ' + "[" * 300 + "]" * 300 + "}}")
        home.write(home.claude, "{}")
        assert copies(home)["claude-code/user/user"].copy is not None


class TestPuttingBack:
    def test_restores_comments_and_place_to_the_byte(self, home: Home) -> None:
        with_backups(home)
        home.do(Act.REMOVE, "cursor/user/files", "cursor/user/clock")
        wiped = home.cursor.read_text("utf-8")
        home.undo()
        home.later(minutes=1)
        home.look()
        home.later(minutes=1)
        home.write(home.cursor, wiped)
        assert home.missed() == {"cursor/user/files", "cursor/user/clock"}
        home.put_back()
        assert home.cursor.read_text("utf-8") == CURSOR
        assert home.look() == ()

    @pytest.mark.parametrize("names", [("clock",), ("docs",), ("clock", "docs")])
    def test_restores_tables_with_what_is_below_them(self, home: Home, names: tuple[str, ...]) -> None:
        with_backups(home)
        selectors = [f"codex/user/{name}" for name in names]
        home.do(Act.REMOVE, *selectors)
        wiped = home.codex.read_text("utf-8")
        home.undo()
        home.later(minutes=1)
        home.look()
        home.later(minutes=1)
        home.write(home.codex, wiped)
        home.put_back()
        assert home.codex.read_text("utf-8") == CODEX

    def test_of_one_of_several_fits_to_the_byte_too(self, home: Home) -> None:
        with_backups(home)
        home.do(Act.REMOVE, "cursor/user/files", "cursor/user/clock")
        both = home.cursor.read_text("utf-8")
        home.undo()
        home.do(Act.REMOVE, "cursor/user/clock")
        one = home.cursor.read_text("utf-8")
        home.undo()
        home.later(minutes=1)
        home.look()
        home.later(minutes=1)
        home.write(home.cursor, both)
        home.put_back("cursor/user/files")
        assert home.cursor.read_text("utf-8") == one
        assert home.missed() == {"cursor/user/clock"}

    def test_of_a_file_that_its_client_wrote_anew_leaves_what_is_in_it(self, home: Home) -> None:
        with_backups(home)
        home.write(home.cursor, '{"mcpServers": {"new": {"command": "x"}}, "other": 1e400}\n')
        home.put_back()
        assert home.cursor.read_text("utf-8").endswith('"other": 1e400}\n')
        assert {each.name for each in home.workspace.look().entries if each.source.file == home.cursor} == {
            "new", "files", "memory", "clock",
        }  # fmt: skip

    def test_makes_a_file_that_is_gone_for_its_user_alone(self, home: Home) -> None:
        with_backups(home)
        home.cursor.unlink()
        home.cursor.parent.rmdir()
        home.put_back()
        assert home.cursor.stat().st_mode & 0o777 == 0o600
        assert home.entry("cursor/user/files").value == {
            "command": "npx",
            "args": ["-y", "files", "--token", "ARG-SECRET"],
            "env": {"API_KEY": "ENV-SECRET"},
        }

    def test_brings_back_what_was_kept_for_another_project(self, home: Home) -> None:
        with_backups(home)
        kept = home.claude.read_bytes()
        home.without_projects()
        home.put_back()
        assert json.loads(home.claude.read_bytes()) == json.loads(kept)

    def test_is_shown_with_its_origin_and_without_its_secrets(self, home: Home) -> None:
        with_backups(home)
        home.write(home.cursor, "{}")
        home.codex.unlink()
        plan = home.plan_back()
        assert plan.title == "put back clock, docs, files and 1 more"
        assert {(each.change.act, each.now, each.then) for each in plan.planned} == {(Act.PUT_BACK, "gone", "on")}
        assert all(
            each.notes[0].startswith("as it was last seen, from the copy of 2026-11-12 ") for each in plan.planned
        )
        shown = json.dumps(plan.record_rows) + str([each.notes for each in plan.planned])
        assert [each for each in SECRETS if each in shown] == []

    def test_can_be_undone_and_is_then_no_loss(self, home: Home) -> None:
        with_backups(home)
        home.write(home.cursor, "{}")
        home.put_back()
        home.later(minutes=1)
        assert home.look() == ()
        home.later(minutes=1)
        home.undo()
        assert home.cursor.read_text("utf-8") == "{}"
        home.later(minutes=1)
        assert home.look() == ()
        home.workspace.apply(home.workspace.plan_redo())
        assert home.entry("cursor/user/clock").on

    def test_undone_before_it_was_seen_is_no_loss_either(self, home: Home) -> None:
        with_backups(home)
        home.write(home.cursor, "{}")
        home.put_back()
        home.later(minutes=1)
        home.undo()
        home.later(minutes=1)
        assert home.look() == ()

    def test_leaves_an_entry_that_came_back_meanwhile_as_it_is(self, home: Home) -> None:
        with_backups(home)
        home.write(home.cursor, "{}")
        plan = home.plan_back("cursor/user/clock")
        home.write(home.cursor, '{"mcpServers": {"clock": {"command": "another"}}}')
        with pytest.raises(Refused, match="stands there again and says something else"):
            home.workspace.apply(plan)

    def test_is_refused_by_a_file_that_is_broken_now(self, home: Home) -> None:
        with_backups(home)
        home.write(home.cursor, "{}")
        home.look()
        home.write(home.cursor, "{")
        plan = home.plan_back()
        assert not plan
        assert len(plan.refusals) == 3

    def test_goes_on_for_the_others_when_one_has_no_copy(self, home: Home) -> None:
        with_backups(home)
        home.edit(home.cursor, '"memory": {', '"late": {"command": "x"}, "memory": {')
        home.look()
        home.write(home.cursor, "{}")
        plan = home.plan_back()
        assert [each.change.entry.name for each in plan.refusals] == ["late"]
        assert len(plan.planned) == 3


class TestApprovals:
    def test_come_back_no_more_than_they_were(self, home: Home) -> None:
        shared = home.project / ".mcp.json"
        home.write(shared, json.dumps({"mcpServers": {"shared": server("shared")}}))
        home.do(Act.REMOVE, "claude-code/project/shared")
        home.undo()
        home.later(minutes=1)
        home.look()
        home.later(minutes=1)
        home.write(shared, "{}")
        settings = {path: path.read_bytes() for path in home.folder.rglob("settings*.json")}
        plan = home.plan_back("claude-code/project/shared")
        assert [each.then for each in plan.planned] == ["pending"]
        home.workspace.apply(plan)
        assert home.entry("claude-code/project/shared").state.kind is StateKind.PENDING
        assert {path: path.read_bytes() for path in home.folder.rglob("settings*.json")} == settings

    def test_and_switches_that_went_with_the_file_are_told(self, home: Home) -> None:
        home.do(Act.DISABLE, "claude-code/user/user")
        home.do(Act.DISABLE, "claude-code/local/local")
        home.look()
        home.write(home.claude, "{}")
        plan = home.plan_back("claude-code/user/user")
        (planned,) = plan.planned
        assert planned.then == "on"
        was_off = "it was off when the copy was made (off in this project: listed in disabledMcpServers)"
        assert planned.notes[-1] == f"{was_off}, and now it will be on"


def test_every_piece_is_cut_out_of_a_copy_that_stays_as_it_is(home: Home) -> None:
    with_backups(home)
    kept = {path: path.read_bytes() for path in (home.machine.state / "backups").rglob("*") if path.is_file()}
    home.write(home.cursor, "{}")
    home.put_back()
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_copy_is_a_plain_file_where_it_is_said_to_be(home: Home) -> None:
    with_backups(home)
    home.cursor.unlink()
    paths = {each.copy.file.path for each in copies(home).values() if each.copy}
    assert paths
    assert all(path.is_file() for path in paths)


def test_two_of_one_name_that_stood_in_different_files_both_come_back(home: Home) -> None:
    """Ids are made of client, scope, project and name; where a client keeps its file may change meanwhile."""
    moved = home.folder / "elsewhere"
    texts = {home.codex: CODEX, moved / "config.toml": CODEX.replace("uvx", "npx")}
    for file, text in texts.items():
        home.write(file, text)
        env = {} if file == home.codex else {"CODEX_HOME": str(moved)}
        home.workspace = Workspace(home.machine._replace(env={**home.machine.env, **env}))
        home.do(Act.DISABLE, "codex/user/clock")
        home.later(minutes=1)
        home.undo()
        home.later(minutes=1)
        home.look()
        home.write(file, text.partition("# what time")[0])
        home.look()
        home.later(minutes=1)
    lost = [each for each in home.look() if each.seen.name == "clock"]
    assert len({each.entry.id for each in lost}) == len(lost) == 2
    assert len(home.plan_back("codex/user/clock").planned) == 2
    home.put_back("codex/user/clock")
    for file, text in texts.items():
        assert text.partition("[mcp_servers.clock]")[2].partition("[mcp_servers.docs]")[0] in file.read_text("utf-8")
    assert {each.seen.name for each in home.look()} == {"docs"}
