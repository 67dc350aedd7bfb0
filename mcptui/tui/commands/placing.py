"""The commands of the list of places, where copies and new servers go."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import IN_DIALOG
from mcptui.tui.commands.moves import MOVES

_GROUP: Final = "Copy and add"

PLACING: Final = (
    Command(
        "placing.stage", ("enter",), "stage", "Stage it for the marked places, or the one under the cursor",
        _GROUP, "stage", rank=1,
    ),
    Command(
        "placing.go_on", (), "to the places", "From the name to the list of places",
        _GROUP, "go_on", rank=1, in_palette=False, fixed="enter",
    ),
    Command("placing.mark", ("space",), "mark", "Mark the place, or not", _GROUP, "mark", rank=2),
    Command("placing.next", ("tab",), "next field", "To the next field", _GROUP, "next", rank=3),
    Command("placing.previous", ("shift+tab",), "field before", "To the field before", _GROUP, "previous"),
)  # fmt: skip

COMMANDS: Final = (*PLACING, *IN_DIALOG, *MOVES)
