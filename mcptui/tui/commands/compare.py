"""The commands of the comparison of one server's entries."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command

_GROUP: Final = "In the comparison"


def _command(action: str, keys: tuple[str, ...], label: str, told: str, rank: int = 1, id_: str = "") -> Command:
    return Command(f"compare.{id_ or action}", keys, label, told, _GROUP, action, rank=rank, in_palette=False)


COMMANDS: Final = (
    _command("stage", ("enter",), "make equal", "Stage that the chosen entries say what this one says"),
    _command("choose", ("space",), "choose", "Choose the entry to be made equal, or not"),
    _command(
        "measure", ("equals_sign",), "compare with this", "Take the entry as the one that others are compared with"
    ),
    _command("page(1)", ("pagedown", "ctrl+d"), "scroll", "Further down in what is said", id_="page_down"),
    _command("page(-1)", ("pageup", "ctrl+u"), "scroll back", "Back up in what is said", 0, "page_up"),
    _command("move('down')", ("j",), "down", "The next entry", 0, "down"),
    _command("move('up')", ("k",), "up", "The entry before", 0, "up"),
    _command("leave", ("escape",), "back", "Back to the table"),
)
