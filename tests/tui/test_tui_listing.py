"""The lines of the table: sorted, grouped, folded, with the files that cannot be read at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.clients import BUILT_IN
from mcptui.model import Access, Dated, Entry, Package, PathReach, Problem, Reach, Scope, StateKind, Updated
from mcptui.rows import Evidence
from mcptui.tui.arranging import arrange, arrow
from mcptui.tui.filter import Filter
from mcptui.tui.listing import (
    COLUMNS,
    Arrangement,
    Column,
    Facts,
    Group,
    Grouping,
    Line,
    ProblemRow,
    Row,
    chosen_columns,
)
from mcptui.tui.settings import TableChoice
from mcptui.tui.widgets.columns import GAP, LEAD, place_columns
from tests.tui.homes import MACHINE

FACTS = Facts(MACHINE, (), {}, {}, BUILT_IN)
PROBLEM = Problem(Path("/home/sam/.cursor/mcp.json"), "cursor", Scope.USER, "not valid JSONC")


@pytest.fixture
def rows(make_entry: Callable[..., Entry]) -> list[Row]:
    return [
        Row(make_entry("Git", client="codex"), MACHINE, BUILT_IN),
        Row(make_entry("files", client="cursor", state=StateKind.OFF), MACHINE, BUILT_IN),
        Row(make_entry("Git", client="vscode", scope=Scope.PROJECT, project=Path("/home/sam/shop")), MACHINE, BUILT_IN),
    ]


def told(lines: Sequence[Line]) -> list[str]:
    names = []
    for line in lines:
        match line:
            case Row(entry=entry):
                names.append(f"{entry.source.client}/{entry.name}")
            case Group(title=title):
                names.append(f"[{title}]")
            case ProblemRow():
                names.append("!")
    return names


def shown(rows: Sequence[Row], wish: Arrangement, facts: Facts = FACTS) -> list[str]:
    return told(arrange(rows, [], wish, facts))


def test_keeps_the_order_of_the_files_until_asked(rows: list[Row]) -> None:
    assert shown(rows, Arrangement()) == ["codex/Git", "cursor/files", "vscode/Git"]


def test_sorts_by_a_column_and_the_other_way_round(rows: list[Row]) -> None:
    by_server = Arrangement(sort=Column.SERVER)
    assert shown(rows, by_server) == ["cursor/files", "codex/Git", "vscode/Git"]
    assert shown(rows, by_server.reversed()) == ["codex/Git", "vscode/Git", "cursor/files"]
    assert shown(rows, Arrangement(sort=Column.STATE))[-1] == "cursor/files"


def test_every_column_can_be_sorted_by_before_anything_is_known(rows: list[Row]) -> None:
    for column in Column:
        assert len(shown(rows, Arrangement(sort=column))) == 3


def test_sorts_dates_that_are_known_before_those_that_are_not(rows: list[Row]) -> None:
    dated = Updated(installed=Dated("2026-01-01T00:00:00+00:00", "npx cache"))
    facts = Facts(MACHINE, (), {rows[2].key: Evidence(Package(), Reach(), dated)}, {}, BUILT_IN)
    assert shown(rows, Arrangement(sort=Column.UPDATED), facts)[0] == "vscode/Git"


def test_rows_that_a_column_knows_nothing_of_stand_last_either_way_round(rows: list[Row]) -> None:
    old, new = (Updated(installed=Dated(f"202{year}-01-01T00:00:00+00:00", "npx cache")) for year in (1, 6))
    evidence = {rows[0].key: Evidence(Package(), Reach(), new), rows[2].key: Evidence(Package(), Reach(), old)}
    facts = Facts(MACHINE, (), evidence, {}, BUILT_IN)
    oldest_first = Arrangement(sort=Column.UPDATED)
    assert shown(rows, oldest_first, facts) == ["vscode/Git", "codex/Git", "cursor/files"]
    assert shown(rows, oldest_first.reversed(), facts) == ["codex/Git", "vscode/Git", "cursor/files"]


def test_the_widest_reach_stands_first_and_what_reaches_nothing_before_what_nobody_knows(
    make_entry: Callable[..., Entry],
) -> None:
    def paths(*covers: str | None) -> tuple[PathReach, ...]:
        return tuple(PathReach("/srv", Access.WRITE, "args[0]", each) for each in covers)

    reaches = {
        "shell": Reach((), shell=True),  # noqa: S604  # what a server may do; nothing is started
        "disk": Reach(paths("root")),
        "home": Reach(paths(None, "home")),
        "rights": Reach(),
        "folder": Reach(paths(None)),
        "net": Reach((), ("host.example",)),
        "nothing": Reach(()),
    }
    rows = [Row(make_entry(name), MACHINE, BUILT_IN) for name in ("unknown", *reversed(reaches))]
    evidence = {row.key: Evidence(Package(), reaches[row.name], Updated()) for row in rows[1:]}
    in_order = shown(rows, Arrangement(sort=Column.REACH), Facts(MACHINE, (), evidence, {}, BUILT_IN))
    assert {*in_order[:2]} == {"cursor/shell", "cursor/disk"}
    assert in_order[2:] == [f"cursor/{each}" for each in ("home", "rights", "folder", "net", "nothing", "unknown")]


def test_the_arrow_tells_where_much_becomes_little() -> None:
    assert arrow(Column.SERVER, reverse=False) == "↑"
    assert arrow(Column.SERVER, reverse=True) == "↓"
    assert arrow(Column.REACH, reverse=False) == "↓"


def test_rows_are_sorted_in_their_groups_and_groups_by_their_names(rows: list[Row]) -> None:
    by_name = Arrangement(sort=Column.SERVER, group=Grouping.CLIENT)
    assert [line for line in shown(rows, by_name) if line[0] == "["] == ["[Codex]", "[Cursor]", "[VS Code]"]
    assert shown(rows, by_name.reversed())[0] == "[VS Code]"
    by_state = Arrangement(sort=Column.STATE, group=Grouping.CLIENT)
    assert [line for line in shown(rows, by_state) if line[0] == "["] == ["[Codex]", "[VS Code]", "[Cursor]"]


def test_what_fits_the_filter_best_stands_first_until_a_column_is_chosen(rows: list[Row]) -> None:
    wish = Arrangement(filter=Filter.parse("cu", MACHINE))
    assert shown(rows, wish) == ["cursor/files"]
    wish = Arrangement(filter=Filter.parse("git,files", MACHINE))
    assert shown(rows, wish) == ["codex/Git", "cursor/files", "vscode/Git"]
    assert shown(rows, wish._replace(sort=Column.SERVER))[0] == "cursor/files"


@pytest.mark.parametrize(
    "wish",
    [
        Arrangement(),
        Arrangement(sort=Column.STATE, reverse=True),
        Arrangement(sort=Column.REACH, group=Grouping.PROJECT),
        Arrangement(columns=(Column.RUNS, Column.SERVER)),
    ],
)
def test_the_table_is_found_again_as_it_was_left(wish: Arrangement) -> None:
    assert Arrangement.of(wish.choice) == wish


def test_a_choice_that_nobody_understands_is_none() -> None:
    assert Arrangement.of(TableChoice(("nonsense",), "odd", reverse=True, group="by colour")) == Arrangement(
        columns=(Column.SERVER,)
    )


def test_the_next_column_goes_round_to_the_order_of_the_files() -> None:
    wish = Arrangement()
    seen = []
    for _ in Column:
        wish = wish.sorted_by_next()
        seen.append(wish.sort)
    assert seen == list(Column)
    assert wish.sorted_by_next().sort is None


def test_a_column_asked_for_twice_turns_round() -> None:
    once = Arrangement().sorted_by(Column.CLIENT)
    assert (once.reverse, once.sorted_by(Column.CLIENT).reverse) == (False, True)


def test_groups_servers_of_one_name_and_leaves_single_ones_alone(rows: list[Row]) -> None:
    assert shown(rows, Arrangement(group=Grouping.SERVER)) == ["[Git]", "codex/Git", "vscode/Git", "cursor/files"]


def test_groups_by_project(rows: list[Row]) -> None:
    titles = [line for line in shown(rows, Arrangement(group=Grouping.PROJECT)) if line.startswith("[")]
    assert titles == ["[every project]", "[~/shop]"]


def test_a_folded_group_hides_its_rows_and_keeps_them(rows: list[Row]) -> None:
    wish = Arrangement(group=Grouping.CLIENT)
    group = arrange(rows, [], wish, FACTS)[0]
    assert isinstance(group, Group)
    folded = arrange(rows, [], wish.folding(group.key), FACTS)
    assert told(folded) == ["[Codex]", "[Cursor]", "cursor/files", "[VS Code]", "vscode/Git"]
    assert isinstance(folded[0], Group)
    assert folded[0].rows == group.rows
    assert wish.folding(group.key).folding(group.key) == wish


def test_grouping_goes_round() -> None:
    wish = Arrangement()
    for group in (Grouping.SERVER, Grouping.CLIENT, Grouping.PROJECT, Grouping.NONE):
        wish = wish.grouped_by_next()
        assert wish.group is group


def test_files_that_cannot_be_read_stand_at_the_end(rows: list[Row]) -> None:
    assert told(arrange(rows, [PROBLEM], Arrangement(sort=Column.SERVER), FACTS))[-1] == "!"
    assert "!" not in told(arrange(rows, [PROBLEM], Arrangement(filter=Filter.parse("git", MACHINE)), FACTS))


def test_knows_when_arriving_evidence_changes_the_order() -> None:
    assert Arrangement(sort=Column.REACH).needs_evidence
    assert Arrangement(filter=Filter.parse("path:~", MACHINE)).needs_evidence
    assert not Arrangement(sort=Column.SERVER, filter=Filter.parse("git", MACHINE)).needs_evidence


@given(
    st.integers(20, 400),
    st.integers(0, 80),
    st.integers(0, 80),
    st.lists(st.sampled_from(COLUMNS)).map(chosen_columns),
)
def test_columns_never_stand_on_each_other_nor_beyond_the_edge(
    width: int, name: int, client: int, chosen: tuple[Column, ...]
) -> None:
    placed = place_columns(width, {Column.SERVER: name, Column.CLIENT: client}, chosen)
    columns = [each.column for each in placed]
    assert Column.SERVER in columns
    assert columns == [column for column in chosen if column in columns]
    assert placed[0].start == LEAD
    for one, other in pairwise(placed):
        assert one.start + one.width + GAP == other.start
    assert placed[-1].start + placed[-1].width <= width


def test_all_chosen_columns_stand_in_their_order_where_there_is_room() -> None:
    chosen = (Column.REACH, Column.SERVER, Column.CLIENT)
    assert tuple(placed.column for placed in place_columns(200, {}, chosen)) == chosen


def test_columns_leave_in_their_order_as_the_terminal_gets_narrow() -> None:
    needs = {Column.SERVER: 24, Column.CLIENT: 14, Column.SCOPE: 7}
    left = [{placed.column for placed in place_columns(width, needs)} for width in (200, 104, 94, 80, 70, 58)]
    gone = [one - other for one, other in pairwise(left)]
    assert gone == [{Column.UPDATED}, {Column.SCOPE}, {Column.USED}, {Column.RUNS}, {Column.CLIENT}]
