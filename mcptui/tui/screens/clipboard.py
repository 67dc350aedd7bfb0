"""Asks what of an entry is to be sent to the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mcptui.tui.clipboard import Offer
from mcptui.tui.commands.command import bindings_of, shown_key
from mcptui.tui.commands.dialogs import CLIPBOARD
from mcptui.tui.keys import Keys, keys_of
from mcptui.tui.screens.modal import Panel
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import Tone

_NAME = 14


class ClipboardScreen(Panel[Offer | None]):
    """Closed with what is to be sent, or None."""

    CSS_PATH: ClassVar = ["modal.tcss", "clipboard.tcss"]
    AUTO_FOCUS = "RowList"
    SUBJECT = "To the clipboard"
    ACTS = CLIPBOARD
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(CLIPBOARD)

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._offers = offers

    def compose(self) -> ComposeResult:
        keys = keys_of(self.app)
        with Vertical(id="panel"):
            yield Static("To the clipboard", id="question")
            yield RowList(*(Option(_line(offer, keys)) for offer in self._offers), id="offers")
        yield ModalKeys()

    def on_mount(self) -> None:
        self.query_one(RowList).highlighted = 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "send" or any((offer.what,) == parameters for offer in self._offers)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._offers[event.option_index])

    def action_take(self) -> None:
        at = self.query_one(RowList).highlighted
        self.dismiss(None if at is None else self._offers[at])

    def action_send(self, what: str) -> None:
        self.dismiss(next((offer for offer in self._offers if offer.what == what), None))


def _line(offer: Offer, keys: Keys) -> Content:
    command = next(command for command in CLIPBOARD if command.id == f"clipboard.{offer.what}")
    key = " ".join(map(shown_key, keys.of(command)[:1]))
    return Content.assemble(
        (f"{key:<2}", STYLES[Tone.ACCENT]),
        f"{offer.name:<{_NAME}}",
        (safe_text(offer.text), STYLES[Tone.DIM]),
    )
