"""The review: what is shown is what would be written, and nothing is applied that was not shown."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.strip import Strip

from mcptui.changes.change import Act, Change
from mcptui.changes.file_plan import FilePlan
from mcptui.changes.plan import Plan, Planned, Refusal
from mcptui.model import Definition, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.store.transaction import FileChange, Rewritten
from mcptui.tui.screens.review import ReviewOutcome, ReviewScreen
from mcptui.tui.widgets.diff_view import DiffView, FileDiff, LineKind, diff_lines
from mcptui.tui.widgets.row_list import RowList
from tests.tui.hosting import Host, settled


def change(name: str, act: Act = Act.DISABLE) -> Change:
    source = Source("cursor", Scope.USER, Path("/home/sam/.cursor/mcp.json"), ("mcpServers",), Syntax.JSONC)
    state = State(StateKind.ON, "Cursor would start it")
    definition = Definition(Transport.STDIO, "npx")
    return Change(Entry(source, name, ("mcpServers", name), {}, 3, definition, state, Switch.PARK), act)


def file_plan(name: str, lines: int = 2) -> FilePlan:
    body = "".join(f"\n-old {name} {number}\n+new {name} {number}" for number in range(lines))
    diff = f"--- ~/{name}\n+++ ~/{name}\n@@ -7,{lines} +7,{lines} @@{body}"
    path = Path("/home/sam") / name
    return FilePlan(path, path, ("cursor",), "when Cursor sees the file change", diff, (), ("Cursor",))


def _unchanged(data: bytes | None) -> Rewritten:
    return Rewritten(data, None)


def plan(*changes: Change, files: Sequence[FilePlan] | None = None, refusals: Sequence[Refusal] = ()) -> Plan:
    files = [file_plan(f"{each.entry.name}.json") for each in changes] if files is None else files
    return Plan(
        "a plan",
        tuple(Planned(each, "on", "off") for each in changes),
        tuple(refusals),
        tuple(files),
        tuple(FileChange(file.path, _unchanged) for file in files),
    )


async def test_what_changes_where_and_how_is_all_on_the_page() -> None:
    app = Host(ReviewScreen(plan(change("notion"), change("time"))))
    async with app.run_test(size=(100, 30)):
        text = app.text
    assert "Review: 2 changes, 2 files, 1 client" in text
    assert "○  cursor/user/notion  on → off" in text
    assert "~/notion.json" in text
    assert "Cursor: when Cursor sees the file change" in text
    assert "\N{MINUS SIGN}   7  old notion.json 0" in text
    assert "+   7  new notion.json 0" in text


async def test_enter_applies() -> None:
    app = Host(ReviewScreen(plan(change("notion"))))
    async with app.run_test() as pilot:
        await pilot.press("enter")
    assert app.answers == [ReviewOutcome(apply=True, unstage=())]


async def test_escape_leaves_everything_as_it_was() -> None:
    app = Host(ReviewScreen(plan(change("notion"))))
    async with app.run_test() as pilot:
        await pilot.press("escape")
    assert app.answers == [None]


async def test_a_click_on_a_change_chooses_it_and_applies_nothing() -> None:
    app = Host(ReviewScreen(plan(change("notion"), change("time"))))
    async with app.run_test() as pilot:
        await pilot.click(RowList, offset=(5, 1))
        await pilot.pause()
        assert app.screen.query_one(RowList).highlighted == 1
    assert app.answers == []


async def test_an_unstaged_change_leaves_the_diff_before_the_rest_can_be_applied() -> None:
    notion, time = change("notion"), change("time")
    app = Host(ReviewScreen(plan(notion, time), replan=lambda rest: plan(*rest)))
    async with app.run_test() as pilot:
        await pilot.press("z")
        await settled(pilot)
        assert "Review: 1 change, 1 file, 1 client" in app.text
        assert "notion" not in app.text
        await pilot.press("enter")
    assert app.answers == [ReviewOutcome(apply=True, unstage=(notion,))]


async def test_what_was_unstaged_stays_so_when_the_rest_is_not_applied() -> None:
    notion, time = change("notion"), change("time")
    app = Host(ReviewScreen(plan(notion, time), replan=lambda rest: plan(*rest)))
    async with app.run_test() as pilot:
        await pilot.press("down", "z")
        await settled(pilot)
        await pilot.press("escape")
    assert app.answers == [ReviewOutcome(apply=False, unstage=(time,))]


async def test_nothing_is_applied_while_the_rest_is_worked_out() -> None:
    go_on = threading.Event()

    def slowly(rest: Sequence[Change]) -> Plan:
        go_on.wait(10)
        return plan(*rest)

    app = Host(ReviewScreen(plan(change("notion"), change("time")), replan=slowly))
    async with app.run_test() as pilot:
        await pilot.press("z", "enter")
        assert app.answers == []
        go_on.set()
        await settled(pilot)
        await pilot.press("enter")
    assert [answer.apply for answer in app.answers if answer] == [True]


async def test_a_plan_that_was_not_staged_is_all_or_nothing() -> None:
    app = Host(ReviewScreen(plan(change("notion"))))
    async with app.run_test() as pilot:
        await pilot.press("z")
        await settled(pilot)
        assert "unstage" not in app.text
        await pilot.press("enter")
    assert app.answers == [ReviewOutcome(apply=True, unstage=())]


async def test_an_empty_plan_says_so_kindly_and_cannot_be_applied() -> None:
    app = Host(ReviewScreen(Plan("nothing to do")))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "There is nothing to do" in app.text
    assert app.answers == []


async def test_a_refusal_stands_first_with_its_reason_and_the_next_step() -> None:
    refusal = Refusal(change("legacy", Act.ENABLE), "its file is broken in line 3", "mend it, then look again")
    app = Host(ReviewScreen(plan(change("notion"), refusals=[refusal])))
    async with app.run_test(size=(100, 30)):
        lines = [line.strip() for line in app.text.splitlines() if line.strip()]
    assert "1 refused" in lines[0]
    assert lines[1].startswith("!  cursor/user/legacy")
    assert lines[1].endswith("cannot enable")
    assert lines[2:4] == ["its file is broken in line 3", "mend it, then look again"]


async def test_a_refusal_shows_both_sides_where_another_program_came_in_between() -> None:
    sides = '--- what was there\n+++ what is there now\n- "alpha"\n+ "beta\x1b[31m"'
    refusal = Refusal(change("legacy"), "it was changed by another program", "look at it again", sides)
    app = Host(ReviewScreen(plan(refusals=[refusal])))
    async with app.run_test(size=(100, 30)):
        lines = [line.strip() for line in app.text.splitlines() if line.strip()]
    assert lines[2] == "it was changed by another program"
    assert lines[3:6] == ["--- what was there", "+++ what is there now", '- "alpha"']
    assert lines[6].startswith('+ "beta')
    assert "\x1b" not in lines[6]
    assert lines[7] == "look at it again"


async def test_of_a_long_difference_a_refusal_shows_the_beginning() -> None:
    sides = "\n".join(f"- line {number}" for number in range(1_000))
    app = Host(ReviewScreen(plan(refusals=[Refusal(change("legacy"), "changed", "", sides)])))
    async with app.run_test(size=(100, 60)):
        text = app.text
    assert "- line 11" in text
    assert "- line 12" not in text
    assert "988 more lines" in text


async def test_a_plan_of_refusals_alone_cannot_be_applied() -> None:
    refusal = Refusal(change("legacy"), "its file is broken", "")
    app = Host(ReviewScreen(Plan("nothing to do", refusals=(refusal,))))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "nothing was changed" in app.text
    assert app.answers == []


async def test_the_undoing_of_a_transaction_is_told_by_its_rows() -> None:
    rows: tuple[dict[str, object], ...] = (
        {"act": "undo disable", "selector": "cursor/user/notion", "from": "off", "to": "on"},
    )
    undo = replace(plan(files=[file_plan("mcp.json")]), title="undo disable notion", extra_rows=rows)
    app = Host(ReviewScreen(undo))
    async with app.run_test(size=(110, 30)) as pilot:
        assert "Review: 1 change" in app.text
        assert "undo disable cursor/user/notion  off → on" in app.text
        await pilot.press("enter")
    assert app.answers == [ReviewOutcome(apply=True, unstage=())]


async def test_hostile_names_and_lines_are_shown_word_for_word() -> None:
    hostile = "[/red]\x1b]52;c;QUJD\x07\u202e[@click=app.quit]x"
    notes = (f"note {hostile}",)
    trapped = replace(
        file_plan("x.json"),
        diff=f"--- {hostile}\n+++ {hostile}\n@@ -1 +1 @@\n-{hostile}\n+{hostile}",
        takes_effect=hostile,
        warnings=(hostile,),
    )
    made = replace(
        plan(files=[trapped]),
        planned=(Planned(change(hostile), hostile, hostile, notes),),
        refusals=(Refusal(change(hostile), hostile, hostile),),
    )
    app = Host(ReviewScreen(made))
    async with app.run_test(size=(150, 40)):
        text = app.text
    assert "[/red]" in text
    assert "[@click=app.quit]" in text
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text


async def test_tab_goes_from_file_to_file_and_round() -> None:
    files = [file_plan(f"{name}.json", 30) for name in "abc"]
    app = Host(ReviewScreen(plan(change("notion"), files=files)))
    async with app.run_test(size=(80, 24)) as pilot:
        diff = app.screen.query_one(DiffView)
        seen = []
        for _ in range(4):
            seen.append(diff.scroll_offset.y)
            await pilot.press("tab")
            await pilot.pause()
    assert seen[0] == seen[3] == 0
    assert seen[0] < seen[1] < seen[2]


async def test_only_the_lines_in_sight_of_a_long_diff_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    render_line = DiffView.render_line

    def counting(view: DiffView, y: int) -> Strip:
        drawn.append(y)
        return render_line(view, y)

    monkeypatch.setattr(DiffView, "render_line", counting)
    app = Host(ReviewScreen(plan(change("notion"), files=[file_plan("mcp.json", 2000)])))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        drawn.clear()
        await pilot.press("j")
        await pilot.pause()
        assert app.screen.query_one(DiffView).scroll_offset.y == 1
    assert 0 < len(drawn) <= 48


async def test_a_changed_line_is_shown_whole_and_one_beside_it_is_cut() -> None:
    long = "x" * 150
    diff = f"--- ~/a\n+++ ~/a\n@@ -1,2 +1,2 @@\n {long}CONTEXT\n-old\n+{long}CHANGED"
    app = Host(ReviewScreen(plan(change("notion"), files=[replace(file_plan("a"), diff=diff)])))
    async with app.run_test(size=(80, 30)):
        text = app.text
    assert "CHANGED" in text
    assert "CONTEXT" not in text
    assert "…" in text


def test_lines_are_numbered_as_in_the_old_and_the_new_file() -> None:
    diff = "--- a\n+++ a\n@@ -10,3 +10,3 @@\n one\n-two\n+zwei\n three\n@@ -40 +40 @@\n-forty\n+vierzig"
    lines = [(line.kind, line.text, line.number) for line in diff_lines(FileDiff("a", diff))]
    assert lines[1:-1] == [
        (LineKind.CONTEXT, "one", 10),
        (LineKind.REMOVED, "two", 11),
        (LineKind.ADDED, "zwei", 11),
        (LineKind.CONTEXT, "three", 12),
        (LineKind.GAP, "⋯", None),
        (LineKind.REMOVED, "forty", 40),
        (LineKind.ADDED, "vierzig", 40),
    ]


def test_a_removed_line_that_looks_like_a_header_is_not_lost() -> None:
    diff = "--- a\n+++ a\n@@ -1 +1 @@\n--- b\n+++ b"
    shown = [line.text for line in diff_lines(FileDiff("a", diff)) if line.number is not None]
    assert shown == ["-- b", "++ b"]
