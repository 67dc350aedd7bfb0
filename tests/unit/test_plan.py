"""Changes worked out as a plan: what each file would be, and what is written when it is applied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.model import StateKind
from tests.unit.plan_home import CODEX, CURSOR, Home, narrowed


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


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
