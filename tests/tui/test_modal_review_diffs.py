"""Moving in the diffs of a review: from file to file, to a change, folded, below or beside each other."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from mcptui.tui.widgets.diff_view import DiffView
from mcptui.tui.widgets.row_list import RowList
from tests.tui.hosting import Host
from tests.tui.reviewed import change, file_plan, plan, review


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


async def test_the_current_file_is_in_sight_when_all_are_unfolded() -> None:
    """Folded they were so few lines that there was nothing to scroll."""
    app = Host(review(plan(change("notion"), files=[file_plan(f"{name}.json", 30) for name in "abc"])))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("F", "tab", "tab")
        await pilot.pause()
        await pilot.press("F")
        await pilot.pause()
        assert "▾ ~/c.json" in app.text


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
