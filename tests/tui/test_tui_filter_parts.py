"""The parts of the filter's language: taking apart, likeness, ages, and what looks like a term and is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.clients import BUILT_IN
from mcptui.model import Entry
from mcptui.tui.filter import Filter
from mcptui.tui.filter.ages import age_test
from mcptui.tui.filter.fuzzy import Alike, lower, sketch
from mcptui.tui.filter.parsing import parse, quoted
from mcptui.tui.filter.terms import TERMS
from mcptui.tui.listing import Row
from tests.tui.homes import MACHINE

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEYS = frozenset({"client", "state"})


def parts(text: str) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(part.key, part.values, part.negated) for part in parse(text, KEYS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("git", [("", ("git",), False)]),
        ("Git  -State:OFF", [("", ("git",), False), ("state", ("off",), True)]),
        ('"two words" x', [("", ("two words",), False), ("", ("x",), False)]),
        ('client:"vs code",codex', [("client", ("vs code", "codex"), False)]),
        ('client:"a,b"', [("client", ("a,b",), False)]),
        ('-"not this"', [("", ("not this",), True)]),
        ("client:,codex,", [("client", ("codex",), False)]),
        ("client:", [("client", (), False)]),
        ("http://a:80/x", [("", ("http://a:80/x",), False)]),
        ("--token", [("", ("--token",), False)]),
        ('"never closed', [("", ("never closed",), False)]),
        ("path:C:\\x", [("", ("path:c:\\x",), False)]),
        ("   ", []),
    ],
)
def test_a_filter_is_words_and_terms(text: str, expected: list[tuple[str, tuple[str, ...], bool]]) -> None:
    assert parts(text) == expected


@given(st.text(st.sampled_from('ab:,-" client'), max_size=40))
def test_any_text_is_a_filter_whose_parts_stand_where_they_say(text: str) -> None:
    end = 0
    for part in parse(text, KEYS):
        assert end <= part.start <= part.last <= part.end <= len(text)
        assert not text[end : part.start].strip()
        end = part.end
    assert not text[end:].strip()


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and '"' not in text))
def test_a_quoted_value_is_one_value(value: str) -> None:
    assert parts(f"client:{quoted(value)}") == [("client", (value.casefold(),), False)]


@pytest.mark.parametrize(
    ("word", "name", "like"),
    [
        ("pgs", "postgres", True),
        ("pstgrs", "postgres", True),
        ("ccode", "claude-code", True),
        ("gh", "github", True),
        ("fs", "filesystem", True),
        ("seqthink", "sequential-thinking", True),
        ("server-fs", "server_filesystem", True),
        ("it", "github", False),
        ("thb", "github", False),
        ("gub", "g-i-t-h-u-b", False),
        ("bg", "github", False),
        ("g", "github", False),
        ("g" * 60, "g" * 80, False),
    ],
)
def test_a_word_resembles_what_begins_like_it_and_leaves_little_out(word: str, name: str, *, like: bool) -> None:
    alike = Alike.of(word)
    assert (alike is not None and alike.spots(sketch(name)) is not None) is like


def test_the_letters_that_were_found_are_known() -> None:
    alike = Alike.of("ccode")
    assert alike is not None
    sketched = sketch("Claude-Code")
    spots = alike.spots(sketched)
    assert spots is not None
    assert "".join(sketched[spot] for spot in spots) == "ccode"
    assert alike.skipped(sketched) == 6


@given(st.text(max_size=30))
def test_lower_case_is_as_long_as_the_text(text: str) -> None:
    assert len(lower(text)) == len(text)
    assert len(sketch(text)) == len(text) + 1


@pytest.mark.parametrize(
    ("value", "fitting"),
    [
        ("<30d", {"yesterday"}),
        ("30", {"yesterday"}),
        ("<=1w", {"yesterday"}),
        (">30d", {"spring"}),
        (">1h", {"yesterday", "spring"}),
        ("<1y", {"yesterday", "spring"}),
        ("<99999y", {"yesterday", "spring"}),
        ("never", {"none"}),
        ("<", {"yesterday", "spring", "none", "odd"}),
        ("soon", set()),
        ("<3x", set()),
    ],
)
def test_an_age_is_less_or_more_than_what_is_asked_for(value: str, fitting: set[str]) -> None:
    moments = {"yesterday": "2026-11-21T00:00:00+00:00", "spring": "2026-04-01", "none": None, "odd": "long ago"}
    fits = age_test(value, NOW)
    assert {name for name, at in moments.items() if fits(at)} == fitting


@pytest.mark.parametrize(
    ("text", "misspelled"),
    [
        ("cleint:codex", ("cleint", "client")),
        ("colour:red", ("colour", "")),
        ("http://x", None),
        ("client:codex git", None),
    ],
)
def test_a_misspelled_term_is_said_to_be_one(text: str, misspelled: tuple[str, str] | None) -> None:
    assert Filter.parse(text, MACHINE).misspelled == misspelled


def test_every_term_is_told_of_in_a_few_words() -> None:
    for key, term in TERMS.items():
        assert key == term.key
        assert 0 < len(term.told) < 40


def test_the_best_match_stands_first(make_entry: Callable[..., Entry]) -> None:
    names = ("go-it", "gist", "a-git", "gitlab", "git", "x")
    rows = [Row(make_entry(name, args=("git",) if name == "x" else ()), MACHINE, BUILT_IN) for name in names]
    best = [row.entry.name for row in Filter.parse("git", MACHINE).best_first(rows)]
    assert best == ["git", "gitlab", "a-git", "x", "gist", "go-it"]
    assert [row.entry.name for row in Filter.parse("client:x", MACHINE).best_first(rows)] == list(names)
