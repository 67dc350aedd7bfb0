"""The report of the doctor, section by section, and that a machine where all is well has none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mcptui.changes.change import Act
from mcptui.store.file_locks import instance_lock
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace
from tests.lost.lost_home import Home


def test_a_machine_on_which_all_is_well_is_healthy(home: Home) -> None:
    report = home.examine()
    assert report.healthy
    assert (report.entries, report.lost, report.broken, report.locks, report.memory) == (8, (), (), (), ())


def test_an_empty_machine_is_healthy_too(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for path in (home.claude, home.cursor, home.codex):
        path.unlink()
    assert home.examine().healthy


def test_every_project_is_looked_into(home: Home) -> None:
    home.write(home.other / ".cursor" / "mcp.json", "{")
    assert [each.problem.path for each in home.examine().broken] == [home.other / ".cursor" / "mcp.json"]


class TestAFileThatCannotBeRead:
    def test_is_told_with_what_it_held_and_the_newest_copy_that_can_be(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/memory")
        home.undo()
        home.examine()
        read = home.now
        home.later(minutes=5)
        home.write(home.cursor, "{")
        (broken,) = home.examine().broken
        assert (broken.problem.path, broken.problem.line) == (home.cursor, 1)
        assert (broken.entries, broken.last) == (3, read)
        assert broken.copy is not None
        assert (broken.copy.path.name, broken.kept) == ("1-mcp.json", 2)  # one was parked then

    def test_has_no_copy_that_lost_everything_before(self, home: Home) -> None:
        home.examine()
        folder = home.folder / ".claude" / "backups"
        for number, text in enumerate((home.claude.read_text("utf-8"), "{}", '{"mcpServers": ')):
            home.write(folder / f".claude.json.backup.{number}", text)
            os.utime(folder / f".claude.json.backup.{number}", (1_700_000_000 + number,) * 2)
        home.write(home.claude, "{")
        (broken,) = home.examine().broken
        assert broken.copy is not None
        assert (broken.copy.path.name, broken.kept) == (".claude.json.backup.0", 3)

    def test_and_was_never_seen_whole_is_told_without_a_count(self, home: Home) -> None:
        home.write(home.cursor, "{")
        (broken,) = home.examine().broken
        assert (broken.entries, broken.last, broken.copy) == (0, None, None)

    def test_and_holds_no_entries_has_no_copy(self, home: Home) -> None:
        home.write(home.folder / ".claude" / "settings.json", "{")
        (broken,) = home.examine().broken
        assert broken.copy is None


class TestAnInterruptedChange:
    def interrupt(self, home: Home) -> None:
        """Die before the second of two files takes its place."""

        class Dead(BaseException):
            pass

        class DyingFiles(DiskFiles):
            def swap(self, prepared: Path, path: Path) -> None:
                if path == home.codex:
                    raise Dead
                super().swap(prepared, path)

            def remove(self, path: Path) -> None:
                raise Dead

        plan = home.plan(Act.REMOVE, "cursor/user/memory", "codex/user/docs")
        dying = Workspace(home.machine, DyingFiles())
        at = dying.look()
        again = dying.plan([each.change for each in plan.planned], at)
        with pytest.raises(Dead):
            dying.apply(again)

    def test_is_settled_and_told(self, home: Home) -> None:
        home.look()
        self.interrupt(home)
        report = home.examine()
        assert [(record.title, record.status) for record in report.settled] == [("remove memory, docs", "done")]
        assert report.healthy
        assert report.lost == ()
        assert home.examine().settled == ()

    def test_that_cannot_be_settled_is_told_with_the_reason(self, home: Home) -> None:
        self.interrupt(home)
        workspace = home.workspace
        workspace.store._wait = 0.0
        with instance_lock(home.machine.state / "lock"):
            report = home.examine()
        assert report.open_ is not None
        assert "held by another mcptui" in report.open_.message
        assert not report.healthy


class TestTheStateFolder:
    def test_is_measured(self, home: Home) -> None:
        first = home.now
        home.do(Act.DISABLE, "cursor/user/memory")
        home.later(days=1)
        home.do(Act.DISABLE, "cursor/user/files")
        state = home.examine().state
        copies = list((home.machine.state / "backups").glob("*/*/*-mcp.json"))
        assert (state.backups, state.size) == (len(copies), sum(copy.stat().st_size for copy in copies))
        assert state.oldest == first

    def test_is_told_where_it_is_open_to_others(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/files")
        (parked,) = (home.machine.state / "parked").iterdir()
        parked.chmod(0o644)
        (home.machine.state / "backups").chmod(0o750)
        (home.machine.state / "link").symlink_to(home.cursor)
        report = home.examine()
        assert {(each.path, each.mode) for each in report.state.wide} == {
            (parked, 0o644),
            (home.machine.state / "backups", 0o750),
        }
        assert not report.healthy


class TestALockFolder:
    def leave(self, home: Home, *, seconds: float) -> Path:
        """The lock of a program that gave its last sign of life so long ago."""
        lock = home.claude.with_name(".claude.json.lock")
        lock.mkdir()
        moment = home.now.timestamp() - seconds
        os.utime(lock, (moment, moment))
        return lock

    def test_that_a_killed_program_left_is_told(self, home: Home) -> None:
        lock = self.leave(home, seconds=600)
        report = home.examine()
        assert [(each.path, each.seconds) for each in report.locks] == [(lock, 600)]
        assert not report.healthy

    def test_that_is_held_is_not(self, home: Home) -> None:
        self.leave(home, seconds=3)
        assert home.examine().locks == ()


def test_what_is_lost_is_told_with_its_copy(home: Home) -> None:
    home.do(Act.DISABLE, "codex/user/docs")
    home.look()
    home.codex.unlink()
    told = [(each.entry.name, each.copy is not None) for each in home.examine().lost]
    assert told == [("clock", True), ("docs", True)]
