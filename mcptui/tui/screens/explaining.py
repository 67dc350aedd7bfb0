"""A screen whose detail follows the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer

from mcptui.errors import McptuiError
from mcptui.tui.background import in_background
from mcptui.tui.commands.servers import BY_ID
from mcptui.tui.keys import keys_of
from mcptui.tui.listing import Group, Row
from mcptui.tui.risks import NextFix
from mcptui.tui.screens.choosing import ChoosingScreen
from mcptui.tui.session import Session
from mcptui.tui.widgets.detail import Detail
from mcptui.tui.widgets.server_table import ServerTable

if TYPE_CHECKING:
    from mcptui.inventory import Look
    from mcptui.tui.detail_text import OwnText
    from mcptui.tui.entry_facts import Fact

_PAUSE = 0.03  # seconds without a move before the detail follows: a held key scrolls the table alone


class ExplainingScreen(ChoosingScreen):
    """Tells of the line under the cursor what stands in its file, and what is known of it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._detail_soon: Timer | None = None

    @on(ServerTable.Highlighted)
    def _highlighted(self) -> None:
        if self.notice.asks:
            self.notice.clear()
        self.refresh_now()
        if self._detail_soon is not None:
            self._detail_soon.stop()
        self._detail_soon = self.set_timer(_PAUSE, self.show_detail)

    def show_detail(self) -> None:
        detail, line, look = self.query_one(Detail), self.table.cursor_line, self.session.look
        if not detail.display or look is None:
            return
        detail.show_line(line, self.session.workspace.machine)
        if isinstance(line, Row):
            self._tell_of(line, look)

    def _tell_of(self, row: Row, look: Look) -> None:
        """The entry's own text and what is known of it, as far as that has arrived."""
        session, entry = self.session, row.entry
        workspace, evidence, used = session.workspace, session.evidence.get(row.key), session.used.get(row.key)
        key, finding = keys_of(self.app).shown(BY_ID["servers.fix"]), self.next_fix
        fix = None if finding is None else NextFix(finding, key)

        def read() -> tuple[OwnText | None, tuple[Fact, ...]]:
            from mcptui.tui.detail_text import entry_text
            from mcptui.tui.entry_facts import facts_of

            text = entry_text(entry, look)
            if evidence is None:
                return text, ()
            machine, changes = workspace.machine, workspace.changes_of(entry, look)
            return text, facts_of(entry, evidence, changes, machine, machine.clock(), used, fix)

        in_background(self, "detail", read, self._told, self._no_text)

    def _told(self, told: tuple[OwnText | None, tuple[Fact, ...]]) -> None:
        text, facts = told
        self.query_one(Detail).show_text(text)
        self.query_one(Detail).show_facts(facts)

    def _no_text(self, error: McptuiError) -> None:
        self.query_one(Detail).show_text(None)

    @on(ServerTable.Activated)
    def action_detail(self) -> None:
        line = self.table.cursor_line
        if isinstance(line, Group):
            self.show_as(self.wish.folding(line.key))
            return
        shown = self.query_one(Detail).display
        self.set_class(not shown, "-with-detail")
        self.set_class(shown, "-without-detail")
        self.show_detail()
