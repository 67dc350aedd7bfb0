"""What a row shows of the filter, and what tells it apart from one that would look the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mcptui.clients import BUILT_IN
from mcptui.machine import Machine
from mcptui.model import Entry, Scope
from mcptui.tui.filter import Filter
from mcptui.tui.listing import Column, Facts, Group, Row
from mcptui.tui.matches import name_cell
from mcptui.tui.painting import paint
from mcptui.tui.staging import Staging
from mcptui.tui.twins import tell_twins_apart
from mcptui.tui.words import Tone, plain
from tests.tui.homes import MACHINE

MakeEntry = Callable[..., Entry]
FACTS = Facts(Machine.at_home(Path("/home/sam"), Path("/home/sam/src"), env={}), (), {}, {}, BUILT_IN)


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("git", "Git"),
        ("HUB", "hub"),
        ("gthb", "Gthb"),
        ('"gthb"', ""),
        ("git hub", "Github"),
        ("-git", ""),
        ("client:git", ""),
        ("", ""),
        ("cu-rsor", ""),
        ("mgh", "MGh"),
        ("mgh cu-rsor", "MGh"),
    ],
)
def test_the_letters_that_the_filter_found_are_marked(typed: str, marked: str, make_entry: MakeEntry) -> None:
    cell = name_cell(
        "My-Github", Row(make_entry("My-Github", args=("cu-rsor",)), MACHINE, BUILT_IN), Filter.parse(typed, MACHINE)
    )
    assert plain(cell) == "My-Github"
    assert "".join(piece.text for piece in cell if piece.tone is Tone.MATCH) == marked


def test_names_longer_in_lower_case_are_marked_where_they_should_be(make_entry: MakeEntry) -> None:
    cell = name_cell("İİx", Row(make_entry("İİx"), MACHINE, BUILT_IN), Filter.parse("x", MACHINE))
    assert [(piece.text, piece.tone) for piece in cell] == [("İİ", Tone.STRONG), ("x", Tone.MATCH)]


def apart(*entries: Entry) -> list[str]:
    told = tell_twins_apart(((entry.name, entry.source.client), entry) for entry in entries)
    return [told.get(entry.id, "") for entry in entries]


def in_project(entry: Entry, project: str, file: str = "mcp.json", line: int = 1) -> Entry:
    source = entry.source._replace(scope=Scope.PROJECT, project=Path(project), file=Path(project) / file)
    return entry._replace(source=source, line=line, twin=line)


def test_rows_that_look_the_same_are_told_apart_by_the_end_of_their_projects(make_entry: MakeEntry) -> None:
    entry = make_entry("git")
    other = make_entry("crm")
    assert apart(in_project(entry, "/src/a/api"), other, in_project(entry, "/src/b/api")) == ["a/api", "", "b/api"]


def test_rows_of_one_project_are_told_apart_by_their_files(make_entry: MakeEntry) -> None:
    entry = make_entry("git")
    twins = (in_project(entry, "/api", "mcp.json", 1), in_project(entry, "/api", ".mcp.json", 2))
    assert apart(*twins) == ["mcp.json", ".mcp.json"]


def test_rows_of_one_file_are_told_apart_by_their_lines(make_entry: MakeEntry) -> None:
    entry = make_entry("git")
    assert apart(in_project(entry, "/api", line=3), in_project(entry, "/api", line=9)) == ["mcp.json:3", "mcp.json:9"]


def test_what_tells_twins_apart_stands_dimly_behind_the_name(make_entry: MakeEntry) -> None:
    row = Row(make_entry("git"), MACHINE, BUILT_IN)
    facts = replace(FACTS, twins={row.key: "a/api"})
    name = paint(row, facts, {}).cells[Column.SERVER]
    assert [(piece.text, piece.tone) for piece in name] == [("git", Tone.STRONG), (" a/api", Tone.FAINT)]


def test_a_group_counts_what_is_staged_in_it(make_entry: MakeEntry) -> None:
    rows = tuple(Row(make_entry(name), MACHINE, BUILT_IN) for name in ("a", "b", "c"))
    staged = Staging.empty().toggled([rows[0].entry]).toggled([rows[1].entry])
    span = paint(Group("client:Cursor", "Cursor", rows, folded=True), FACTS, staged.by_id).span
    assert span is not None
    assert plain(span) == "Cursor   3 entries · 3 on · 2 staged"
