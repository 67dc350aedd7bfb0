"""The table of servers, drawn line by line: only what is in sight is worked out, however long it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.moves import MOVES
from mcptui.tui.listing import COLUMNS, Arrangement, Column, Group, Line, Row, rows_of
from mcptui.tui.painting import Painted
from mcptui.tui.table_line import head_line, order_out_of_sight, table_line
from mcptui.tui.tones import tinted
from mcptui.tui.widgets.columns import LEAD, Placed, place_columns
from mcptui.tui.widgets.reversing import Reversing
from mcptui.tui.words import Tone

_REMEMBERED = 512

Painter = Callable[[Line], Painted]


class ServerTable(ScrollView, Reversing, can_focus=True):
    """Lines with a cursor and marks. What stands in a line is asked of ``painter`` when the line comes into sight."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(MOVES)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"server-table--cursor"}

    class Highlighted(Message):
        """The cursor stands on another line, or on none."""

        def __init__(self, line: Line | None) -> None:
            super().__init__()
            self.line = line

    class Activated(Message):
        """A line was clicked twice."""

    class SignClicked(Message):
        """The sign of the line under the cursor was clicked."""

    class Marked(Message):
        """Other rows were marked with the mouse."""

    class HeadClicked(Message):
        """The head of a column was clicked."""

        def __init__(self, column: Column) -> None:
            super().__init__()
            self.column = column

    class OthersInSight(Message):
        """Other columns have room than before."""

    def __init__(self, painter: Painter, *, id: str | None = None) -> None:  # noqa: A002  # as every widget calls it
        super().__init__(id=id)
        self.lines: Sequence[Line] = ()
        self.marked: frozenset[str] = frozenset()
        self._painter = painter
        self._cursor = 0
        self._sorted: tuple[Column | None, bool] = (None, False)
        self._columns: tuple[Column, ...] = COLUMNS
        self._needs: Mapping[Column, int] = {}
        self._placed: tuple[Placed, ...] = ()
        self._placed_for = 0
        self._painted: LRUCache[str, Painted] = LRUCache(_REMEMBERED)
        self._painted_groups: LRUCache[str, Painted] = LRUCache(_REMEMBERED)
        self._tones: dict[tuple[Tone, bool], RichStyle] = {}

    # --- what is shown

    def show(
        self, lines: Sequence[Line], needs: Mapping[Column, int], wish: Arrangement, *, steady: bool = False
    ) -> None:
        """Show other lines as wished; the cursor stays on its line, or where that was. ``needs``: how wide contents
        are. ``steady``: its line also stays where it is on the terminal, whatever comes or goes above it.
        """
        at, before = self.cursor_line, self._cursor
        self.lines = lines
        self._needs = needs
        self._sorted = (wish.sort, wish.reverse)
        self._columns = wish.columns
        key = None if at is None else at.key
        where = next((index for index, line in enumerate(lines) if line.key == key), self._cursor)
        self._cursor = max(0, min(where, len(lines) - 1))
        self._painted.clear()
        self._painted_groups.clear()
        self._lay_out()
        if steady and where != before:
            self.scroll_to(y=self.scroll_target_y + where - before, animate=False, immediate=True, force=True)
        self._into_sight()
        now = self.cursor_line
        if at is not now:
            self.post_message(self.Highlighted(now))

    def repaint(self, keys: Collection[str]) -> None:
        """Work out again what stands in these lines, and in the groups, which count them."""
        for key in keys:
            self._painted.discard(key)
        self._painted_groups.clear()
        self.refresh()

    @property
    def order_out_of_sight(self) -> str:
        """By what the lines are sorted, where no head in sight tells it."""
        sort, reverse = self._sorted
        return order_out_of_sight(self._placed, sort, reverse=reverse)

    @property
    def cursor_index(self) -> int:
        return self._cursor

    @property
    def cursor_line(self) -> Line | None:
        return self.lines[self._cursor] if self._cursor < len(self.lines) else None

    @property
    def chosen(self) -> tuple[Row, ...]:
        """What an act is about: the marked rows in sight of the filter, else the row or group under the cursor."""
        if not self.marked:
            return rows_of(self.cursor_line)
        return tuple(row for row in self.shown if row.key in self.marked)

    @property
    def shown(self) -> Iterator[Row]:
        """The rows in sight of the filter, those of folded groups too."""
        for line in self.lines:
            match line:
                case Row():
                    yield line
                case Group(rows=rows, folded=True):
                    yield from rows

    def mark(self, keys: Iterable[str]) -> None:
        """Make these the marked rows."""
        self.marked = frozenset(keys)
        self.refresh()

    def turn_marks(self, rows: Iterable[Row]) -> None:
        """Mark these; where all of them are marked, no longer."""
        keys = {row.key for row in rows}
        self.mark(self.marked - keys if keys <= self.marked else self.marked | keys)

    # --- moving

    def move_to(self, index: int) -> None:
        """Put the cursor on a line and bring it into sight."""
        index = max(0, min(index, len(self.lines) - 1))
        if index == self._cursor or not self.lines:
            return
        old, self._cursor = self._cursor, index
        self.refresh_lines(old + 1)
        self.refresh_lines(index + 1)
        self._into_sight()
        self.post_message(self.Highlighted(self.cursor_line))

    def move_to_next(self, wanted: Callable[[Line], bool]) -> None:
        """Put the cursor on the next line that is wanted, from the top again after the last."""
        count = len(self.lines)
        for step in range(1, count + 1):
            if wanted(self.lines[(self._cursor + step) % count]):
                self.move_to((self._cursor + step) % count)
                return

    def action_down(self) -> None:
        self.move_to(self._cursor + 1)

    def action_up(self) -> None:
        self.move_to(self._cursor - 1)

    def action_page_down(self) -> None:
        self.move_to(self._cursor + self._page)

    def action_page_up(self) -> None:
        self.move_to(self._cursor - self._page)

    def action_half_page_down(self) -> None:
        self.move_to(self._cursor + self._page // 2)

    def action_half_page_up(self) -> None:
        self.move_to(self._cursor - self._page // 2)

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(len(self.lines) - 1)

    @property
    def _page(self) -> int:
        return max(2, self.scrollable_content_region.height - 1)

    def _into_sight(self) -> None:
        """Have the line with the cursor in sight, also where there was nothing to scroll until now."""
        height = self.scrollable_content_region.height - 1
        top = round(self.scroll_target_y)
        if height <= 0:
            return
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, immediate=True, force=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, immediate=True, force=True)

    # --- the mouse

    def on_click(self, event: events.Click) -> None:
        if event.y == 0:
            hit = [placed.column for placed in self._placed if placed.start <= event.x < placed.start + placed.width]
            if hit or event.x < LEAD:
                self.post_message(self.HeadClicked(hit[0] if hit else Column.STATE))
            return
        index = event.y - 1 + self.scroll_offset.y
        if index >= len(self.lines):
            return
        before = self._cursor
        self.move_to(index)
        if event.shift:
            between = self.lines[min(before, index) : max(before, index) + 1]
            self.mark(self.marked.union(row.key for line in between for row in rows_of(line)))
            self.post_message(self.Marked())
        elif event.ctrl or event.x == 1:
            self.turn_marks(rows_of(self.cursor_line))
            self.post_message(self.Marked())
        elif 1 < event.x < LEAD - 1:
            self.post_message(self.SignClicked())
        elif event.chain > 1:
            self.post_message(self.Activated())

    # --- drawing

    def on_resize(self) -> None:
        self._lay_out()
        self._into_sight()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._tones.clear()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        self._place(width)
        self.virtual_size = Size(width, len(self.lines) + 1)
        self.refresh()

    def _place(self, width: int) -> None:
        before = [placed.column for placed in self._placed]
        self._placed_for = width
        self._placed = place_columns(width, self._needs, self._columns)
        if before != [placed.column for placed in self._placed]:
            self.post_message(self.OthersInSight())

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if width != self._placed_for:  # Textual draws a new size before it tells of it
            self._place(width)
        if y == 0 and self.lines:
            return self._head().adjust_cell_length(width, self.rich_style)
        index = y - 1 + self.scroll_offset.y
        if not 0 <= index < len(self.lines):
            return Strip.blank(width, self.rich_style)
        return self._line(self.lines[index], width, at_cursor=index == self._cursor)

    def _head(self) -> Strip:
        sort, reverse = self._sorted
        pieces = head_line(self._placed, sort, reverse=reverse)
        return Strip([Segment(text, self._style(tone, at_cursor=False)) for text, tone, _ in pieces])

    def _line(self, line: Line, width: int, *, at_cursor: bool) -> Strip:
        pieces = table_line(self._paint(line), self._placed, width, mark=self._mark(line), at_cursor=at_cursor)
        segments = [Segment(text, self._style(tone, at_cursor=at_cursor)) for text, tone, _ in pieces]
        return Strip(segments).adjust_cell_length(width, self._style(Tone.PLAIN, at_cursor=at_cursor))

    def _mark(self, line: Line) -> str:
        if not self.marked:
            return " "
        marked = sum(row.key in self.marked for row in rows_of(line))
        return " " if not marked else "✓" if marked == len(rows_of(line)) else "·"

    def _paint(self, line: Line) -> Painted:
        known = self._painted_groups if isinstance(line, Group) else self._painted
        painted = known.get(line.key)
        if painted is None:
            painted = known[line.key] = self._painter(line)
        return painted

    def _style(self, tone: Tone, *, at_cursor: bool) -> RichStyle:
        style = self._tones.get((tone, at_cursor))
        if style is None:
            base = self.get_visual_style("server-table--cursor") if at_cursor else self.visual_style
            style = self._tones[tone, at_cursor] = tinted(base, tone, self.app.theme_variables)
        return style
