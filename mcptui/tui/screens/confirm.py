"""One question before something that is not staged first."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.dialogs import CONFIRM
from mcptui.tui.screens.modal import Panel
from mcptui.tui.text import safe_content
from mcptui.tui.widgets.modal_keys import ModalKeys


class ConfirmScreen(Panel[bool]):
    """Asks ``question``; ``yes`` is what the button that agrees says. Not agreeing is the default."""

    CSS_PATH: ClassVar = ["modal.tcss", "confirm.tcss"]
    AUTO_FOCUS = "#no"
    SUBJECT = "A question"
    ACTS = CONFIRM
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(CONFIRM)

    def __init__(self, question: str, yes: str) -> None:
        super().__init__()
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Static(safe_content(self._question), id="question")
            with Horizontal(id="answers"):
                yield Button(safe_content(self._yes), id="yes", compact=True)
                yield Button("no", id="no", compact=True)
        yield ModalKeys()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.action_answer(event.button.id == "yes")

    def action_answer(self, agreed: bool) -> None:  # noqa: FBT001  # an action's parameters have no names
        self.dismiss(agreed)

    def action_turn(self, step: int) -> None:
        if step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_leave(self) -> None:
        self.action_answer(agreed=False)
