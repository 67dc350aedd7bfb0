"""What of the top line stays where there is no room for all of it."""

from __future__ import annotations

import pytest

from mcptui.audit.finding import Severity
from mcptui.model import StateKind
from mcptui.tui.learning import ActiveProfile
from mcptui.tui.top_line import counts_cell, profile_cell, top_line
from mcptui.tui.words import Piece, plain

PLACE = (Piece("mcptui"), Piece("  "), Piece("~/src/acme-api"))
COUNTS = {StateKind.ON: 26, StateKind.OFF: 6, StateKind.PENDING: 1, StateKind.UNKNOWN: 6}
GRAVE = {Severity.CRITICAL: 1, Severity.HIGH: 9}


def told(width: int, profile: ActiveProfile | None) -> str:
    line = plain(top_line(PLACE, profile_cell(profile), counts_cell(COUNTS, 0, GRAVE), width))
    assert len(line) == width
    return " ".join(line.split())


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (
            120,
            (
                "mcptui ~/src/acme-api ◆ locked-down · 2 changes since "
                "26 on · 6 off · 1 pending · 6 unknown · 1 crit · 9 high"
            ),
        ),
        (92, "mcptui ~/src/acme-api ◆ locked-down · 2 changes since 26 on · 1 pending · 1 crit · 9 high"),
        (84, "mcptui ~/src/acme-api ◆ locked-down · 2 changes since 26 on · 1 crit · 9 high"),
        (72, "mcptui ~/src/acme-api ◆ locked-down 26 on · 1 crit · 9 high"),
        (60, "mcptui ~/src/acme-api 26 on · 1 pending · 1 crit · 9 high"),
    ],
)
def test_the_profile_stays_longer_than_the_numbers_that_call_for_nothing_at_once(width: int, line: str) -> None:
    assert told(width, ActiveProfile("locked-down", 2)) == line


def test_without_a_profile_more_numbers_stay() -> None:
    assert told(72, None) == "mcptui ~/src/acme-api 26 on · 6 off · 1 pending · 1 crit · 9 high"
