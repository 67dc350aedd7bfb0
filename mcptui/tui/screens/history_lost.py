"""The entries that are gone, and not by mcptui: since when, which copy has them, putting them back, forgetting them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from mcptui.changes.plan import Plan
from mcptui.lost.missing import Lost
from mcptui.lost.words import since_line
from mcptui.moments import day
from mcptui.plain_text import counted
from mcptui.tui.background import in_background
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.history import LOST
from mcptui.tui.diff_text import FileDiff
from mcptui.tui.screens.confirm import ConfirmScreen
from mcptui.tui.screens.history_view import PlanningView
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.words import Tone


class LostView(PlanningView[Lost]):
    """All lost entries of the machine, with what putting the chosen one back would change."""

    EMPTY = "Nothing is lost. When an entry is gone that mcptui did not take out, it stands here, and can be put back."
    SO_ALREADY = "it is there again"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(LOST)

    def read(self) -> tuple[Lost, ...]:
        workspace = self.session.workspace
        at = workspace.look(everywhere=True)
        lost = workspace.remember(at)
        return workspace.with_copies(lost, at) if lost else ()

    def take(self, rows: tuple[Lost, ...]) -> None:
        self.session.lost = rows
        super().take(rows)

    @property
    def note(self) -> str:
        return counted(len(self.rows), "lost entry", "lost entries")

    def line_of(self, row: Lost) -> Content:
        source, machine = row.seen.source, self.session.workspace.machine
        project = "" if source.project is None else f" of {safe_text(machine.short(source.project))}"
        where = f"{safe_text(self.session.clients.name_of(source.client))} · {source.scope.value}{project}"
        when = f"{safe_text(machine.short(source.file))} · since {day(row.since, machine.clock())}"
        return Content.assemble(
            safe_text(row.seen.name),
            (f"\n  {where}\n  {when}", STYLES[Tone.DIM]),
            ("" if row.copy else " · no copy", STYLES[Tone.WARN]),
        )

    def about(self, row: Lost) -> FileDiff:
        machine = self.session.workspace.machine
        copy = () if row.copy is None else (f"the copy: {machine.short(row.copy.file.path)}",)
        return FileDiff(row.entry.selector, "", (since_line(row), *copy))

    def plan(self, row: Lost) -> Plan:
        return self._plan((row,))

    def _plan(self, lost: Sequence[Lost]) -> Plan:
        workspace = self.session.workspace
        return workspace.plan_put_back(lost, workspace.look(everywhere=True))

    @property
    def _with_copy(self) -> tuple[Lost, ...]:
        return tuple(row for row in self.rows if row.copy is not None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "put_back":
                return self.can_act
            case "put_all_back":
                return True if self._with_copy else None
            case _:
                return True

    def action_put_back(self) -> None:
        if self.chosen is not None:
            self.post_message(self.Wished(partial(self._plan, (self.chosen,))))

    def action_put_all_back(self) -> None:
        self.post_message(self.Wished(partial(self._plan, self._with_copy)))

    def action_forget(self) -> None:
        if self.chosen is not None:
            self._ask((self.chosen,))

    def action_forget_all(self) -> None:
        self._ask(self.rows)

    def _ask(self, lost: tuple[Lost, ...]) -> None:
        """Forgetting cannot be undone, so it asks first."""

        def answered(agreed: bool | None) -> None:  # noqa: FBT001  # the answer of a screen
            if agreed:
                in_background(self, "forget", partial(self._forget, lost), self.take, self.refused)

        what = lost[0].entry.selector if len(lost) == 1 else f"all {counted(len(lost), 'lost entry', 'lost entries')}"
        question = f"Forget {what}? It is not put back then, and not mentioned again. No client's file changes."
        self.app.push_screen(ConfirmScreen(question, "forget"), answered)

    def _forget(self, lost: tuple[Lost, ...]) -> tuple[Lost, ...]:
        self.session.workspace.forget(lost)
        return self.read()
