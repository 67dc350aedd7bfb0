from __future__ import annotations

import pytest

from mcptui.errors import Unreadable
from mcptui.formats import toml
from mcptui.formats.document import MISSING
from mcptui.formats.toml import TomlDocument
from mcptui.formats.toml_brackets import open_members
from mcptui.formats.toml_scan import Bracket

CONFIG = b"""\
# settings
model = "o3"  # fast

[mcp_servers]
near = { command = "a", env = { K = "v#not" } }
far.command = '''
# text, not a comment
[nor.a.table]
'''

[mcp_servers.x.env]  # scattered
K = 1

[projects."/home/me"]
trust_level = "trusted"

[mcp_servers.x]
args = [
  "one", # first
  "two",
]
"""


def test_values_are_those_of_the_language() -> None:
    document = TomlDocument(b'a = 1\nb = 1.5\nc = true\nd = "x"\ne = [1, 2]\n[f]\n')
    assert document.value() == {"a": 1, "b": 1.5, "c": True, "d": "x", "e": [1, 2], "f": {}}
    assert document.value(("f", "nothing")) is MISSING
    assert document.value(("a", "nothing")) is MISSING


def test_keys_come_in_file_order_and_are_none_where_there_is_no_table() -> None:
    document = TomlDocument(CONFIG)
    assert document.keys() == ("model", "mcp_servers", "projects")
    assert document.keys(("mcp_servers",)) == ("near", "far", "x")
    assert document.keys(("model",)) == ()
    assert document.keys(("absent",)) == ()


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("model",), 2),
        (("mcp_servers",), 4),
        (("mcp_servers", "near"), 5),
        (("mcp_servers", "near", "env", "K"), 5),
        (("mcp_servers", "far"), 6),
        (("mcp_servers", "x"), 17),
        (("mcp_servers", "x", "env"), 11),
        (("mcp_servers", "x", "args"), 18),
        (("projects",), 14),
        (("projects", "/home/me"), 14),
        (("absent",), None),
    ],
)
def test_a_member_is_found_on_the_line_where_it_begins(path: tuple[str, ...], line: int | None) -> None:
    assert TomlDocument(CONFIG).line(path) == line
    assert TomlDocument(CONFIG.replace(b"\n", b"\r\n")).line(path) == line


def test_text_is_the_members_own_lines_with_scattered_parts_joined() -> None:
    document = TomlDocument(CONFIG)
    assert document.text(("mcp_servers", "x")) == (
        '[mcp_servers.x.env]  # scattered\nK = 1\n[mcp_servers.x]\nargs = [\n  "one", # first\n  "two",\n]\n'
    )
    assert document.text(("model",)) == 'model = "o3"  # fast\n'
    assert document.text(("mcp_servers", "near", "env")) == 'env = { K = "v#not" }'
    assert document.text(()) == CONFIG.decode()
    assert document.text(("absent",)) is None


def test_text_of_a_dotted_member_of_an_inline_table_names_all_its_parts() -> None:
    document = TomlDocument(b"m = { x.a = 1, y = 2, x.b = 3 }\n")
    assert document.text(("m", "x")) == "x.a = 1, x.b = 3"
    assert document.line(("m", "x")) == 1


def test_comments_are_counted_and_text_in_strings_is_not() -> None:
    assert TomlDocument(CONFIG).comments() == 4


@pytest.mark.parametrize("data", [b"", b"\n", b"  \t", b"# only a comment", b"\xef\xbb\xbf", b"\r\n# c\r\n"])
def test_a_file_without_statements_is_an_empty_table(data: bytes) -> None:
    document = TomlDocument(data)
    assert document.value() == {}
    assert document.data == data


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    document = TomlDocument(b"\xef\xbb\xbfa = 1\r\n")
    assert document.value() == {"a": 1}
    assert document.line(("a",)) == 1


@pytest.mark.parametrize(
    "key",
    [b'"a.b"', b"'a.b'", b'"a\\u002Eb"'],
)
def test_quoted_keys_are_read_as_names(key: bytes) -> None:
    document = TomlDocument(b"[s." + key + b"]\nk = 1\n")
    assert document.value(("s", "a.b", "k")) == 1
    assert document.line(("s", "a.b")) == 1


@pytest.mark.parametrize(
    "value",
    [
        b'""',
        b"''",
        b'""""""',
        b"''''''",
        b'"""a"b""c"""',
        b'"""a"""""',
        b"'''a'''''",
        b'"""\\""""',
        b'"\\\\"',
        b'"a\\"#b"',
        b"'\\'",
        b'"""\\\r\n  a"""',
        b"1979-05-27 07:32:00",
        b"1979-05-27T00:32:00.999999-07:00",
        b"07:32:00",
        b"+1_000",
        b"-inf",
        b"0xDEAD",
        b"6.626e-34",
        b"[ [ 1, 2 ], [ 'a' ], ]",
        b"[ # c ]\r\n 1 # [\r\n , 2 ]",
        b"{ a.b = 1, 'c d' = [ { e = 1 } ] }",
    ],
)
def test_every_kind_of_value_ends_where_it_ends(value: bytes) -> None:
    document = TomlDocument(b"first = " + value + b" # end\r\nlast = 1\r\n")
    assert document.line(("last",)) == 2 + value.count(b"\n")
    text = document.text(("first",))
    assert text is not None
    assert text.encode() == b"first = " + value + b" # end\r\n"


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a = 1\nb = \n", 2, 5),
        (b"a = 1\na = 2\n", 2, 6),
        (b"a = 1\n[b\n", 2, 3),
        (b"a = 1\nb = 'x", 2, 7),
        (b"a = 1\rb = 2", 1, 6),
        (b"[x]\n[x]\n", 2, 3),
        (b'a = "\xe9"\n', 1, 6),
        (b"\xef\xbb\xbfa = 1\r\nb = \xff", 2, 5),
        (b"a = 1\nb = \0", 2, 5),
        ("a = 1".encode("utf-16"), 1, 1),
        ("a = 1".encode("utf-16-be"), 1, 1),
    ],
)
def test_what_is_not_toml_is_refused_with_its_place(data: bytes, line: int, column: int) -> None:
    with pytest.raises(Unreadable) as refusal:
        TomlDocument(data)
    assert (refusal.value.line, refusal.value.column) == (line, column)


def test_a_refusal_does_not_quote_values() -> None:
    with pytest.raises(Unreadable) as refusal:
        TomlDocument(b'[s.env]\nTOKEN = "hunter2\n')
    assert "hunter2" not in refusal.value.message + refusal.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"a = " + b"[" * 10_000 + b"]" * 10_000,
        b"a = " + b"[" * 10_000,
        b"a = " + b"{a=" * 10_000 + b"1" + b"}" * 10_000,
        b"a" + b".a" * 200_000 + b" = 1",
        b"[a" + b".a" * 200_000 + b"]",
        b"x = {a" + b".a" * 200_000 + b" = 1}",
        b"a = " + b"{a.a.a.a.a.a.a.a.a=" * 12 + b"1" + b"}" * 12,
    ],
    ids=["arrays", "open arrays", "inline tables", "dotted key", "header", "dotted inline key", "both"],
)
def test_what_is_nested_too_deeply_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(Unreadable, match="levels deep") as refusal:
        TomlDocument(data)
    assert refusal.value.line == 1


def test_a_number_too_long_to_convert_is_refused() -> None:
    with pytest.raises(Unreadable, match="number is too long"):
        TomlDocument(b"a = " + b"9" * 5_000)


def test_a_hundred_levels_are_still_read() -> None:
    assert TomlDocument(b"a = " + b"[" * 99 + b"]" * 99).keys() == ("a",)


def test_a_long_string_is_one_step() -> None:
    document = TomlDocument(b'a = "' + b"\\n" * 500_000 + b'"\nb = """' + b'"\n' * 500_000 + b'x"""\nc = 1\n')
    assert document.line(("c",)) == 500_003


def test_members_of_an_inline_table_are_found_without_opening_it_again_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count = 1_000
    document = TomlDocument(b"m = { " + b", ".join(b"n%d = { a = 1 }" % number for number in range(count)) + b" }")
    opened: list[int] = []

    def open_and_note(text: str, start: int) -> Bracket:
        opened.append(start)
        return open_members(text, start)

    monkeypatch.setattr(toml, "open_members", open_and_note)
    for _ in range(2):
        assert {document.line(("m", f"n{number}", "a")) for number in range(count)} == {1}
    assert len(opened) == 1 + count
