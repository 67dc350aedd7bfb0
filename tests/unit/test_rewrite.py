"""Operations on the bytes of a file: what they make true, the way back, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.changes.rewrite import naming, rewrite
from mcptui.errors import ChangedMeanwhile, EditRefused, Unreadable
from mcptui.formats.document import MISSING, KeyPath
from mcptui.model import Syntax
from mcptui.operations import Assign, Listed, Operation, PutBack, StaysOut, Take
from tests.unit.rewritten_files import ARGS, FILES, FILES_ENTRY, JSON_FILE, OFF, SERVERS, at, every_syntax, value


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
