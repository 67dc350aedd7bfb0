"""How a review tells what cannot be done: why, both sides of a conflict, and what can be pressed."""

from __future__ import annotations

from mcptui.changes.change import Act
from mcptui.changes.plan import Plan, Refusal
from mcptui.tui.keys import Keys
from mcptui.tui.screens.review_rows import review_rows, telling
from mcptui.tui.widgets.change_lines import Places
from tests.tui.hosting import Host
from tests.tui.reviewed import change, lines_of, plan, replanned, review, session


async def test_a_refusal_stands_first_with_its_reason_and_the_next_step() -> None:
    refusal = Refusal(
        change("legacy", Act.ENABLE), "/home/sam/.cursor/mcp.json is broken in line 3", "mend it, then look again"
    )
    app = Host(review(plan(change("notion"), refusals=[refusal]), replanned))
    async with app.run_test(size=(100, 30)):
        lines = lines_of(app)
    assert "1 refused" in lines[0]
    assert lines[2] == "! 1 of 2 cannot be done; enter applies the other 1"
    assert lines[3] == "!  legacy  Cursor · user  cannot switch on"
    assert lines[4:7] == [
        "~/.cursor/mcp.json is broken in line 3",
        "mend it, then look again",
        "e opens the file · space unstages it · r plans it again",
    ]


def test_what_can_be_pressed_on_a_refusal_follows_the_keys_of_the_user() -> None:
    legacy = change("legacy")
    refused = plan(refusals=[Refusal(legacy, "it is broken", "")])
    keys = Keys({"review.unstage": ("x",), "review.again": ()})
    (line,) = telling(review_rows(refused, [legacy], ()), Places.of(session()), keys)
    assert line.sentences[-1].text == "e opens the file · x unstages it · ^p plan again plans it again"


async def test_a_refusal_shows_both_sides_where_another_program_came_in_between() -> None:
    sides = '--- what was there\n+++ what is there now\n- "alpha"\n+ "beta\x1b[31m"'
    refusal = Refusal(change("legacy"), "it was changed by another program", "look at it again", sides)
    app = Host(review(plan(refusals=[refusal]), replanned))
    async with app.run_test(size=(100, 30)):
        lines = lines_of(app)
    at = lines.index("--- what was there")
    assert lines[at - 3 : at] == ["it was changed by another program", "look at it again", lines[at - 1]]
    assert lines[at + 1 : at + 3] == ["+++ what is there now", '- "alpha"']
    assert lines[at + 3].startswith('+ "beta')
    assert "\x1b" not in lines[at + 3]


async def test_of_a_long_difference_a_refusal_shows_the_beginning() -> None:
    sides = "\n".join(f"- line {number}" for number in range(1_000))
    app = Host(review(plan(refusals=[Refusal(change("legacy"), "changed", "", sides)])))
    async with app.run_test(size=(100, 60)):
        text = app.text
    assert "- line 11" in text
    assert "- line 12" not in text
    assert "988 more lines" in text


async def test_a_plan_of_refusals_alone_cannot_be_applied() -> None:
    refusal = Refusal(change("legacy"), "its file is broken", "")
    app = Host(review(Plan("nothing to do", refusals=(refusal,))))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "nothing was changed" in app.text
    assert app.answers == []
