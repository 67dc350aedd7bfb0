"""Faults planted into the step that changes the text: nothing that they do may leave the editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from mcptui.errors import EditRefused
from mcptui.formats import text_draft, toml_draft, toml_places
from mcptui.formats.document import Drop, Edit, Put, Restore
from mcptui.formats.splices import Splice, spliced
from mcptui.formats.toml import TomlDocument
from mcptui.formats.toml_scan import Scan, Span

TEXT = b"""\
# top
[m.x] # x
a = [
  1, # one
  2, # two
]

# about y
[m.y]
b = 1
"""
PIECE = TomlDocument(TEXT).edit([Drop(("m", "x"))]).pieces[("m", "x")]
LEFT = TomlDocument(TEXT).edit([Drop(("m", "x"))]).data

EDITS: list[tuple[bytes, Edit]] = [
    (TEXT, Put(("m", "y", "b"), 2)),
    (TEXT, Put(("m", "y", "c"), 2)),
    (TEXT, Put(("m", "x", "a"), [2, 3])),
    (TEXT, Drop(("m", "x"))),
    (LEFT, Restore(("m", "x"), PIECE)),
]

FAULTS: dict[str, Callable[[str], str]] = {
    "a comment is gone": lambda text: text.replace("# about y\n", ""),
    "a comment has other words": lambda text: text.replace("about", "ab0ut"),
    "a character is gone": lambda text: text.replace("b =", "b ", 1),
    "a blank line is gone": lambda text: text.replace("\n\n", "\n"),
    "a space is gone": lambda text: text.replace("b =", "b=", 1),
    "a line end is another": lambda text: text.replace("# top\n", "# top\r\n"),
    "the end is gone": lambda text: text[:-1],
    "something is added": lambda text: text + "\n",
}


@pytest.mark.parametrize(("before", "edit"), EDITS, ids=["value", "key", "list", "drop", "restore"])
def test_without_a_fault_the_edit_is_done(before: bytes, edit: Edit) -> None:
    assert TomlDocument(before).edit([edit]).data != before


@pytest.mark.parametrize(("before", "edit"), EDITS, ids=["value", "key", "list", "drop", "restore"])
@pytest.mark.parametrize("fault", FAULTS)
def test_text_around_the_edit_that_changes_is_refused(
    before: bytes, edit: Edit, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(text: str, splices: Iterable[Splice]) -> str:
        done = spliced(text, splices)
        assert FAULTS[fault](done) != done
        return FAULTS[fault](done)

    monkeypatch.setattr(text_draft, "spliced", faulty)
    with pytest.raises(EditRefused):
        TomlDocument(before).edit([edit])


@pytest.mark.parametrize(("before", "edit"), EDITS, ids=["value", "key", "list", "drop", "restore"])
def test_every_single_character_eaten_is_noticed(before: bytes, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    good = TomlDocument(before).edit([edit]).data.decode()
    for place in range(len(good)):

        def eat(text: str, splices: Iterable[Splice], place: int = place) -> str:
            done = spliced(text, splices)
            return done[:place] + done[place + 1 :]

        monkeypatch.setattr(text_draft, "spliced", eat)
        with pytest.raises(EditRefused):
            TomlDocument(before).edit([edit])


def test_a_cut_that_takes_the_comment_of_the_next_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_far(text: str, start: int, end: int) -> Span:
        return start, text.index("[m.y]", end)

    monkeypatch.setattr(toml_draft, "_with_blank_lines", too_far)
    with pytest.raises(EditRefused, match="comment"):
        TomlDocument(TEXT).edit([Drop(("m", "x"))])


def test_a_cut_that_takes_a_neighbour_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml_draft, "_with_blank_lines", lambda text, start, _: (start, len(text)))
    with pytest.raises(EditRefused, match="values"):
        TomlDocument(TEXT.replace(b"# about y\n", b"")).edit([Drop(("m", "x"))])


def test_a_piece_that_comes_back_without_its_comments_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(layout: Scan, at: int, text: str, before: str = "", after: str = "") -> Splice:
        return toml_places.put_text(layout, at, text.replace(" # one", ""), before, after)

    monkeypatch.setattr(toml_draft, "put_text", bare)
    with pytest.raises(EditRefused, match="comment"):
        TomlDocument(LEFT.replace(b"b = 1", b"b = 2")).edit([Restore(("m", "x"), PIECE)])


def test_a_key_in_the_wrong_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml_draft, "new_member", lambda *_: [Splice(len(TEXT), len(TEXT), "c = 1\n")])
    with pytest.raises(EditRefused, match="values"):
        TomlDocument(TEXT).edit([Put(("m", "x", "c"), 1)])


def test_a_value_of_another_type_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml_draft, "render", lambda _, like="": f"1.0{like[:0]}")
    with pytest.raises(EditRefused, match="values"):
        TomlDocument(b"a = 2\n").edit([Put(("a",), 1)])


def test_a_result_that_is_no_toml_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml_draft, "render", lambda _, like="": f"= {like[:0]}")
    with pytest.raises(EditRefused, match="valid TOML"):
        TomlDocument(b"a = 2\n").edit([Put(("a",), 1)])


def test_splices_over_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml_draft, "new_member", lambda *_: [Splice(0, 5), Splice(3, 6)])
    with pytest.raises(EditRefused):
        TomlDocument(TEXT).edit([Put(("c",), 1)])
