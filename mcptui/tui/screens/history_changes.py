"""What was changed, when, whether it still holds, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from mcptui.moments import told_minute
from mcptui.plain_text import counted
from mcptui.store.records import Record, standing
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.history import CHANGES
from mcptui.tui.diff_text import FileDiff, diff_name
from mcptui.tui.screens.history_view import HistoryView
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.words import Tone


class ChangesView(HistoryView[Record]):
    """All transactions, newest first, with the diffs that were kept of them."""

    EMPTY = "Nothing was changed yet. Whatever you apply stands here, and can be taken back."
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(CHANGES)

    _standing: frozenset[str] = frozenset()

    def read(self) -> tuple[Record, ...]:
        return self.session.workspace.history()

    def take(self, rows: tuple[Record, ...]) -> None:
        self._standing = frozenset(record.id for record in standing(rows))
        super().take(rows)

    @property
    def note(self) -> str:
        return f"{counted(len(self.rows), 'transaction')}, newest first"

    def line_of(self, row: Record) -> Content:
        fate = self._fate(row)
        files = counted(sum(each.get("act") == "diff" for each in row.changes) or len(row.files), "file")
        facts = " · ".join(part for part in (told_minute(row.at), files, fate) if part)
        dim, faint = STYLES[Tone.DIM], STYLES[Tone.FAINT]
        return Content.assemble((safe_text(row.title), faint if fate else ""), (f"\n  {facts}", faint if fate else dim))

    def _fate(self, record: Record) -> str:
        """Why a transaction no longer holds, or empty."""
        if record.status == "rolled-back":
            return "was taken back half-way"
        if record.status == "pending":
            return "is not finished"
        return "" if record.id in self._standing else "undone"

    def show(self, row: Record) -> None:
        self.diff.show(list(_diffs(row)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "undo":
            return True if self.chosen is not None and self.chosen.id in self._standing else None
        return True

    def action_undo(self) -> None:
        if self.chosen is not None:
            self.post_message(self.Wished(partial(self.session.workspace.plan_undo, self.chosen.id)))


def _diffs(record: Record) -> Iterator[FileDiff]:
    """The diffs that the history kept, or at least the names of the files."""
    kept = [row for row in record.changes if row.get("act") == "diff"]
    for row in kept:
        diff = str(row.get("diff", ""))
        yield FileDiff(diff_name(diff) or str(row.get("path", "")), diff)
    if not kept:
        for file in record.files:
            yield FileDiff(str(file.path), "", ("no diff was kept",))
