"""The files as they were before each change, and putting a whole one back."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from mcptui.changes.backups import size_text
from mcptui.changes.plan import Plan
from mcptui.moments import told_minute
from mcptui.plain_text import counted
from mcptui.store.records import Backup
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.history import BACKUPS
from mcptui.tui.diff_text import FileDiff
from mcptui.tui.screens.history_view import PlanningView
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.words import Tone


class BackupsView(PlanningView[Backup]):
    """All backups, newest first, with what restoring the chosen one would change now."""

    EMPTY = "There are no backups yet. Before mcptui changes a file, it keeps a copy of it, which stands here then."
    SO_ALREADY = "the file is already like this"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(BACKUPS)

    def read(self) -> tuple[Backup, ...]:
        return self.session.workspace.backups()

    @property
    def note(self) -> str:
        return f"{counted(len(self.rows), 'backup')}, newest first"

    def line_of(self, row: Backup) -> Content:
        path = safe_text(self.session.workspace.machine.short(row.file.path))
        facts = f"{told_minute(row.record.at)} · {size_text(row.size)}"
        dim = STYLES[Tone.DIM]
        return Content.assemble(path, (f"\n  {facts}\n  before: {safe_text(row.record.title)}", dim))

    def about(self, row: Backup) -> FileDiff:
        copy = self.session.workspace.machine.short(row.copy)
        return FileDiff(f"as it was before: {row.record.title}", "", (f"the copy: {copy}",))

    def plan(self, row: Backup) -> Plan:
        return self.session.workspace.plan_restore(row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.can_act if action == "restore" else True

    def action_restore(self) -> None:
        if self.chosen is not None:
            self.post_message(self.Wished(partial(self.plan, self.chosen)))
