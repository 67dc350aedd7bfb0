"""The line of keys of a modal screen: what can be pressed now; each can be clicked as well."""

from __future__ import annotations

from textual.widgets import Footer


class ModalKeys(Footer):
    """Follows the bindings of the screen, so a key that was mapped anew shows as what it is now."""

    DEFAULT_CSS = """
    ModalKeys {
        background: transparent;

        FooterKey {
            background: transparent;
            color: $foreground-muted;

            .footer-key--key { background: transparent; color: $accent; text-style: bold; padding: 0 0 0 1; }
            .footer-key--description { background: transparent; color: $foreground-muted; padding: 0 1; }
            &.-disabled { color: $foreground-disabled; }
        }
    }
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
