"""The table: what is out of sight costs nothing, however many lines there are; the mouse does what keys do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot

from mcptui.clients import BUILT_IN
from mcptui.machine import Machine
from mcptui.model import Entry, Problem, Scope
from mcptui.tui.listing import Arrangement, Column, Facts, Group, Line, ProblemRow, Row
from mcptui.tui.painting import Painted, paint
from mcptui.tui.widgets.columns import LEAD
from mcptui.tui.widgets.server_table import ServerTable
from mcptui.tui.words import Piece
from tests.tui.homes import MACHINE
from tests.tui.hosting import Themed

MANY = 10_000
HEIGHT = 20
IN_SIGHT = HEIGHT - 1

MakeEntry = Callable[..., Entry]


class Host(Themed):
    """A table alone, whose painting is counted and whose messages are kept."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__()
        self.given = lines
        self.painted: list[str] = []
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield ServerTable(self.paint)

    def on_mount(self) -> None:
        self.table.show(self.given, {}, Arrangement())

    def paint(self, line: Line) -> Painted:
        self.painted.append(line.key)
        if isinstance(line, Row):
            return Painted((Piece("●"),), {Column.SERVER: (Piece(line.entry.name),)})
        return Painted((Piece("▾"),), span=(Piece(line.key),))

    @property
    def table(self) -> ServerTable:
        return self.query_one(ServerTable)

    @property
    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    def on_server_table_highlighted(self, event: ServerTable.Highlighted) -> None:
        self.told.append("highlighted")

    def on_server_table_activated(self) -> None:
        self.told.append("activated")

    def on_server_table_marked(self) -> None:
        self.told.append("marked")

    def on_server_table_sign_clicked(self) -> None:
        self.told.append("sign")

    def on_server_table_head_clicked(self, event: ServerTable.HeadClicked) -> None:
        self.told.append(event.column.name)


@pytest.fixture
def rows(make_entry: MakeEntry) -> list[Row]:
    return [Row(make_entry(f"server-{number:05}"), MACHINE, BUILT_IN) for number in range(MANY)]


def at_cursor(app: Host) -> str:
    line = app.table.cursor_line
    return line.entry.name if isinstance(line, Row) else "" if line is None else line.key


async def test_only_lines_in_sight_are_painted(rows: list[Row]) -> None:
    app = Host(rows)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        await pilot.pause()
        assert len(set(app.painted)) == IN_SIGHT
        app.painted.clear()
        await pilot.press("j")
        assert app.painted == []
        await pilot.press("G")
        await pilot.pause()
        assert len(app.painted) == len(set(app.painted)) == IN_SIGHT
        assert "server-09999" in app.lines[-1]


async def test_a_line_is_painted_again_only_when_it_changed(rows: list[Row]) -> None:
    app = Host(rows)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        await pilot.pause()
        app.painted.clear()
        app.table.repaint([rows[3].key, rows[5000].key])
        await pilot.pause()
        assert app.painted == [rows[3].key]


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (("j", "j", "k"), "server-00001"),
        (("k",), "server-00000"),
        (("G",), "server-09999"),
        (("G", "g"), "server-00000"),
        (("pagedown",), f"server-{IN_SIGHT:05}"),
        (("ctrl+d", "ctrl+d", "ctrl+u"), f"server-{IN_SIGHT // 2:05}"),
    ],
)
async def test_the_cursor_goes_where_the_keys_say_and_stays_in_sight(
    keys: tuple[str, ...], name: str, rows: list[Row]
) -> None:
    app = Host(rows)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert at_cursor(app) == name
        assert [line[0] for line in app.lines if name in line] == ["▌"]


async def test_the_cursor_stays_on_its_line_when_others_go(rows: list[Row]) -> None:
    app = Host(rows)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        await pilot.press("j", "j", "j", "j")
        app.table.show(rows[3:6], {}, Arrangement())
        await pilot.pause()
        assert at_cursor(app) == "server-00004"
        app.table.show(rows[:2], {}, Arrangement())
        assert at_cursor(app) == "server-00001"
        app.table.show([], {}, Arrangement())
        assert at_cursor(app) == ""
        await pilot.press("j", "G", "pageup")
        assert app.table.chosen == ()


async def test_what_is_chosen_is_what_is_marked_and_shown_else_what_is_under_the_cursor(rows: list[Row]) -> None:
    group = Group("client:Cursor", "Cursor", tuple(rows[:3]), folded=True)
    app = Host([group, *rows[3:6]])
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        assert app.table.chosen == tuple(rows[:3])
        await pilot.press("j")
        assert app.table.chosen == (rows[3],)
        app.table.mark([rows[5].key, rows[9].key])
        assert app.table.chosen == (rows[5],)


async def test_a_click_moves_and_says_where_it_was(rows: list[Row]) -> None:
    app = Host(rows)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        await click(pilot, LEAD + 3, 4)
        assert (at_cursor(app), app.told[-1]) == ("server-00003", "highlighted")
        await click(pilot, 2, 6)
        assert (at_cursor(app), app.told[-1]) == ("server-00005", "sign")
        await click(pilot, LEAD + 1, 0)
        assert app.told[-1] == "SERVER"
        await click(pilot, 2, 0)
        assert app.told[-1] == "STATE"
        await click(pilot, LEAD + 3, 4, times=2)
        assert app.told[-1] == "activated"


async def test_the_mouse_marks_rows_ranges_and_groups(rows: list[Row]) -> None:
    group = Group("client:Cursor", "Cursor", tuple(rows[:3]), folded=True)
    app = Host([group, *rows[3:9]])
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        await click(pilot, 1, 3)
        assert app.table.marked == {rows[4].key}
        assert app.told[-1] == "marked"
        await click(pilot, LEAD + 3, 5, shift=True)
        assert app.table.marked == {row.key for row in rows[4:7]}
        await click(pilot, LEAD + 3, 4, control=True)
        assert app.table.marked == {rows[4].key, rows[6].key}
        await click(pilot, 1, 1)
        assert app.table.chosen == (*rows[:3], rows[4], rows[6])
        app.table.mark({rows[0].key})
        await pilot.pause()
        assert [line[1] for line in app.lines[1:4]] == ["·", " ", " "]


async def click(
    pilot: Pilot[None], x: int, y: int, times: int = 1, *, shift: bool = False, control: bool = False
) -> None:
    await pilot.click(ServerTable, offset=Offset(x, y), times=times, shift=shift, control=control)
    await pilot.pause()


async def test_names_as_wide_as_they_like_do_not_move_the_columns(make_entry: MakeEntry) -> None:
    app = Host([Row(make_entry("サーバー" * 20), MACHINE, BUILT_IN), Row(make_entry("x" * 200), MACHINE, BUILT_IN)])
    async with app.run_test(size=(60, HEIGHT)) as pilot:
        await pilot.pause()
        for strip in app.screen._compositor.render_strips():
            assert strip.cell_length == 60
        assert all("…" in line for line in app.lines[1:3])


async def test_a_file_that_cannot_be_read_stands_in_the_columns_of_the_servers(make_entry: MakeEntry) -> None:
    file = Path("/home/sam/src/lab/.cursor/mcp.json")
    problem = Problem(file, "cursor", Scope.PROJECT, "not valid JSONC", 5, 7)
    machine = Machine.at_home(Path("/home/sam"), Path("/home/sam/src"), env={})
    facts = Facts(machine, (), {}, {}, BUILT_IN)

    class Real(Host):
        def paint(self, line: Line) -> Painted:
            return paint(line, facts, {})

    app = Real([Row(make_entry("files"), MACHINE, BUILT_IN), ProblemRow(problem, "Cursor")])
    async with app.run_test(size=(120, HEIGHT)):
        head, server, broken = (app.table.render_line(y).text for y in range(3))
        assert broken.index("mcp.json") == server.index("files") == head.index("Server")
        assert broken.index("Cursor") == server.index("Cursor") == head.index("Client")
        assert broken.index("~/src/lab/.cursor/mcp.json:5:7") == head.index("Runs")
        assert "not valid JSONC" in broken
