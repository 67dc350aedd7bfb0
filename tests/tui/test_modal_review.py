"""What a review tells of a plan: what changes, whom it affects, and what there is to know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mcptui.changes.change import Act, Narrowing
from mcptui.changes.file_plan import Affected
from mcptui.changes.plan import Plan, Planned, Refusal
from mcptui.model import Effect
from mcptui.store.transaction import FileChange
from mcptui.tui.effects import effects_cell, restarts
from mcptui.tui.screens.review import ReviewOutcome
from mcptui.tui.screens.review_head import title_of
from mcptui.tui.words import plain
from tests.tui.hosting import Host
from tests.tui.reviewed import SAM, _unchanged, change, file_plan, plan, replanned, review, session


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
    assert title_of(own, "u", staged=False).plain == "Review   1 file   redo bind calm   backup kept, u undoes"


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
