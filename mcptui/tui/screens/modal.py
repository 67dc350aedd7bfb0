"""What every screen that stands above another has in common: it is a panel over the dimmed table, or a page.

A small question and a form are a panel; what is read is a page with a title line. Both have their keys at the bottom.
"""

from __future__ import annotations

from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.types import CSSPathType

from mcptui.tui.tones import STYLES
from mcptui.tui.words import Tone


class Modal(ModalScreen[ScreenResultType]):
    """Gives its answer once. A key that was pressed before the screen was gone finds nothing more to close."""

    CSS_PATH: ClassVar[CSSPathType | None] = "modal.tcss"

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete()


class Panel(Modal[ScreenResultType]):
    """A question or a form in ``#panel``, over the table; ``#title`` is its first line."""


class Page(Modal[ScreenResultType]):
    """A whole screen to read, with ``#title`` at the top."""


def titled(name: str, *told: str) -> Content:
    """A title: what this is called, and in dim letters what there is to know of it; both are safe already."""
    return Content.assemble((name, "bold"), *((f"   {each}", STYLES[Tone.DIM]) for each in told if each))
