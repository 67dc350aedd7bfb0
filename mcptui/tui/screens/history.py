"""The history: what was changed, the backups of files, and what clients lost; each can be taken or put back."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher

from mcptui.tui.commands.command import key_now
from mcptui.tui.commands.history import VIEWS
from mcptui.tui.screens.history_backups import BackupsView
from mcptui.tui.screens.history_changes import ChangesView
from mcptui.tui.screens.history_lost import LostView
from mcptui.tui.screens.history_view import HistoryView, PlanMaker
from mcptui.tui.screens.modal import Page
from mcptui.tui.session import Session
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.widgets.tab_line import TabLine


class HistoryPart(StrEnum):
    """The views of the history, in their order."""

    CHANGES = "changes"
    BACKUPS = "backups"
    LOST = "lost"


_PARTS = tuple(HistoryPart)


class HistoryScreen(Page[PlanMaker | None], inherit_bindings=False):
    """Three views, of which one is shown; the answer is what makes the plan that was asked for."""

    CSS_PATH: ClassVar = ["modal.tcss", "history.tcss"]
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (110, "-beside")]  # noqa: RUF012  # Textual does not declare it as the class's
    BINDINGS: ClassVar[list[BindingType]] = [
        *(command.shown_binding for command in VIEWS),
        Binding("tab", "next_file", "next file", key_display="tab", id="history.next_file"),
        Binding("shift+tab", "previous_file", "previous file", show=False, id="history.previous_file"),
        Binding("j", "move('down')", "down", show=False, id="history.down"),
        Binding("k", "move('up')", "up", show=False, id="history.up"),
        Binding("pagedown,ctrl+d", "page(1)", "scroll diff", key_display="PgDn", id="history.page_down"),
        Binding("pageup,ctrl+u", "page(-1)", "scroll diff back", show=False, id="history.page_up"),
        Binding("escape", "leave", "back", key_display="esc", id="history.leave"),
    ]

    def __init__(self, session: Session, part: HistoryPart = HistoryPart.CHANGES) -> None:
        super().__init__()
        self._session = session
        self._part = part

    def compose(self) -> ComposeResult:
        yield TabLine("History")
        with ContentSwitcher(initial=self._part):
            yield ChangesView(self._session, id=HistoryPart.CHANGES)
            yield BackupsView(self._session, id=HistoryPart.BACKUPS)
            yield LostView(self._session, id=HistoryPart.LOST)
        yield ModalKeys()

    def on_mount(self) -> None:
        self._show(self._part)

    @property
    def _view(self) -> ChangesView | BackupsView | LostView:
        shown = self.query_one(ContentSwitcher).visible_content
        assert isinstance(shown, (ChangesView, BackupsView, LostView))  # noqa: S101
        return shown

    def _show(self, part: HistoryPart) -> None:
        self._part = part
        self.query_one(ContentSwitcher).current = part
        self._view.load()
        self._loaded()

    @on(HistoryView.Loaded)
    def _loaded(self) -> None:
        view, lost = self._view, len(self._session.lost)
        # What can be done to rows is possible only while their list has the keyboard.
        self.set_focus(view.query_one(RowList) if view.rows else None)
        keys = [key_now(command, self.active_bindings) for command in VIEWS]
        names = [command.label for command in VIEWS[: len(_PARTS)]]
        names[_PARTS.index(HistoryPart.LOST)] += f" ({lost:,})" if lost else ""
        note = view.note if view.rows else ""
        self.query_one(TabLine).show(list(zip(keys, names, strict=False)), _PARTS.index(self._part), note)
        self.refresh_bindings()

    @on(HistoryView.Wished)
    def _wished(self, event: HistoryView.Wished) -> None:
        self.dismiss(event.make)

    @on(TabLine.Chosen)
    def _tab_chosen(self, event: TabLine.Chosen) -> None:
        self._show(_PARTS[event.index])

    def action_show(self, part: str) -> None:
        self._show(HistoryPart(part))

    def action_turn(self, step: int) -> None:
        self._show(_PARTS[(_PARTS.index(self._part) + step) % len(_PARTS)])

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_move(self, direction: str) -> None:
        rows = self._view.query_one(RowList)
        if direction == "down":
            rows.action_cursor_down()
        else:
            rows.action_cursor_up()

    def action_next_file(self) -> None:
        self._view.diff.next_file()

    def action_previous_file(self) -> None:
        self._view.diff.previous_file()

    def action_page(self, pages: int) -> None:
        diff = self._view.diff
        diff.scroll_relative(y=pages * max(diff.size.height - 1, 1), animate=False)
