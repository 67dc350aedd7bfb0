"""What of the servers is shown, and which of them are meant: filter, order, groups, columns, marks."""

from __future__ import annotations

from abc import abstractmethod

from textual import on
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from mcptui.plain_text import counted
from mcptui.tui.filter import Filter
from mcptui.tui.listing import Arrangement, Group, rows_of
from mcptui.tui.screens.acting import ActingScreen
from mcptui.tui.session import Session
from mcptui.tui.settings import TableChoice
from mcptui.tui.widgets.completions import Completions
from mcptui.tui.widgets.detail import Detail
from mcptui.tui.widgets.server_table import ServerTable
from mcptui.tui.widgets.view_line import FilterInput

_DONE = 0.3  # seconds without another choice
_IN_TURN = "ServerTable, Detail"  # who gets the keyboard with ``tab``


class ChoosingScreen(ActingScreen):
    """Arranges the table as wished. Order, groups and columns are found again the next time."""

    class Arranged(Message):
        """The user wants the table like this from now on."""

        def __init__(self, choice: TableChoice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.wish = Arrangement.of(session.settings.table)
        self._kept_soon: Timer | None = None

    @abstractmethod
    def show_as(self, wish: Arrangement) -> None:
        """Show the table as wished from now on."""

    def _arrange_for_good(self, wish: Arrangement) -> None:
        """Have it kept too, once the user is done: a key is often pressed several times until it is right."""
        self.show_as(wish)
        if self._kept_soon is not None:
            self._kept_soon.stop()
        self._kept_soon = self.set_timer(_DONE, lambda: self.post_message(self.Arranged(self.wish.choice)))

    def note_of(self, shown: int) -> str:
        """How much of everything is seen and marked; ``shown`` is the number of servers that are not filtered out.

        First comes the order, where the head of no column in sight tells it.
        """
        told = [order] if (order := self.table.order_out_of_sight) else []
        if self.wish.filter:
            told.append(f"{shown:,} of {counted(len(self.session.rows), 'server')}")
        marked = len(self.table.marked)
        if marked:
            hidden = marked - len(self.table.chosen)
            told.append(f"{marked:,} marked" + (f", {hidden:,} hidden" if hidden else ""))
        return " · ".join(told)

    # --- the filter

    @property
    def _typed(self) -> FilterInput:
        return self.query_one(FilterInput)

    @property
    def _offers(self) -> Completions:
        return self.query_one(Completions)

    def action_filter(self) -> None:
        self._typed.focus()

    @on(Input.Changed, "#filter")
    def _filter_typed(self, event: Input.Changed) -> None:
        wanted = Filter.parse(event.value, self.session.workspace.machine)
        self.show_as(self.wish._replace(filter=wanted))
        if wanted.words:
            self.table.action_first()  # where the best match stands
        self.call_after_refresh(self._offer)

    def action_show_only(self, wanted: str) -> None:
        """Filter by what was clicked."""
        self._typed.value = wanted
        self.table.focus()

    def _offer(self) -> None:
        """Say what could be typed next, once the rows that fit are on the screen."""
        from mcptui.tui.filter.completion import complete

        typed, session = self._typed, self.session
        if not typed.wants_offers:
            self._offers.hide()
            return
        offers = complete(typed.value, typed.cursor_position, session.rows, session.facts)
        self._offers.show(offers, typed.region)

    @on(Completions.Clicked)
    def _offer_clicked(self, event: Completions.Clicked) -> None:
        self._typed.take(event.offer)

    @on(Input.Submitted, "#filter")
    def action_keep_filter(self) -> None:
        self._typed.keep()
        self.table.focus()

    def on_descendant_focus(self) -> None:
        if not self._typed.has_focus:
            self._offers.hide()
        self.refresh_now()

    def focus_next(self, selector: str | type[Widget] = _IN_TURN) -> Widget | None:
        """From the table to the detail and back; the filter has a key of its own."""
        return super().focus_next(selector)

    def focus_previous(self, selector: str | type[Widget] = _IN_TURN) -> Widget | None:
        return super().focus_previous(selector)

    def action_back(self) -> None:
        """Step by step: what is waited for, what is offered, the detail, the filter, the marks; a message goes, too."""
        if self.waiting.stoppable:
            self.waiting.give_up()
            self.refresh_now()
            return
        typed = self._typed
        if self._offers.display:
            self._offers.hide()
        elif isinstance(self.focused, Detail):
            self.table.focus()
        elif typed.has_focus or typed.value:
            typed.keep()
            typed.value = ""
            self.table.focus()
        else:
            self.table.mark(())
        self.notice.clear()
        self.refresh_now()

    # --- order, groups, columns

    def action_sort(self) -> None:
        self._arrange_for_good(self.wish.sorted_by_next())

    def action_reverse(self) -> None:
        self._arrange_for_good(self.wish.reversed())

    @on(ServerTable.HeadClicked)
    def _head_clicked(self, event: ServerTable.HeadClicked) -> None:
        self._arrange_for_good(self.wish.sorted_by(event.column))

    def action_group(self) -> None:
        self._arrange_for_good(self.wish.grouped_by_next())

    def _group_here(self) -> Group | None:
        """The group that the cursor is in, or on."""
        at = self.table.cursor_line
        before = reversed(self.table.lines[: self.table.cursor_index + 1])
        group = next((line for line in before if isinstance(line, Group)), None)
        return group if group is not None and (group is at or at in group.rows) else None

    def action_fold(self) -> None:
        """Fold the group; from one of its rows, go to its head first."""
        group = self._group_here()
        if group is None:
            return
        if group is not self.table.cursor_line:
            self.table.move_to(self.table.lines.index(group))
        elif not group.folded:
            self.show_as(self.wish.folding(group.key))

    def action_unfold(self) -> None:
        """Unfold the group; go into one that is open."""
        line = self.table.cursor_line
        if isinstance(line, Group) and line.folded:
            self.show_as(self.wish.folding(line.key))
        elif isinstance(line, Group):
            self.table.action_down()

    def action_fold_all(self) -> None:
        """Fold every group; where all of them are, unfold them."""
        groups = [line for line in self.table.lines if isinstance(line, Group)]
        here = self._group_here()
        if here is not None:
            self.table.move_to(self.table.lines.index(here))
        open_ones = [group.key for group in groups if not group.folded]
        self.show_as(self.wish.folding(*(open_ones or (group.key for group in groups))))

    def action_columns(self) -> None:
        from mcptui.tui.screens.columns import ColumnsScreen

        before = self.wish

        def chosen(wish: Arrangement | None) -> None:
            if wish is None:
                self.show_as(before)
            else:
                self._arrange_for_good(wish)

        self.app.push_screen(ColumnsScreen(before, self.show_as), chosen)

    # --- marks

    def action_mark(self) -> None:
        self.table.turn_marks(rows_of(self.table.cursor_line))
        self.table.action_down()
        self.refresh_now()

    def action_mark_down(self) -> None:
        self._mark_on(1)

    def action_mark_up(self) -> None:
        self._mark_on(-1)

    def _mark_on(self, step: int) -> None:
        """Mark the row and the next one: a held key marks many."""
        table = self.table
        keys = {row.key for row in rows_of(table.cursor_line)}
        table.move_to(table.cursor_index + step)
        table.mark(table.marked | keys | {row.key for row in rows_of(table.cursor_line)})
        self.refresh_now()

    def action_mark_all(self) -> None:
        self.table.turn_marks(self.table.shown)
        self.refresh_now()

    @on(ServerTable.Marked)
    def _marked(self) -> None:
        self.refresh_now()
