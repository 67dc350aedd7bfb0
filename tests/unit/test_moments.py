"""Moments are told on the clock of this place, whatever clock they were written down by."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mcptui.cli.words import day as updated_day
from mcptui.model import Dated, Updated
from mcptui.moments import day, minute, told_day, told_minute

LATE = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot be told to be elsewhere")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


def test_a_moment_is_told_by_the_minute_and_by_the_day_of_this_place() -> None:
    assert minute(LATE) == told_minute(LATE.isoformat()) == "2026-11-22 05:30"
    assert day(LATE) == told_day(LATE.isoformat()) == "22 Nov 2026"


def test_the_year_is_left_out_where_it_is_that_of_now() -> None:
    assert day(LATE, LATE) == "22 Nov"
    assert day(LATE, LATE.replace(year=2027)) == "22 Nov 2026"


def test_the_list_tells_the_day_that_the_other_verbs_tell() -> None:
    assert updated_day(Updated(entry=Dated(LATE.isoformat(), "a test"))) == "2026-11-22"


@pytest.mark.parametrize(
    ("at", "told"), [("soon", "soon"), ("", ""), ("9999-12-31T23:59:59+00:00", "9999-12-31T23:5…")]
)
def test_what_is_no_moment_of_this_place_is_told_as_it_stands_and_has_no_day(at: str, told: str) -> None:
    assert told_minute(at) == told
    assert told_day(at) == ""


def test_what_is_no_moment_cannot_act_on_a_terminal() -> None:
    assert told_minute("\x1b[2J and more than that") == "�[2J and more t…"
