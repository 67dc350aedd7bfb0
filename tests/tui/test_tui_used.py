"""Whether servers are used, as the screen tells it, sorts by it and filters by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcptui.clients import BUILT_IN
from mcptui.machine import Machine
from mcptui.model import Entry, Used, UseStatus
from mcptui.tui.arranging import arrange
from mcptui.tui.filter import Filter
from mcptui.tui.listing import Arrangement, Column, Facts, Row
from mcptui.tui.used import used_cell, used_line
from mcptui.tui.words import plain
from tests.tui.homes import MACHINE

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SINCE = "2026-08-24T09:00:00+00:00"
SOURCE = "transcripts of Claude Code"
RECENT = Used(UseStatus.USED, 3, "2026-11-20T09:00:00+00:00", SINCE, source=SOURCE)
OLD = Used(UseStatus.USED, 1_200, "2026-10-22T09:00:00+00:00", SINCE, source=SOURCE)
NEVER = Used(UseStatus.NOT_OBSERVED, 0, None, SINCE, source=SOURCE)
LATELY = Used(UseStatus.NOT_OBSERVED, 0, None, "2026-11-12T09:00:00+00:00", source=SOURCE)
UNKNOWN = Used(UseStatus.UNKNOWN, reason="what Cursor keeps of calls is not read")


@pytest.mark.parametrize(
    ("used", "cell", "line"),
    [
        (RECENT, "2 d", "2 days ago, 3 calls  20 Nov 2026 · history reaches back 90 days"),
        (OLD, "1 mo", "1 month ago, 1,200 calls  22 Oct 2026 · history reaches back 90 days"),
        (RECENT._replace(calls=1, since=None), "2 d", "2 days ago, 1 call  20 Nov 2026"),
        (NEVER, "—", "not observed in 90 days  transcripts of Claude Code"),
        (UNKNOWN, "?", "not known  what Cursor keeps of calls is not read"),
    ],
)
def test_says_in_a_word_and_in_a_line_how_long_ago_it_was(used: Used, cell: str, line: str) -> None:
    assert plain(used_cell(used, NOW)) == cell
    assert plain(used_line(used, NOW)) == line


@pytest.fixture
def facts(make_entry: Callable[..., Entry]) -> tuple[list[Row], Facts]:
    machine = Machine.at_home(Path("/home/sam"), Path("/home/sam/src"), env={}, clock=lambda: NOW)
    known = {"recent": RECENT, "old": OLD, "never": NEVER, "lately": LATELY, "unknown": UNKNOWN}
    rows = [Row(make_entry(name=name), MACHINE, BUILT_IN) for name in (*known, "unread")]
    used = {row.key: known[row.entry.name] for row in rows if row.entry.name in known}
    return rows, Facts(machine, (), {}, {}, BUILT_IN, used=used)


def shown(facts: tuple[list[Row], Facts], wish: Arrangement) -> list[str]:
    return [line.entry.name for line in arrange(facts[0], (), wish, facts[1]) if isinstance(line, Row)]


@pytest.mark.parametrize(
    ("typed", "fitting"),
    [
        ("used:<30d", {"recent"}),
        ("used:<2y", {"recent", "old"}),
        ("used:>30d", {"old", "never"}),
        ("used:>1y", set()),
        ("used:never", {"never", "lately"}),
        ("used:?", {"unknown"}),
        ("used:<30d,?", {"recent", "unknown"}),
        ("-used:never", {"recent", "old", "unknown", "unread"}),
        ("used:<", {"recent", "old", "never", "lately", "unknown", "unread"}),
        ("used:soon", set()),
    ],
)
def test_the_filter_knows_within_not_within_never_and_unknown(
    facts: tuple[list[Row], Facts], typed: str, fitting: set[str]
) -> None:
    assert set(shown(facts, Arrangement(filter=Filter.parse(typed, MACHINE)))) == fitting


def test_the_least_recently_used_stands_first_and_what_nobody_knows_last(facts: tuple[list[Row], Facts]) -> None:
    wish = Arrangement(sort=Column.USED)
    assert shown(facts, wish) == ["lately", "never", "old", "recent", "unknown", "unread"]
    assert shown(facts, wish.reversed())[0] == "recent"
    assert shown(facts, wish.reversed())[-2:] == ["unknown", "unread"]


def test_order_and_filter_change_as_it_becomes_known() -> None:
    assert Arrangement(sort=Column.USED).needs_evidence
    assert Arrangement(filter=Filter.parse("used:never", MACHINE)).needs_evidence
