"""The commands of the choice of columns."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import IN_DIALOG
from mcptui.tui.commands.moves import MOVES

_GROUP: Final = "Columns"


def _command(action: str, keys: tuple[str, ...], label: str, told: str, rank: int = 0, id_: str = "") -> Command:
    return Command(f"columns.{id_ or action}", keys, label, told, _GROUP, action, rank=rank)


COLUMNS: Final = (
    _command("keep", ("enter",), "keep", "Keep the columns as they are now", 1),
    _command("turn", ("space",), "show/hide", "Show the column, or hide it", 2),
    _command("carry(1)", ("J", "shift+down"), "move right", "Carry the column behind the next", 3, "carry_down"),
    _command("carry(-1)", ("K", "shift+up"), "move left", "Carry the column before the one before", 4, "carry_up"),
    _command("sort", ("s",), "sort", "Sort by the column; again turns the order round", 5),
    _command("reset", ("r",), "reset", "The columns as they were at first", 6),
)

COMMANDS: Final = (*COLUMNS, *IN_DIALOG, *MOVES)
