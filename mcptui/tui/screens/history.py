"""The history: what was changed, the backups of files, and what clients lost; each can be taken or put back."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ContentSwitcher

from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.common import IN_VIEW
from mcptui.tui.commands.history import BACKUPS, CHANGES, COMMANDS, DIFFS, LOST, PARTS
from mcptui.tui.screens.diff_turning import turn_diffs
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
    VIEW = "history"
    SUBJECT = "History"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(PARTS, DIFFS, IN_VIEW)

    def __init__(self, session: Session, part: HistoryPart = HistoryPart.CHANGES) -> None:
        super().__init__()
        self._session = session
        self._part = part
        self._filled = False

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
        self._view.diff.split = bool(self._session.split)
        self._view.load()
        self._loaded()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "next_file" | "previous_file":
                return self._filled and len(self._view.diff.files) > 1
            case "turn_diffs":
                return self._filled and any(file.parts for file in self._view.diff.files)
            case _:
                return True

    @on(HistoryView.Loaded)
    def _loaded(self) -> None:
        view, lost = self._view, len(self._session.lost)
        self._filled = bool(view.rows)
        # What can be done to rows is possible only while their list has the keyboard.
        self.set_focus(view.query_one(RowList) if view.rows else None)
        names = [part.capitalize() for part in _PARTS]
        names[_PARTS.index(HistoryPart.LOST)] += f" ({lost:,})" if lost else ""
        note = view.note if view.rows else ""
        self.query_one(TabLine).show(names, _PARTS.index(self._part), note)
        self.refresh_bindings()

    @on(HistoryView.Wished)
    def _wished(self, event: HistoryView.Wished) -> None:
        self.dismiss(event.make)

    @on(TabLine.Chosen)
    def _tab_chosen(self, event: TabLine.Chosen) -> None:
        self._show(_PARTS[event.index])

    @on(RowList.Opened)
    def _opened(self) -> None:
        """Do what ``enter`` would."""
        acts = {command.id for command in (*CHANGES, *BACKUPS, *LOST[:1])}
        for command, run in self.possible():
            if command.id in acts:
                self.app.call_later(run)

    def action_turn(self, step: int) -> None:
        self._show(_PARTS[(_PARTS.index(self._part) + step) % len(_PARTS)])

    def action_turn_diffs(self) -> None:
        turn_diffs(self._session, self._view.diff)

    def action_next_file(self) -> None:
        self._view.diff.next_file()

    def action_previous_file(self) -> None:
        self._view.diff.previous_file()
