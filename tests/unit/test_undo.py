"""Taking transactions back, in any order, also after a client wrote its file again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.errors import ChangedMeanwhile, NothingMatched, Refused
from mcptui.machine import Machine, System
from mcptui.model import Entry, StateKind
from mcptui.store.records import Record
from mcptui.workspace import Workspace

CURSOR = b"""{
  "mcpServers": {
    // shows me things
    "alpha": { "command": "npx", "args": ["-y", "alpha"] },
    "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"] }
  }
}
"""
CODEX = b"""# mine
[mcp_servers.alpha]
command = "npx" # as ever

[mcp_servers.beta]
command = "uvx"

[mcp_servers.gamma]
url = "https://gamma.example/mcp"
"""


class Home:
    """A home with two clients; the clock goes on by a minute whenever it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "me"
        project = self.folder / "src"
        project.mkdir(parents=True)
        minutes = count()

        def clock() -> datetime:
            return datetime(2026, 11, 22, 9, 30, tzinfo=UTC) + timedelta(minutes=next(minutes))

        self.machine = Machine.at_home(
            self.folder, project, env={}, system=System.LINUX, root=folder / "root", clock=clock
        )
        self.workspace = Workspace(self.machine)
        self.cursor = self.folder / ".cursor" / "mcp.json"
        self.codex = self.folder / ".codex" / "config.toml"
        for path, content in ((self.cursor, CURSOR), (self.codex, CODEX)):
            path.parent.mkdir()
            path.write_bytes(content)

    def entry(self, selector: str) -> Entry:
        return next(entry for entry in self.workspace.look().entries if entry.selector == selector)

    def do(self, act: Act, *selectors: str, narrowing: Narrowing | None = None) -> Record:
        at = self.workspace.look()
        entries = [entry for entry in at.entries if entry.selector in selectors]
        plan = self.workspace.plan([Change(entry, act, narrowing or Narrowing()) for entry in entries], at)
        assert not plan.refusals
        return self.workspace.apply(plan)

    def undo(self, id_: str | None = None) -> Record:
        return self.workspace.apply(self.workspace.plan_undo(id_))

    def redo(self) -> Record:
        return self.workspace.apply(self.workspace.plan_redo())

    def off(self) -> set[str]:
        """Selectors of all entries that are off."""
        return {each.selector for each in self.workspace.look().entries if each.state.kind is StateKind.OFF}

    def edit(self, path: Path, old: bytes, new: bytes) -> None:
        """What a client or a person does to a file meanwhile."""
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new))

    @property
    def kept(self) -> list[Path]:
        return list((self.machine.state / "parked").glob("*"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


class TestUndo:
    def test_of_the_last_change_gives_every_byte_back(self, home: Home) -> None:
        home.do(Act.DISABLE, "codex/user/alpha", "cursor/user/alpha")
        record = home.undo()
        assert (home.codex.read_bytes(), home.cursor.read_bytes()) == (CODEX, CURSOR)
        assert home.kept == []
        assert record.title == "undo disable alpha"
        assert [(row["act"], row["from"], row["to"]) for row in record.changes if "selector" in row] == [
            ("undo disable", "off", "on"),
            ("undo disable", "off", "on"),
        ]

    def test_reads_a_huge_file_once_as_it_is_and_once_as_it_was(self, home: Home, scans: list[int]) -> None:
        before = json.dumps({"mcpServers": {"alpha": {"command": "npx"}, "beta": {"command": "uvx"}}}).encode()
        home.cursor.write_bytes(before)
        home.do(Act.REMOVE, "cursor/user/alpha")
        now = home.cursor.stat().st_size
        scans.clear()
        home.undo()
        assert home.cursor.read_bytes() == before
        assert [size for size in scans if size in (now, len(before))] == [now, len(before)]

    def test_goes_back_step_by_step(self, home: Home) -> None:
        for name in ("alpha", "beta", "gamma"):
            home.do(Act.DISABLE, f"codex/user/{name}")
        home.undo()
        assert home.off() == {"codex/user/alpha", "codex/user/beta"}
        home.undo()
        assert home.off() == {"codex/user/alpha"}
        home.undo()
        assert home.codex.read_bytes() == CODEX
        with pytest.raises(NothingMatched, match="nothing to undo"):
            home.undo()

    def test_of_an_older_change_leaves_the_later_ones_standing(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        home.do(Act.REMOVE, "codex/user/gamma")
        home.undo(first.id)
        assert home.off() == set()
        assert b"gamma" not in home.codex.read_bytes()
        home.undo()
        assert home.codex.read_bytes() == CODEX

    def test_by_the_beginning_of_an_id(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        home.do(Act.DISABLE, "codex/user/beta")
        home.undo(first.id[:15])
        assert home.off() == {"codex/user/beta"}

    def test_shows_the_diff_first_and_writes_nothing(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha")
        changed = home.cursor.read_bytes()
        plan = home.workspace.plan_undo()
        assert [(file.path, file.clients) for file in plan.files] == [(home.cursor, ("cursor",))]
        assert '+    "alpha": { "command": "npx"' in plan.files[0].diff
        assert plan.files[0].takes_effect
        assert home.cursor.read_bytes() == changed

    def test_merges_into_a_file_that_the_client_wrote_anew_in_its_own_way(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha")
        home.do(Act.NARROW, "cursor/user/files", narrowing=Narrowing(folders=("/home/me/src",)))
        servers = {
            "files": json.loads(home.cursor.read_text().replace("// shows me things", ""))["mcpServers"]["files"]
        }
        home.cursor.write_text(json.dumps({"new": True, "mcpServers": {"mine": {"command": "x"}, **servers}}, indent=8))
        home.undo()
        home.undo()
        now = json.loads(home.cursor.read_text())
        assert now["new"] is True
        assert now["mcpServers"] == {
            "mine": {"command": "x"},
            "alpha": {"command": "npx", "args": ["-y", "alpha"]},
            "files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"]},
        }

    def test_keeps_what_was_changed_elsewhere_in_the_file(self, home: Home) -> None:
        home.do(Act.DISABLE, "codex/user/alpha")
        home.edit(home.codex, b"# mine", b"# mine, and new")
        home.undo()
        assert home.codex.read_bytes() == CODEX.replace(b"# mine", b"# mine, and new")

    def test_is_refused_where_the_same_entry_has_changed_and_keeps_both(self, home: Home) -> None:
        home.do(Act.NARROW, "cursor/user/files", narrowing=Narrowing(folders=("/home/me/src",)))
        home.edit(home.cursor, b'"/home/me/src"', b'"/home/me/docs"')
        with pytest.raises(ChangedMeanwhile) as caught:
            home.undo()
        assert str(home.cursor) in caught.value.message
        assert b"/home/me/docs" in home.cursor.read_bytes()

    def test_is_refused_as_a_whole_where_one_of_its_files_refuses(self, home: Home) -> None:
        home.do(Act.DISABLE, "codex/user/alpha", "cursor/user/alpha")
        home.edit(home.cursor, b'"mcpServers": {', b'"mcpServers": { "alpha": {"command": "another"},')
        codex = home.codex.read_bytes()
        with pytest.raises(ChangedMeanwhile, match="alpha"):
            home.undo()
        assert home.codex.read_bytes() == codex
        assert len(home.kept) == 1

    def test_of_what_is_undone_already_says_so(self, home: Home) -> None:
        record = home.do(Act.DISABLE, "codex/user/alpha")
        home.undo()
        with pytest.raises(Refused, match="everything is already as it was before") as caught:
            home.undo(record.id)
        assert caught.value.hint

    def test_of_what_the_client_took_back_itself_says_so(self, home: Home) -> None:
        home.do(Act.DISABLE, "codex/user/alpha")
        home.codex.write_bytes(CODEX)
        with pytest.raises(Refused, match="everything is already as it was before"):
            home.undo()

    def test_of_an_id_that_is_not_there(self, home: Home) -> None:
        with pytest.raises(NothingMatched):
            home.undo("20200101")


class TestUndoOfParking:
    def test_puts_the_entry_back_and_lets_the_kept_text_go(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha")
        assert len(home.kept) == 1
        home.undo()
        assert home.cursor.read_bytes() == CURSOR
        assert home.kept == []

    def test_of_putting_back_parks_it_again(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha")
        parked = home.cursor.read_bytes()
        home.do(Act.ENABLE, "cursor/user/alpha")
        home.undo()
        assert home.cursor.read_bytes() == parked
        assert home.off() == {"cursor/user/alpha"}
        home.do(Act.ENABLE, "cursor/user/alpha")
        assert home.cursor.read_bytes() == CURSOR

    def test_leaves_an_entry_that_was_put_back_by_hand_just_as_it_was(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha")
        home.cursor.write_bytes(CURSOR + b"\n")
        home.undo()
        assert home.cursor.read_bytes() == CURSOR + b"\n"
        assert home.kept == []

    def test_of_putting_back_is_refused_when_the_entry_was_changed_since(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha")
        home.do(Act.ENABLE, "cursor/user/alpha")
        home.edit(home.cursor, b'"-y", "alpha"', b'"-y", "alpha@2"')
        with pytest.raises(ChangedMeanwhile):
            home.undo()
        assert b"alpha@2" in home.cursor.read_bytes()
        assert home.kept == []


class TestRedo:
    def test_does_it_again(self, home: Home) -> None:
        home.do(Act.DISABLE, "codex/user/alpha")
        done = home.codex.read_bytes()
        home.undo()
        assert home.redo().title == "redo disable alpha"
        assert home.codex.read_bytes() == done

    def test_goes_forward_step_by_step_and_back_again(self, home: Home) -> None:
        home.do(Act.DISABLE, "codex/user/alpha")
        home.do(Act.DISABLE, "cursor/user/alpha")
        states = [set[str](), {"codex/user/alpha"}, {"codex/user/alpha", "cursor/user/alpha"}]
        for _ in range(2):
            home.undo()
            assert home.off() == states[1]
            home.undo()
            assert home.off() == states[0]
            home.redo()
            assert home.off() == states[1]
            home.redo()
            assert home.off() == states[2]
            with pytest.raises(NothingMatched, match="nothing to redo"):
                home.redo()

    def test_an_undoing_can_be_undone_by_its_id(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha")
        undoing = home.undo()
        home.undo(undoing.id)
        assert home.off() == {"cursor/user/alpha"}
        home.undo()
        assert home.cursor.read_bytes() == CURSOR

    def test_works_on_a_file_that_was_changed_elsewhere(self, home: Home) -> None:
        home.do(Act.DISABLE, "cursor/user/alpha", "codex/user/beta")
        home.undo()
        home.edit(home.cursor, b"shows me things", b"shows me much")
        home.edit(home.codex, b"# mine", b"# mine, and new")
        home.redo()
        assert home.off() == {"cursor/user/alpha", "codex/user/beta"}
        assert b"shows me much" in home.cursor.read_bytes()
        assert b"and new" in home.codex.read_bytes()

    def test_is_over_when_something_new_was_done(self, home: Home) -> None:
        home.do(Act.DISABLE, "codex/user/alpha")
        home.undo()
        home.do(Act.DISABLE, "codex/user/beta")
        with pytest.raises(NothingMatched, match="nothing to redo"):
            home.redo()

    def test_needs_an_undo(self, home: Home) -> None:
        with pytest.raises(NothingMatched, match="nothing to redo"):
            home.redo()


class TestDamage:
    def folder(self, home: Home, record: Record) -> Path:
        return next((home.machine.state / "backups").glob(f"*/{record.id}"))

    def test_a_damaged_manifest_hides_its_own_record_alone(self, home: Home) -> None:
        first = home.do(Act.DISABLE, "codex/user/alpha")
        second = home.do(Act.DISABLE, "codex/user/beta")
        third = home.do(Act.DISABLE, "cursor/user/alpha")
        (self.folder(home, second) / "manifest.json").write_text('{"schema": 1, "id": [')
        assert [record.id for record in home.workspace.history()] == [third.id, first.id]
        home.undo()
        home.undo()
        assert home.off() == {"codex/user/beta"}

    @pytest.mark.parametrize("left", [None, b"", b"\xff [", b"[mcp_servers.evil]\ncommand = 'evil'\n"])
    def test_without_its_backup_our_part_alone_is_taken_back(self, home: Home, left: bytes | None) -> None:
        record = home.do(Act.DISABLE, "codex/user/alpha")
        (backup,) = (path for path in self.folder(home, record).iterdir() if path.name != "manifest.json")
        backup.unlink()
        if left is not None:
            backup.write_bytes(left)
        home.undo()
        assert home.codex.read_bytes() == CODEX

    def test_without_its_backup_what_stood_empty_before_is_not_taken_out_as_a_trace(self, home: Home) -> None:
        state = home.folder / ".claude.json"
        before = {
            "mcpServers": {"alpha": {"command": "npx"}},
            "projects": {str(home.machine.project): {"disabledMcpServers": []}},
        }
        state.write_text(json.dumps(before, indent=2))
        record = home.do(Act.DISABLE, "claude-code/user/alpha")
        (self.folder(home, record) / "1-.claude.json").unlink()
        home.undo()
        assert json.loads(state.read_bytes()) == before

    @pytest.mark.parametrize("act", [Act.DISABLE, Act.REMOVE, Act.ENABLE])
    def test_when_old_backups_have_gone_everything_can_still_be_undone(self, home: Home, act: Act) -> None:
        selectors = ("codex/user/alpha", "cursor/user/alpha")
        first = [] if act is not Act.ENABLE else [home.do(Act.DISABLE, *selectors)]
        before = home.codex.read_bytes(), home.cursor.read_bytes(), [path.read_bytes() for path in home.kept]
        record = home.do(act, *selectors)
        for backup in home.workspace.store.backups():
            if backup.file.undo is not None:  # the others are never let go for their age
                backup.copy.unlink()
        home.undo(record.id)
        assert (home.codex.read_bytes(), home.cursor.read_bytes(), [path.read_bytes() for path in home.kept]) == before
        for each in first:
            home.undo(each.id)
            assert (home.codex.read_bytes(), home.cursor.read_bytes(), home.kept) == (CODEX, CURSOR, [])

    def test_a_refusal_names_the_very_file_that_has_the_old_content(self, home: Home) -> None:
        record = home.do(Act.NARROW, "cursor/user/files", narrowing=Narrowing(folders=("/home/me/src",)))
        home.edit(home.cursor, b'"/home/me/src"', b'"/home/me/docs"')
        with pytest.raises(ChangedMeanwhile) as caught:
            home.undo()
        assert f"the file as it was before is {self.folder(home, record) / '1-mcp.json'}" in caught.value.hint

    def test_a_refusal_names_no_copy_that_is_gone(self, home: Home) -> None:
        record = home.workspace.apply(home.workspace.plan_new_profile("mine"))
        record = home.workspace.apply(home.workspace.plan_profile_deletion("mine"))
        (copy,) = (path for path in self.folder(home, record).iterdir() if path.name != "manifest.json")
        copy.unlink()
        with pytest.raises(Refused, match=r"what .*mine\.toml was before is not kept any longer") as caught:
            home.undo()
        assert caught.value.hint == ""

    def test_a_manifest_that_does_not_tell_the_way_back_helps_while_nothing_else_changed(self, home: Home) -> None:
        record = home.do(Act.DISABLE, "codex/user/alpha")
        manifest = self.folder(home, record) / "manifest.json"
        told = json.loads(manifest.read_text())
        told["files"][0]["undo"] = {"syntax": "toml", "operations": [{"do": "dance"}]}
        manifest.write_text(json.dumps(told))
        home.edit(home.codex, b"# mine", b"# ours")
        with pytest.raises(Refused, match="the history does not tell how to take this back") as caught:
            home.undo()
        assert "backup" in caught.value.hint
        home.edit(home.codex, b"# ours", b"# mine")
        home.undo()
        assert home.codex.read_bytes() == CODEX

    def test_what_was_not_carried_out_is_not_taken_back(self, home: Home) -> None:
        record = home.do(Act.DISABLE, "codex/user/alpha")
        manifest = self.folder(home, record) / "manifest.json"
        manifest.write_text(manifest.read_text().replace('"done"', '"rolled-back"'))
        with pytest.raises(Refused, match="was not carried out"):
            home.undo(record.id)
        with pytest.raises(NothingMatched):
            home.undo()
