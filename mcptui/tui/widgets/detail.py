"""The detail of the line under the cursor: its state, its own text, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from mcptui.machine import Machine
from mcptui.tui.listing import Group, Line, ProblemRow, Row
from mcptui.tui.text import safe_text
from mcptui.tui.tones import content, hanging
from mcptui.tui.widgets.own_text import OwnTextLines
from mcptui.tui.widgets.text_pane import TextPane, Wrapped
from mcptui.tui.words import Cell, Piece, Tone

if TYPE_CHECKING:
    from mcptui.tui.detail_text import OwnText
    from mcptui.tui.entry_facts import Fact

_LABEL = 9
_LONGEST_TITLE = 80


class FactLines(Wrapped):
    """Labels and what they stand for; what is too long for a line goes on below its beginning.

    ``label`` is how wide the column of labels is.
    """

    def __init__(self, label: int = _LABEL, *, id: str | None = None) -> None:  # noqa: A002  # as in Widget
        super().__init__(id=id)
        self._facts: Sequence[Fact] = ()
        self._label = label

    def show(self, facts: Sequence[Fact]) -> None:
        self._facts = facts
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for fact in self._facts:
            label = content((Piece(f"{fact.label:<{self._label}}", Tone.DIM),))
            room = max(width - self._label, 10)
            first, rest = hanging(content(fact.told), room, max(room - fact.further_in, 10))
            lines.append(label + first)
            lines += (Content(" " * (self._label + fact.further_in)) + line for line in rest)
        return lines


class Detail(TextPane):
    """Below the table, or at its side where the terminal is wide. With the focus, the keys that move scroll it."""

    def compose(self) -> ComposeResult:
        yield Static(id="detail-state")
        with Container(id="detail-body"):
            yield OwnTextLines(id="detail-text")
            yield FactLines()

    def show_line(self, line: Line | None, machine: Machine) -> None:
        """Another line is under the cursor; its text and its facts follow as they are known."""
        from mcptui.tui.detail_text import problem_line, state_line, title_of

        match line:
            case Row(entry=entry, client=client):
                self._show_head(title_of(entry, client), state_line(entry, machine))
                return
            case ProblemRow(problem=problem, client=client):
                self._show_head(safe_text(client), problem_line(problem, machine))
            case Group():
                self._show_head(safe_text(line.title, _LONGEST_TITLE), ())
            case None:
                self._show_head("", ())
        self.show_text(None)
        self.show_facts(())

    def _show_head(self, title: str, state: Cell) -> None:
        self.border_title = Content(f" {title} ") if title else None
        self.query_one("#detail-state", Static).update(content(state))
        self.scroll_home(animate=False)

    def show_text(self, text: OwnText | None) -> None:
        """The entry's own text; None where it has none."""
        self.query_one(OwnTextLines).show(text)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """What is known, a line each."""
        self.query_one(FactLines).show(facts)
