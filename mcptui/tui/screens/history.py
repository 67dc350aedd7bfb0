"""What was changed, when, and how to take it back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mcptui.store.records import Record, standing
from mcptui.tui.screens.modal import Modal
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.diff_view import DiffView, FileDiff, diff_name
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import Tone, counted
from mcptui.workspace import Workspace


class HistoryScreen(Modal[str | None], inherit_bindings=False):
    """All transactions, newest first; the answer is the id of the one to undo."""

    CSS_PATH = "history.tcss"
    AUTO_FOCUS = "#records"
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (110, "-beside")]  # noqa: RUF012  # Textual does not declare it as the class's
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "undo this", id="history.undo"),
        Binding("tab", "next_file", "next file", key_display="tab", id="history.next_file"),
        Binding("shift+tab", "previous_file", "previous file", show=False, id="history.previous_file"),
        Binding("j", "move('down')", "down", show=False, id="history.down"),
        Binding("k", "move('up')", "up", show=False, id="history.up"),
        Binding("pagedown,ctrl+d", "page(1)", "scroll diff", key_display="PgDn", id="history.page_down"),
        Binding("pageup,ctrl+u", "page(-1)", "scroll diff back", show=False, id="history.page_up"),
        Binding("escape", "leave", "back", key_display="esc", id="history.leave"),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._records: tuple[Record, ...] = ()
        self._standing: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        yield Static(Content.styled("History", "bold"), id="title")
        with Container(id="columns"):
            yield RowList(id="records")
            yield DiffView(id="diff")
        yield Static("looking …", id="nothing")
        yield ModalKeys()

    def on_mount(self) -> None:
        self.query_one("#columns").display = False
        self._load()

    @work(group="load", exclusive=True)
    async def _load(self) -> None:
        self._records = records = await asyncio.to_thread(self._workspace.history)
        self._standing = frozenset(record.id for record in standing(records))
        nothing = self.query_one("#nothing", Static)
        nothing.update("Nothing was changed yet. Whatever you apply stands here, and can be taken back.")
        nothing.display = not records
        self.query_one("#columns").display = bool(records)
        after = f"   {counted(len(records), 'transaction')}, newest first" if records else ""
        self.query_one("#title", Static).update(Content.assemble(("History", "bold"), (after, STYLES[Tone.DIM])))
        rows = self.query_one(RowList)
        rows.add_options(Option(_record_line(record, self._fate(record))) for record in records)
        rows.highlighted = 0 if records else None
        rows.focus()
        self.refresh_bindings()

    def _fate(self, record: Record) -> str:
        """Why a transaction no longer holds, or empty."""
        if record.status == "rolled-back":
            return "was taken back half-way"
        if record.status == "pending":
            return "is not finished"
        return "" if record.id in self._standing else "undone"

    @property
    def _record(self) -> Record | None:
        at = next(iter(self.query(RowList))).highlighted if self.query(RowList) else None
        return self._records[at] if at is not None and at < len(self._records) else None

    @on(OptionList.OptionHighlighted)
    def _chosen(self) -> None:
        if self._record is not None:
            self.query_one(DiffView).show(list(_diffs(self._record)))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "undo":
            record = self._record
            return True if record is not None and record.id in self._standing else None
        return True

    def action_undo(self) -> None:
        if self._record is not None:
            self.dismiss(self._record.id)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_move(self, direction: str) -> None:
        rows = self.query_one(RowList)
        if direction == "down":
            rows.action_cursor_down()
        else:
            rows.action_cursor_up()

    def action_next_file(self) -> None:
        self.query_one(DiffView).next_file()

    def action_previous_file(self) -> None:
        self.query_one(DiffView).previous_file()

    def action_page(self, pages: int) -> None:
        diff = self.query_one(DiffView)
        diff.scroll_relative(y=pages * max(diff.size.height - 1, 1), animate=False)


def local_time(at: str) -> str:
    """A moment as it was on the user's clock: ``2026-11-22 09:41``; the text itself when it is no moment."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return safe_text(at, 16)


def _record_line(record: Record, fate: str) -> Content:
    files = counted(sum(row.get("act") == "diff" for row in record.changes) or len(record.files), "file")
    facts = " · ".join(part for part in (local_time(record.at), files, fate) if part)
    dim, faint = STYLES[Tone.DIM], STYLES[Tone.FAINT]
    return Content.assemble((safe_text(record.title), faint if fate else ""), (f"\n  {facts}", faint if fate else dim))


def _diffs(record: Record) -> Iterator[FileDiff]:
    """The diffs that the history kept, or at least the names of the files."""
    kept = [row for row in record.changes if row.get("act") == "diff"]
    for row in kept:
        diff = str(row.get("diff", ""))
        yield FileDiff(diff_name(diff) or str(row.get("path", "")), diff)
    if not kept:
        for file in record.files:
            yield FileDiff(str(file.path), "", ("no diff was kept",))
