"""A list of rows to move through; what a key does with the chosen row is its screen's business."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from mcptui.tui.widgets.reversing import Reversing


class RowList(OptionList, Reversing, inherit_bindings=False):
    """An option list that binds the keys of movement alone, so that a click or ``enter`` only chooses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "Up", show=False, id="list.up"),
        Binding("down", "cursor_down", "Down", show=False, id="list.down"),
        Binding("home", "first", "First", show=False, id="list.first"),
        Binding("end", "last", "Last", show=False, id="list.last"),
    ]

    DEFAULT_CSS = """
    RowList {
        height: auto;
        max-height: 100%;
        padding: 0;
        border: none;
        background: transparent;
        scrollbar-size-vertical: 1;

        &:focus { border: none; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted, &:focus > .option-list--option-highlighted {
            background: $block-cursor-background;
            color: $foreground;
            text-style: $block-cursor-text-style;
        }
        & > .option-list--option-disabled { color: $foreground-muted; }
    }
    """
