"""What comes of a review: the plan as it was shown, the rest of it, nothing, or another look."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from mcptui.changes.change import Change
from mcptui.changes.plan import Plan
from mcptui.tui.screens.review import ReviewOutcome
from mcptui.tui.widgets.row_list import RowList
from tests.tui.hosting import Host, press, settled
from tests.tui.reviewed import change, plan, replanned, review


async def test_enter_applies_what_was_shown() -> None:
    shown = plan(change("notion"))
    app = Host(review(shown))
    async with app.run_test() as pilot:
        await pilot.press("enter")
    assert app.answers == [ReviewOutcome(apply=shown)]


async def test_escape_leaves_everything_as_it_was() -> None:
    app = Host(review(plan(change("notion"))))
    async with app.run_test() as pilot:
        await pilot.press("escape")
    assert app.answers == [ReviewOutcome()]
    assert not any(app.answers)


async def test_a_click_on_a_change_chooses_it_and_applies_nothing() -> None:
    app = Host(review(plan(change("notion"), change("time"))))
    async with app.run_test() as pilot:
        await pilot.click("#changes", offset=(5, 1))
        await pilot.pause()
        assert app.screen.query_one("#changes", RowList).highlighted == 1
    assert app.answers == []


async def test_an_unstaged_change_leaves_the_diff_and_can_be_taken_back() -> None:
    notion, time = change("notion"), change("time")
    app = Host(review(plan(notion, time), replanned))
    async with app.run_test() as pilot:
        await press(pilot, "z")
        assert "Review   1 change · 1 file" in app.text
        assert "notion  Cursor · user  switch off, unstaged" in app.text
        assert "~/notion.json" not in app.text
        await press(pilot, "space")
        assert "Review   2 changes · 2 files" in app.text
        await press(pilot, "space", "down", "space")
        assert "All of it is unstaged" in app.text
        await press(pilot, "Z", "enter")
    assert [answer and answer.unstage for answer in app.answers] == [()]


async def test_what_was_unstaged_stays_so_whether_the_rest_is_applied_or_not() -> None:
    notion, time = change("notion"), change("time")
    for key, applied in (("enter", True), ("escape", False)):
        app = Host(review(plan(notion, time), replanned))
        async with app.run_test() as pilot:
            await press(pilot, "down", "z", key)
        (answer,) = app.answers
        assert answer is not None
        assert answer.unstage == (time,)
        assert (answer.apply is not None) is applied
        assert answer.apply is None or [each.change for each in answer.apply.planned] == [notion]


async def test_nothing_is_applied_while_the_rest_is_worked_out() -> None:
    go_on = threading.Event()

    def slowly(rest: Sequence[Change]) -> Plan:
        go_on.wait(10)
        return plan(*rest)

    app = Host(review(plan(change("notion"), change("time")), slowly))
    async with app.run_test() as pilot:
        await pilot.press("z", "enter")
        assert app.answers == []
        go_on.set()
        await settled(pilot)
        await pilot.press("enter")
    assert [bool(answer and answer.apply) for answer in app.answers] == [True]


async def test_a_plan_that_was_not_staged_is_all_or_nothing() -> None:
    app = Host(review(plan(change("notion"))))
    async with app.run_test() as pilot:
        await press(pilot, "z")
        assert "unstage" not in app.text
    assert app.answers == []


async def test_everything_can_be_read_and_planned_again() -> None:
    app = Host(review(plan(change("notion"))))
    async with app.run_test() as pilot:
        await pilot.press("r")
    assert app.answers == [ReviewOutcome(again=True)]
