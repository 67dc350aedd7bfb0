"""What every screen that stands above another has in common: it is a panel over the dimmed table, or a page.

A small question and a form are a panel; what is read is a page with a title line. Both have their keys at the bottom.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.types import CSSPathType

from mcptui.tui.commanded import Commanded
from mcptui.tui.tones import STYLES
from mcptui.tui.words import Tone


class Modal(Commanded, ModalScreen[ScreenResultType]):
    """Gives its answer once. A key that was pressed before the screen was gone finds nothing more to close.

    ``VIEW`` is the name of the view, where it is one of those that have a number.
    """

    VIEW: ClassVar[str] = ""

    CSS_PATH: ClassVar[CSSPathType | None] = "modal.tcss"

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_view(self, name: str) -> None:
        """Leave for another view."""
        if name != self.VIEW:
            self.dismiss(None)
            self.app.call_later(self.app.run_action, f"screen.view({name!r})")


class Panel(Modal[ScreenResultType]):
    """A question or a form in ``#panel``, over the table; ``#title`` is its first line. A click beside it closes it."""

    @on(events.Click)
    def _clicked_beside(self, event: events.Click) -> None:
        if event.widget is self:
            self.action_leave()


class Page(Modal[ScreenResultType]):
    """A whole screen to read, with ``#title`` at the top."""


def titled(name: str, *told: str) -> Content:
    """A title: what this is called, and in dim letters what there is to know of it; both are safe already."""
    return Content.assemble((name, "bold"), *((f"   {each}", STYLES[Tone.DIM]) for each in told if each))
