"""The history: what was done, when, what still holds, and which to undo; and the way between its views."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan
from mcptui.demo import demo_machine
from mcptui.moments import told_minute
from mcptui.store.transaction import FileChange, Rewritten
from mcptui.tui.screens.history import HistoryScreen
from mcptui.tui.screens.history_view import PlanMaker
from mcptui.tui.session import Session
from mcptui.workspace import Workspace
from tests.tui.hosting import Host, press, settled

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    ticks = iter(range(10**6))
    with demo_machine(lambda: START + timedelta(minutes=next(ticks))) as machine:
        yield Workspace(machine)


def host(workspace: Workspace) -> Host[PlanMaker | None]:
    return Host(HistoryScreen(Session(workspace)))


def planned(app: Host[PlanMaker | None]) -> Plan:
    """The plan that was asked for when the screen was left."""
    (make,) = app.answers
    assert make is not None
    return make()


def apply(workspace: Workspace, act: Act, selector: str) -> str:
    at = workspace.look()
    entry = next(each for each in at.entries if each.selector == selector)
    return workspace.apply(workspace.plan([Change(entry, act)], at)).id


async def test_an_empty_history_says_what_will_stand_there(workspace: Workspace) -> None:
    app = host(workspace)
    async with app.run_test() as pilot:
        await settled(pilot)
        assert "Nothing was changed yet" in app.text
        await press(pilot, "u", "escape")
    assert app.answers == [None]


async def test_the_newest_stands_first_with_its_diff(workspace: Workspace) -> None:
    apply(workspace, Act.DISABLE, "cursor/user/notion")
    apply(workspace, Act.REMOVE, "vscode/user/legacy-crm")
    app = host(workspace)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        text = app.text
        assert text.index("remove legacy-crm") < text.index("disable notion")
        assert "crm.example" in text
        await press(pilot, "down")
        assert "mcp.notion.com" in app.text
        assert "crm.example" not in app.text


async def test_u_undoes_the_chosen_transaction(workspace: Workspace) -> None:
    first = apply(workspace, Act.DISABLE, "cursor/user/notion")
    apply(workspace, Act.REMOVE, "vscode/user/legacy-crm")
    app = host(workspace)
    async with app.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "j", "u")
    assert planned(app).undoes == first


async def test_what_is_undone_says_so_and_cannot_be_undone_again(workspace: Workspace) -> None:
    apply(workspace, Act.DISABLE, "cursor/user/notion")
    workspace.apply(workspace.plan_undo())
    app = host(workspace)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert app.text.count("· undone") == 1
        await press(pilot, "down", "u")
    assert app.answers == []


async def test_a_hostile_title_and_diff_are_shown_word_for_word(workspace: Workspace) -> None:
    hostile = "[/red]\x1b]52;c;QUJD\x07\u202e[@click=app.quit]x"
    path = workspace.machine.home / "notes" / "made.md"
    rows: list[dict[str, object]] = [{"act": "diff", "path": str(path), "diff": f"--- {hostile}\n+{hostile}"}]
    change = FileChange(path, lambda _: Rewritten(b"x", None))
    workspace.store.apply(hostile, [change], rows)
    workspace.store.apply(hostile, [FileChange(path, lambda _: Rewritten(b"y", None))], rows)
    app = host(workspace)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for turn in ((), ("right_square_bracket",)):
            await press(pilot, *turn)
            text = app.text
            assert "[/red]" in text
            assert "\x1b" not in text
            assert "\u202e" not in text


async def test_the_views_are_turned_with_keys_and_with_clicks(workspace: Workspace) -> None:
    changes, backups, lost = "Nothing was changed yet", "There are no backups yet", "Nothing is lost"
    app = host(workspace)
    async with app.run_test() as pilot:
        assert "esc back" in app.text
        for told in (backups, lost, changes, backups):
            await press(pilot, "right_square_bracket")
            assert told in app.text
            assert not any(act in app.text for act in ("undo this", "restore this", "put back ", "forget"))
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert lost in app.text
        await pilot.click("TabLine", offset=(app.text.index("Backups"), 0))
        await settled(pilot)
        assert backups in app.text
        await press(pilot, "r", "p", "P", "f", "F", "escape")
    assert app.answers == [None]


def test_a_moment_is_told_on_the_clock_of_the_user() -> None:
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert told_minute(at.isoformat()) == at.astimezone().strftime("%Y-%m-%d %H:%M")
    assert told_minute("no\x1bmoment") == "no\N{REPLACEMENT CHARACTER}moment"
