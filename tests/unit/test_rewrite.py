"""Operations on the bytes of a file, and the operations that take them back."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mcptui.changes.operations_json import from_json, to_json
from mcptui.changes.rewrite import naming, rewrite
from mcptui.errors import ChangedMeanwhile, EditRefused, Unreadable
from mcptui.formats.document import MISSING, KeyPath, Piece
from mcptui.model import Syntax
from mcptui.operations import ANYTHING, Assign, Lasting, Listed, Operation, PutBack, Stands, StaysOut, Take

JSON_FILE = b"""{
  "theme": "dark",
  "off": ["a", "b"],
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "server", "/home/me"]
    },
    "clock": { "command": "uvx" }
  }
}
"""
TOML_FILE = b"""# mine
theme = "dark"
off = ["a", "b"]

[mcpServers.files]
command = "npx"
args = ["-y", "server", "/home/me"] # the whole home

[mcpServers.clock]
command = "uvx"
"""
YAML_FILE = b"""# mine
theme: dark
off:
  - a
  - b
mcpServers:
  files:
    command: npx
    args: # the whole home
      - -y
      - server
      - /home/me
  clock:
    command: uvx
"""
FILES = {
    Syntax.JSON: JSON_FILE,
    Syntax.COMMENTED: b"// mine\n" + JSON_FILE,
    Syntax.JSONC: b"// mine\n" + JSON_FILE,
    Syntax.TOML: TOML_FILE,
    Syntax.YAML: YAML_FILE,
}
SERVERS: KeyPath = ("mcpServers",)
FILES_ENTRY: KeyPath = ("mcpServers", "files")
ARGS: KeyPath = ("mcpServers", "files", "args")
OFF: KeyPath = ("off",)

every_syntax = pytest.mark.parametrize("syntax", FILES)


def value(data: bytes | None, syntax: Syntax) -> dict[str, object]:
    """The plain value of a file, read by nothing of ours."""
    text = (data or b"").decode()
    if syntax is Syntax.TOML:
        return tomllib.loads(text)
    if syntax is Syntax.YAML:
        return YAML(typ="safe", pure=True).load(text) or {}
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("//"))
    read = json.loads("\n".join(lines))
    assert isinstance(read, dict)
    return read


def at(data: bytes | None, syntax: Syntax, path: KeyPath) -> object:
    found: object = value(data, syntax)
    for key in path:
        if not isinstance(found, dict) or key not in found:
            return MISSING
        found = found[key]
    return found


class TestWhatAnOperationMakesTrue:
    @every_syntax
    def test_an_item_is_added_to_a_list_once(self, syntax: Syntax) -> None:
        done = rewrite(FILES[syntax], syntax, [Listed(OFF, "c", present=True), Listed(OFF, "c", present=True)])
        assert at(done.data, syntax, OFF) == ["a", "b", "c"]
        assert done.undo == (Listed(OFF, "c", present=False),)

    @every_syntax
    def test_an_item_is_taken_out_of_a_list(self, syntax: Syntax) -> None:
        done = rewrite(FILES[syntax], syntax, [Listed(OFF, "a", present=False)])
        assert at(done.data, syntax, OFF) == ["b"]

    @every_syntax
    def test_a_list_that_is_missing_is_made(self, syntax: Syntax) -> None:
        done = rewrite(FILES[syntax], syntax, [Listed(("projects", "/p", "off"), "x", present=True)])
        assert at(done.data, syntax, ("projects", "/p", "off")) == ["x"]

    @every_syntax
    def test_two_items_of_one_list_go_together(self, syntax: Syntax) -> None:
        wanted = [Listed(OFF, "c", present=True), Listed(OFF, "a", present=False), Listed(OFF, "d", present=True)]
        done = rewrite(FILES[syntax], syntax, wanted)
        assert at(done.data, syntax, OFF) == ["b", "c", "d"]
        assert sorted(map(str, rewrite(done.data, syntax, done.undo).undo)) == sorted(map(str, wanted))

    @every_syntax
    def test_a_value_is_set_and_a_value_is_dropped(self, syntax: Syntax) -> None:
        done = rewrite(FILES[syntax], syntax, [Assign(("theme",), "light"), Assign(ARGS, MISSING)])
        assert at(done.data, syntax, ("theme",)) == "light"
        assert at(done.data, syntax, FILES_ENTRY) == {"command": "npx"}

    @every_syntax
    def test_two_values_for_one_place_build_on_each_other(self, syntax: Syntax) -> None:
        theme = ("theme",)
        done = rewrite(FILES[syntax], syntax, [Assign(theme, "light", "dark"), Assign(theme, "blue", expect="light")])
        assert at(done.data, syntax, theme) == "blue"
        assert at(rewrite(done.data, syntax, done.undo).data, syntax, theme) == "dark"

    @every_syntax
    def test_what_is_taken_out_comes_with_its_value_and_its_text(self, syntax: Syntax) -> None:
        done = rewrite(FILES[syntax], syntax, [Take(FILES_ENTRY)])
        assert done.values == {FILES_ENTRY: at(FILES[syntax], syntax, FILES_ENTRY)}
        assert "/home/me" in done.pieces[FILES_ENTRY].text
        assert at(done.data, syntax, SERVERS) == {"clock": {"command": "uvx"}}

    @every_syntax
    def test_what_holds_already_leaves_the_file_and_the_way_back_alone(self, syntax: Syntax) -> None:
        wanted: list[Operation] = [
            Listed(OFF, "a", present=True),
            Listed(OFF, "z", present=False),
            Assign(("theme",), "dark", expect="something else"),
            Assign(("absent",), MISSING),
        ]
        done = rewrite(FILES[syntax], syntax, wanted)
        assert (done.data, done.undo, done.pieces) == (FILES[syntax], (), {})

    def test_no_file_stays_no_file_when_there_is_nothing_to_do(self) -> None:
        assert rewrite(None, Syntax.JSON, [Listed(OFF, "a", present=False)]).data is None

    @every_syntax
    def test_a_file_that_is_not_there_is_made(self, syntax: Syntax) -> None:
        done = rewrite(None, syntax, [Listed(OFF, "a", present=True), Assign(("on", "x"), value=True)])
        assert value(done.data, syntax) == {"off": ["a"], "on": {"x": True}}

    @every_syntax
    def test_an_entry_is_narrowed_first_and_then_taken_out_whatever_the_order(self, syntax: Syntax) -> None:
        entry = at(FILES[syntax], syntax, FILES_ENTRY)
        narrow, take = Assign(ARGS, ["-y", "server", "/p"]), Take(FILES_ENTRY, entry)
        both: list[list[Operation]] = [[narrow, take], [take, narrow]]
        for operations in both:
            done = rewrite(FILES[syntax], syntax, operations)
            assert at(done.data, syntax, SERVERS) == {"clock": {"command": "uvx"}}
            assert done.values[FILES_ENTRY] == {"command": "npx", "args": ["-y", "server", "/p"]}
            assert rewrite(done.data, syntax, done.undo).data == FILES[syntax]

    @every_syntax
    def test_an_entry_is_put_back_and_narrowed_at_once(self, syntax: Syntax) -> None:
        parked = rewrite(FILES[syntax], syntax, [Take(FILES_ENTRY)])
        put_back = PutBack(FILES_ENTRY, parked.pieces[FILES_ENTRY])
        old = ["-y", "server", "/home/me"]
        done = rewrite(parked.data, syntax, [Assign(ARGS, ["-y", "server", "/p"], expect=old), put_back])
        assert at(done.data, syntax, ARGS) == ["-y", "server", "/p"]
        assert rewrite(done.data, syntax, done.undo).data == parked.data


class TestTheWayBack:
    @every_syntax
    def test_it_gives_the_old_bytes_where_nothing_else_changed(self, syntax: Syntax) -> None:
        for operation in (
            Listed(OFF, "c", present=True),
            Assign(ARGS, ["-y", "server"]),
            Assign(("theme",), 3),
            Take(FILES_ENTRY),
        ):
            done = rewrite(FILES[syntax], syntax, [operation])
            assert done.data != FILES[syntax]
            assert rewrite(done.data, syntax, done.undo).data == FILES[syntax], operation

    @every_syntax
    def test_it_gives_the_old_values_back_on_later_bytes_and_keeps_what_else_was_done(self, syntax: Syntax) -> None:
        done = rewrite(
            FILES[syntax],
            syntax,
            [Listed(OFF, "c", present=True), Assign(ARGS, ["-y"]), Take(("mcpServers", "clock"))],
        )
        later = rewrite(done.data, syntax, [Assign(("theme",), "light"), Listed(OFF, "mine", present=True)])
        back = rewrite(later.data, syntax, done.undo)
        expected = value(FILES[syntax], syntax)
        expected |= {"theme": "light", "off": ["a", "b", "mine"]}
        assert value(back.data, syntax) == expected

    @every_syntax
    def test_it_can_itself_be_taken_back(self, syntax: Syntax) -> None:
        wanted: list[Operation] = [
            Assign(ARGS, ["-y"]),
            Take(("mcpServers", "clock")),
            Listed(OFF, "a", present=False),
        ]
        done = rewrite(FILES[syntax], syntax, wanted)
        back = rewrite(done.data, syntax, done.undo)
        again = rewrite(back.data, syntax, back.undo)
        assert value(again.data, syntax) == value(done.data, syntax)

    @pytest.mark.parametrize("later", [None, b"", b"{}", b'{"theme": "light"}'])
    def test_an_entry_goes_back_into_a_file_that_lost_everything_else(self, later: bytes | None) -> None:
        done = rewrite(JSON_FILE, Syntax.JSON, [Take(FILES_ENTRY)])
        back = rewrite(later, Syntax.JSON, done.undo)
        assert at(back.data, Syntax.JSON, FILES_ENTRY) == at(JSON_FILE, Syntax.JSON, FILES_ENTRY)

    @every_syntax
    def test_an_entry_that_stands_there_again_just_as_it_was_is_left(self, syntax: Syntax) -> None:
        done = rewrite(FILES[syntax], syntax, [Take(FILES_ENTRY)])
        assert rewrite(FILES[syntax], syntax, done.undo).data == FILES[syntax]

    @every_syntax
    def test_an_entry_that_was_put_back_and_then_changed_is_not_taken_out_again(self, syntax: Syntax) -> None:
        parked = rewrite(FILES[syntax], syntax, [Take(FILES_ENTRY)])
        back = rewrite(parked.data, syntax, parked.undo)
        changed = rewrite(back.data, syntax, [Assign(ARGS, ["other"])])
        with pytest.raises(ChangedMeanwhile):
            rewrite(changed.data, syntax, back.undo)


class TestRefusals:
    @every_syntax
    def test_a_value_that_another_program_changed_is_not_overwritten(self, syntax: Syntax) -> None:
        with pytest.raises(ChangedMeanwhile, match=r"mcpServers\.files\.args was changed by another program"):
            rewrite(FILES[syntax], syntax, [Assign(ARGS, [], expect=["-y", "server", "/elsewhere"])])

    @every_syntax
    def test_types_count_too(self, syntax: Syntax) -> None:
        data = rewrite(FILES[syntax], syntax, [Assign(("flag",), 1)]).data
        with pytest.raises(ChangedMeanwhile):
            rewrite(data, syntax, [Assign(("flag",), value=False, expect=True)])

    @every_syntax
    def test_a_member_that_should_not_be_there_yet_is_not_overwritten(self, syntax: Syntax) -> None:
        with pytest.raises(ChangedMeanwhile):
            rewrite(FILES[syntax], syntax, [Assign(("theme",), "light", expect=MISSING)])
        made = rewrite(FILES[syntax], syntax, [Assign(("new",), "light", expect=MISSING)])
        assert at(made.data, syntax, ("new",)) == "light"

    @every_syntax
    def test_an_entry_that_is_gone_or_changed_is_not_taken_out(self, syntax: Syntax) -> None:
        with pytest.raises(ChangedMeanwhile, match="'nobody' is no longer in the file"):
            rewrite(FILES[syntax], syntax, [Take(("mcpServers", "nobody"))])
        with pytest.raises(ChangedMeanwhile):
            rewrite(FILES[syntax], syntax, [Take(FILES_ENTRY, {"command": "npx"})])

    @every_syntax
    def test_an_entry_is_not_put_back_over_another_one(self, syntax: Syntax) -> None:
        done = rewrite(FILES[syntax], syntax, [Take(FILES_ENTRY)])
        later = rewrite(done.data, syntax, [Assign((*FILES_ENTRY, "command"), "mine")])
        with pytest.raises(ChangedMeanwhile, match="'files' stands there again and says something else"):
            rewrite(later.data, syntax, done.undo)

    @every_syntax
    def test_what_is_no_list_gets_no_item(self, syntax: Syntax) -> None:
        with pytest.raises(EditRefused, match="theme is not a list"):
            rewrite(FILES[syntax], syntax, [Listed(("theme",), "x", present=True)])

    @every_syntax
    def test_a_way_through_a_value_is_refused(self, syntax: Syntax) -> None:
        with pytest.raises(EditRefused):
            rewrite(FILES[syntax], syntax, [Assign(("theme", "shade"), 1)])

    def test_a_name_that_stands_twice_is_refused(self) -> None:
        with pytest.raises(EditRefused):
            rewrite(b'{"off": [], "off": ["a"]}', Syntax.JSON, [Listed(("off",), "b", present=True)])

    def test_a_broken_file_is_named_with_its_line(self) -> None:
        with pytest.raises(Unreadable) as caught, naming(Path("/home/me/x.json")):
            rewrite(b'{\n "off": [,]}', Syntax.JSON, [Listed(OFF, "b", present=True)])
        assert caught.value.message.startswith("/home/me/x.json, line 2: ")
        assert caught.value.line == 2

    def test_a_refusal_names_its_file_and_keeps_its_kind_its_hint_and_both_sides(self) -> None:
        with pytest.raises(ChangedMeanwhile) as caught, naming(Path("/home/me/x.json")):
            rewrite(JSON_FILE, Syntax.JSON, [Take(("mcpServers", "nobody"), {"command": "x"})])
        assert caught.value.message.startswith("/home/me/x.json: ")
        assert caught.value.hint
        assert "nobody" in caught.value.difference

    def test_no_value_is_told_by_a_refusal(self) -> None:
        data = b'{"mcpServers": {"x": {"env": {"T": "hunter2"}, "args": ["hunter3"]}}}'
        for operation in (
            Take(("mcpServers", "x"), {"env": {"T": "hunter4"}}),
            Assign(("mcpServers", "x", "args"), ["hunter5"], expect=["hunter6"]),
        ):
            with pytest.raises(ChangedMeanwhile) as caught:
                rewrite(data, Syntax.JSON, [operation])
            assert "hunter" not in caught.value.message + caught.value.hint + repr(caught.value)
            assert "hunter2" not in caught.value.difference


@every_syntax
def test_what_was_cut_out_first_comes_back_below_what_stays_out(syntax: Syntax) -> None:
    both = FILES[syntax]
    clock: KeyPath = ("mcpServers", "clock")
    first = rewrite(both, syntax, [Take(FILES_ENTRY)])
    second = rewrite(first.data, syntax, [Take(clock)])
    out = StaysOut(clock, second.pieces[clock], Path("kept"))
    back = rewrite(second.data, syntax, [PutBack(FILES_ENTRY, first.pieces[FILES_ENTRY]), out])
    assert back.data == rewrite(both, syntax, [Take(clock)]).data
    assert rewrite(back.data, syntax, [PutBack(clock, back.pieces[clock])]).data == both


@every_syntax
def test_what_stays_out_is_left_alone_where_it_is_of_no_help(syntax: Syntax) -> None:
    clock: KeyPath = ("mcpServers", "clock")
    first = rewrite(FILES[syntax], syntax, [Take(FILES_ENTRY)])
    second = rewrite(first.data, syntax, [Take(clock), Assign(("mcpServers", "new"), {"command": "x"})])
    out = StaysOut(clock, second.pieces[clock], Path("kept"))
    back = rewrite(second.data, syntax, [PutBack(FILES_ENTRY, first.pieces[FILES_ENTRY]), out])
    assert b"/home/me" in (back.data or b"")
    assert b"uvx" not in (back.data or b"")
    assert back.pieces == {}


# --- as plain values

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
paths = st.lists(st.text(), min_size=1, max_size=4).map(tuple)
pieces = st.builds(Piece, st.text(), st.none() | st.text(), st.text(), st.text(), st.text())
operations_of_all_kinds = st.lists(
    st.one_of(
        st.builds(Listed, paths, values, st.booleans()),
        st.builds(Assign, paths, st.just(MISSING) | values, st.sampled_from([MISSING, ANYTHING]) | values),
        st.builds(Take, paths, st.just(ANYTHING) | values),
        st.builds(PutBack, paths, pieces),
    ),
    max_size=4,
)


@given(st.sampled_from(Syntax), operations_of_all_kinds)
def test_operations_come_back_from_the_history_as_they_went_in(syntax: Syntax, operations: list[Lasting]) -> None:
    kept = json.loads(json.dumps(to_json(syntax, operations)))
    assert from_json(kept) == (syntax, tuple(operations))


def test_a_date_of_toml_leaves_only_the_exact_bytes_to_go_back() -> None:
    data = b"[s.x]\nsince = 2026-01-01\n"
    done = rewrite(data, Syntax.TOML, [Assign(("s", "x", "since"), "now")])
    assert to_json(Syntax.TOML, done.undo) is None


@given(values | st.fixed_dictionaries({"syntax": st.sampled_from(["json", "ini", 3]), "operations": values}))
def test_garbage_in_the_history_is_told_apart(garbage: object) -> None:
    if garbage == {"syntax": "json", "operations": []}:
        return
    with pytest.raises(Unreadable):
        from_json(garbage)


@pytest.mark.parametrize(
    "damaged",
    [
        {"do": "list", "path": ["a"], "item": 1},
        {"do": "list", "path": ["a"], "item": 1, "present": "yes"},
        {"do": "assign", "path": []},
        {"do": "assign", "path": ["a", 1], "value": 1},
        {"do": "assign", "path": "a", "value": 1},
        {"do": "take"},
        {"do": "put-back", "path": ["a"], "piece": {}},
        {"do": "put-back", "path": ["a"], "piece": {"text": 1, "after": None, "lead": "", "whole": "", "left": ""}},
        {"do": "format the disk", "path": ["a"]},
        "take",
        None,
    ],
)
def test_one_damaged_operation_makes_all_of_them_unreadable(damaged: object) -> None:
    whole = {"syntax": "json", "operations": [{"do": "take", "path": ["a"]}, damaged]}
    with pytest.raises(Unreadable):
        from_json(whole)


class TestGuards:
    """What an operation rests on must still be there."""

    def test_nothing_is_set_in_a_table_that_is_gone(self) -> None:
        guarded = (Stands(("mcp_servers", "x", "command")), Assign(("mcp_servers", "x", "enabled"), value=False))
        assert rewrite(b'[mcp_servers.x]\ncommand = "x"\n', Syntax.TOML, guarded).data == (
            b'[mcp_servers.x]\ncommand = "x"\nenabled = false\n'
        )
        with pytest.raises(ChangedMeanwhile):
            rewrite(b"", Syntax.TOML, guarded)

    def test_guard_the_way_back_where_it_sets_something(self) -> None:
        before = b'[mcp_servers.x]\ncommand = "x"\nenabled = false\n'
        lifted = (Stands(("mcp_servers", "x", "command")), Assign(("mcp_servers", "x", "enabled"), MISSING))
        back = rewrite(before, Syntax.TOML, lifted).undo
        assert from_json(to_json(Syntax.TOML, back)) == (Syntax.TOML, back)
        with pytest.raises(ChangedMeanwhile):
            rewrite(b"", Syntax.TOML, back)

    def test_leave_the_way_back_alone_where_it_only_takes_out(self) -> None:
        set_ = (Stands(("mcp_servers", "x", "command")), Assign(("mcp_servers", "x", "enabled"), value=False))
        back = rewrite(b'[mcp_servers.x]\ncommand = "x"\n', Syntax.TOML, set_).undo
        assert rewrite(b"", Syntax.TOML, back).data == b""
