"""The commands of the history: its views, and what can be done to what stands in them."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command

_GROUP: Final = "In the history"


def _command(action: str, keys: tuple[str, ...], label: str, told: str, rank: int = 1, id_: str = "") -> Command:
    return Command(f"history.{id_ or action}", keys, label, told, _GROUP, action, rank=rank, in_palette=False)


VIEWS: Final = (
    _command("show('changes')", ("1",), "Changes", "What was changed", 0, "changes"),
    _command("show('backups')", ("2",), "Backups", "Files as they were before a change", 0, "backups"),
    _command("show('lost')", ("3",), "Lost", "Entries that are gone, and not by mcptui", 0, "lost"),
    _command("turn(-1)", ("left_square_bracket",), "view before", "The view before", 0, "previous_view"),
    _command("turn(1)", ("right_square_bracket",), "next view", "The next view", 0, "next_view"),
)
CHANGES: Final = (_command("undo", ("u",), "undo this", "Take the chosen change back"),)
BACKUPS: Final = (_command("restore", ("r",), "restore this", "Put the whole file back as it was"),)
LOST: Final = (
    _command("put_back", ("p",), "put back", "Put the lost entry back from its copy"),
    _command("put_all_back", ("P",), "all", "Put all lost entries back that have a copy"),
    _command("forget", ("f",), "forget", "Take the lost entry as not missed"),
    _command("forget_all", ("F",), "all", "Take all lost entries as not missed"),
)

COMMANDS: Final = (*VIEWS, *CHANGES, *BACKUPS, *LOST)
