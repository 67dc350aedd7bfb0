"""The review: what is shown is what would be written, and nothing is applied that was not shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.strip import Strip

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.file_plan import Affected, FilePlan
from mcptui.changes.plan import Plan, Planned, Refusal
from mcptui.machine import Machine
from mcptui.model import Definition, Effect, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.store.transaction import FileChange, Rewritten
from mcptui.tui.effects import effects_cell, restarts
from mcptui.tui.keys import Keys
from mcptui.tui.screens.review import ReviewOutcome, ReviewScreen
from mcptui.tui.screens.review_head import title_of
from mcptui.tui.screens.review_rows import review_rows, telling
from mcptui.tui.session import Session
from mcptui.tui.widgets.change_lines import Places
from mcptui.tui.widgets.diff_view import DiffView
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import plain
from mcptui.workspace import Workspace
from tests.tui.hosting import NOW, Host, press, settled

SAM = Path("/home/sam")


def change(name: str, act: Act = Act.DISABLE, line: int = 3) -> Change:
    source = Source("cursor", Scope.USER, SAM / ".cursor/mcp.json", ("mcpServers",), Syntax.JSONC)
    state = State(StateKind.ON, "Cursor would start it")
    definition = Definition(Transport.STDIO, "npx")
    return Change(Entry(source, name, ("mcpServers", name), {}, line, definition, state, Switch.PARK), act)


def file_plan(name: str, lines: int = 2) -> FilePlan:
    body = "".join(f"\n-old {name} {number}\n+new {name} {number}" for number in range(lines))
    diff = f"--- ~/{name}\n+++ ~/{name}\n@@ -7,{lines} +7,{lines} @@{body}"
    affected = (Affected("Cursor", Effect.AT_ONCE),)
    return FilePlan(
        SAM / name, SAM / name, ("cursor",), "when Cursor sees it", diff, (), ("Cursor",), affected=affected
    )


def _unchanged(data: bytes | None) -> Rewritten:
    return Rewritten(data, None)


def plan(*changes: Change, files: Sequence[FilePlan] | None = None, refusals: Sequence[Refusal] = ()) -> Plan:
    """Each change in a file of its own, unless told."""
    files = [file_plan(f"{each.entry.name}.json") for each in changes] if files is None else files
    return Plan(
        "a plan",
        tuple(Planned(each, "on", "off", (), (SAM / f"{each.entry.name}.json",)) for each in changes),
        tuple(refusals),
        tuple(files),
        tuple(FileChange(file.path, _unchanged) for file in files),
    )


def session() -> Session:
    return Session(Workspace(Machine.at_home(SAM, SAM / "src", env={}, root=Path("/"), clock=lambda: NOW)))


def review(shown: Plan, replan: Callable[[Sequence[Change]], Plan] | None = None) -> ReviewScreen:
    return ReviewScreen(shown, session(), replan=replan)


def replanned(rest: Sequence[Change]) -> Plan:
    return plan(*rest)


def lines_of(app: Host[ReviewOutcome]) -> list[str]:
    return [line.strip() for line in app.text.splitlines() if line.strip()]


# --- what stands there


async def test_what_changes_where_and_how_is_all_on_the_page() -> None:
    app = Host(review(plan(change("notion"), change("time"))))
    async with app.run_test(size=(100, 30)):
        text = app.text
    assert "Review   2 changes · 2 files · 1 client" in text
    assert "Takes effect   Cursor at once" in text
    assert "○  notion  Cursor · user  on → off" in text
    assert "▾ ~/notion.json +2 \N{MINUS SIGN}2" in text
    assert "Cursor: when Cursor sees it" in text
    assert "  7      \N{MINUS SIGN} old notion.json 0" in text
    assert "      7  + new notion.json 0" in text


def test_who_needs_a_restart_can_be_read_at_one_glance() -> None:
    told = (
        Affected("Claude Desktop", Effect.RESTART),
        Affected("Codex", Effect.NEXT_SESSION),
        Affected("Cursor", Effect.AT_ONCE),
        Affected("Zed", Effect.AT_ONCE),
    )
    files = [replace(file_plan("a"), affected=told[:2]), replace(file_plan("b"), affected=told[1:])]
    assert plain(effects_cell(files)) == (
        "Cursor, Zed at once · Codex in the next session · Claude Desktop after a restart !"
    )
    assert restarts(files) == "restart Claude Desktop"


def test_a_client_that_may_undo_the_change_is_no_promise() -> None:
    files = [replace(file_plan("a"), affected=(Affected("Claude Desktop", None),))]
    assert plain(effects_cell(files)) == "Claude Desktop may undo it, for it is running !"
    assert restarts(files) == ""


async def test_paths_are_told_from_the_home_and_each_note_once() -> None:
    narrowed = change("notion", Act.NARROW)._replace(narrowing=Narrowing(folders=("/home/sam/src/api",)))
    made = plan(narrowed, change("time"))
    first, second = made.planned
    notes = ("this reaches every project",)
    made = replace(
        made,
        planned=(
            replace(first, now="/home/sam, /srv/x", then="/home/sam/src/api", notes=notes),
            replace(second, notes=notes),
        ),
    )
    app = Host(review(made))
    async with app.run_test(size=(100, 30)):
        text = app.text
    assert "⌂  notion  Cursor · user  ~, /srv/x → ~/src/api" in text
    assert text.count("this reaches every project") == 1


async def test_what_is_too_long_for_a_line_goes_on_below_indented_alike() -> None:
    made = plan(change("notion"))
    notes = ("it is a note of so many words that it cannot stand on a single line of a small terminal",)
    made = replace(made, planned=(replace(made.planned[0], notes=notes),))
    app = Host(review(made))
    async with app.run_test(size=(60, 24)):
        told = app.text.splitlines()
    first = next(at for at, line in enumerate(told) if "it is a note" in line)
    assert [len(line) - len(line.lstrip()) for line in told[first : first + 2]] == [4, 4]


def test_what_a_plan_has_none_of_is_not_counted() -> None:
    rows: tuple[dict[str, object], ...] = ({"act": "bind", "project": "/home/sam/src", "from": None, "to": "calm"},)
    bind = replace(plan(files=[file_plan("projects.toml")]), title="redo bind calm", extra_rows=rows)
    own = replace(bind, files=(replace(bind.files[0], clients=(), affected=()),))
    assert title_of(own, "u", staged=False).plain == "Review   1 file   redo bind calm   a backup is kept, u undoes"


async def test_the_undoing_of_a_transaction_is_told_by_its_rows() -> None:
    rows: tuple[dict[str, object], ...] = (
        {"act": "undo disable", "selector": "cursor/user/notion", "from": "off", "to": "on"},
        {"act": "use", "project": "/home/sam/src", "from": None, "to": "calm"},
    )
    undo = replace(plan(files=[file_plan("mcp.json")]), title="undo disable notion", extra_rows=rows)
    app = Host(review(undo))
    async with app.run_test(size=(110, 30)) as pilot:
        assert "Review   1 change · 1 file · 1 client   undo disable notion" in app.text
        assert "●  notion  Cursor · user  undo disable: off → on" in app.text
        assert "·  ~/src                  use: – → calm" in app.text  # noqa: RUF001  # a dash for nothing
        await pilot.press("j")
        await pilot.press("enter")
    assert app.answers == [ReviewOutcome(apply=undo)]


async def test_an_empty_plan_says_so_kindly_and_cannot_be_applied() -> None:
    app = Host(review(Plan("nothing to do")))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "There is nothing to do" in app.text
    assert app.answers == []


async def test_a_plan_of_what_mcptui_keeps_says_that_no_client_is_touched() -> None:
    own = Plan("bind calm", file_changes=(FileChange(SAM / "own", _unchanged),))
    app = Host(review(own))
    async with app.run_test() as pilot:
        assert "only what mcptui itself keeps" in app.text
        assert "Takes effect" not in app.text
        await pilot.press("enter")
    assert app.answers == [ReviewOutcome(apply=own)]


async def test_hostile_names_and_lines_are_shown_word_for_word() -> None:
    hostile = "[/red]\x1b]52;c;QUJD\x07\u202e[@click=app.quit]x"
    trapped = replace(
        file_plan("x.json"),
        diff=f"--- {hostile}\n+++ {hostile}\n@@ -1 +1 @@\n-{hostile}a\n+{hostile}b",
        takes_effect=hostile,
        warnings=(hostile,),
        affected=(Affected(hostile, Effect.RESTART),),
    )
    made = replace(
        plan(files=[trapped, replace(trapped, path=SAM / hostile)]),
        planned=(Planned(change(hostile), hostile, hostile, (f"note {hostile}",)),),
        refusals=(Refusal(change(hostile), hostile, hostile, f"- {hostile}"),),
        warnings=(hostile,),
    )
    app = Host(review(made, replanned))
    async with app.run_test(size=(160, 40)) as pilot:
        split = app.text
        await pilot.press("t")
        texts = (split, app.text)
    for text in texts:
        assert "[/red]" in text
        assert "[@click=app.quit]" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/sam", "~"),
        ("/home/sam/a, /home/sam/b and '/home/sam'", "~/a, ~/b and '~'"),
        ("/home/samantha/x /srv/home/sam/x", "/home/samantha/x /srv/home/sam/x"),
        ("nothing", "nothing"),
    ],
)
def test_the_home_is_a_tilde_wherever_a_path_begins_with_it(text: str, shown: str) -> None:
    assert session().workspace.machine.shortened(text) == shown


# --- deciding


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


# --- refusals


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


# --- the diffs


async def test_tab_goes_from_file_to_file_and_round() -> None:
    files = [file_plan(f"{name}.json", 30) for name in "abc"]
    app = Host(review(plan(change("notion"), files=files)))
    async with app.run_test(size=(80, 24)) as pilot:
        diff = app.screen.query_one(DiffView)
        seen = []
        for _ in range(4):
            seen.append((diff.current, diff.scroll_offset.y))
            await pilot.press("tab")
            await pilot.pause()
    assert [file for file, _ in seen] == [0, 1, 2, 0]
    assert seen[0][1] == seen[3][1] == 0 < seen[1][1] < seen[2][1]


async def test_moving_in_the_changes_brings_the_diff_to_the_file_and_the_line() -> None:
    changes = [change("notion"), change("time", line=40)]
    files = [file_plan("notion.json", 30), file_plan("time.json", 60)]
    app = Host(review(plan(*changes, files=files)))
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("j")
        await pilot.pause()
        assert app.screen.query_one(DiffView).current == 1
        assert app.screen.query_one("#index", RowList).highlighted == 1
        assert "old time.json 33" in app.text


async def test_the_files_are_listed_beside_where_there_is_room_and_a_click_goes_there() -> None:
    files = [file_plan(f"{name}.json", 30) for name in "abc"]
    app = Host(review(plan(change("notion"), files=files)))
    async with app.run_test(size=(120, 24)) as pilot:
        assert any(line.startswith(" c.json") and "+30 \N{MINUS SIGN}30" in line for line in app.text.splitlines())
        await pilot.click("#index", offset=(3, 4))
        await pilot.pause()
        assert app.screen.query_one(DiffView).current == 2
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not app.screen.query_one("#index").display


async def test_a_file_is_folded_to_its_heading_by_key_and_by_click() -> None:
    files = [file_plan(f"{name}.json", 3) for name in "ab"]
    app = Host(review(plan(change("notion"), files=files)))
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("f")
        assert "old a.json" not in app.text
        assert "▸ ~/a.json" in app.text
        await pilot.click(DiffView, offset=(5, 0))
        await pilot.pause()
        assert "old a.json" in app.text
        await pilot.press("F")
        assert "old a.json" not in app.text
        assert "old b.json" not in app.text


async def test_both_sides_stand_beside_each_other_where_there_is_room_or_as_chosen() -> None:
    opened = review(plan(change("notion")))
    app = Host(opened)
    async with app.run_test(size=(160, 24)) as pilot:
        assert "old notion.json 0" in next(line for line in app.text.splitlines() if "new notion.json 0" in line)
        await pilot.press("t")
        assert "old notion.json 0" not in next(line for line in app.text.splitlines() if "new notion.json 0" in line)
    assert opened._session.split is False


async def test_only_the_lines_in_sight_of_a_long_diff_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    render_line = DiffView.render_line

    def counting(view: DiffView, y: int) -> Strip:
        drawn.append(y)
        return render_line(view, y)

    monkeypatch.setattr(DiffView, "render_line", counting)
    app = Host(review(plan(change("notion"), files=[file_plan("mcp.json", 2000)])))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        drawn.clear()
        await pilot.press("J")
        await pilot.pause()
        assert 0 < app.screen.query_one(DiffView).scroll_offset.y < 24
    assert 0 < len(drawn) <= 48
