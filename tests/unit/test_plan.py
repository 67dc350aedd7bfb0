"""Changes worked out as a plan: what each file would be, what is refused, and what is written when it is applied."""

from __future__ import annotations

import json
import os
import string
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.plan import Plan
from mcptui.errors import ChangedMeanwhile
from mcptui.inventory import Look
from mcptui.machine import Machine, System
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles, Facts
from mcptui.workspace import Workspace

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

CURSOR = b"""{
  // what I use
  "mcpServers": {
    "alpha": { "command": "npx", "args": ["-y", "alpha"] },  // first
    "files": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"]
    },
    /* the last one */
    "omega": { "url": "https://omega.example/mcp" }
  }
}
"""
CODEX = b"""[mcp_servers.alpha]
command = "npx"

[mcp_servers.files]
command = "npx"
args = ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"]
"""


class SomeReadOnly(DiskFiles):
    """A disk on which some files may not be written, also for a user who may write all."""

    def __init__(self) -> None:
        self.read_only: set[Path] = set()

    def facts(self, path: Path) -> Facts | None:
        facts = super().facts(path)
        if facts is None or path not in self.read_only:
            return facts
        return facts._replace(writable=False)


class Home:
    """A home with one project, and what a test asks of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "me"
        self.project = self.folder / "src" / "app"
        (self.project / ".git").mkdir(parents=True)
        self.disk = SomeReadOnly()
        self.machine = Machine.at_home(
            self.folder, self.project, env={}, system=System.LINUX, root=folder / "root", clock=lambda: NOW
        )
        self.workspace = Workspace(self.machine, self.disk)
        self.cursor = self.folder / ".cursor" / "mcp.json"
        self.desktop = self.folder / ".config" / "Claude" / "claude_desktop_config.json"
        self.codex = self.folder / ".codex" / "config.toml"
        self.claude = self.folder / ".claude.json"

    def write(self, path: Path, content: bytes | dict[str, object]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, indent=2).encode())
        return path

    def look(self) -> Look:
        return self.workspace.look()

    def entry(self, selector: str, at: Look | None = None) -> Entry:
        found = [entry for entry in (at or self.look()).entries if entry.selector == selector]
        assert len(found) == 1, [entry.selector for entry in (at or self.look()).entries]
        return found[0]

    def state(self, selector: str) -> StateKind:
        return self.entry(selector).state.kind

    def plan(self, *wishes: tuple[Act, str] | tuple[Act, str, Narrowing]) -> Plan:
        at = self.look()
        changes = [Change(self.entry(wish[1], at), wish[0], *wish[2:]) for wish in wishes]
        return self.workspace.plan(changes, at)

    def do(self, *wishes: tuple[Act, str] | tuple[Act, str, Narrowing]) -> Plan:
        plan = self.plan(*wishes)
        assert not plan.refusals
        self.workspace.apply(plan)
        return plan

    def files(self) -> dict[Path, bytes]:
        """Every file that is not mcptui's own."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found if not path.is_relative_to(self.machine.state)}

    @property
    def parked(self) -> list[Path]:
        return sorted((self.machine.state / "parked").glob("*"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def new_home(tmp_path: Path) -> Callable[[], Home]:
    """A fresh home at each call, for tests that need many."""
    numbers = count()
    return lambda: Home(tmp_path / str(next(numbers)))


def narrowed(*folders: str) -> Narrowing:
    return Narrowing(folders=folders)


class TestSeveralChanges:
    def test_in_one_file_are_one_diff_and_one_write(self, home: Home) -> None:
        home.write(home.codex, CODEX)
        plan = home.do((Act.DISABLE, "codex/user/alpha"), (Act.DISABLE, "codex/user/files"))
        assert [(file.path, file.clients) for file in plan.files] == [(home.codex, ("codex",))]
        assert plan.files[0].diff.count("+enabled = false") == 2
        assert home.codex.read_bytes().count(b"enabled = false") == 2
        assert len(home.workspace.history()) == 1

    def test_in_several_files_are_one_transaction(self, home: Home) -> None:
        home.write(home.codex, CODEX)
        home.write(home.cursor, CURSOR)
        plan = home.do((Act.DISABLE, "codex/user/alpha"), (Act.DISABLE, "cursor/user/alpha"))
        assert [file.path for file in plan.files] == [home.codex, home.cursor]
        assert plan.title == "disable alpha"
        record = home.workspace.history()[0]
        assert [file.path for file in record.files] == [home.codex, home.cursor, *home.parked]

    def test_of_several_kinds_are_listed_in_the_title(self, home: Home) -> None:
        home.write(home.codex, CODEX)
        home.write(home.cursor, CURSOR)
        wishes = (
            (Act.DISABLE, "codex/user/alpha"),
            (Act.REMOVE, "cursor/user/files"),
            (Act.DISABLE, "cursor/user/alpha"),
        )
        assert home.plan(*wishes).title == "disable and remove alpha, files"
        narrow = (Act.NARROW, "codex/user/files", Narrowing(deny=("write_file",)))
        assert home.plan(narrow, *wishes).title == "narrow, disable and remove files, alpha"

    def test_a_plan_writes_nothing(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        before = home.files()
        assert home.plan((Act.DISABLE, "cursor/user/alpha"))
        assert home.files() == before
        assert not home.machine.state.exists()

    def test_each_is_told_from_what_to_what(self, home: Home) -> None:
        home.write(home.codex, CODEX)
        plan = home.plan((Act.DISABLE, "codex/user/alpha"), (Act.NARROW, "codex/user/files", narrowed("/home/me/src")))
        assert [(row["selector"], row["act"], row["from"], row["to"]) for row in plan.rows] == [
            ("codex/user/alpha", "disable", "on", "off"),
            ("codex/user/files", "narrow", "/home/me", "/home/me/src"),
        ]

    def test_the_same_wish_twice_is_one(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        plan = home.do((Act.DISABLE, "cursor/user/alpha"), (Act.DISABLE, "cursor/user/alpha"))
        assert len(plan.planned) == 1
        assert len(home.parked) == 1

    def test_a_removal_makes_other_wishes_for_the_entry_needless(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        plan = home.do(
            (Act.DISABLE, "cursor/user/files"),
            (Act.REMOVE, "cursor/user/files"),
            (Act.NARROW, "cursor/user/files", narrowed("/home/me/src")),
        )
        assert [each.change.act for each in plan.planned] == [Act.REMOVE]
        assert b"files" not in home.cursor.read_bytes()
        assert home.parked == []

    def test_of_two_switches_the_last_one_counts(self, home: Home) -> None:
        home.write(home.codex, CODEX)
        plan = home.plan((Act.ENABLE, "codex/user/alpha"), (Act.DISABLE, "codex/user/alpha"))
        assert [each.then for each in plan.planned] == ["off"]
        assert not home.plan((Act.DISABLE, "codex/user/alpha"), (Act.ENABLE, "codex/user/alpha"))

    def test_narrowings_of_one_entry_are_joined_and_taken_back_on_later_bytes(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do(
            (Act.NARROW, "cursor/user/files", narrowed("/home/me/src")),
            (Act.NARROW, "cursor/user/files", Narrowing(pin="1.2.3")),
        )
        package = "@modelcontextprotocol/server-filesystem"
        assert home.entry("cursor/user/files").definition.args == ("-y", f"{package}@1.2.3", "/home/me/src")
        home.cursor.write_bytes(home.cursor.read_bytes() + b"\n")
        home.workspace.apply(home.workspace.plan_undo())
        assert home.cursor.read_bytes() == CURSOR + b"\n"


class TestTheSameBytes:
    """A huge file is read from beginning to end as seldom as can be: once as it is, once as it shall be."""

    STATE: ClassVar[dict[str, object]] = {
        "mcpServers": {"alpha": {"command": "npx", "env": {"TOKEN": "tiger-lily-42"}}, "beta": {"command": "uvx"}}
    }

    @pytest.mark.parametrize(
        ("act", "narrowing"),
        [(Act.DISABLE, Narrowing()), (Act.REMOVE, Narrowing()), (Act.NARROW, Narrowing(pin="1.0.0"))],
    )
    def test_are_read_once_from_the_look_to_the_disk(
        self, home: Home, scans: list[int], act: Act, narrowing: Narrowing
    ) -> None:
        file = home.write(home.claude, {"mcpServers": {"alpha": {"command": "npx", "args": ["-y", "alpha"]}}})
        before = file.stat().st_size
        home.do((act, "claude-code/user/alpha", narrowing))
        assert file.stat().st_size != before
        assert scans == [before, file.stat().st_size]

    def test_are_read_once_though_earlier_ones_are_looked_at_for_traces(self, home: Home, scans: list[int]) -> None:
        file = home.write(home.claude, self.STATE)
        before = file.stat().st_size
        home.do((Act.DISABLE, "claude-code/user/alpha"))
        disabled = file.stat().st_size
        scans.clear()
        home.do((Act.ENABLE, "claude-code/user/alpha"))
        assert scans == [disabled, before, before]

    def test_are_shown_without_a_secret_all_the_same(self, home: Home) -> None:
        home.write(home.claude, self.STATE)
        plan = home.plan((Act.REMOVE, "claude-code/user/alpha"))
        assert '-      "command": "npx"' in plan.files[0].diff
        assert "tiger" not in plan.files[0].diff

    def test_that_changed_after_the_look_are_read_anew(self, home: Home, scans: list[int]) -> None:
        file = home.write(home.claude, self.STATE)
        at = home.look()
        home.write(file, {**self.STATE, "numStartups": 7})
        between = file.stat().st_size
        scans.clear()
        home.workspace.apply(home.workspace.plan([Change(home.entry("claude-code/user/alpha", at), Act.DISABLE)], at))
        assert scans == [between, file.stat().st_size]
        assert b'"numStartups": 7' in file.read_bytes()
        assert home.state("claude-code/user/alpha") is StateKind.OFF

    def test_that_change_after_the_plan_are_read_anew(self, home: Home, scans: list[int]) -> None:
        file = home.write(home.claude, self.STATE)
        plan = home.plan((Act.DISABLE, "claude-code/user/alpha"))
        home.write(file, {**self.STATE, "numStartups": 7})
        between = file.stat().st_size
        scans.clear()
        home.workspace.apply(plan)
        assert scans == [between, file.stat().st_size]
        assert b'"numStartups": 7' in file.read_bytes()
        assert home.state("claude-code/user/alpha") is StateKind.OFF


class TestNothingToDo:
    def test_what_is_so_already_makes_no_plan(self, home: Home) -> None:
        home.write(home.codex, CODEX)
        plan = home.plan((Act.ENABLE, "codex/user/alpha"))
        assert not plan
        assert (plan.title, plan.planned, plan.refusals, plan.files) == ("nothing to do", (), (), ())

    def test_what_became_so_since_it_was_looked_at_makes_none_either(self, home: Home) -> None:
        home.write(home.codex, CODEX)
        at = home.look()
        home.do((Act.DISABLE, "codex/user/alpha"))
        plan = home.workspace.plan([Change(home.entry("codex/user/alpha", at), Act.DISABLE)], at)
        assert (bool(plan), plan.planned, plan.refusals) == (False, (), ())

    def test_folders_that_are_given_in_another_order_are_no_change(self, home: Home) -> None:
        args = ["-y", "@modelcontextprotocol/server-filesystem", "/a", "/b"]
        home.write(home.cursor, {"mcpServers": {"files": {"command": "npx", "args": args}}})
        assert not home.plan((Act.NARROW, "cursor/user/files", narrowed("/b", "/a")))


class TestRefusals:
    def test_stand_next_to_what_can_be_done(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        plan = home.plan(
            (Act.NARROW, "cursor/user/alpha", narrowed("/home/me/src")), (Act.DISABLE, "cursor/user/omega")
        )
        assert [each.change.entry.name for each in plan.planned] == ["omega"]
        assert [(each.change.entry.name, bool(each.hint)) for each in plan.refusals] == [("alpha", True)]
        home.workspace.apply(plan)
        assert home.state("cursor/user/omega") is StateKind.OFF

    def test_of_one_entry_leave_the_others_of_its_file(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        at = home.look()
        home.write(home.cursor, CURSOR.replace(b'"-y", "alpha"', b'"-y", "beta"'))
        changes = [Change(home.entry(f"cursor/user/{name}", at), Act.DISABLE) for name in ("alpha", "omega")]
        plan = home.workspace.plan(changes, at)
        assert [each.change.entry.name for each in plan.planned] == ["omega"]
        assert [each.change.entry.name for each in plan.refusals] == ["alpha"]
        assert str(home.cursor) in plan.refusals[0].message
        home.workspace.apply(plan)
        assert [path.stem[:10] for path in home.parked] == [home.entry("cursor/user/omega").id]
        assert b"beta" in home.cursor.read_bytes()

    def test_take_a_change_out_of_all_its_files(self, home: Home) -> None:
        """A server rejected in one file and switched off in another is lifted in both or in neither."""
        shown = home.write(home.project / ".mcp.json", {"mcpServers": {"x": {"command": "x"}, "y": {"command": "y"}}})
        local = home.write(
            home.project / ".claude" / "settings.local.json",
            {"disabledMcpjsonServers": ["x"], "enabledMcpjsonServers": ["x", "y"]},
        )
        here = {"hasTrustDialogAccepted": True, "disabledMcpServers": ["x", "y"]}
        home.write(home.claude, {"projects": {str(home.project): here}})
        both = ((Act.ENABLE, "claude-code/project/x"), (Act.ENABLE, "claude-code/project/y"))
        assert [file.path for file in home.plan(*both).files] == [local, home.claude]
        home.disk.read_only.add(local)
        plan = home.plan(*both)
        assert [each.change.entry.name for each in plan.refusals] == ["x"]
        assert str(local) in plan.refusals[0].message
        home.workspace.apply(plan)
        assert json.loads(home.claude.read_bytes())["projects"][str(home.project)]["disabledMcpServers"] == ["x"]
        assert shown.exists()

    def test_a_read_only_file_is_named(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.disk.read_only.add(home.cursor)
        plan = home.plan((Act.DISABLE, "cursor/user/alpha"), (Act.REMOVE, "cursor/user/omega"))
        assert not plan
        assert [each.message for each in plan.refusals] == [f"{home.cursor} is read-only"] * 2

    def test_a_file_with_a_mistake_is_named_with_its_line(self, home: Home) -> None:
        home.write(home.project / ".mcp.json", {"mcpServers": {"x": {"command": "x"}}})
        local = home.write(home.project / ".claude" / "settings.local.json", b'{\n  "permissions": {,\n}')
        home.write(home.claude, {"projects": {str(home.project): {"hasTrustDialogAccepted": True}}})
        plan = home.plan((Act.ENABLE, "claude-code/project/x"))
        assert not plan
        assert plan.refusals[0].message.startswith(f"{local}, line 2: ")
        assert local.read_bytes() == b'{\n  "permissions": {,\n}'

    def test_an_entry_that_stands_twice_in_its_file_is_not_touched(self, home: Home) -> None:
        home.write(home.cursor, b'{"mcpServers": {"x": {"command": "a"}, "x": {"command": "b"}}}')
        plan = home.plan((Act.DISABLE, "cursor/user/x"))
        assert "stands twice" in plan.refusals[0].message

    def test_an_entry_that_changes_between_plan_and_write_is_left(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        plan = home.plan((Act.DISABLE, "cursor/user/alpha"))
        home.write(home.cursor, CURSOR.replace(b'"-y", "alpha"', b'"-y", "beta"'))
        with pytest.raises(ChangedMeanwhile, match="alpha"):
            home.workspace.apply(plan)
        assert b"beta" in home.cursor.read_bytes()
        assert home.parked == []

    def test_another_part_that_changes_between_plan_and_write_is_kept(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        plan = home.plan((Act.DISABLE, "cursor/user/alpha"))
        home.write(home.cursor, CURSOR.replace(b"omega.example", b"other.example"))
        home.workspace.apply(plan)
        assert b"other.example" in home.cursor.read_bytes()
        assert home.state("cursor/user/alpha") is StateKind.OFF


class TestParking:
    NAMES = ("alpha", "files", "omega")

    @pytest.mark.parametrize("names", [("alpha", "files"), ("files", "omega"), ("omega", "alpha"), NAMES])
    def test_several_entries_of_a_file_come_back_together_byte_for_byte(
        self, home: Home, names: tuple[str, ...]
    ) -> None:
        home.write(home.cursor, CURSOR)
        home.do(*((Act.DISABLE, f"cursor/user/{name}") for name in names))
        assert {name for name in self.NAMES if home.state(f"cursor/user/{name}") is StateKind.OFF} == set(names)
        home.do(*((Act.ENABLE, f"cursor/user/{name}") for name in names))
        assert home.cursor.read_bytes() == CURSOR
        assert home.parked == []

    @pytest.mark.parametrize(
        ("out", "back"),
        [
            (("alpha", "files"), ("files", "alpha")),
            (("alpha", "files"), ("alpha", "files")),
            (("omega", "files"), ("omega", "files")),
            (("omega", "alpha"), ("alpha", "omega")),
            (NAMES, NAMES),
        ],
    )
    def test_parked_together_they_come_back_one_by_one_in_any_order(
        self, home: Home, out: tuple[str, ...], back: tuple[str, ...]
    ) -> None:
        home.write(home.cursor, CURSOR)
        home.do(*((Act.DISABLE, f"cursor/user/{name}") for name in out))
        for name in back:
            home.do((Act.ENABLE, f"cursor/user/{name}"))
            assert home.state(f"cursor/user/{name}") is StateKind.ON
        assert home.cursor.read_bytes() == CURSOR

    def test_what_is_kept_is_for_the_owner_alone(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do((Act.DISABLE, "cursor/user/alpha"))
        assert home.parked[0].stat().st_mode & 0o777 == 0o600
        assert home.parked[0].parent.stat().st_mode & 0o777 == 0o700

    def test_a_parked_entry_that_is_removed_is_gone_and_can_be_had_back(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do((Act.DISABLE, "cursor/user/alpha"))
        plan = home.do((Act.REMOVE, "cursor/user/alpha"))
        assert (plan.files, [each.then for each in plan.planned]) == ((), ["removed"])
        assert home.parked == []
        home.workspace.apply(home.workspace.plan_undo())
        home.do((Act.ENABLE, "cursor/user/alpha"))
        assert home.cursor.read_bytes() == CURSOR

    def test_an_entry_comes_back_into_a_file_that_is_gone(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do((Act.DISABLE, "cursor/user/files"))
        home.cursor.unlink()
        home.do((Act.ENABLE, "cursor/user/files"))
        assert home.state("cursor/user/files") is StateKind.ON

    def test_a_damaged_file_of_a_parked_entry_is_passed_over(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do((Act.DISABLE, "cursor/user/alpha"), (Act.DISABLE, "cursor/user/omega"))
        kept = json.loads(home.parked[0].read_bytes())
        for piece in ({}, {**kept["piece"], "text": 7}, "x"):
            home.parked[0].write_text(json.dumps({**kept, "piece": piece}))
            names = {entry.name for entry in home.look().entries}
            assert names == {"alpha", "omega", "files"} - {kept["name"]}


class TestNarrowingAndSwitching:
    """Both at once, of an entry whose client has no switch."""

    def test_an_entry_is_narrowed_and_then_parked_as_it_is_then(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        both = ((Act.NARROW, "cursor/user/files", narrowed("/home/me/src")), (Act.DISABLE, "cursor/user/files"))
        plan = home.do(*both)
        assert [each.then for each in plan.planned] == ["/home/me/src", "off"]
        parked = home.entry("cursor/user/files")
        assert (parked.state.kind, parked.definition.args[-1]) == (StateKind.OFF, "/home/me/src")
        home.do((Act.ENABLE, "cursor/user/files"))
        assert home.cursor.read_bytes() == CURSOR.replace(b'"/home/me"', b'"/home/me/src"')

    def test_the_order_of_the_wishes_does_not_matter(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do((Act.DISABLE, "cursor/user/files"), (Act.NARROW, "cursor/user/files", narrowed("/home/me/src")))
        assert home.entry("cursor/user/files").definition.args[-1] == "/home/me/src"
        assert b"server-filesystem" not in home.cursor.read_bytes()

    def test_both_are_taken_back_at_once_also_on_later_bytes(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do((Act.NARROW, "cursor/user/files", narrowed("/home/me/src")), (Act.DISABLE, "cursor/user/files"))
        home.cursor.write_bytes(home.cursor.read_bytes() + b"// later\n")
        home.workspace.apply(home.workspace.plan_undo())
        assert home.cursor.read_bytes() == CURSOR + b"// later\n"

    def test_a_parked_entry_is_put_back_narrowed(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do((Act.DISABLE, "cursor/user/files"))
        home.do((Act.ENABLE, "cursor/user/files"), (Act.NARROW, "cursor/user/files", narrowed("/home/me/src")))
        assert home.cursor.read_bytes() == CURSOR.replace(b'"/home/me"', b'"/home/me/src"')
        assert home.parked == []

    def test_a_parked_entry_that_stays_parked_is_not_narrowed(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        home.do((Act.DISABLE, "cursor/user/files"))
        plan = home.plan((Act.NARROW, "cursor/user/files", narrowed("/home/me/src")))
        assert not plan
        assert plan.refusals[0].message == "cursor/user/files is parked"


class TestLinks:
    def test_a_linked_file_is_written_and_the_link_stays(self, home: Home) -> None:
        real = home.write(home.folder / "dotfiles" / "cursor.json", CURSOR)
        home.cursor.parent.mkdir()
        home.cursor.symlink_to(real)
        plan = home.do((Act.REMOVE, "cursor/user/alpha"))
        assert [(file.path, file.target) for file in plan.files] == [(home.cursor, real)]
        assert home.cursor.is_symlink()
        assert b"alpha" not in real.read_bytes()

    def test_two_clients_that_share_one_file_are_not_both_changed(self, home: Home) -> None:
        real = home.write(home.folder / "dotfiles" / "mcp.json", {"mcpServers": {"x": {"command": "x"}}})
        for link in (home.cursor, home.desktop):
            link.parent.mkdir(parents=True)
            link.symlink_to(real)
        plan = home.plan((Act.DISABLE, "cursor/user/x"), (Act.DISABLE, "claude-desktop/user/x"))
        assert [each.change.entry.source.client for each in plan.planned] == ["cursor"]
        assert [(each.message, each.hint) for each in plan.refusals] == [
            (
                f"{home.desktop} and {home.cursor} are the same file",
                "change it for one of the clients: the other follows",
            )
        ]
        home.workspace.apply(plan)
        assert json.loads(real.read_bytes()) == {"mcpServers": {}}

    @pytest.mark.skipif(os.name != "posix", reason="needs hard links")
    def test_a_file_with_another_name_is_warned_of(self, home: Home) -> None:
        home.write(home.cursor, CURSOR)
        assert home.plan((Act.REMOVE, "cursor/user/alpha")).files[0].warnings == ()
        (home.folder / "other name").hardlink_to(home.cursor)
        assert "hard links" in home.plan((Act.REMOVE, "cursor/user/alpha")).files[0].warnings[0]


# --- secrets

_letters = st.text(string.ascii_letters + string.digits + "!$%&/+-_.~ é\U0001f511\"\\'", min_size=10, max_size=40)
secrets = _letters.map(lambda text: f"zQ9{text}w7Kp")
entries = st.fixed_dictionaries(
    {},
    optional={
        "env": st.dictionaries(st.sampled_from(["API_KEY", "MODE", "DB_PASSWORD"]), secrets, min_size=1),
        "headers": st.dictionaries(st.sampled_from(["Authorization", "X-Team"]), secrets, min_size=1),
        "args": secrets.map(lambda secret: ["-y", "@modelcontextprotocol/server-filesystem", "--token", secret, "/p"]),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries, st.sampled_from([Act.DISABLE, Act.REMOVE, Act.NARROW]))
def test_no_secret_is_in_a_diff_a_row_or_the_rows_of_the_history(
    new_home: Callable[[], Home], members: dict[str, object], act: Act
) -> None:
    home = new_home()
    entry = {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/p"], **members}
    home.write(home.cursor, {"mcpServers": {"x": entry, "y": {"command": "y"}}})
    narrowing = narrowed("/p/q") if act is Act.NARROW else Narrowing()
    plan = home.do((act, "cursor/user/x", narrowing))
    home.do((Act.REMOVE, "cursor/user/y"))
    back = home.workspace.plan_undo(home.workspace.history()[1].id)
    shown = [file.diff for each in (plan, back) for file in each.files]
    shown += [str(plan.rows), str(back.rows), plan.title]
    shown += [json.dumps(record.changes, ensure_ascii=False) for record in home.workspace.history()]
    assert plan.files[0].diff
    for text in shown:
        assert "zQ9" not in text
        assert "w7Kp" not in text


def test_a_token_in_the_place_of_a_folder_is_in_no_row(home: Home) -> None:
    taken = "ghp_0123456789abcdefghij0123456789abcdef"
    args = ["-y", "@modelcontextprotocol/server-filesystem", "/p", taken]
    home.write(home.cursor, {"mcpServers": {"x": {"command": "npx", "args": args}}})
    plan = home.do((Act.NARROW, "cursor/user/x", narrowed("/p")))
    assert taken not in str(plan.rows)
    assert taken not in str(home.workspace.history()[0].changes)


class TestNotes:
    """What a plan says of a change beyond what the user asked for."""

    @pytest.fixture
    def served(self, home: Home) -> Home:
        args = ["-y", "@modelcontextprotocol/server-filesystem", str(home.project)]
        server = {"type": "stdio", "command": "npx", "args": args}
        home.write(home.cursor, {"mcpServers": {"x": server}})
        home.write(home.claude, {"mcpServers": {"x": server}})
        home.write(home.project / ".cursor" / "mcp.json", {"mcpServers": {"own": server}})
        return home

    def notes(self, home: Home, act: Act, selector: str, narrowing: Narrowing | None = None) -> tuple[str, ...]:
        return home.plan((act, selector, narrowing or Narrowing())).planned[0].notes

    def test_a_change_in_a_users_file_reaches_every_project(self, served: Home) -> None:
        everywhere = ("this reaches every project",)
        assert self.notes(served, Act.DISABLE, "cursor/user/x") == everywhere
        assert self.notes(served, Act.REMOVE, "claude-code/user/x") == everywhere
        assert (
            self.notes(served, Act.NARROW, "claude-code/user/x", narrowed(str(served.project / ".git"))) == everywhere
        )

    def test_a_switch_of_claude_code_reaches_this_project_alone(self, served: Home) -> None:
        assert self.notes(served, Act.DISABLE, "claude-code/user/x") == ()

    def test_a_file_of_the_project_is_shared_with_those_who_work_on_it(self, served: Home) -> None:
        shared = (".cursor/mcp.json belongs to the project: others who work on it get this as well",)
        assert self.notes(served, Act.DISABLE, "cursor/project/own") == shared

    def test_a_narrowing_that_widens_is_called_so(self, served: Home) -> None:
        to_all = self.notes(served, Act.NARROW, "cursor/user/x", narrowed("/"))
        assert to_all == ("this widens: the server gets your whole disk", "this reaches every project")
        beside = self.notes(served, Act.NARROW, "cursor/user/x", narrowed(str(served.folder / "src")))
        assert beside[0] == f"new within its reach: {served.folder / 'src'}"

    def test_a_folder_that_is_not_there_is_told(self, served: Home) -> None:
        gone = str(served.project / "gone")
        told = self.notes(served, Act.NARROW, "cursor/user/x", narrowed(gone))
        assert told[0] == f"there is no such folder now: {gone}"


class TestAFileOfAnotherShape:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"[1, 2]", "the file holds something other than an object"),
            (b'{"mcpServers": []}', "'mcpServers' is not a table of entries"),
            (b'{"mcpServers": "x"}', "'mcpServers' is not a table of entries"),
        ],
    )
    def test_is_a_problem_row(self, home: Home, content: bytes, message: str) -> None:
        home.write(home.cursor, content)
        assert [(each.path, each.message) for each in home.look().inventory.problems] == [(home.cursor, message)]

    @pytest.mark.parametrize("content", [b"", b"{}", b'{"mcpServers": null}', b'{"mcpServers": {}}'])
    def test_without_a_server_is_no_problem(self, home: Home, content: bytes) -> None:
        home.write(home.cursor, content)
        assert home.look().inventory.problems == ()
