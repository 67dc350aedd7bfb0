"""The commands of the comparison of one server's entries."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import IN_VIEW
from mcptui.tui.commands.moves import MOVES

_GROUP: Final = "Compare"

COMMANDS: Final = (
    Command(
        "compare.stage", ("enter",), "make equal", "Stage that the chosen entries say what this one says",
        _GROUP, "stage", rank=1,
    ),
    Command(
        "compare.choose", ("space",), "choose", "Choose the entry to be made equal, or not",
        _GROUP, "choose", rank=2,
    ),
    Command(
        "compare.measure", ("equals_sign",), "compare with this",
        "Take the entry as the one that others are compared with", _GROUP, "measure", rank=3,
    ),
    *IN_VIEW,
    *MOVES,
)  # fmt: skip
