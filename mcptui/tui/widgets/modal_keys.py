"""The line of keys of a screen that stands above another."""

from __future__ import annotations

from mcptui.tui.widgets.key_line import KeyLine


class ModalKeys(KeyLine):
    """At the foot of the terminal, wherever the dialog is."""

    DEFAULT_CSS = """
    ModalKeys { dock: bottom; }
    """
