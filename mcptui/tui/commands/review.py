"""The commands of the review."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import EVERYWHERE, VIEW_BACK
from mcptui.tui.commands.moves import MOVES

_GROUP: Final = "Review"


def _command(action: str, keys: tuple[str, ...], label: str, told: str, rank: int = 0, id_: str = "") -> Command:
    return Command(f"review.{id_ or action}", keys, label, told, _GROUP, action, rank=rank)


APPLY: Final = _command("apply", ("enter",), "apply", "Write all files; can be undone", 1)
UNSTAGE: Final = _command(
    "unstage", ("space", "z"), "unstage", "Let the change under the cursor go, or take it back", 2
)
EDIT: Final = _command("edit", ("e",), "edit", "Open the file in $EDITOR, and plan again with what is in it then", 7)
AGAIN: Final = _command("again", ("r",), "plan again", "Read everything and plan again")
COMMANDS: Final = (
    APPLY,
    UNSTAGE,
    _command("stage_all", ("Z",), "take all back", "Take all back that were let go", 3),
    _command("next_file", ("tab",), "next file", "To the diff of the next file", 4),
    _command("previous_file", ("shift+tab",), "file before", "To the diff of the file before"),
    _command("turn_diffs", ("t",), "layout", "Both sides beside each other, or below", 5, "split"),
    _command("fold", ("f",), "fold", "Show the heading of the file alone, or all of it", 6),
    _command("fold_all", ("F",), "fold all", "Show the headings of all files alone, or everything"),
    EDIT,
    _command("copy", ("y",), "clipboard", "Send the diff to the clipboard"),
    AGAIN,
    _command("scroll_diff(1)", ("J",), "scroll down", "The diff one line down", 0, "scroll_down"),
    _command("scroll_diff(-1)", ("K",), "scroll up", "The diff one line up", 0, "scroll_up"),
    *EVERYWHERE,
    VIEW_BACK,
    *MOVES,
)
