"""What a plan refuses, what it says beside the change, and which secrets it keeps to itself."""

from __future__ import annotations

import json
import os
import string
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.errors import ChangedMeanwhile
from mcptui.model import StateKind
from tests.unit.plan_home import CURSOR, Home, narrowed


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def new_home(tmp_path: Path) -> Callable[[], Home]:
    """A fresh home at each call, for tests that need many."""
    numbers = count()
    return lambda: Home(tmp_path / str(next(numbers)))


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
