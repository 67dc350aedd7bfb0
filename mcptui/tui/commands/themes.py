"""The commands of the choice of a theme."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import IN_DIALOG
from mcptui.tui.commands.moves import MOVES

CHOOSE: Final = Command(
    "themes.take", ("enter", "space"), "choose", "Keep the theme under the cursor", "Themes", "take", rank=1
)

COMMANDS: Final = (CHOOSE, *IN_DIALOG, *MOVES)
