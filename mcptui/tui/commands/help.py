"""The commands of the help."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import ALWAYS, VIEW_BACK
from mcptui.tui.commands.moves import MOVES

_GROUP: Final = "Help"

COMMANDS: Final = (
    Command(
        "help.find", ("slash",), "find", "Find a command by a word, its key or its id",
        _GROUP, "find", rank=1,
    ),
    Command(
        "help.go_on", (), "to the commands", "From the words to what was found",
        _GROUP, "go_on", rank=1, in_palette=False, fixed="enter",
    ),
    Command("help.close", ("question_mark", "f1"), "back", "Close the help", _GROUP, "leave", in_palette=False),
    *ALWAYS,
    VIEW_BACK,
    *MOVES,
)  # fmt: skip
