"""The line of keys of a modal screen: what can be pressed now; each can be clicked as well."""

from __future__ import annotations

from textual.widgets import Footer


class ModalKeys(Footer):
    """Follows the bindings of the screen, so a key that was mapped anew shows as what it is now."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
