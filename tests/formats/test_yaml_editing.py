from __future__ import annotations

import pytest

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, Edit, Put
from mcptui.formats.yaml import YamlDocument
from mcptui.formats.yaml_values import Style
from tests.formats.layouts import CONTINUE, GOOSE

Path = tuple[str, ...]


def edited(before: str, *edits: Edit) -> str:
    return YamlDocument(before.encode()).edit(edits).data.decode()


def put(before: str, path: Path, value: object) -> str:
    return edited(before, Put(path, value))


# --- values


def test_a_switch_changes_just_its_value() -> None:
    assert put(GOOSE, ("extensions", "developer", "enabled"), value=False) == GOOSE.replace("true  # on", "false  # on")
    assert put(CONTINUE, ("mcpServers", "fetch", "command"), "npx") == CONTINUE.replace("uvx  #", "npx  #")


def test_a_new_member_becomes_the_last_and_is_indented_like_its_siblings() -> None:
    assert put(GOOSE, ("extensions", "github", "enabled"), value=False) == GOOSE.replace(
        "    envs: {}\n", "    envs: {}\n    enabled: false\n"
    )
    assert put(CONTINUE, ("mcpServers", "last", "type"), "sse") == CONTINUE.replace(
        "    url: https://x\n", "    url: https://x\n    type: sse\n"
    )
    assert put(GOOSE, ("last",), 1) == GOOSE + "last: 1\n"


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("a: x  # c", "z", "a: z  # c"),
        ("a:   x", "z z", "a:   z z"),
        ("a: 'x'", "it's", "a: 'it''s'"),
        ('a: "x" # c', "z", 'a: "z" # c'),
        ("a: 'x'", "two\nlines", 'a: "two\\nlines"'),
        ("a: x", "", 'a: ""'),
        ("a: x", "yes", 'a: "yes"'),
        ("a: x", "1", 'a: "1"'),
        ("a: x", "2020-01-01", 'a: "2020-01-01"'),
        ("a: x", "null", 'a: "null"'),
        ("a: x", "@scope/pkg", 'a: "@scope/pkg"'),
        ("a: x", "k: v", 'a: "k: v"'),
        ("a: x", "b #c", 'a: "b #c"'),
        ("a: x", " z", 'a: " z"'),
        ("a: x", "-y", "a: -y"),
        ("a: x", "--flag=1", "a: --flag=1"),
        ("a: x", "- y", 'a: "- y"'),
        ("a: x", "C:\\x", 'a: "C:\\\\x"'),
        ("a: x", "é\u2028\x7f", 'a: "é\\u2028\\u007f"'),
        ("a: x", 3, "a: 3"),
        ("a: x", 1e300, "a: 1e+300"),
        ("a: x", float("-inf"), "a: -.inf"),
        ("a: x", None, "a: null"),
        ("a:", "z", "a: z"),
        ("a:  # c", True, "a: true  # c"),
        ("a: one\n  two", "z", "a: z"),
        ("a: 'one\n\n  two' # c", "z", "a: 'z' # c"),
        ("a: |  # c\n  one\n  # two\n\nb: 1", "z", "a: z  # c\n\nb: 1"),
        ("a: >-\n  one\n\n  two\n# c\nb: 1", 1, "a: 1\n# c\nb: 1"),
        ("a: [1, 2] # c", 3, "a: 3 # c"),
        ("a: # c\n  b: 1\n  d: 2\ne: 1", 3, "a: 3 # c\ne: 1"),
        ("a:\n- b\n- d\ne: 1", {}, "a: {}\ne: 1"),
        ("a: {b: 1} # c", {"b": 2, "d": "e"}, "a: {b: 2, d: e} # c"),
        ("a: x # c\nb: 1", ["z", {"k": 1}], "a: # c\n  - z\n  - k: 1\nb: 1"),
        ("a: [] # c\nb: 1", ["z", "1"], 'a: [z, "1"] # c\nb: 1'),
        ("a: {} # c\nb: 1", {"k": []}, "a: # c\n  k: []\nb: 1"),
        ("a: |\n  x\nb: 1", {"k": {"l": None}}, "a:\n  k:\n    l: null\nb: 1"),
        ("a:\n    k: 1\nb: x", {"l": [["z"]]}, "a:\n    l:\n        - [z]\nb: x"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("final", ["", "\n"])
def test_a_value_takes_the_place_of_another(
    before: str, value: object, after: str, line_end: str, mark: str, final: str
) -> None:
    whole, wanted = (mark + (text + final).replace("\n", line_end) for text in (before, after))
    assert put(whole, ("a",), value) == wanted


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("", ("a", "b"), 1, "a:\n  b: 1\n"),
        ("# c", ("a",), 1, "# c\na: 1"),
        ("---\n# c\n", ("a",), "x", "---\n# c\na: x\n"),
        ("a:\n", ("a", "b"), 1, "a:\n  b: 1\n"),
        ("a:  # c\n# d\ne: 1\n", ("a", "b"), 1, "a:  # c\n  b: 1\n# d\ne: 1\n"),
        ("a: {}  # c\n", ("a", "b", "d"), 1, "a:  # c\n  b:\n    d: 1\n"),
        ("s: []\n", ("s", "x"), {"k": 1}, "s:\n  - name: x\n    k: 1\n"),
        ("s:\n- name: y\n", ("s", "x"), {"k": [1]}, "s:\n- name: y\n- name: x\n  k:\n  - 1\n"),
        ("s:\n  -   name: y\n      k: 1\n", ("s", "y", "l"), 1, "s:\n  -   name: y\n      k: 1\n      l: 1\n"),
        ("a: 1\n...\n", ("b",), 1, "a: 1\nb: 1\n...\n"),
        ("a: |\n  x\n", ("b",), 1, "a: |\n  x\nb: 1\n"),
        ("a: |+\n  x\n\n# c\n", ("b",), 1, "a: |+\n  x\n\nb: 1\n# c\n"),
        ("a: 1\n\n# the end", ("b",), 1, "a: 1\nb: 1\n\n# the end"),
        ("a:\n    b: 1", ("c", "d"), "x", "a:\n    b: 1\nc:\n    d: x"),
        ("a: 1\r\n", ("it's", "b"), [], 'a: 1\r\n"it\'s":\r\n  b: []\r\n'),
        ("a: {b: 1}\n", ("c",), 1, "a: {b: 1}\nc: 1\n"),
    ],
)
def test_a_new_member_goes_where_it_belongs(before: str, path: Path, value: object, after: str) -> None:
    assert put(before, path, value) == after


def test_a_mapping_over_a_mapping_changes_only_what_differs() -> None:
    old = YamlDocument(GOOSE.encode()).value(("extensions", "developer"))
    assert isinstance(old, dict)
    new = {key: value for key, value in old.items() if key != "type"} | {"bundled": False, "timeout": 3}
    assert put(GOOSE, ("extensions", "developer"), new) == GOOSE.replace("bundled: true", "bundled: false").replace(
        "type: builtin", "timeout: 3"
    )
    assert put(GOOSE, ("extensions", "developer"), old) == GOOSE


@pytest.mark.parametrize(
    ("items", "after"),
    [
        (["-y", "@mcp/github", "/home"], "    - -y\n    - '@mcp/github'  # the package\n    - /home\n"),
        (["@mcp/github"], "    - '@mcp/github'  # the package\n"),
        (["-y", "it's"], "    - -y\n    - 'it''s'  # the package\n"),
        (["-q", "-y", "@mcp/github"], "    - -q\n    - -y\n    - '@mcp/github'  # the package\n"),
        (["-y"], "    - -y\n"),
    ],
)
def test_a_list_of_lines_changes_only_the_items_that_differ(items: list[object], after: str) -> None:
    before = "    - -y\n    - '@mcp/github'  # the package\n"
    assert put(GOOSE, ("extensions", "github", "args"), items) == GOOSE.replace(before, after)


@pytest.mark.parametrize(
    ("before", "items", "after"),
    [
        ("[a, b]", ["a", "c", "b"], "[a, c, b]"),
        ("[a,b]", ["a", "b", "c"], "[a,b,c]"),
        ("[ 'a', \"b\" ]", ["b"], '[ "b" ]'),
        ("[ 'a', \"b\" ]", ["a", "x"], "[ 'a', \"x\" ]"),
        ("['a']", ["z", "a"], "['z', 'a']"),
        ("[\n  a,\n  b,\n  ]", ["a", "b", "c"], "[\n  a,\n  b,\n  c,\n  ]"),
        ("[1, 1.0, true]", [1, True], "[1, true]"),
        ("[a, [b, c], {d: e}]", ["a", {"d": "e"}], "[a, {d: e}]"),
        ("[a, b,  c]", ["a", "b", "c", "d"], "[a, b,  c, d]"),
        ("[a]", [], "[]"),
    ],
)
def test_a_list_in_brackets_keeps_its_layout(before: str, items: list[object], after: str) -> None:
    assert put(f"x: {before} # c\ny: 1\n", ("x",), items) == f"x: {after} # c\ny: 1\n"


def test_comments_between_items_stay_with_what_follows() -> None:
    before = "a:\n  - 1 # one\n  # two is next\n  - 2\n  - k: 1 # in three\n    l: 2\n  # end\nb: 1\n"
    assert put(before, ("a",), [2, {"k": 1, "l": 2}]) == before.replace("  - 1 # one\n", "")
    assert put(before, ("a",), [1, 2, 3]) == before.replace("  - k: 1 # in three\n    l: 2\n", "  - 3\n")
    assert put(before, ("a",), [{"k": 2}, {"k": 1, "l": 2}]).startswith("a:\n")


def test_several_edits_are_done_at_once() -> None:
    after = edited(
        GOOSE,
        Put(("extensions", "developer", "enabled"), value=False),
        Put(("extensions", "github", "enabled"), value=True),
        Put(("extensions", "github", "timeout"), 3),
        Put(("new", "x"), 1),
        Put(("new", "z"), 2),
        Drop(("keyring",)),
        Drop(("extensions", "github", "envs")),
    )
    wanted = GOOSE.replace("true  # on", "false  # on").replace("    envs: {}\n", "    enabled: true\n    timeout: 3\n")
    assert after == wanted.replace("keyring: true", "new:\n  x: 1\n  z: 2")


def test_what_would_not_change_leaves_the_file_as_it_is() -> None:
    for text in (GOOSE, CONTINUE, GOOSE.replace("\n", "\r\n")):
        assert edited(text) == text
    assert put(CONTINUE, ("mcpServers", "github", "args"), ["-y", "@mcp/github"]) == CONTINUE


# --- refusals


@pytest.mark.parametrize(
    ("before", "edit", "reason"),
    [
        ("a: {b: 1}\n", Put(("a", "b"), 2), "brackets"),
        ("a: {b: 1}\n", Put(("a", "c"), 2), "brackets"),
        ("a: {b: 1}\n", Drop(("a", "b")), "brackets"),
        ("a: [{name: x}]\n", Drop(("a", "x")), "brackets"),
        ("a: [{name: x}]\n", Put(("a", "y"), {}), "brackets"),
        ("{a: 1}\n", Put(("b",), 2), "brackets"),
        ("a: &x\n  b: 1\n", Put(("a", "b"), 2), "anchor"),
        ("a: &x 1\nb: *x\n", Put(("b",), 2), "alias"),
        ("a: &x 1\nb: *x\n", Put(("a",), 2), "anchor"),
        ("a: &x {c: 1}\nb: *x\n", Put(("b", "c"), 2), "anchor"),
        ("a:\n  c: &x 1\nb: *x\n", Drop(("a",)), "anchor"),
        ("a:\n  c: &x 1\nb:\n  d: *x\n", Drop(("b",)), "alias"),
        ("a: [&x 1]\nb: *x\n", Put(("a",), 1), "anchor"),
        ("a: &x {c: 1}\nb:\n  <<: *x\n  d: 1\n", Put(("b", "d"), 2), "merge"),
        ("a: &x {c: 1}\nb:\n  <<: *x\n  d: 1\n", Put(("b", "e"), 2), "merge"),
        ("a: &x {c: 1}\nb:\n  <<: *x\n  d: 1\n", Drop(("b",)), "alias"),
        ("a: !!map\n  b: 1\n", Put(("a", "b"), 2), "tag"),
        ("a: !!str 1\n", Put(("a",), "2"), "tag"),
        ("!!map\na: 1\n", Put(("a",), 2), "tag"),
        ("a: 1\na: 2\n", Put(("a",), 3), "more than once"),
        ("a:\n  b: 1\na:\n  b: 2\n", Put(("a", "b"), 3), "more than once"),
        ("a:\n- name: x\n- name: x\n", Drop(("a", "x")), "more than once"),
        ("? a\n: 1\n", Put(("a",), 2), "written in a way"),
        ("&k a: 1\n", Put(("a",), 2), "written in a way"),
        ("- a\n", Put(("a",), 2), "item"),
        ("text\n", Put(("a",), 2), "no table"),
        ("[]\n", Put(("a",), 2), "item"),
        ("{} # c\n", Put(("a",), 2), "no place"),
        ("{}\n...\n", Put(("a",), 2), "no place"),
        ("a: text\n", Put(("a", "b"), 2), "no table"),
        ("---\n...\n", Put(("a",), 2), "no place"),
        ("a: 1\n", Drop(("b",)), "there is no b"),
        ("a:\n- name: x\n", Put(("a", "x", "name"), "y"), "known by"),
        ("a:\n- name: x\n  b: 1\n", Drop(("a", "x", "name")), "known by"),
        ("a:\n- name: x\n", Put(("a", "x"), 1), "item"),
        ("a:\n- name: x\n", Put(("a", "y"), 1), "item"),
        ("a:\n- name: x\n", Put(("a", "y", "k"), 1), "no a.y"),
        ("a:\n- name: x\n", Put(("a", "y"), {"name": "z"}), "item"),
        ("a: [ # c\n  1]\n", Put(("a",), [2]), "comments inside"),
        ("a: { # c\n  b: 1}\n", Put(("a",), 1), "comments inside"),
        ("a: 1\rb: 2\n", Put(("a",), 3), "line end"),
        ("a: 1\n", Put((), {}), "whole"),
        ("a: 1\n", Put(("b",), b"bytes"), "bytes"),
        ("a: 1\n", Put(("b",), "\ud800"), "surrogate"),
        ("a: 1\n", Put(("b",), {1: 2}), "key"),
        ("a: |\n  x", Put(("b",), 1), "values"),
        ("a: |\n  x\nb: 1\n  # c\n", Drop(("c",)), "there is no c"),
    ],
)
def test_what_cannot_be_done_exactly_is_refused_with_its_reason(before: str, edit: Edit, reason: str) -> None:
    with pytest.raises(EditRefused, match=reason):
        YamlDocument(before.encode()).edit([edit])


def test_values_beside_the_edit_may_be_written_in_any_way() -> None:
    before = "x: &x {b: [1, 2]}\ny: *x\nz: {k: 1, k: 2}\nk: !!str 1\n? q\n: 1\na: 3\n"
    assert put(before, ("a",), 4) == before.replace("a: 3\n", "a: 4\n")


def test_two_edits_of_one_member_are_refused() -> None:
    with pytest.raises(EditRefused, match="two edits"):
        edited(GOOSE, Put(("extensions", "github", "cmd"), "x"), Drop(("extensions", "github")))


def test_a_comment_below_what_goes_does_not_become_text_of_what_stays() -> None:
    before = "s:\n  a: |\n    x\n  b: 1\n    # of b\n  # of s\n    # deeper\n# of none\n"
    after = edited(before, Drop(("s", "b")))
    assert after == "s:\n  a: |\n    x\n  # of s\n    # deeper\n# of none\n"
    assert YamlDocument(after.encode()).value() == {"s": {"a": "x\n"}}


def test_the_style_is_that_of_the_file() -> None:
    scan = YamlDocument(b"a:\n    b:\n    - c\r\n")._scan
    assert Style.of(scan) == Style("\n", 4, 0)


@pytest.mark.parametrize("before", ["", "\n", " \n\n", "# c\n", "---\n", "--- # c\n\n"])
def test_a_file_that_says_nothing_gets_its_first_member_and_loses_it_again(before: str) -> None:
    after = put(before, ("extensions", "x"), {"enabled": True, "args": ["a"]})
    assert YamlDocument(after.encode()).value() == {"extensions": {"x": {"enabled": True, "args": ["a"]}}}
    assert edited(after, Drop(("extensions",))) == before


@pytest.mark.parametrize("nothing", ["{}", "{}\n", "null\n", "  ~ \n"])
def test_what_stands_for_nothing_gives_way_to_the_first_member(nothing: str) -> None:
    assert put(f"# above\n{nothing}", ("a",), 1) == "# above\na: 1\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_without_a_last_line_end_gets_none(newline: str) -> None:
    before = "s:\n  a: 1\n    # of a".replace("\n", newline)
    assert edited(before, Put(("s", "b"), 2)) == before + f"{newline}  b: 2"
    assert edited(before, Put(("s", "b"), 2), Drop(("s", "a"))) == f"s:{newline}  b: 2"


def test_a_new_member_of_an_empty_mapping_goes_below_the_comments_that_are_in_it() -> None:
    assert put("s:\n  x: {} # x\n      # deep\n", ("s", "x", "k"), 1) == "s:\n  x: # x\n      # deep\n    k: 1\n"


def test_nothing_goes_below_a_text_in_lines_that_ends_the_file_without_a_line_end() -> None:
    """It would get one, and mean another text."""
    with pytest.raises(EditRefused, match="values"):
        put("s: |\n  one", ("k",), 1)
