"""Asks where a switch goes that could be made in two places; the smaller reach stands first."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mcptui.tui.asking import Answer, Question
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.dialogs import WHERE
from mcptui.tui.screens.modal import Panel
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import Tone

_INDENT = "  "


class WhereScreen(Panel[bool | None]):
    """Closed with True for this project alone, False for everywhere, None when the user thought better of it.

    ``before`` is what was answered the last time: the cursor is on it, so that one key answers the same.
    """

    CSS_PATH: ClassVar = ["modal.tcss", "where.tcss"]
    AUTO_FOCUS = "RowList"
    SUBJECT = "Where to switch"
    ACTS = WHERE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(WHERE)

    def __init__(self, question: Question, *, before: bool | None = None) -> None:
        super().__init__()
        self._question = question
        self._before = before

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Static(Content(self._question.asks), id="question")
            yield RowList(Option(_told(self._question.here)), Option(_told(self._question.everywhere)), id="places")
        yield ModalKeys()

    def on_mount(self) -> None:
        self.query_one(RowList).highlighted = 1 if self._before is False else 0

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index == 0)

    def action_take(self) -> None:
        self.dismiss(self.query_one(RowList).highlighted == 0)


def _told(answer: Answer) -> Content:
    notes = "".join(f"\n{_INDENT}{safe_text(each)}" for each in answer.notes)
    return Content.assemble(
        answer.name,
        (f"  {answer.reach}\n{_INDENT}writes {answer.files}", STYLES[Tone.DIM]),
        (notes, STYLES[Tone.WARN]),
    )
