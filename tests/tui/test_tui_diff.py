"""Diffs taken apart and laid out: which line took whose place, what differs in it, and how it is broken into rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mcptui.plain_text import cells
from mcptui.tui.diff_layout import Beside, Heading, Kind, Row, Sentence, Single, Taken, rows_of
from mcptui.tui.diff_text import FileDiff, Gap, Line, Pair, Part, Remark, counts, diff_name, differing, parts_of


def diff(*lines: str, head: str = "@@ -10,9 +10,9 @@") -> str:
    return "\n".join(("--- ~/a", "+++ ~/a", head, *lines))


def sides(part: Part) -> tuple[str | None, str | None]:
    """The texts of both sides."""
    assert isinstance(part, Pair)
    return part.old and part.old.text, part.new and part.new.text


def marked(old: str, new: str) -> tuple[list[str], list[str]]:
    """What is marked on both sides where ``new`` took the place of ``old``."""
    pair = Pair(Line(1, old), Line(1, new), changed=True)
    gone, come = differing(pair)
    return [old[span.start : span.end] for span in gone], [new[span.start : span.end] for span in come]


class TestTakingApart:
    def test_lines_are_numbered_as_in_the_old_and_the_new_file(self) -> None:
        first, second = diff(" one", "-two", " three", head="@@ -10,3 +10,2 @@"), "@@ -40 +39 @@\n-forty\n+vierzig"
        assert parts_of(f"{first}\n{second}") == (
            Pair(Line(10, "one"), Line(10, "one"), changed=False),
            Pair(Line(11, "two"), None, changed=True),
            Pair(Line(12, "three"), Line(11, "three"), changed=False),
            Gap(27),
            Pair(Line(40, "forty"), Line(39, "vierzig"), changed=True),
        )

    def test_as_many_lines_stand_each_beside_its_own(self) -> None:
        parts = parts_of(diff("-a", "-b", "+x", "+y"))
        assert [sides(part) for part in parts] == [("a", "x"), ("b", "y")]

    def test_of_more_lines_than_before_each_stands_beside_the_one_that_is_like_it(self) -> None:
        parts = parts_of(diff('-  "two": 2', "+  new line,", '+  "two": 2,', "+}"))
        assert [sides(part) for part in parts] == [(None, "  new line,"), ('  "two": 2', '  "two": 2,'), (None, "}")]

    def test_what_is_like_nothing_fills_up_both_sides(self) -> None:
        parts = parts_of(diff("-alpha beta", "-gamma delta", "+epsilon"))
        assert [sides(part) for part in parts] == [("alpha beta", "epsilon"), ("gamma delta", None)]

    def test_of_a_huge_place_the_lines_stand_beside_each_other_in_their_order(self) -> None:
        gone, come = [f"-one {at}" for at in range(400)], [f"+two {at}" for at in range(401)]
        parts = parts_of(diff(*gone, *come))
        assert [sides(part) for part in parts[:1]] == [("one 0", "two 0")]
        assert sides(parts[-1]) == (None, "two 400")
        assert len(parts) == 401

    def test_a_removed_line_that_looks_like_a_header_is_not_lost(self) -> None:
        parts = parts_of("--- a\n+++ a\n@@ -1 +1 @@\n--- b\n+++ b")
        assert [sides(part) for part in parts] == [("-- b", "++ b")]

    def test_what_the_diff_says_in_words_is_kept(self) -> None:
        assert parts_of(diff("-a", "… more lines differ"))[-1] == Remark("… more lines differ")

    def test_a_new_file_begins_at_its_first_line(self) -> None:
        assert parts_of("--- /dev/null\n+++ ~/a\n@@ -0,0 +1 @@\n+{}") == (Pair(None, Line(1, "{}"), changed=True),)
        assert diff_name("--- /dev/null\n+++ ~/a\n@@ -0,0 +1 @@\n+{}") == "~/a"

    def test_counts_tell_what_came_and_what_went(self) -> None:
        assert counts(parts_of(diff(" a", "-b", "+c", "+d"))) == (2, 1)

    @given(st.lists(st.tuples(st.sampled_from("-+ "), st.text("ab \N{IDEOGRAPHIC SPACE}{}", max_size=6)), max_size=40))
    def test_every_line_is_there_once_and_in_order(self, lines: list[tuple[str, str]]) -> None:
        parts = [part for part in parts_of(diff(*(sign + text for sign, text in lines))) if isinstance(part, Pair)]
        for side, sign in ((0, "-"), (1, "+")):
            told = [line.text for part in parts if (line := (part.old, part.new)[side]) is not None]
            assert told == [text for each, text in lines if each in (sign, " ")]


class TestWhatDiffers:
    def test_the_words_that_are_others_are_marked(self) -> None:
        assert marked('enabled = "yes", x', 'enabled = "no", x') == (["yes"], ["no"])

    def test_what_only_comes_is_marked_on_its_side(self) -> None:
        assert marked('"/home/sam"', '"/home/sam/src/api"') == ([], ["/src/api"])

    def test_of_lines_that_are_hardly_alike_nothing_is_marked(self) -> None:
        assert marked('"command": "npx"', '"url": "https"') == ([], [])

    def test_a_line_without_words_is_like_any_other(self) -> None:
        assert marked("}", "},") == ([], [","])

    def test_a_line_that_stays_has_no_marks(self) -> None:
        assert differing(Pair(Line(1, "a"), Line(1, "a"), changed=False)) == ((), ())


def rows(text: str, width: int = 60, *, split: bool = False, notes: tuple[str, ...] = ()) -> list[Row]:
    return list(rows_of([Taken.apart(FileDiff("~/a", text, notes))], width, split=split))


class TestLayingOut:
    def test_below_each_other_all_that_goes_stands_above_all_that_comes(self) -> None:
        laid = [row.piece for row in rows(diff("-a", "-b", "+x", "+y")) if isinstance(row, Single)]
        assert [(piece.kind, piece.text) for piece in laid] == [
            (Kind.REMOVED, "a"),
            (Kind.REMOVED, "b"),
            (Kind.ADDED, "x"),
            (Kind.ADDED, "y"),
        ]

    def test_beside_each_other_stands_what_took_a_place(self) -> None:
        laid = [row for row in rows(diff("-a", "+x", "+y"), split=True) if isinstance(row, Beside)]
        assert [(row.old and row.old.text, row.new and row.new.text) for row in laid] == [("a", "x"), (None, "y")]

    def test_a_changed_line_is_broken_and_one_beside_it_is_cut(self) -> None:
        long = "x" * 150
        laid = [row.piece for row in rows(diff(f" {long}", f"+{long}")) if isinstance(row, Single)]
        assert [piece.text for piece in laid if piece.kind is Kind.CONTEXT] == ["x" * 48 + "…"]
        assert "".join(piece.text for piece in laid if piece.kind is Kind.ADDED) == long

    def test_both_sides_are_broken_each_in_its_half(self) -> None:
        laid = [row for row in rows(diff("-" + "a " * 60, "+" + "a " * 61), 80, split=True) if isinstance(row, Beside)]
        assert "".join(row.old.text for row in laid if row.old) == "a " * 60
        assert "".join(row.new.text for row in laid if row.new) == "a " * 61
        assert all(cells(piece.text) <= 40 for row in laid for piece in (row.old, row.new) if piece)

    def test_of_a_folded_file_the_heading_is_left(self) -> None:
        files = [Taken.apart(FileDiff(name, diff("-a"))) for name in "ab"]
        laid = list(rows_of(files, 60, split=False, folded={0}))
        assert laid[:2] == [Heading(0), Heading(1)]
        assert len(laid) > 2

    def test_a_sentence_is_broken_at_words(self) -> None:
        told = [row for row in rows("", 20, notes=("one two three four five",)) if isinstance(row, Sentence)]
        assert [(row.text, row.goes_on) for row in told if row.text] == [("one two three", False), ("four five", True)]

    @given(st.text(min_size=1, max_size=80), st.integers(1, 90), st.booleans())
    def test_nothing_of_a_changed_line_is_lost_or_wider_than_its_room(self, text: str, width: int, split: bool) -> None:  # noqa: FBT001  # given by name
        text = text.replace("\n", " ").replace("\t", " ")
        laid = rows(diff(f"+{text}"), width, split=split)
        pieces = [row.piece if isinstance(row, Single) else row.new for row in laid if isinstance(row, Single | Beside)]
        (pair,) = (part for part in parts_of(diff(f"+{text}")) if isinstance(part, Pair))
        assert pair.new is not None
        assert "".join(piece.text for piece in pieces if piece) == pair.new.text
