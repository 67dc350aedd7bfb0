"""The commands of the history: its parts, and what can be done to what stands in them."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import IN_VIEW
from mcptui.tui.commands.moves import MOVES

_GROUP: Final = "History"


def _command(action: str, keys: tuple[str, ...], label: str, told: str, rank: int, id_: str = "") -> Command:
    return Command(f"history.{id_ or action}", keys, label, told, _GROUP, action, rank=rank)


PARTS: Final = (
    _command("turn(1)", ("right_square_bracket",), "next part", "Changes, backups, what was lost", 10, "next"),
    _command("turn(-1)", ("left_square_bracket",), "part before", "The part before", 0, "previous"),
)
DIFFS: Final = (
    _command("next_file", ("tab",), "next file", "To the next file of the diff", 11),
    _command("previous_file", ("shift+tab",), "file before", "To the file before", 0),
    _command("turn_diffs", ("t",), "layout", "Both sides beside each other, or below", 12, "split"),
)
CHANGES: Final = (_command("undo", ("u", "enter"), "undo this", "Take the chosen change back", 1),)
BACKUPS: Final = (_command("restore", ("r", "enter"), "restore this", "Put the whole file back as it was", 1),)
LOST: Final = (
    _command("put_back", ("p", "enter"), "put back", "Put the lost entry back from its copy", 1),
    _command("put_all_back", ("P",), "put all back", "Put all lost entries back that have a copy", 2),
    _command("forget", ("f",), "forget", "Take the lost entry as not missed", 3),
    _command("forget_all", ("F",), "forget all", "Take all lost entries as not missed", 4),
)
_SHARED: Final = (*PARTS, *DIFFS, *IN_VIEW, *MOVES)

IN_CHANGES: Final = (*CHANGES, *_SHARED)
IN_BACKUPS: Final = (*BACKUPS, *_SHARED)
IN_LOST: Final = (*LOST, *_SHARED)
COMMANDS: Final = (*CHANGES, *BACKUPS, *LOST, *_SHARED)
