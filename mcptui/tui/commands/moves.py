"""Moving in a list or a text: the same keys in all of them."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command

_GROUP: Final = "Move"


def _move(action: str, keys: tuple[str, ...], label: str, told: str) -> Command:
    return Command(f"move.{action}", keys, label, told, _GROUP, action, in_palette=False)


MOVES: Final = (
    _move("down", ("j", "down"), "down", "One line down"),
    _move("up", ("k", "up"), "up", "One line up"),
    _move("half_page_down", ("ctrl+d",), "half a page down", "Half a page down; in the text beside a list"),
    _move("half_page_up", ("ctrl+u",), "half a page up", "Half a page up"),
    _move("page_down", ("pagedown",), "page down", "A page down; in the text beside a list"),
    _move("page_up", ("pageup",), "page up", "A page up"),
    _move("first", ("g", "home"), "top", "To the first line"),
    _move("last", ("G", "end"), "end", "To the last line"),
)
