from __future__ import annotations

import subprocess
import sys
from math import isnan

import pytest

from mcptui.errors import Unreadable
from mcptui.formats import parse
from mcptui.formats.document import MISSING
from mcptui.formats.yaml import YamlDocument
from mcptui.model import Syntax

CONFIG = b"""\
# settings
GOOSE_MODEL: gpt  # fast
extensions:
  # built in
  developer:
    enabled: true
  'a b':
    cmd: "npx # no comment"
    text: |  # literal
      # no comment
      first

    # of a b
    envs: {A: 'x', "B": "#"}
mcpServers:
- name: github
  command: npx
-
  # below its dash
  command: uvx
  name: fetch
- unnamed
# the end"""


def test_values_are_those_of_the_language() -> None:
    document = YamlDocument(b"a: 1\nb: 1.5\nc: true\nd: 'x'\ne: [1, 2]\nf: {}\ng:\nh: ~\ni: 0x1F\nj: 0o17\nk: 1e3\n")
    assert document.value() == {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": "x",
        "e": [1, 2],
        "f": {},
        "g": None,
        "h": None,
        "i": 31,
        "j": 15,
        "k": 1000.0,
    }
    assert document.value(("f", "nothing")) is MISSING
    assert document.value(("a", "nothing")) is MISSING
    assert parse(b"a: 1\n", Syntax.YAML).value(("a",)) == 1


def test_words_that_older_readers_take_for_switches_are_texts_and_dates_too() -> None:
    document = YamlDocument(b"a: yes\nb: off\nc: 2020-01-01\nd: 12:30:45\ne: 2020-01-01T00:00:00Z\nf: =\n")
    assert document.value() == {
        "a": "yes",
        "b": "off",
        "c": "2020-01-01",
        "d": "12:30:45",
        "e": "2020-01-01T00:00:00Z",
        "f": "=",
    }


def test_numbers_that_are_none_stay_plain() -> None:
    document = YamlDocument(b"a: .nan\nb: -.inf\n")
    value = document.value(("a",))
    assert isinstance(value, float)
    assert isnan(value)
    assert document.value(("b",)) == float("-inf")


def test_keys_are_told_as_they_are_written() -> None:
    document = YamlDocument(b"1: a\ntrue: b\n'c': d\n\"e\\u0066\": g\n? h\n: i\n~: j\n")
    assert document.keys() == ("1", "true", "c", "ef", "h", "~")


def test_keys_come_in_file_order_and_of_a_sequence_are_the_names() -> None:
    document = YamlDocument(CONFIG)
    assert document.keys() == ("GOOSE_MODEL", "extensions", "mcpServers")
    assert document.keys(("extensions",)) == ("developer", "a b")
    assert document.keys(("mcpServers",)) == ("github", "fetch")
    assert document.keys(("GOOSE_MODEL",)) == ()
    assert document.keys(("absent",)) == ()


def test_an_item_of_a_sequence_is_found_by_its_name() -> None:
    document = YamlDocument(CONFIG)
    assert document.value(("mcpServers", "github")) == {"name": "github", "command": "npx"}
    assert document.value(("mcpServers", "fetch", "command")) == "uvx"
    assert document.value(("mcpServers", "unnamed")) is MISSING
    assert isinstance(document.value(("mcpServers",)), list)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("GOOSE_MODEL",), 2),
        (("extensions",), 3),
        (("extensions", "developer"), 5),
        (("extensions", "a b"), 7),
        (("extensions", "a b", "text"), 9),
        (("extensions", "a b", "envs"), 14),
        (("extensions", "a b", "envs", "B"), 14),
        (("mcpServers", "github"), 16),
        (("mcpServers", "github", "command"), 17),
        (("mcpServers", "fetch"), 18),
        (("mcpServers", "fetch", "command"), 20),
        (("mcpServers", "unnamed"), None),
        (("absent",), None),
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_member_is_found_on_the_line_where_it_begins(path: tuple[str, ...], line: int | None, mark: bytes) -> None:
    assert YamlDocument(mark + CONFIG).line(path) == line
    assert YamlDocument(mark + CONFIG.replace(b"\n", b"\r\n")).line(path) == line


def test_text_is_the_members_own_lines() -> None:
    document = YamlDocument(CONFIG)
    assert document.text(("GOOSE_MODEL",)) == "GOOSE_MODEL: gpt  # fast\n"
    assert document.text(("extensions", "a b", "text")) == ("    text: |  # literal\n      # no comment\n      first\n")
    assert document.text(("extensions", "a b", "envs", "A")) == "A: 'x'"
    assert document.text(("mcpServers", "github")) == "- name: github\n  command: npx\n"
    assert document.text(("mcpServers", "github", "name")) == "name: github\n"
    assert document.text(("mcpServers", "fetch")) == "-\n  # below its dash\n  command: uvx\n  name: fetch\n"
    assert document.text(()) == CONFIG.decode()
    assert document.text(("absent",)) is None


def test_a_comment_below_belongs_to_what_it_is_indented_deeper_than() -> None:
    document = YamlDocument(b"a:\n  b:\n    c: 1\n    # of b\n\n    # of b too\n  # of a\n# of none\n")
    assert document.text(("a", "b")) == "  b:\n    c: 1\n    # of b\n\n    # of b too\n"
    assert document.text(("a", "b", "c")) == "    c: 1\n"
    assert document.text(("a",)) == document.data.decode().removesuffix("# of none\n")


def test_comments_are_counted_and_text_in_scalars_is_not() -> None:
    assert YamlDocument(CONFIG).comments() == 7
    assert YamlDocument(b"a: b#c\n# d\ne: 'f # g\n\n  # h'\ni: j # k\n  #l").comments() == 3


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"# only a comment", b"\xef\xbb\xbf", b"\r\n# c\r\n", b"---\n", b"null\n"]
)
def test_a_file_without_a_value_is_an_empty_mapping(data: bytes) -> None:
    document = YamlDocument(data)
    assert document.value() == {}
    assert document.keys() == ()
    assert document.data == data


def test_a_file_may_hold_something_else_than_a_mapping() -> None:
    assert YamlDocument(b"- a\n").value() == ["a"]
    assert YamlDocument(b"text\n").value() == "text"
    assert YamlDocument(b"text\n").value(("a",)) is MISSING


def test_of_duplicates_the_last_counts() -> None:
    document = YamlDocument(b"a: 1\nb: 2\na: 3\ns:\n- {name: x, v: 1}\n- {name: x, v: 2}\n")
    assert document.value(("a",)) == 3
    assert document.line(("a",)) == 3
    assert document.keys() == ("a", "b", "s")
    assert document.value(("s", "x", "v")) == 2
    assert document.keys(("s",)) == ("x",)
    assert document.line(("s", "x")) == 6


def test_aliases_and_merge_keys_are_read() -> None:
    document = YamlDocument(b"base: &b {a: 1, c: 2}\nx:\n  <<: *b\n  a: 3\ny: *b\nz: &n text\nw: *n\n")
    assert document.value(("x",)) == {"c": 2, "a": 3}
    assert document.value(("y", "c")) == 2
    assert document.line(("y", "c")) == 5
    assert document.line(("x", "c")) == 2
    assert document.value(("w",)) == "text"
    earlier = YamlDocument(b"<<: [{a: 1}, {a: 2, b: 2}]\n'<<': own\n")
    assert earlier.value() == {"a": 1, "b": 2, "<<": "own"}


def test_tags_of_the_plain_types_are_read() -> None:
    assert YamlDocument(b"a: !!str 1\nb: !!int '2'\nc: !!map {}\nd: !!seq []\n").value() == {
        "a": "1",
        "b": 2,
        "c": {},
        "d": [],
    }


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a: 1\nb: [\n", 3, 1),
        (b"a: 1\n\tb: 2\n", 2, 1),
        (b"a:\n\tb: 2\n", 2, 1),
        (b"a: 1\n b: 2\n", 2, 3),
        (b"a: 'x\n", 2, 1),
        (b"a: 1\n---\nb: 2\n", 2, 1),
        (b"%YAML 1.1\n---\na: 1\n", 1, 1),
        (b"a: 1\nb: !own x\n", 2, 4),
        (b"a: 1\n? [b]\n: 2\n", 2, 3),
        (b"a: 1\nb: *c\n", 2, 4),
        (b"a: &b [*b]\n", 1, 8),
        (b"a: 1\nb: \xff\n", 2, 4),
        (b"a: \x07\n", 1, 4),
        (b"a: 1\nb: \0\n", 2, 4),
        ("a: 1\n".encode("utf-16"), 1, 1),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_place(data: bytes, line: int, column: int) -> None:
    with pytest.raises(Unreadable) as refusal:
        YamlDocument(data)
    assert (refusal.value.line, refusal.value.column) == (line, column)


@pytest.mark.parametrize(
    "data", [b"k: *s3cret\n", b"k: !s3cret x\n", b"k: '\\s3cret\n", b'k: "\\s3cret"\n', b"k: @s3cret"]
)
def test_a_refusal_never_quotes_the_file(data: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        YamlDocument(data)
    assert "s3cret" not in refusal.value.message + refusal.value.hint


def test_the_parser_is_loaded_only_for_a_yaml_file() -> None:
    code = "import sys, mcptui.formats.yaml, mcptui.formats as f; from mcptui.model import Syntax\n"
    code += "f.parse(b'{}', Syntax.JSON); f.parse(b'', Syntax.TOML); print('ruamel.yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
