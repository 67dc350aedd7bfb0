"""Text on a terminal: what is foreign is inert, what is long is cut, what is wide is counted as such."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.cli.output import Ink, Output
from mcptui.cli.table import Column, print_table
from mcptui.plain_text import cells, cut, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("naïve 文字 🎉", "naïve 文字 🎉"),
        ("a\x1b[31mb", "a�[31mb"),
        ("a\tb\nc\rd", "a b c d"),
        ("\x9b31m", "�31m"),
        ("abc\u202etxt", "abc�txt"),
        ("zero\u200bwidth\u2060\ufeff", "zero�width��"),
        ("filler\u3164\u2800\u115f", "filler���"),
        ("selector\ufe0f\U000e0101", "selector��"),
        ("tag\U000e0041", "tag�"),
        ("half\ud800", "half�"),
        ("line\u2028end", "line�end"),
    ],
)
def test_what_acts_or_hides_becomes_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_that_acts_or_hides_gets_through(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert visible(shown) == shown


@given(st.text(), st.integers(0, 30))
def test_a_limit_holds(text: str, limit: int) -> None:
    assert len(visible(text, limit)) <= max(limit, 1)


@given(st.text().map(visible), st.integers(0, 30))
def test_cutting_never_takes_more_columns_than_there_are(text: str, width: int) -> None:
    assert cells(cut(text, width)) <= width
    assert cells(cut(text, width, middle=True)) <= width


def test_wide_characters_count_twice_and_marks_not_at_all() -> None:
    assert cells("文字") == 4
    assert cells("e\u0301") == 1
    assert cut("文字文字", 4) == "文…"
    assert cut("/home/me/src/project", 11, middle=True) == "/home…oject"


def lines_of_table(capsys: pytest.CaptureFixture[str], width: int | None, *, color: bool = False) -> list[str]:
    columns = [Column("STATE"), Column("NAME", least=4), Column("RUNS", least=6, middle=True), Column("WHEN")]
    rows = [
        [
            ("● on", Ink.GREEN),
            ("filesystem", Ink.BOLD),
            ("npx @scope/server-filesystem", Ink.PLAIN),
            ("today", Ink.DIM),
        ],
        [("○ off", Ink.DIM), ("文字文字文字", Ink.PLAIN), ("uvx clock", Ink.PLAIN), ("", Ink.DIM)],
    ]
    print_table(Output(color=color, width=width, interactive=False), columns, rows)
    return capsys.readouterr().out.splitlines()


def test_a_table_without_a_terminal_is_as_wide_as_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines_of_table(capsys, None) == [
        "STATE  NAME          RUNS                          WHEN",
        "● on   filesystem    npx @scope/server-filesystem  today",
        "○ off  文字文字文字  uvx clock",
    ]


@pytest.mark.parametrize("width", range(1, 60))
def test_a_table_fits_every_terminal(capsys: pytest.CaptureFixture[str], width: int) -> None:
    assert all(cells(line) <= width for line in lines_of_table(capsys, width))


def test_the_widest_column_gives_way_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines_of_table(capsys, 40)[1] == "● on  filesystem   npx @sc…esystem today"


def test_columns_on_the_right_go_when_it_is_too_narrow(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines_of_table(capsys, 18)[0] == "STATE NAME  RUNS"


def test_colours_are_there_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in "".join(lines_of_table(capsys, 80))
    assert "\x1b[32m● on" in lines_of_table(capsys, 80, color=True)[1]


def test_a_diff_is_coloured_by_its_signs_and_inert(capsys: pytest.CaptureFixture[str]) -> None:
    Output(color=True, width=80, interactive=False).diff("--- a\n+++ b\n@@ -1 +1 @@\n-old\x1b[2J\n+new\n same")
    assert capsys.readouterr().out.splitlines() == [
        "\x1b[1m--- a\x1b[0m",
        "\x1b[1m+++ b\x1b[0m",
        "\x1b[36m@@ -1 +1 @@\x1b[0m",
        "\x1b[31m-old�[2J\x1b[0m",
        "\x1b[32m+new\x1b[0m",
        " same",
    ]
