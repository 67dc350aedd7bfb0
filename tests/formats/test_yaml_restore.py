from __future__ import annotations

from itertools import permutations

import pytest

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, Edited, Piece, Put, Restore
from mcptui.formats.yaml import YamlDocument

Path = tuple[str, ...]
X: Path = ("s", "x")


def drop(before: str, *paths: Path) -> Edited:
    return YamlDocument(before.encode()).edit([Drop(path) for path in paths])


def restored(text: str, pieces: dict[Path, Piece]) -> str:
    return YamlDocument(text.encode()).edit([Restore(*kept) for kept in pieces.items()]).data.decode()


def changed(before: str, path: Path, old: str, new: str) -> str:
    """``before`` without ``path``, then with ``old`` turned into ``new``, then with ``path`` back."""
    done = drop(before, path)
    text = done.data.decode()
    assert old in text
    return restored(text.replace(old, new), done.pieces)


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("s:\n  x: 1 # x\n  z: 2\n", X, "s:\n  z: 2\n"),
        (
            "s:\n  # above\n  x: # c\n    # in\n    k: 1\n    # in too\n  # of z\n  z: 2\n",
            X,
            "s:\n  # above\n  # of z\n  z: 2\n",
        ),
        ("s:\n  a: 1\n\n  x: 1\n\n  z: 2\n", X, "s:\n  a: 1\n\n  z: 2\n"),
        ("s:\n  a: 1\n  x: 1\n\n  z: 2\n", X, "s:\n  a: 1\n\n  z: 2\n"),
        ("s:\n  a: 1\n\n  x: 1\n\nt: 2\n", X, "s:\n  a: 1\n\nt: 2\n"),
        ("s:\n  a: 1\n\n  x: 1\n", X, "s:\n  a: 1\n"),
        ("s:\n  a: 1\n\n  x: 1", X, "s:\n  a: 1"),
        ("s:\n  a: |+\n    t\n   # deep\n  x: 1", X, "s:\n  a: |+\n    t\n   # deep"),
        ("s:\n  a: |+\n    t\n  # s\n\n  x: 1", X, "s:\n  a: |+\n    t\n  # s"),
        ("s:\n  a: |-\n    t\n  x: 1", X, "s:\n  a: |-\n    t"),
        ("s:\n  a: |\n    t\n  x: 1", X, "s:\n  a: |\n    t\n"),
        ("s:\n  a: 1\n  x: 1", X, "s:\n  a: 1"),
        ("s:\n  a: |+\n    t\n\n  x: 1\n\n", X, "s:\n  a: |+\n    t\n\n"),
        ("s:\n  x: |+\n    t\n\n  z: 1\n", X, "s:\n  z: 1\n"),
        ("s:\n  x: >\n    t\n    u\n\n    v\n# c\n", X, "s: {}\n# c\n"),
        ("s: # of s\n  # in s\n  x: 1\n", X, "s: {} # of s\n  # in s\n"),
        ("s:\n  x: 1", X, "s: {}"),
        ("s:\n- name: x\n  k: 1\nt: 1\n", X, "s: []\nt: 1\n"),
        ("s:\n- k: 1\n  name: x\n- name: z\n", X, "s:\n- name: z\n"),
        (
            "s:\n  - name: a\n\n  # of x\n  -\n    name: x\n    # in x\n  - b\n",
            X,
            "s:\n  - name: a\n\n  # of x\n  - b\n",
        ),
        ("s:\n  - k: 1 # k\n    name: x\n", ("s", "x", "k"), "s:\n  - name: x\n"),
        ("s:\n-   k:\n    - 1\n    name: x\n", ("s", "x", "k"), "s:\n-   name: x\n"),
        ("s:\n  x: 'one\n\n   two' # c\n  z: \"\n  q\"\n", X, 's:\n  z: "\n  q"\n'),
        ("s:\n  x: [1, # c\n  2]\n  z: 1\n", X, "s:\n  z: 1\n"),
        ("s:\n    x:\n    z:\n", X, "s:\n    z:\n"),
        ("s:\n  'x' : 1\n  z: 1\n", X, "s:\n  z: 1\n"),
        ("---\ns: 1\n...\n", ("s",), "---\n...\n"),
        ("# top\n\ns: 1\n\n# end\n", ("s",), "# top\n\n# end\n"),
        ("s: 1", ("s",), ""),
        ("\n\ns: 1\n\n\n", ("s",), ""),
        ("s:\n  x: 1\n# a\n\n# b\n", ("s",), "# a\n\n# b\n"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_each_layout_loses_just_the_member_and_gets_it_back(
    before: str, path: Path, after: str, line_end: str, mark: str
) -> None:
    before, after = (mark + text.replace("\n", line_end) for text in (before, after))
    done = drop(before, path)
    assert done.data.decode() == after
    assert restored(after, done.pieces) == before


def test_a_piece_is_the_exact_text() -> None:
    piece = drop("s:\n  a: 1\n  # above\n  x: # c\n    k: 1\n  z: 1\n", X).pieces[X]
    assert piece.text == "  x: # c\n    k: 1\n"
    assert piece.lead == "  # above\n"
    assert piece.after == "a"


@pytest.mark.parametrize(
    "text", ["s:\n  a: 1\n  x:\n    k: [1]\n", "s:\n- name: x\n  k: 1\n", "x: 1\ny: 2", "s:\n- k: 1\n  name: x"]
)
def test_a_piece_tells_its_value_in_a_file_that_holds_nothing_else(text: str) -> None:
    path = ("x",) if text.startswith("x") else X
    done = drop(text, path)
    alone = YamlDocument(b"").edit([Restore(path, done.pieces[path])]).data
    assert YamlDocument(alone).value(path) == YamlDocument(text.encode()).value(path)


# --- several at once

MAPPING = """\
s:
  # of a
  a:
    k: 1

  # of b
  b: {k: 2}  # b
  c:
    - 1
    # in c

  # of none
t: 1
"""
SEQUENCE = """\
s:
# of a
- name: a
  k: 1
- k: 2  # b
  name: b

# of c
-
  name: c
  # in c"""


@pytest.mark.parametrize("text", [MAPPING, SEQUENCE])
@pytest.mark.parametrize("names", permutations("abc"))
def test_members_removed_together_come_back_together_in_any_order(text: str, names: tuple[str, ...]) -> None:
    paths = [("s", name) for name in names]
    done = drop(text, *paths)
    left = YamlDocument(done.data)
    assert left.value(("s",)) == ({} if text is MAPPING else [])
    assert left.comments() == (3 if text is MAPPING else 2)
    for order in permutations(paths):
        assert restored(done.data.decode(), {path: done.pieces[path] for path in order}) == text


@pytest.mark.parametrize("text", [MAPPING, SEQUENCE])
@pytest.mark.parametrize("names", permutations("abc"))
def test_members_removed_one_by_one_come_back_in_the_opposite_order(text: str, names: tuple[str, ...]) -> None:
    now = text
    pieces = []
    for name in names:
        done = drop(now, ("s", name))
        pieces.append((("s", name), done.pieces[("s", name)]))
        now = done.data.decode()
    for path, piece in reversed(pieces):
        now = restored(now, {path: piece})
    assert now == text


def test_a_member_and_what_is_beside_it_are_changed_at_once() -> None:
    done = YamlDocument(MAPPING.encode()).edit([Drop(("s", "a")), Put(("s", "b"), 3), Put(("t",), 2)])
    assert done.data.decode() == MAPPING.replace("  a:\n    k: 1\n\n", "\n").replace("{k: 2}", "3").replace(
        "t: 1", "t: 2"
    )
    back = YamlDocument(done.data).edit([Restore(("s", "a"), done.pieces[("s", "a")])]).data.decode()
    assert back == MAPPING.replace("{k: 2}", "3").replace("t: 1", "t: 2")


def test_a_member_is_replaced_by_another_at_once() -> None:
    before = "s:\n  x: 1\nt: 1\n"
    assert YamlDocument(before.encode()).edit([Drop(X), Put(("s", "z"), 2)]).data == b"s:\n  z: 2\nt: 1\n"
    listed = "s:\n- name: x\nt: 1\n"
    assert YamlDocument(listed.encode()).edit([Drop(X), Put(("s", "z"), {})]).data == b"s:\n- name: z\nt: 1\n"


# --- into a file that has changed


def test_a_member_comes_back_below_its_old_neighbour_and_its_comments() -> None:
    assert changed(MAPPING, ("s", "b"), "t: 1", "t: 2") == MAPPING.replace("t: 1", "t: 2")
    assert changed(MAPPING, ("s", "a"), "t: 1", "t: 2") == MAPPING.replace("t: 1", "t: 2")
    assert changed(SEQUENCE, ("s", "b"), "k: 1", "k: 3") == SEQUENCE.replace("k: 1", "k: 3")
    assert changed(SEQUENCE, ("s", "a"), "k: 2", "k: 3") == SEQUENCE.replace("k: 2", "k: 3")


def test_where_the_neighbour_is_gone_the_one_before_that_counts() -> None:
    done = drop(MAPPING, ("s", "c"))
    less = drop(done.data.decode(), ("s", "b")).data.decode()
    assert restored(less, done.pieces) == MAPPING.replace("  b: {k: 2}  # b\n", "").replace(
        "    k: 1\n\n  # of b\n", "    k: 1\n"
    ).replace("    # in c\n", "    # in c\n\n  # of b\n").replace("# of b\n\n  # of none", "# of b\n\n  # of none")


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (
            "s:\n    x:\n        k: |\n          t\n    z: 1\n",
            "s:\n  a: 1\n",
            "s:\n  x:\n      k: |\n        t\n  a: 1\n",
        ),
        ("s:\n  x:\n  # in\n    k: 1\n# c\n", "s:\n      a: 1", "s:\n      x:\n      # in\n        k: 1\n      a: 1"),
        ("s:\n     x:\n # in\n      k: 1\n", "s:\n  a: 1\n", "s:\n  x:\n# in\n   k: 1\n  a: 1\n"),
        ("s:\n  a: 1\n  x: 1\n", "s: {}\n", "s:\n  x: 1\n"),
        ("s:\n  a: 1\n  x: 1\n", "s:\n", "s:\n  x: 1\n"),
        ("s:\n  a: 1\n  x: 1\n", "t: 1", "t: 1\ns:\n  x: 1"),
        ("s:\n  a: 1\n  x: 1\n", "t: 1\r\n", "t: 1\r\ns:\r\n  x: 1\r\n"),
        ("s:\n- name: x\n  k: 1\n", "t:\n  - 1\n", "t:\n  - 1\ns:\n  - name: x\n    k: 1\n"),
        ("s:\n- name: x\n  k: 1\n", "s: [] # c\nt: 1\n", "s: # c\n- name: x\n  k: 1\nt: 1\n"),
        ("s:\n- name: x\n  k: 1\n", "s:\nt: 1\n", "s:\n- name: x\n  k: 1\nt: 1\n"),
        ("s:\n- name: x\n  k: 1\n", "s:\n  - name: a\n", "s:\n  - name: x\n    k: 1\n  - name: a\n"),
    ],
)
def test_a_member_fits_in_where_its_place_was_written_anew(before: str, text: str, after: str) -> None:
    assert restored(text, drop(before, X).pieces) == after


@pytest.mark.parametrize(
    ("before", "text", "reason"),
    [
        ("s:\n  x: 1\n", "s:\n  x: 2\n", "there again"),
        ("s:\n  x: 1\n", "s: {a: 1}\n", "brackets"),
        ("s:\n  x: 1\n", "s: text\n", "no table"),
        ("s:\n  x: 1\n", "s:\n- name: a\n", "another way"),
        ("s:\n- name: x\n", "s:\n  a: 1\n", "another way"),
        ("s:\n- name: x\n", "s: {}\n", "another way"),
        ("s:\n  x: 1\n", "s: &a\n  z: 1\n", "anchor"),
        ("s:\n   x:\n     'a\n b'\n", "s:\n z: 1\n", "indented"),
    ],
)
def test_what_does_not_fit_any_more_is_refused(before: str, text: str, reason: str) -> None:
    pieces = drop(before, X).pieces
    with pytest.raises(EditRefused, match=reason):
        restored(text, pieces)


@pytest.mark.parametrize(
    "whole",
    [
        "",
        "[]",
        "{}",
        '{"before":[],"column":2,"item":false,"cuts":[]}',
        '{"before":[],"column":2,"item":false,"cuts":[[0,0,3]]}',
        '{"before":[],"column":2,"item":true,"cuts":[[0,0,7]]}',
        '{"before":[],"column":-1,"item":false,"cuts":[[0,0,7]]}',
        '{"before":[],"column":2,"item":false,"cuts":[[0,-1,7]]}',
        '{"before":[],"column":2,"item":false,"cuts":[[0,0,true]]}',
        '{"before":[],"column":2,"item":false,"cuts":[7]}',
        "[" * 20_000,
    ],
)
def test_a_piece_that_no_removal_made_is_refused(whole: str) -> None:
    done = drop("s:\n  x: 1\n", X)
    with pytest.raises(EditRefused, match="damaged"):
        restored(done.data.decode(), {X: done.pieces[X]._replace(whole=whole)})


def test_a_piece_of_another_member_is_refused() -> None:
    done = drop("s:\n  x: 1\n", X)
    with pytest.raises(EditRefused, match="damaged"):
        restored(done.data.decode(), {("s", "z"): done.pieces[X]})
    with pytest.raises(EditRefused, match="damaged"):
        restored(done.data.decode(), {X: done.pieces[X]._replace(text="  x: ]\n")})


@pytest.mark.parametrize(("more", "place"), [("\nt: 1\n", 3), (" longer\nt: 1\n", 2)])
def test_a_comment_that_ended_the_file_is_no_place_in_the_middle_of_a_line(more: str, place: int) -> None:
    done = drop("s:\n  a: 1\n  # x\n  x: 2", X)
    assert done.data == b"s:\n  a: 1\n  # x"
    lines = f"s:\n  a: 1\n  # x{more}".split("\n")
    lines.insert(place, "  x: 2")
    assert restored(done.data.decode() + more, done.pieces) == "\n".join(lines)


def test_blanks_at_the_end_of_the_last_line_come_back_too() -> None:
    before = "s:\n  a: 1\n  x: 2  "
    done = drop(before, X)
    assert restored(done.data.decode() + "\nt: 3", done.pieces) == before + "\nt: 3"


@pytest.mark.parametrize("end", ["", "\n   ", "\n"])
def test_a_text_in_lines_at_the_end_of_a_file_comes_back_there_and_elsewhere(end: str) -> None:
    """Whether its last line end is part of it depends on what stands below: the text is the same, the value not."""
    before = f"s:\n  a: 1\n  x:\n    text: |\n      one{end}"
    done = drop(before, X)
    assert restored(done.data.decode(), done.pieces) == before
    later = done.data.decode().rstrip() + "\n  z: 3\n"
    back = restored(later, done.pieces)
    assert back == "s:\n  a: 1\n  x:\n    text: |\n      one\n  z: 3\n"
    assert YamlDocument(back.encode()).value((*X, "text")) == "one\n"
