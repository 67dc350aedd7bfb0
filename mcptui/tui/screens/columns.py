"""Chooses the columns of the table, which stands behind and follows at once."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mcptui.tui.arranging import arrow
from mcptui.tui.commands.columns import COLUMNS as CHOOSING
from mcptui.tui.commands.columns import COMMANDS
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.common import IN_DIALOG
from mcptui.tui.listing import COLUMNS, Arrangement, Column
from mcptui.tui.screens.modal import Panel
from mcptui.tui.tones import content
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import Piece, Tone


class ColumnsScreen(Panel[Arrangement]):
    """Closed with the table as it is wanted, or with None when all shall be as it was.

    ``preview`` is called with each choice on the way. The name of the server is always there.
    """

    CSS_PATH: ClassVar = ["modal.tcss", "columns.tcss"]
    AUTO_FOCUS = "RowList"
    SUBJECT = "Columns"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(CHOOSING, IN_DIALOG)

    def __init__(self, wish: Arrangement, preview: Callable[[Arrangement], None]) -> None:
        super().__init__()
        self._order = [*wish.columns, *(column for column in COLUMNS if column not in wish.columns)]
        self._wish = wish
        self._preview = preview

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Static(Content("Columns"), id="title")
            yield RowList(id="columns")
        yield ModalKeys()

    def on_mount(self) -> None:
        self._show(0)

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    def _show(self, at: int) -> None:
        self._list.clear_options()
        self._list.add_options(Option(self._told(column)) for column in self._order)
        self._list.highlighted = at

    def _told(self, column: Column) -> Content:
        pieces = [Piece("[x] " if column in self._wish.columns else "[ ] "), Piece(column.value)]
        if column is self._wish.sort:
            pieces.append(Piece(f" {arrow(column, reverse=self._wish.reverse)}", Tone.ACCENT))
        if column is Column.SERVER:
            pieces.append(Piece("  always", Tone.FAINT))
        return content(pieces)

    @property
    def _at(self) -> int:
        return self._list.highlighted or 0

    def _change(self, wish: Arrangement, at: int) -> None:
        self._wish = wish
        self._show(at)
        self._preview(wish)

    def _change_columns(self, shown: Container[Column], at: int) -> None:
        columns = tuple(column for column in self._order if column in shown)
        self._change(self._wish._replace(columns=columns), at)

    def action_turn(self) -> None:
        column = self._order[self._at]
        if column is not Column.SERVER:
            self._change_columns({*self._wish.columns} ^ {column}, self._at)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_turn()

    def action_carry(self, step: int) -> None:
        """Move the column along with the cursor."""
        at = self._at
        if 0 <= at + step < len(self._order):
            self._order.insert(at + step, self._order.pop(at))
            self._change_columns(self._wish.columns, at + step)

    def action_sort(self) -> None:
        self._change(self._wish.sorted_by(self._order[self._at]), self._at)

    def action_reset(self) -> None:
        self._order = list(COLUMNS)
        self._change(self._wish._replace(columns=COLUMNS, sort=None, reverse=False), self._at)

    def action_keep(self) -> None:
        self.dismiss(self._wish)

    def action_leave(self) -> None:
        self.dismiss(None)
