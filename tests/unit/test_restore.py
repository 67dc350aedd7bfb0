"""A whole file as it was before a change: what goes with it is told, and it can be taken back itself."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from mcptui.changes.backups import from_transaction, of_file
from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan
from mcptui.errors import ChangedMeanwhile, NothingMatched, Refused
from mcptui.machine import Machine, System
from mcptui.store.locks import Lock, LockKind
from mcptui.store.transaction import Backup, Record
from mcptui.workspace import Workspace

CLAUDE = b"""{
  "numStartups": 12345678901234567890,
  "env": { "PLAIN": "VALUE-SECRET-1" },
  "mcpServers": {
    "alpha": { "command": "npx", "args": ["-y", "alpha"], "env": { "WHATEVER": "VALUE-SECRET-2" } },
    "beta": { "type": "http", "url": "https://beta.example/mcp", "headers": { "X-Mine": "VALUE-SECRET-3" } }
  }
}"""
CODEX = b"""# mine
[mcp_servers.alpha]
command = "npx" # as ever

[mcp_servers.alpha.env]
WHATEVER = "VALUE-SECRET-4"

[mcp_servers.beta]
command = "uvx"
"""
CURSOR = b'{ "mcpServers": { "alpha": { "command": "npx" } } }\n'


class Home:
    """A home with three clients; a minute goes by whenever the clock is looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "me"
        project = self.folder / "src"
        project.mkdir(parents=True)
        minutes = count()
        self.machine = Machine.at_home(
            self.folder,
            project,
            env={},
            system=System.LINUX,
            root=folder / "root",
            clock=lambda: datetime(2026, 11, 22, 9, 30, tzinfo=UTC) + timedelta(minutes=next(minutes)),
        )
        self.workspace = Workspace(self.machine)
        self.claude = self.folder / ".claude.json"
        self.codex = self.folder / ".codex" / "config.toml"
        self.cursor = self.folder / ".cursor" / "mcp.json"
        for path, content in ((self.claude, CLAUDE), (self.codex, CODEX), (self.cursor, CURSOR)):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)

    def do(self, act: Act, *selectors: str) -> Record:
        at = self.workspace.look()
        changes = [Change(entry, act) for entry in at.entries if entry.selector in selectors]
        return self.workspace.apply(self.workspace.plan(changes, at))

    def backup(self, path: Path, record: Record) -> Backup:
        return next(each for each in self.workspace.backups() if each.file.path == path and each.record.id == record.id)

    def plan(self, path: Path, record: Record) -> Plan:
        return self.workspace.plan_restore(self.backup(path, record))

    def restore(self, path: Path, record: Record) -> Record:
        return self.workspace.apply(self.plan(path, record))

    def undo(self) -> Record:
        return self.workspace.apply(self.workspace.plan_undo())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


class TestRestoring:
    def test_gives_every_byte_of_then_back_and_can_be_undone_and_done_again(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        home.do(Act.REMOVE, "codex/user/beta")
        home.codex.write_bytes(home.codex.read_bytes() + b"\n[by_codex]\n")
        latest = home.codex.read_bytes()
        record = home.restore(home.codex, first)
        assert home.codex.read_bytes() == CODEX
        assert record.title == f"restore config.toml from {first.id}"
        home.undo()
        assert home.codex.read_bytes() == latest
        home.workspace.apply(home.workspace.plan_redo())
        assert home.codex.read_bytes() == CODEX

    def test_shows_the_diff_first_and_writes_nothing(self, home: Home) -> None:
        record = home.do(Act.DISABLE, "codex/user/alpha")
        changed = home.codex.read_bytes()
        plan = home.plan(home.codex, record)
        assert "\n-enabled = false" in plan.files[0].diff
        assert (plan.files[0].path, plan.files[0].clients) == (home.codex, ("codex",))
        assert plan.files[0].takes_effect
        assert plan.rows == (
            {
                "act": "restore",
                "selector": "~/.codex/config.toml",
                "from": "present",
                "to": f"as it was before disable alpha ({record.id})",
            },
        )
        assert home.codex.read_bytes() == changed

    def test_of_what_is_there_already_is_nothing_to_do(self, home: Home) -> None:
        record = home.do(Act.DISABLE, "codex/user/alpha")
        home.undo()
        assert not home.plan(home.codex, record)
        assert home.plan(home.codex, record).files == ()

    @pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
    def test_makes_a_file_that_vanished_again_with_its_old_mode(self, home: Home) -> None:
        home.codex.chmod(0o640)
        record = home.do(Act.DISABLE, "codex/user/alpha")
        home.codex.unlink()
        assert [row["from"] for row in home.plan(home.codex, record).rows] == ["absent"]
        home.restore(home.codex, record)
        assert home.codex.read_bytes() == CODEX
        assert home.codex.stat().st_mode & 0o777 == 0o640
        home.undo()
        assert not home.codex.exists()

    @pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
    def test_keeps_the_mode_that_the_file_has_now(self, home: Home) -> None:
        record = home.do(Act.DISABLE, "codex/user/alpha")
        home.codex.chmod(0o644)
        home.restore(home.codex, record)
        assert home.codex.stat().st_mode & 0o777 == 0o644

    @pytest.mark.parametrize("left", [b"", b'{ "mcpServers": { "alpha"', b"\xff\xfe\0"])
    def test_rescues_a_file_that_was_wiped_or_broken(self, home: Home, left: bytes) -> None:
        record = home.do(Act.DISABLE, "claude-code/user/alpha")
        home.claude.write_bytes(left)
        home.restore(home.claude, record)
        assert home.claude.read_bytes() == CLAUDE
        home.undo()
        assert home.claude.read_bytes() == left

    def test_holds_the_lock_that_the_client_takes(self, home: Home) -> None:
        record = home.do(Act.DISABLE, "claude-code/user/alpha")
        (change,) = home.plan(home.claude, record).file_changes
        assert change.lock == Lock(home.claude.with_name(".claude.json.lock"), LockKind.FOLDER)

    @pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
    def test_writes_the_file_behind_a_link_and_keeps_the_link(self, home: Home) -> None:
        dotfiles = home.folder / "dotfiles"
        dotfiles.mkdir()
        home.codex.rename(dotfiles / "codex.toml")
        home.codex.symlink_to(dotfiles / "codex.toml")
        record = home.do(Act.DISABLE, "codex/user/alpha")
        home.restore(home.codex, record)
        assert home.codex.is_symlink()
        assert (dotfiles / "codex.toml").read_bytes() == CODEX

    def test_is_refused_when_the_file_changed_since_its_diff_was_shown(self, home: Home) -> None:
        plan = home.plan(home.codex, home.do(Act.DISABLE, "codex/user/alpha"))
        home.codex.write_bytes(home.codex.read_bytes() + b"\n[by_codex]\n")
        with pytest.raises(ChangedMeanwhile, match=r"config\.toml has changed since its diff was made"):
            home.workspace.apply(plan)
        assert home.codex.read_bytes().endswith(b"\n[by_codex]\n")

    def test_is_refused_from_a_backup_that_was_edited_and_says_where_it_is(self, home: Home) -> None:
        record = home.do(Act.DISABLE, "codex/user/alpha")
        backup = home.backup(home.codex, record)
        backup.copy.write_bytes(b"edited")
        with pytest.raises(Refused, match="is no longer what was saved") as caught:
            home.workspace.plan_restore(backup)
        assert str(backup.copy) in caught.value.message
        assert str(home.codex) in caught.value.hint

    def test_is_refused_from_a_backup_that_went_meanwhile(self, home: Home) -> None:
        backup = home.backup(home.codex, home.do(Act.DISABLE, "codex/user/alpha"))
        backup.copy.unlink()
        with pytest.raises(Refused, match="is gone"):
            home.workspace.plan_restore(backup)

    def test_begins_anew_so_that_nothing_earlier_is_taken_for_the_origin_of_what_it_brought(self, home: Home) -> None:
        def with_project(content: str) -> bytes:
            return CLAUDE[:-2] + f',\n  "projects": {{ "{home.folder}/src": {content} }}\n}}'.encode()

        home.claude.write_bytes(with_project('{ "disabledMcpServers": ["alpha"], "history": [] }'))
        record = home.do(Act.ENABLE, "claude-code/user/alpha")
        enabled = home.claude.read_bytes()
        home.claude.write_bytes(with_project('{ "history": [] }'))
        home.do(Act.DISABLE, "claude-code/user/alpha")
        home.do(Act.ENABLE, "claude-code/user/alpha")
        home.restore(home.claude, record)
        home.do(Act.ENABLE, "claude-code/user/alpha")
        assert home.claude.read_bytes() == enabled


class TestWhatGoesWithIt:
    def test_is_told_of_our_own_later_changes_to_that_file(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        second = home.do(Act.REMOVE, "codex/user/beta", "cursor/user/alpha")
        home.do(Act.DISABLE, "claude-code/user/alpha")
        (warning,) = home.plan(home.codex, first).warnings
        assert warning == (
            "this takes back what mcptui changed in the file since: "
            f"remove alpha, beta ({second.id}), disable alpha ({first.id})"
        )

    def test_is_not_told_of_what_was_undone_already(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        home.do(Act.REMOVE, "codex/user/beta")
        home.undo()
        (warning,) = home.plan(home.codex, first).warnings
        assert warning.endswith(f"since: disable alpha ({first.id})")

    def test_is_told_of_an_undoing_of_something_earlier(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        second = home.do(Act.DISABLE, "codex/user/beta")
        undoing = home.workspace.apply(home.workspace.plan_undo(first.id))
        (warning,) = home.plan(home.codex, second).warnings
        assert warning.endswith(f"since: undo disable alpha ({undoing.id}), disable beta ({second.id})")

    def test_is_told_of_an_entry_that_would_stand_nowhere(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha")
        back = home.do(Act.ENABLE, "cursor/user/alpha")
        _, nowhere = home.plan(home.cursor, back).warnings
        assert nowhere == (
            "parked then and put back since, this would stand nowhere: cursor/user/alpha; "
            "undoing the change would park it"
        )
        home.do(Act.DISABLE, "cursor/user/alpha")
        home.cursor.write_bytes(CURSOR)
        assert not any("nowhere" in each for each in home.plan(home.cursor, back).warnings)

    def test_is_cut_short_when_it_is_much(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        for act in (Act.ENABLE, Act.DISABLE) * 4:
            home.do(act, "codex/user/alpha")
        (warning,) = home.plan(home.codex, first).warnings
        assert warning.endswith(" and 4 more")
        assert warning.count("able alpha") == 5

    @pytest.mark.parametrize("when", ["between", "after"])
    def test_is_told_of_what_another_program_wrote(self, home: Home, when: str) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        for moment in ("between", "after"):
            if moment == when:
                home.codex.write_bytes(home.codex.read_bytes().replace(b"# mine", b"# mine, and new"))
            if moment == "between":
                home.do(Act.ENABLE, "codex/user/alpha")
        ours, others = home.plan(home.codex, first).warnings
        assert ours.startswith("this takes back")
        assert others == "what the client or you wrote in the file since then goes with it"

    def test_is_nothing_but_that_when_the_change_itself_was_undone(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        home.undo()
        home.codex.write_bytes(CODEX + b"# new\n")
        (warning,) = home.plan(home.codex, first).warnings
        assert warning.startswith("what the client or you wrote")


class TestSecrets:
    def test_are_in_no_diff_whatever_stands_in_the_file(self, home: Home) -> None:
        for path, selector in ((home.claude, "claude-code/user/alpha"), (home.codex, "codex/user/alpha")):
            record = home.do(Act.DISABLE, selector)
            for left in (b"", path.read_bytes()[:-40], path.read_bytes().replace(b"SECRET", b"SECRET-X")):
                path.write_bytes(left)
                plan = home.plan(path, record)
                assert plan.files[0].diff
                assert "SECRET" not in plan.files[0].diff
                assert "SECRET" not in json.dumps(plan.record_rows)
                restored = home.workspace.apply(plan)
                assert "SECRET" not in home.workspace.plan_undo(restored.id).files[0].diff


class TestFindingABackup:
    @pytest.fixture
    def backups(self, home: Home) -> tuple[Backup, ...]:
        home.do(Act.DISABLE, "codex/user/alpha", "cursor/user/alpha", "claude-code/user/alpha")
        home.do(Act.ENABLE, "codex/user/alpha")
        return home.workspace.backups()

    def test_offers_the_files_of_clients_and_not_what_mcptui_keeps_for_itself(
        self, home: Home, backups: tuple[Backup, ...]
    ) -> None:
        home.do(Act.ENABLE, "cursor/user/alpha")
        assert any(each.file.path.is_relative_to(home.machine.state) for each in home.workspace.store.backups())
        assert {each.file.path for each in home.workspace.backups()} == {home.claude, home.codex, home.cursor}

    def test_is_empty_where_nothing_was_ever_changed(self, home: Home) -> None:
        assert home.workspace.backups() == ()
        assert not home.machine.state.exists()

    @pytest.mark.parametrize(
        "told",
        [
            "~/.codex/config.toml",
            "me/.codex/config.toml",
            ".codex/config.toml",
            "config.toml",
            "x/../.codex/config.toml",
        ],
    )
    def test_knows_a_file_by_its_path_or_the_end_of_it(
        self, home: Home, backups: tuple[Backup, ...], told: str
    ) -> None:
        found = of_file(backups, told, home.machine, home.folder)
        assert [each.file.path for each in found] == [home.codex] * 2
        assert found[0].record.id > found[1].record.id

    def test_knows_a_whole_path_from_anywhere(self, home: Home, backups: tuple[Backup, ...]) -> None:
        assert of_file(backups, str(home.claude), home.machine, Path("/"))[0].file.path == home.claude

    @pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
    def test_knows_the_file_behind_a_link(self, home: Home) -> None:
        home.codex.rename(home.folder / "mine.toml")
        home.codex.symlink_to(home.folder / "mine.toml")
        home.do(Act.DISABLE, "codex/user/alpha")
        (found,) = of_file(home.workspace.backups(), "mine.toml", home.machine, home.folder)
        assert found.file.path == home.codex

    def test_prefers_the_file_that_is_meant_from_here_to_one_that_ends_so(self, home: Home) -> None:
        inner = home.folder / "src" / ".cursor" / "mcp.json"
        inner.parent.mkdir()
        inner.write_bytes(CURSOR.replace(b"alpha", b"inner"))
        home.do(Act.DISABLE, "cursor/user/alpha", "cursor/project/inner")
        backups = home.workspace.backups()
        assert of_file(backups, ".cursor/mcp.json", home.machine, inner.parents[1])[0].file.path == inner
        with pytest.raises(Refused, match=r"'mcp\.json' means 2 files: ~/") as caught:
            of_file(backups, "mcp.json", home.machine, Path("/"))
        assert caught.value.hint

    @pytest.mark.parametrize(
        "told", ["", "/", "~", ".", "alpha", "onfig.toml", "~/config.toml", "a\nb", "\ud800", "x" * 9_999]
    )
    def test_says_so_where_there_is_none(self, home: Home, backups: tuple[Backup, ...], told: str) -> None:
        with pytest.raises(NothingMatched) as caught:
            of_file(backups, told, home.machine, home.folder)
        assert caught.value.hint

    def test_names_the_closest(self, home: Home, backups: tuple[Backup, ...]) -> None:
        with pytest.raises(NothingMatched) as caught:
            of_file(backups, "confg.toml", home.machine, home.folder)
        assert caught.value.hint == "did you mean ~/.codex/config.toml?"

    def test_takes_the_one_of_a_transaction_or_the_latest(self, home: Home, backups: tuple[Backup, ...]) -> None:
        new, old = of_file(backups, "config.toml", home.machine, home.folder)
        assert from_transaction((new, old), "latest", home.machine) == new
        assert from_transaction((new, old), old.record.id, home.machine) == old
        assert from_transaction((new, old), new.record.id[:-4], home.machine) == new
        with pytest.raises(Refused, match=r"2 backups of ~/\.codex/config\.toml begin with 2026"):
            from_transaction((new, old), "2026", home.machine)
        for told in ("", "1999", "LATEST"):
            with pytest.raises(NothingMatched, match=r"no backup of ~/\.codex/config\.toml from"):
                from_transaction((new, old), told, home.machine)
