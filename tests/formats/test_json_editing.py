from __future__ import annotations

import json

import pytest

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, Edit, Put
from mcptui.formats.jsonc import JsonDocument
from mcptui.model import Syntax


def edited(text: str, *edits: Edit, syntax: Syntax = Syntax.JSON) -> str:
    return JsonDocument(text.encode(), syntax).edit(edits).data.decode()


def refused(text: str, *edits: Edit, syntax: Syntax = Syntax.JSON) -> EditRefused:
    with pytest.raises(EditRefused) as caught:
        edited(text, *edits, syntax=syntax)
    return caught.value


A, B, C, D = ("a",), ("b",), ("c",), ("d",)
WIDE = '{\n  "a": 1,\n  "b": {\n    "x": [1]\n  },\n  "c": "é"\n}\n'


# --- setting


def test_only_the_bytes_of_a_value_that_changes_change() -> None:
    text = '{"a"  :\t1E5 ,"b":[ 1e400,"\\u00e9" ] }\n\n'
    assert edited(text, Put(A, 2)) == '{"a"  :\t2 ,"b":[ 1e400,"\\u00e9" ] }\n\n'
    assert edited(text, Put(A, "é🙂\u2028\n")) == '{"a"  :\t"é🙂\u2028\\n" ,"b":[ 1e400,"\\u00e9" ] }\n\n'


def test_a_value_that_is_there_already_changes_nothing() -> None:
    text = '{"a": 1E5, "b": ["\\u00e9"], "c": {"x": 1.0, "y": null}}'
    same: list[Edit] = [Put(A, 1e5), Put(B, ["é"]), Put(C, {"y": None, "x": 1.0})]
    assert edited(text, *same) == text
    assert edited(text) == text


def test_true_is_not_one_and_one_is_not_one_point_nought() -> None:
    assert edited('{"a": 1, "b": 1.0}', Put(A, True), Put(B, 1)) == '{"a": true, "b": 1}'  # noqa: FBT003  # a value


def test_a_new_member_is_the_last_and_laid_out_like_the_others() -> None:
    assert edited(WIDE, Put(D, {"k": [True]})) == WIDE.replace(
        '"é"\n', '"é",\n  "d": {\n    "k": [\n      true\n    ]\n  }\n'
    )
    assert edited(WIDE, Put(("b", "y"), [])) == WIDE.replace("[1]\n", '[1],\n    "y": []\n')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a":1}', '{"a":1,"d":{"k":[1,2]}}'),
        ('{"a": 1}', '{"a": 1, "d": {"k": [1, 2]}}'),
        ('{ "a": 1 }\n', '{ "a": 1, "d": {"k": [1, 2]} }\n'),
        ('{\n\t"a": 1\n}', '{\n\t"a": 1,\n\t"d": {\n\t\t"k": [\n\t\t\t1,\n\t\t\t2\n\t\t]\n\t}\n}'),
        ('{\r\n "a": 1\r\n}\r\n', '{\r\n "a": 1,\r\n "d": {\r\n  "k": [\r\n   1,\r\n   2\r\n  ]\r\n }\r\n}\r\n'),
        ('\ufeff{"a":1}', '\ufeff{"a":1,"d":{"k":[1,2]}}'),
        ('{ "a": 1\n, "b": 2\n}', '{ "a": 1\n, "b": 2, "d": {"k": [1, 2]}\n}'),
        ('{ "a": 1,\n  "b": 2 }', '{ "a": 1,\n  "b": 2,\n  "d": {\n    "k": [\n      1,\n      2\n    ]\n  } }'),
    ],
)
def test_a_new_member_fits_every_layout(before: str, after: str) -> None:
    assert edited(before, Put(D, {"k": [1, 2]})) == after


def test_a_one_line_entry_in_a_wide_file_stays_one_line() -> None:
    text = '{\n  "s": {\n    "x": {"command":"a","args":["b"]},\n    "y": { "command": "a" }\n  }\n}\n'
    after = edited(text, Put(("s", "x", "env"), {"K": "v"}), Put(("s", "y", "disabled"), True))  # noqa: FBT003  # a value
    assert after == text.replace('["b"]}', '["b"],"env":{"K": "v"}}').replace('"a" }', '"a", "disabled": true }')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", '{\n  "m": {\n    "x": 1\n  }\n}'),
        ("{ }\n", '{\n  "m": {\n    "x": 1\n  }\n}\n'),
        ("{\r\n}", '{\r\n  "m": {\r\n    "x": 1\r\n  }\r\n}'),
        ('{"m":{}}', '{"m":{"x":1}}'),
        ('{"m": { }}', '{"m": {"x": 1}}'),
        ('{\n    "m": {}\n}', '{\n    "m": {\n        "x": 1\n    }\n}'),
        ("", '{\n  "m": {\n    "x": 1\n  }\n}\n'),
        (" \n\n", '{\n  "m": {\n    "x": 1\n  }\n}\n'),
        ("\ufeff", '\ufeff{\n  "m": {\n    "x": 1\n  }\n}\n'),
    ],
)
def test_missing_parents_are_made_and_empty_tables_filled(before: str, after: str) -> None:
    assert edited(before, Put(("m", "x"), 1)) == after


def test_a_key_is_written_as_json_wants_it() -> None:
    assert edited("{}", Put(('a"\\\n', "é", "\ud800"), 1)) == (
        '{\n  "a\\"\\\\\\n": {\n    "é": {\n      "\\ud800": 1\n    }\n  }\n}'
    )


def test_an_object_over_an_object_changes_only_the_members_that_differ() -> None:
    text = '{"e": {"a": 1e2 , "b": {"x": [1,2],  "y": "\\u00e9"}, "c": 3}}'
    after = edited(text, Put(("e",), {"a": 100.0, "b": {"x": [1, 2, 3], "y": "é"}, "d": 4}))
    assert after == '{"e": {"a": 1e2 , "b": {"x": [1,2,3],  "y": "\\u00e9"}, "d": 4}}'


# --- lists


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ('["a", "b"]', ["a", "b", "c"], '["a", "b", "c"]'),
        ('["a","b"]', ["x", "a", "b"], '["x","a","b"]'),
        ('[ "a", "b" ]', ["a", "x", "b"], '[ "a", "x", "b" ]'),
        ('["a", "b", "c", "d", "e"]', ["b", "d"], '["b", "d"]'),
        ('["a", "b", "c"]', ["a", "X", "c"], '["a", "X", "c"]'),
        ('["a", "b", "c"]', ["a", "b"], '["a", "b"]'),
        ('["a"]', [], "[]"),
        ("[]", ["a"], '["a"]'),
        ("[ ]", ["a", "b"], '["a", "b"]'),
        ('["\\u0061", 1e0, {"k":  1}]', ["a", 1.0, {"k": 1}, 2], '["\\u0061", 1e0, {"k":  1}, 2]'),
        ('["a", "a", "b", "a"]', ["b"], '["b"]'),
        ("[1, [2, 3], 4]", [1, [2], 4], "[1, [2], 4]"),
    ],
)
def test_a_list_of_one_line_changes_only_in_the_items_that_differ(before: str, new: list[object], after: str) -> None:
    assert edited(f'{{"l": {before}, "z":0}}', Put(("l",), new)) == f'{{"l": {after}, "z":0}}'


MANY = """{
  "l": [
    // first
    "a", // an a
    "b", /* a b */
    // before c
    "c",

    "d" // the last
  ]
}
"""


@pytest.mark.parametrize(
    ("new", "lines_gone", "lines_come"),
    [
        (["a", "b", "c", "d", "e"], ['    "d" // the last'], ['    "d", // the last', '    "e"']),
        (["x", "a", "b", "c", "d"], [], ['    "x",']),
        (["a", "b", "x", "c", "d"], [], ['    "x",']),
        (["b", "c", "d"], ['    "a", // an a'], []),
        (["a", "c"], ['    "b", /* a b */', '    "c",', '    "d" // the last'], ['    "c"']),
        (["a", "B", "c", "d"], ['    "b", /* a b */'], ['    "B", /* a b */']),
    ],
)
def test_a_list_of_many_lines_keeps_its_other_lines(
    new: list[object], lines_gone: list[str], lines_come: list[str]
) -> None:
    after = edited(MANY, Put(("l",), new), syntax=Syntax.JSONC)
    before_lines, after_lines = MANY.splitlines(), after.splitlines()
    assert [line for line in before_lines if line not in after_lines] == lines_gone
    assert [line for line in after_lines if line not in before_lines] == lines_come


def test_a_list_with_a_last_comma_keeps_it() -> None:
    text = '{"l": [\n  1,\n  2, // two\n], "m": [1, 2,], }'
    after = edited(text, Put(("l",), [1, 2, 3]), Put(("m",), [1, 2, 3]), syntax=Syntax.JSONC)
    assert after == '{"l": [\n  1,\n  2, // two\n  3,\n], "m": [1, 2, 3,], }'
    assert edited(text, Put(("l",), [1]), Put(("m",), [2]), syntax=Syntax.JSONC) == '{"l": [\n  1,\n], "m": [2,], }'


def test_a_list_that_loses_its_last_item_keeps_the_comments_that_are_nobodys() -> None:
    text = '{"l": [\n  // why\n  1 // one\n]}'
    assert edited(text, Put(("l",), []), syntax=Syntax.JSONC) == '{"l": [\n  // why\n]}'
    assert edited('{"l": [\n  // why\n]}', Put(("l",), [1]), syntax=Syntax.JSONC) == '{"l": [\n  // why\n  1\n]}'


# --- taking out


@pytest.mark.parametrize(
    ("text", "without_a", "without_b", "without_c"),
    [
        ('{"a":1,"b":2,"c":3}', '{"b":2,"c":3}', '{"a":1,"c":3}', '{"a":1,"b":2}'),
        ('{ "a": 1, "b": 2, "c": 3 }', '{ "b": 2, "c": 3 }', '{ "a": 1, "c": 3 }', '{ "a": 1, "b": 2 }'),
        (
            '{\n  "a": 1,\n  "b": [\n    2\n  ],\n  "c": 3\n}\n',
            '{\n  "b": [\n    2\n  ],\n  "c": 3\n}\n',
            '{\n  "a": 1,\n  "c": 3\n}\n',
            '{\n  "a": 1,\n  "b": [\n    2\n  ]\n}\n',
        ),
        (
            '{\r\n\t"a": 1,\r\n\t"b": 2,\r\n\t"c": 3}',
            '{\r\n\t"b": 2,\r\n\t"c": 3}',
            '{\r\n\t"a": 1,\r\n\t"c": 3}',
            '{\r\n\t"a": 1,\r\n\t"b": 2}',
        ),
        (
            '{ "a": 1\n, "b": 2\n, "c": 3\n}',
            '{ "b": 2\n, "c": 3\n}',
            '{ "a": 1\n, "c": 3\n}',
            '{ "a": 1\n, "b": 2\n}',
        ),
        (
            '{ "a": 1,\n  "b": 2,\n  "c": 3 }',
            '{ "b": 2,\n  "c": 3 }',
            '{ "a": 1,\n  "c": 3 }',
            '{ "a": 1,\n  "b": 2 }',
        ),
        (
            '{"a": 1, "b": 2,\n "c" : 3 }',
            '{"b": 2,\n "c" : 3 }',
            '{"a": 1,\n "c" : 3 }',
            '{"a": 1, "b": 2 }',
        ),
        (
            '{\n  "a": 1,\n\n  "b": 2,\n\n  "c": 3\n}',
            '{\n\n  "b": 2,\n\n  "c": 3\n}',
            '{\n  "a": 1,\n\n\n  "c": 3\n}',
            '{\n  "a": 1,\n\n  "b": 2\n\n}',
        ),
    ],
)
def test_a_member_goes_from_every_layout(text: str, without_a: str, without_b: str, without_c: str) -> None:
    assert [edited(text, Drop(path)) for path in (A, B, C)] == [without_a, without_b, without_c]


@pytest.mark.parametrize("text", ['{"a":1}', '{ "a": 1 }', '{\n  "a": 1\n}', '{\r\n\t"a"\r\n:1}', '{\n"a":{"x":[]}\n}'])
def test_the_only_member_leaves_an_empty_object(text: str) -> None:
    assert edited(text, Drop(A)) == "{}"
    assert edited(f'{{"z": [1], "m": {text}}}', Drop(("m", "a"))) == '{"z": [1], "m": {}}'


def test_all_members_can_go_at_once() -> None:
    for text in ('{"a":1,"b":2,"c":3}', WIDE, '{ "a": 1\n, "b": 2\n, "c": 3\n}'):
        assert json.loads(edited(text, Drop(B), Drop(A), Drop(C))) == {}
        assert json.loads(edited(text, Drop(C), Drop(B))) == {"a": 1}


def test_what_is_cut_out_is_told_by_path() -> None:
    pieces = JsonDocument(WIDE.encode(), Syntax.JSON).edit([Drop(B), Drop(C)]).pieces
    assert {path: (piece.after, piece.text) for path, piece in pieces.items()} == {
        B: ("a", ',\n  "b": {\n    "x": [1]\n  }'),
        C: ("b", ',\n  "c": "é"'),
    }


def test_a_piece_holds_nothing_of_the_neighbours_but_their_names() -> None:
    text = '{"a": {"env": {"T": "sk-a"}}, "b": {"env": {"T": "sk-b"}}, "c": {"env": {"T": "sk-c"}}}'
    piece = JsonDocument(text.encode(), Syntax.JSON).edit([Drop(B)]).pieces[B]
    assert "sk-b" in piece.text
    assert "sk-a" not in repr(piece)
    assert "sk-c" not in repr(piece)


# --- several at once


def test_edits_in_one_table_and_in_different_ones_are_done_together() -> None:
    text = '{\n  "m": {\n    "x": {"on": true},\n    "y": {}\n  },\n  "l": [1, 2],\n  "k": 0\n}\n'
    edits: list[Edit] = [Put(("l",), [2]), Drop(("m", "y")), Put(("m", "x", "on"), 0), Put(("m", "z"), 1), Drop(("k",))]
    after = '{\n  "m": {\n    "x": {"on": 0},\n    "z": 1\n  },\n  "l": [2]\n}\n'
    assert edited(text, *edits) == after
    assert edited(text, *reversed(edits)) == after


def test_edits_far_apart_leave_what_is_between_to_the_byte() -> None:
    text = '{"a": {"x": 1}, "odd" :[ 1E400,{ } , "\\u0061"] , "b": {"y": 2}}'
    after = edited(text, Put(("b", "y"), 3), Put(("a", "x"), 100), Put(("a", "n"), 0))
    assert after == '{"a": {"x": 100, "n": 0}, "odd" :[ 1E400,{ } , "\\u0061"] , "b": {"y": 3}}'


# --- refusals


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([Drop(("nothing",))], "there is no 'nothing' to remove"),
        ([Drop(("b", "nothing"))], "there is no 'nothing' to remove"),
        ([Drop(("a", "x"))], "there is no 'x' to remove"),
        ([Put(("a", "x"), 1)], "'a' is not an object"),
        ([Put(("b", "x", "y"), 1)], "'x' is not an object"),
        ([Put((), {})], "the file as a whole cannot be edited"),
        ([Put(A, 1), Put(A, 2)], "two edits at once concern a"),
        ([Drop(B), Put(("b", "x"), 1)], "two edits at once concern b"),
        ([Put(A, float("inf"))], "the edit would leave a file that cannot be read"),
        ([Put(D, {"k": {1: 2}})], "the edit would change more than was asked"),
    ],
)
def test_what_cannot_be_done_exactly_is_refused(edits: list[Edit], message: str) -> None:
    assert refused(WIDE, *edits).message == message


def test_an_empty_file_has_nothing_to_remove() -> None:
    assert refused("", Drop(A)).message == "there is no 'a' to remove"


def test_a_duplicate_among_the_neighbours_stays_as_it_is() -> None:
    text = '{"d": 1, "a": 1, "d": 2, "m": {"k": 1, "k": 2, "x": 3}}'
    assert edited(text, Put(A, 2), Drop(("m", "x"))) == '{"d": 1, "a": 2, "d": 2, "m": {"k": 1, "k": 2}}'


def test_of_an_object_over_an_object_a_duplicate_member_that_must_change_is_refused() -> None:
    text = '{"m": {"k": 1, "k": 2, "x": 3}}'
    assert edited(text, Put(("m",), {"k": 2, "x": 4})) == '{"m": {"k": 1, "k": 2, "x": 4}}'
    assert "stands twice" in refused(text, Put(("m",), {"k": 3, "x": 3})).message
    assert "stands twice" in refused(text, Put(("m",), {"x": 3})).message
