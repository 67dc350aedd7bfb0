from __future__ import annotations

import json
import math
import tracemalloc

import pytest

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats import parse
from mcptui.formats.document import MISSING, Drop, Put
from mcptui.formats.jsonc import JsonDocument
from mcptui.model import Syntax

SERVERS = """{
  // my servers
  "mcpServers": {
    "files": {"command": "npx", "args": ["-y", "x"],}, /* the first */
    "web": {
      "url": "https://a.example/x//y", // not a comment: //
    },
  },
}
"""


def jsonc(text: str) -> JsonDocument:
    return JsonDocument(text.encode(), Syntax.JSONC)


def strict(text: str) -> JsonDocument:
    return JsonDocument(text.encode(), Syntax.JSON)


def refusal(data: str | bytes, syntax: Syntax = Syntax.JSON) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        JsonDocument(data.encode() if isinstance(data, str) else data, syntax)
    return caught.value


# --- values, keys, lines, text


def test_values_are_found_by_path() -> None:
    document = jsonc(SERVERS)
    assert document.value(("mcpServers", "files", "args")) == ["-y", "x"]
    assert document.value(("mcpServers", "web")) == {"url": "https://a.example/x//y"}
    assert document.value() == {
        "mcpServers": {"files": {"command": "npx", "args": ["-y", "x"]}, "web": {"url": "https://a.example/x//y"}}
    }


@pytest.mark.parametrize("path", [("nothing",), ("mcpServers", "files", "command", "x"), ("mcpServers", "files", "0")])
def test_a_path_that_is_not_there_is_missing_everywhere(path: tuple[str, ...]) -> None:
    document = jsonc(SERVERS)
    assert document.value(path) is MISSING
    assert document.keys(path) == ()
    assert document.line(path) is None
    assert document.text(path) is None


def test_keys_come_in_file_order_and_a_value_that_is_no_table_has_none() -> None:
    document = strict('{"z": 1, "a": {"y": [], "b": {}}}')
    assert document.keys() == ("z", "a")
    assert document.keys(("a",)) == ("y", "b")
    assert document.keys(("z",)) == document.keys(("a", "y")) == ()


def test_lines_are_counted_from_one_in_any_order_of_asking() -> None:
    document = jsonc(SERVERS)
    asked = [("mcpServers", "web", "url"), ("mcpServers",), ("mcpServers", "web"), ("mcpServers", "files", "args")]
    assert [document.line(path) for path in asked] == [6, 3, 5, 4]
    assert document.line(()) is None


def test_lines_are_the_same_with_other_line_ends_and_a_byte_order_mark() -> None:
    document = JsonDocument(b"\xef\xbb\xbf" + SERVERS.replace("\n", "\r\n").encode(), Syntax.JSONC)
    assert document.line(("mcpServers", "web")) == 5
    assert document.value(("mcpServers", "web")) == {"url": "https://a.example/x//y"}


def test_the_text_of_a_member_is_its_whole_lines_when_it_begins_one() -> None:
    document = jsonc(SERVERS)
    web = '    "web": {\n      "url": "https://a.example/x//y", // not a comment: //\n    }'
    assert document.text(("mcpServers", "web")) == web
    assert document.text(("mcpServers", "files", "args")) == '"args": ["-y", "x"]'
    assert document.text(()) is None


def test_comments_are_counted_and_strings_that_look_like_comments_are_not() -> None:
    assert jsonc(SERVERS).comments() == 3
    assert strict('{"a": "// no", "b": "/* no */"}').comments() == 0


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_tabs_and_every_line_end_are_white_space(newline: str) -> None:
    text = '{\t"a" :\t1, // one\n"b"\t: [ 2\n,3 ]\n}'.replace("\n", newline)
    assert jsonc(text).value() == {"a": 1, "b": [2, 3]}


def test_a_minified_file_is_one_line() -> None:
    document = strict('{"a":{"b":[1,{"c":null}]},"d":true}')
    assert document.value(("a", "b")) == [1, {"c": None}]
    assert document.line(("d",)) == 1


def test_some_clients_read_comments_but_no_comma_behind_the_last_item() -> None:
    text = b'// mine\n{"a": {"b": 1 /* one */}}\n'
    assert JsonDocument(text, Syntax.COMMENTED).value() == {"a": {"b": 1}}
    with pytest.raises(Unreadable, match="not valid JSON with comments") as refused:
        JsonDocument(b'{\n  "a": 1,\n}', Syntax.COMMENTED)
    assert refused.value.line == 2
    edited = JsonDocument(text, Syntax.COMMENTED).edit([Put(("a", "c"), 2)]).data
    assert edited == b'// mine\n{"a": {"b": 1 /* one */, "c": 2}}\n'


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
@pytest.mark.parametrize("syntax", [Syntax.JSON, Syntax.COMMENTED, Syntax.JSONC])
def test_an_empty_file_is_an_empty_object(data: bytes, syntax: Syntax) -> None:
    document = JsonDocument(data, syntax)
    assert document.value() == {}
    assert document.keys() == ()
    assert document.value(("a",)) is MISSING


def test_a_file_of_comments_alone_is_an_empty_object_for_a_client_that_reads_them() -> None:
    assert jsonc("// nothing yet\n/* at all */").value() == {}
    assert refusal("// nothing yet").message == "not valid JSON: a comment, which this client does not read"


@pytest.mark.parametrize(("text", "value"), [("[1, 2]", [1, 2]), ('"x"', "x"), ("null", None), (" 7\n", 7)])
def test_a_root_that_is_no_object_has_a_value_and_no_keys_and_cannot_be_edited(text: str, value: object) -> None:
    document = strict(text)
    assert document.value() == value
    assert document.keys() == ()
    assert document.value(("a",)) is MISSING
    with pytest.raises(EditRefused, match="something other than a JSON object"):
        document.edit([Put(("a",), 1)])


def test_keys_may_be_written_in_any_way_that_json_knows() -> None:
    document = strict(
        '{"caf\\u00e9": 1, "naïve": 2, "🙂": 3, "\\ud83d\\ude00": 4, "\\ud800": 5, "a\\"b\\\\": 6, "": 7}'
    )
    assert document.keys() == ("café", "naïve", "🙂", "😀", "\ud800", 'a"b\\', "")
    assert [document.value((key,)) for key in (*document.keys(),)] == [1, 2, 3, 4, 5, 6, 7]


def test_text_of_other_languages_is_read_as_it_stands() -> None:
    document = jsonc('{ /* für später … */ "a": "voilà 🙂", // à\n "b": "\\ud83d" }')
    assert document.value() == {"a": "voilà 🙂", "b": "\ud83d"}
    assert document.text(("a",)) == '"a": "voilà 🙂"'


def test_of_two_members_with_one_name_the_last_counts() -> None:
    document = strict('{"a": {"x": 1}, "b": 0, "a": {"y": 2}}')
    assert document.value(("a",)) == {"y": 2}
    assert document.value(("a", "x")) is MISSING
    assert document.keys() == ("a", "b")
    assert document.value() == {"a": {"y": 2}, "b": 0}


def test_numbers_beyond_any_float_or_integer_of_ordinary_size_are_read() -> None:
    document = strict('{"a": 1e400, "b": 12345678901234567890123456789, "c": 1.0, "d": 1}')
    assert document.value(("a",)) == math.inf
    assert document.value(("b",)) == 12345678901234567890123456789
    assert [type(document.value((key,))) for key in "cd"] == [float, int]


def test_a_number_of_too_many_digits_is_in_the_way_only_of_its_own_value() -> None:
    document = strict(f'{{"a": {"9" * 5000}, "b": 1}}')
    assert document.value(("b",)) == 1
    with pytest.raises(Unreadable, match="too many digits"):
        document.value(("a",))
    assert json.loads(document.edit([Put(("b",), 2)]).data.replace(b"9" * 5000, b"9")) == {"a": 9, "b": 2}


@pytest.mark.parametrize("wanted", [[], [("a", "*")], [("a",)], [("a", "b", "c", "d")], [("x", "y")], [("*", "*")]])
def test_what_is_wanted_is_a_hint_and_changes_no_answer(wanted: list[tuple[str, ...]]) -> None:
    document = parse(b'{"a": {"b": {"c": 1}}, "x": [{}]}', Syntax.JSON, wanted)
    assert document.value(("a", "b", "c")) == 1
    assert document.value(("x",)) == [{}]
    assert document.keys(("a", "b")) == ("c",)


def test_a_huge_file_that_was_read_is_in_memory_once_and_while_it_is_read_twice() -> None:
    rows = [{"display": f"row {number}", "pasted": {}, "at": number} for number in range(40_000)]
    data = json.dumps({"history": rows, "mcpServers": {"x": {}}}).encode()
    tracemalloc.start()
    try:
        document = JsonDocument(data, Syntax.JSON)
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert document.keys() == ("history", "mcpServers")
    assert kept < len(data) / 100
    assert most < len(data) * 1.3


# --- what cannot be read, and where


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3, "a ',' or the closing bracket is expected"),
        ('{"x": {\n  "a": 1\n  "b": 2\n}}', 3, 3, "a ',' or the closing bracket is expected"),
        ('{"é🙂": [1 2]}', 1, 11, "a ',' or the closing bracket is expected"),
        ('{\n  // mine\n  "a": 1\n}', 2, 3, "a comment, which this client does not read"),
        ('{"x": [1, /* two */ 2]}', 1, 11, "a comment, which this client does not read"),
        ('{"a": 1} // done', 1, 10, "a comment, which this client does not read"),
        ('{\n  "a": 1,\n}', 2, 9, "a ',' with nothing behind it"),
        ('{"x": {"y": {"a": [1, 2,\n ]}}}', 1, 24, "a ',' with nothing behind it"),
        ('{"a": 1', 1, 8, "the file ends too early"),
        ('{"a": {"b": [1,\n', 2, 1, "the file ends too early"),
        ('{"a":', 1, 6, "the file ends too early"),
        ('{"a": "b}', 1, 7, "a string that does not end"),
        ('{"a": "b\n"}', 1, 9, "a line break or control character in a string"),
        ('{"a": "\\x"}', 1, 8, "an unknown escape in a string"),
        ("{'a': 1}", 1, 2, "a name in double quotes is expected"),
        ("{a: 1}", 1, 2, "a name in double quotes is expected"),
        ('{"x": {a: 1}}', 1, 8, "a name in double quotes is expected"),
        ('{"a" 1}', 1, 6, "a ':' is expected"),
        ('{"x": {"a" 1}}', 1, 12, "a ':' is expected"),
        ('{"a": True}', 1, 7, "a value is expected"),
        ("{\"a\": [1, 'b']}", 1, 11, "a value is expected"),
        ('{"a": }', 1, 7, "a value is expected"),
        ('{"a": 01}', 1, 8, "a ',' or the closing bracket is expected"),
        ('{"a": {"b": "NaN", "c": [1, NaN]}}', 1, 29, "NaN is not JSON"),
        ('{"a": -Infinity}', 1, 7, "-Infinity is not JSON"),
        ('{"a": 1}}', 1, 9, "something follows the end of the JSON value"),
        ('\ufeff{"a" 1}', 1, 6, "a ':' is expected"),
        ('\ufeff\ufeff{"a": 1}', 1, 1, "a value is expected"),
        ('{\r\n"a": 1,\r\n"b" 2}', 3, 5, "a ':' is expected"),
        ("}", 1, 1, "a value is expected"),
    ],
)
def test_a_mistake_is_told_with_line_and_column_in_characters(text: str, line: int, column: int, message: str) -> None:
    error = refusal(text)
    assert (error.line, error.column, error.message) == (line, column, f"not valid JSON: {message}")


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('{ // one\n  "a": 1 /* two */\n  "b": 2\n}', 3, 3, "a ',' or the closing bracket is expected"),
        ('{"a": 1, /* never\n closed }', 1, 10, "a comment that does not end"),
        ('{"a": 1} /*', 1, 10, "a comment that does not end"),
        ('{"a": 1,, }', 1, 8, "a ',' with nothing behind it"),
        ('{"a": [,]}', 1, 8, "a ',' with nothing behind it"),
        ("{ , }", 1, 3, "a ',' with nothing behind it"),
        ('{"é": /* 🙂 */ x}', 1, 15, "a value is expected"),
        ("{} {}", 1, 4, "something follows the end of the JSON value"),
        ("/* only */ /", 1, 12, "a value is expected"),
        ('{"a": 1 / 2}', 1, 9, "a ',' or the closing bracket is expected"),
    ],
)
def test_comments_and_last_commas_do_not_shift_where_a_mistake_is(
    text: str, line: int, column: int, message: str
) -> None:
    error = refusal(text, Syntax.JSONC)
    assert (error.line, error.column, error.message) == (line, column, f"not valid JSONC: {message}")


def test_a_value_never_shows_in_a_message() -> None:
    for text in ('{"a": "sk-secret\n"}', '{"a": sk-secret}', '{"a": "sk-secret" "b"}', '{"a": "sk-\\secret"}'):
        error = refusal(text)
        assert "secret" not in error.message + error.hint


@pytest.mark.parametrize(
    ("data", "message", "line", "column"),
    [
        (b'{"a": "\xff"}', "the file is not UTF-8", 1, 8),
        ('{\n"é": "'.encode() + b"\xc3", "the file is not UTF-8", 2, 7),
        (b'{"a": "\xed\xa0\x80"}', "the file is not UTF-8", 1, 8),
        ('{"a": 1}'.encode("utf-16"), "the file is UTF-16, not UTF-8", 1, 1),
        ('{"a": 1}'.encode("utf-16-be"), "there is a NUL byte in the file", 1, 1),
        (b'{"a":\n "\0"}', "there is a NUL byte in the file", 2, 3),
    ],
)
def test_other_encodings_are_refused_with_a_way_out(data: bytes, message: str, line: int, column: int) -> None:
    error = refusal(data)
    assert (error.message, error.line, error.column) == (message, line, column)
    assert error.hint == "save the file as UTF-8"


def test_a_wrong_byte_is_found_wherever_a_huge_file_is_cut_into_pieces() -> None:
    for size in ((1 << 20) - 1, 1 << 20, (1 << 20) + 1):
        text = ('"' + "é" * size)[: size // 2].encode()
        error = refusal(text + b"\xe2\x28\xa1")
        assert (error.line, error.column) == (1, size // 2 + 1)


def test_a_duplicate_name_can_be_read_and_neither_it_nor_what_is_below_it_edited() -> None:
    document = jsonc('{"a": {"x": 1}, "b": {"c": 1}, "a": {"x": 2}}')
    for edit in (Drop(("a",)), Put(("a",), 1), Put(("a", "x"), 3), Drop(("a", "x")), Put(("a", "n", "m"), 3)):
        with pytest.raises(EditRefused, match="stands twice"):
            document.edit([edit])
    assert document.edit([Put(("b", "c"), 2)]).data == b'{"a": {"x": 1}, "b": {"c": 2}, "a": {"x": 2}}'
