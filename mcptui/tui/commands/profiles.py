"""The commands of the profiles."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import IN_VIEW
from mcptui.tui.commands.moves import MOVES

_GROUP: Final = "Profiles"

COMMANDS: Final = (
    Command(
        "profiles.use", ("enter",), "switch to it", "Switch this project to the profile, after a look at the diff",
        _GROUP, "use", rank=1,
    ),
    Command(
        "profiles.back", ("b",), "back to before", "Back to what was before the active profile",
        _GROUP, "back", rank=2,
    ),
    Command(
        "profiles.save", ("s",), "save what is now", "Save what is on now as a profile",
        _GROUP, "save", rank=3,
    ),
    Command(
        "profiles.keep", (), "save", "Save it under the name that was typed",
        _GROUP, "keep", rank=1, in_palette=False, fixed="enter",
    ),
    *IN_VIEW,
    *MOVES,
)  # fmt: skip
