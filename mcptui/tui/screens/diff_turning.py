"""Whether both sides of a diff stand beside each other: chosen on any screen, it counts on all of them."""

from __future__ import annotations

from textual.message import Message

from mcptui.tui.session import Session
from mcptui.tui.widgets.diff_view import DiffView


class DiffsTurned(Message):
    """The user chose whether diffs are shown side by side."""


def turn_diffs(session: Session, shown: DiffView) -> None:
    """Show them the other way round, from now on."""
    session.split = shown.split = not shown.split
    shown.post_message(DiffsTurned())
