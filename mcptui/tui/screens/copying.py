"""Copying entries to other clients and scopes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from mcptui.changes.copying import Additions
from mcptui.inventory import Look
from mcptui.model import Entry, Source
from mcptui.plain_text import counted
from mcptui.tui.screens.modal import titled
from mcptui.tui.screens.offers import MakeAdditions
from mcptui.tui.screens.placing import PlacingScreen
from mcptui.tui.text import safe_text
from mcptui.tui.widgets.typed_line import TypedLine
from mcptui.workspace import Workspace


class CopyScreen(PlacingScreen):
    """Where ``entries`` shall be too; one alone may get another name there."""

    AUTO_FOCUS = "#places"

    def __init__(self, workspace: Workspace, entries: Sequence[Entry], look: Look) -> None:
        super().__init__(look)
        self._workspace = workspace
        self._entries = tuple(entries)

    @property
    def title_text(self) -> Content:
        if len(self._entries) > 1:
            return titled(f"Copy {counted(len(self._entries), 'server')} to")
        (entry,) = self._entries
        where = f"{safe_text(self._look.client_of(entry).name)} · {entry.source.scope.value}"
        return titled(f"Copy {safe_text(entry.name)} to", where)

    def fields(self) -> ComposeResult:
        if len(self._entries) == 1:
            with Horizontal(classes="field"):
                yield Static("named")
                yield TypedLine(self._entries[0].name, placeholder="a name", id="name")

    async def make_additions(self) -> MakeAdditions | None:
        typed = next((field.value.strip() for field in self.query("#name").results(Input)), "")
        name = typed if len(self._entries) == 1 and typed else None

        def make(target: Source) -> Additions:
            return self._workspace.copies(self._entries, (target,), self._look, name=name)

        return make
