from __future__ import annotations

import json
from itertools import permutations

import pytest

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, Edit, KeyPath, Piece, Put, Restore
from mcptui.formats.jsonc import JsonDocument
from mcptui.model import Syntax

A, B, C, D = ("m", "a"), ("m", "b"), ("m", "c"), ("m", "d")
FILE = """{
  "first": 1E5,
  "m": {
    // about a
    "a": {"command": "x"}, // a's

    // about b
    "b": {
      "url": "\\u0061" // inside
    },
    "c": [1],
    "d": 1e400 // d's
  },
  "last": "é"
}
"""


def cut(text: str, *paths: KeyPath, syntax: Syntax = Syntax.JSONC) -> tuple[str, dict[KeyPath, Piece]]:
    edited = JsonDocument(text.encode(), syntax).edit([Drop(path) for path in paths])
    return edited.data.decode(), edited.pieces


def edited(text: str, *edits: Edit, syntax: Syntax = Syntax.JSONC) -> str:
    return JsonDocument(text.encode(), syntax).edit(edits).data.decode()


@pytest.mark.parametrize("path", [A, B, C, D, ("m",), ("first",), ("last",)])
def test_what_was_dropped_comes_back_to_the_byte(path: KeyPath) -> None:
    text, pieces = cut(FILE, path)
    assert text != FILE
    assert edited(text, Restore(path, pieces[path])) == FILE


def test_a_piece_can_be_kept_as_json() -> None:
    text, pieces = cut(FILE, B)
    kept = Piece(**json.loads(json.dumps(pieces[B]._asdict())))
    assert edited(text, Restore(B, kept)) == FILE


@pytest.mark.parametrize("order", list(permutations([A, B, C, D])))
def test_several_come_back_to_the_byte_in_any_order_at_once_and_those_apart_one_by_one(
    order: tuple[KeyPath, ...],
) -> None:
    text, pieces = cut(FILE, *order)
    assert edited(text, *(Restore(path, pieces[path]) for path in order)) == FILE
    text, pieces = cut(FILE, B, D)
    for path in (path for path in order if path in pieces):
        text = edited(text, Restore(path, pieces[path]))
    assert text == FILE


@pytest.mark.parametrize("order", list(permutations([("a", "x"), ("b",), ("c", "d", "e"), ("f",)])))
def test_pieces_of_tables_in_tables_come_back_to_the_byte_in_any_order(order: tuple[KeyPath, ...]) -> None:
    text = '{"a": {"x": 1, "y": 2}, "b": [3], "c": {"d": {"e": 4, "g": 5}}, "f": 6}'
    rest, pieces = cut(text, *order)
    assert edited(rest, *(Restore(path, piece) for path, piece in pieces.items())) == text
    assert edited(rest, *(Restore(path, pieces[path]) for path in order[::-1])) == text


def test_a_comment_that_comes_back_takes_no_blank_of_the_line_along() -> None:
    rest, pieces = cut('{\n  "a": 1,\n  "b": 2} ', ("b",))
    assert edited(rest, Restore(("b",), pieces[("b",)])) == '{\n  "a": 1,\n  "b": 2} '
    rest, pieces = cut('{ "a": {\n} , "b": 2 // b\n}', ("b",))
    assert "// b\n" in edited(rest.replace("{\n}", "{}"), Restore(("b",), pieces[("b",)]))


def test_parked_one_after_the_other_they_come_back_to_the_byte_backwards() -> None:
    for order in permutations([A, B, C, D]):
        text = FILE
        taken = []
        for path in order:
            text, pieces = cut(text, path)
            taken.append(Restore(path, pieces[path]))
        for restore in reversed(taken):
            text = edited(text, restore)
        assert text == FILE


def test_changes_elsewhere_in_the_file_are_kept_and_the_table_is_restored_to_the_byte() -> None:
    text, pieces = cut(FILE, B)
    changed = text.replace("1E5", '{"new": [true]}').replace('"é"', '"à"') + "\n// a note\n"
    back = edited(changed, Restore(B, pieces[B]))
    assert back == FILE.replace("1E5", '{"new": [true]}').replace('"é"', '"à"') + "\n// a note\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"c": [1]', '"c": [1, 2]'),
        ('{"command": "x"}', '{"command": "y"}'),
        ("1e400 // d's", '1e400, // d\'s\n    "e": 0'),
        ("  // about a\n", "  // about a, and more\n"),
        ("1e400 // d's", "1e400, // d's"),
    ],
)
def test_after_changes_in_the_same_table_it_stands_behind_its_old_neighbour(old: str, new: str) -> None:
    text, pieces = cut(FILE, B)
    assert edited(text.replace(old, new), Restore(B, pieces[B])) == FILE.replace(old, new)


def test_it_stands_below_the_comment_that_was_above_it_if_that_is_still_there() -> None:
    text, pieces = cut(FILE, B)
    back = edited(text.replace("    // about b\n", "").replace("[1]", "[2]"), Restore(B, pieces[B]))
    assert back == FILE.replace("\n    // about b\n", "").replace("[1]", "[2]").replace('},\n    "c"', '},\n\n    "c"')


def test_when_its_neighbour_is_gone_it_stands_behind_the_nearest_one_before_it() -> None:
    text, pieces = cut(FILE, C)
    text, _ = cut(text, B)
    back = edited(text, Restore(C, pieces[C]))
    assert JsonDocument(back.encode()).keys(("m",)) == ("a", "c", "d")
    text, _ = cut(text, A)
    assert JsonDocument(edited(text, Restore(C, pieces[C])).encode()).keys(("m",)) == ("c", "d")


def test_commas_are_right_wherever_it_comes_back_to() -> None:
    for path in (A, B, C, D):
        text, pieces = cut(FILE, path)
        for others in ([A], [D], [A, D], [B, C, D], [A, B, C], [A, B, C, D]):
            rest, _ = cut(text, *(other for other in others if other != path))
            back = JsonDocument(edited(rest, Restore(path, pieces[path])).encode())
            assert back.text(path) == JsonDocument(FILE.encode()).text(path)
            trailing = rest.replace('"c": [1]\n', '"c": [1],\n')
            assert JsonDocument(edited(trailing, Restore(path, pieces[path])).encode()).value(path) is not None


@pytest.mark.parametrize("syntax", [Syntax.JSON, Syntax.JSONC])
@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", '{\n  "m": {\n    "a": {"x": 1}\n  }\n}\n'),
        ("\n", '{\n  "m": {\n    "a": {"x": 1}\n  }\n}\n'),
        ("{}", '{\n  "m": {\n    "a": {"x": 1}\n  }\n}'),
        ('{"z":1}', '{"z":1,"m":{"a": {"x": 1}}}'),
        ('{\n  "m": {}\n}', '{\n  "m": {\n    "a": {"x": 1}\n  }\n}'),
        ('{\n\t"m": {\n\t\t"q": 1\n\t}\n}', '{\n\t"m": {\n    "a": {"x": 1},\n\t\t"q": 1\n\t}\n}'),
    ],
)
def test_it_comes_back_to_a_file_or_table_that_is_empty_or_was_made_anew(text: str, after: str, syntax: Syntax) -> None:
    _, pieces = cut('{\n  "m": {\n    "a": {"x": 1},\n    "b": 2\n  }\n}\n', A, syntax=syntax)
    assert edited(text, Restore(A, pieces[A]), syntax=syntax) == after


def test_it_comes_back_together_with_other_edits() -> None:
    text, pieces = cut(FILE, B)
    back = edited(text, Put(("m", "e"), 5), Restore(B, pieces[B]), Drop(C), Put(("first",), 0))
    assert back == FILE.replace("1E5", "0").replace('    "c": [1],\n', "").replace(
        "1e400 // d's", '1e400, // d\'s\n    "e": 5'
    )


def test_a_one_line_table_gets_it_back_on_its_line() -> None:
    text = '{"m": {"a": 1, "b": {"x": [1]}, "c": 3}}'
    rest, pieces = cut(text, B)
    assert edited(rest.replace("3", "4"), Restore(B, pieces[B])) == text.replace("3", "4")
    rest, pieces = cut(text, C)
    assert edited(rest.replace("1,", "2,"), Restore(C, pieces[C])) == text.replace("1,", "2,")


# --- refusals


def test_a_name_that_is_there_again_is_refused() -> None:
    text, pieces = cut(FILE, A)
    with pytest.raises(EditRefused, match="there is a 'a' again"):
        edited(edited(text, Put(A, 1)), Restore(A, pieces[A]))


def test_a_way_that_is_no_longer_an_object_is_refused() -> None:
    _, pieces = cut(FILE, A)
    with pytest.raises(EditRefused, match="'m' is not an object"):
        edited('{"m": [1]}', Restore(A, pieces[A]))


def test_a_piece_of_another_entry_is_refused() -> None:
    text, pieces = cut(FILE, A, B)
    with pytest.raises(EditRefused, match="damaged or belongs elsewhere"):
        edited(text, Restore(A, pieces[B]))


def test_a_piece_with_comments_does_not_fit_a_client_that_reads_none() -> None:
    _, pieces = cut(FILE, A)
    with pytest.raises(EditRefused, match="cannot be read"):
        edited('{"m": {"z": 1}}', Restore(A, pieces[A]), syntax=Syntax.JSON)


GOOD = cut(FILE, C)[1][C]
CUTS = json.loads(GOOD.whole)


@pytest.mark.parametrize(
    "piece",
    [
        GOOD._replace(whole="{"),
        GOOD._replace(whole="[]"),
        GOOD._replace(whole="[" * 10_000),
        GOOD._replace(whole="{}"),
        GOOD._replace(text=""),
        GOOD._replace(text='"c": '),
        GOOD._replace(text=GOOD.text + "}"),
        GOOD._replace(text="\ud800" + GOOD.text[1:]),
        GOOD._replace(lead="\ud800"),
        GOOD._replace(text=GOOD.text.replace("1", "]")),
        GOOD._replace(whole=json.dumps(CUTS | {"cuts": [[0, -1]]})),
        GOOD._replace(whole=json.dumps(CUTS | {"cuts": [[-50, len(GOOD.text)]]})),
        GOOD._replace(whole=json.dumps(CUTS | {"cuts": [[10**9, len(GOOD.text)]]})),
        GOOD._replace(whole=json.dumps(CUTS | {"cuts": [[0, len(GOOD.text)]]})),
        GOOD._replace(whole=json.dumps(CUTS | {"cuts": [[1, 2, 3]]})),
        GOOD._replace(whole=json.dumps(CUTS | {"cuts": [1]})),
        GOOD._replace(text='"c": 1, "evil": 2,', whole=json.dumps(CUTS | {"cuts": [[0, 18]]})),
        GOOD._replace(text='"c": ' + "[" * 9000 + "]" * 9000, whole=json.dumps(CUTS | {"cuts": [[0, 18005]]})),
    ],
)
def test_a_piece_that_was_tampered_with_is_refused(piece: Piece) -> None:
    text, _ = cut(FILE, C)
    with pytest.raises(EditRefused):
        edited(text, Restore(C, piece))
