"""What is offered while the filter is typed: keys, values with their counts, and what a slip may have meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.clients import BUILT_IN
from mcptui.model import Access, Entry, Package, PathReach, Reach, Scope, StateKind, Updated
from mcptui.rows import Evidence
from mcptui.tui.filter import Filter
from mcptui.tui.filter.completion import complete
from mcptui.tui.listing import Facts, Row
from tests.tui.homes import MACHINE

NOTHING = Facts(MACHINE, (), {}, {}, BUILT_IN)


@pytest.fixture
def rows(make_entry: Callable[..., Entry]) -> list[Row]:
    return [
        Row(make_entry("files"), MACHINE, BUILT_IN),
        Row(make_entry("git", state=StateKind.OFF), MACHINE, BUILT_IN),
        Row(
            make_entry("crm", client="codex", scope=Scope.PROJECT, project=Path("/home/sam/my shop"), url="http://x/"),
            MACHINE,
            BUILT_IN,
        ),
    ]


def offered(text: str, rows: list[Row], known: Facts = NOTHING, cursor: int | None = None) -> list[tuple[str, str]]:
    found = complete(text, len(text) if cursor is None else cursor, rows, known)
    return [(offer.label, offer.note) for offer in found.offers]


def taken(text: str, rows: list[Row], cursor: int | None = None) -> str:
    """The text with the first offer taken."""
    found = complete(text, len(text) if cursor is None else cursor, rows, NOTHING)
    return found.offers[0].taken(text)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("cl", ["client:"]),
        ("git -st", ["state:", "staged:"]),
        ("PA", ["path:", "package:"]),
        ("c", []),
        ("git", []),
        ("cl ", []),
        ('"cl', []),
        ("x,cl", []),
        ("", []),
    ],
)
def test_a_key_is_offered_after_its_first_letters(text: str, keys: list[str], rows: list[Row]) -> None:
    assert [label for label, _ in offered(text, rows)] == keys


def test_values_are_offered_with_the_number_of_rows_that_have_them(rows: list[Row]) -> None:
    assert offered("client:", rows) == [("cursor", "2"), ("codex", "1")]
    assert offered("client:o", rows) == [("codex", "1"), ("cursor", "2")][::-1]
    assert offered("client:co", rows) == [("codex", "1")]
    assert offered("transport:", rows) == [("stdio", "2"), ("http", "1")]


def test_the_rest_of_the_filter_counts_before_and_behind_the_cursor(rows: list[Row]) -> None:
    assert offered("state:on client:", rows) == [("codex", "1"), ("cursor", "1")]
    assert offered("client: state:off", rows, cursor=len("client:")) == [("cursor", "1")]
    assert taken("client:cur state:off", rows, cursor=len("client:cur")) == "client:cursor state:off"


def test_a_value_that_stands_there_already_is_not_offered_again(rows: list[Row]) -> None:
    assert offered("client:cursor,", rows) == [("codex", "1")]
    assert offered("client:cursor", rows) == []
    assert taken("client:cursor,c", rows) == "client:cursor,codex"


def test_what_is_taken_can_be_parsed_again(rows: list[Row]) -> None:
    text = taken("-project:", rows)
    assert text == '-project:"~/my shop"'
    assert [row.entry.name for row in Filter.parse(text, MACHINE).of(rows, NOTHING)] == ["files", "git"]
    assert taken('project:"~/m', rows) == 'project:"~/my shop"'
    assert taken('project:"/home/sam/m', rows) == 'project:"~/my shop"'


def test_some_values_are_worth_offering_whatever_there_is(rows: list[Row]) -> None:
    assert offered("updated:<3", rows) == [("<30d", "")]
    assert [value for value, _ in offered("updated:", rows)] == ["<7d", "<30d", ">90d", ">1y"]
    assert [value for value, _ in offered("risk:", rows)][:2] == ["critical", "high"]
    assert offered("path:", rows)[0] == ("~", "")
    assert offered("staged:", rows) == [("no", "3")]


def test_paths_are_offered_as_they_are_shown_once_they_are_known(rows: list[Row]) -> None:
    reach = Reach(paths=(PathReach("/home/sam/src", Access.WRITE, "args[2]"), PathReach("/etc", Access.READ, "x")))
    known = replace(NOTHING, evidence={rows[0].key: Evidence(Package(), reach, Updated())})
    assert offered("path:", rows, known) == [("~", ""), ("/etc", "1"), ("~/src", "1")]


def test_no_secret_is_offered(make_entry: Callable[..., Entry]) -> None:
    token = "ghp_" + "a1B2" * 9
    row = Row(make_entry("files"), MACHINE, BUILT_IN)
    reach = Reach(paths=(PathReach(f"/srv/{token}", Access.READ, "args[0]"),))
    known = replace(NOTHING, evidence={row.key: Evidence(Package(name=token), reach, Updated())})
    for key in ("path:", "package:"):
        assert token not in str(complete(key, len(key), [row], known))


def test_a_name_that_cannot_be_typed_is_not_offered(make_entry: Callable[..., Entry]) -> None:
    rows = [
        Row(make_entry(name), MACHINE, BUILT_IN)
        for name in ("a\x1b]52;c;aGk=\x07", "b\u202edrow", "c\u200b", "d\u3164", " ", "fine")
    ]
    assert offered("server:", rows) == [("fine", "1")]


def test_a_slip_in_a_key_is_told_and_the_right_one_offered(rows: list[Row]) -> None:
    found = complete("git -cleint:codex", 17, rows, NOTHING)
    assert "no term cleint:" in found.hint
    assert found.offers[0].taken("git -cleint:codex") == "git -client:codex"
    assert complete("wxyz:1", 6, rows, NOTHING).offers == ()
    assert not complete("http://x", 8, rows, NOTHING)


@given(st.text(st.sampled_from('client:state,-" ox<~'), max_size=30), st.integers(0, 30))
def test_whatever_is_typed_an_offer_keeps_the_rest_of_the_text(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for offer in complete(text, cursor, (), NOTHING).offers:
        assert offer.taken(text).startswith(text[: offer.start])
        assert offer.taken(text).endswith(text[offer.end :])
        assert offer.start <= offer.end <= cursor
