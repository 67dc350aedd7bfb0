"""The commands of the knobs of one entry, and of a choice of words wherever one stands."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command
from mcptui.tui.commands.common import IN_DIALOG

_GROUP: Final = "Narrow"

CHOICE: Final = (
    Command("choice.next", ("space",), "change", "Choose the next word", _GROUP, "next", rank=2),
    Command("choice.left", ("left", "h"), "word before", "Choose the word before", _GROUP, "step(-1)"),
    Command("choice.right", ("right", "l"), "next word", "Choose the next word, up to the last", _GROUP, "step(1)"),
)
NARROW: Final = (
    Command("narrow.stage", ("enter",), "stage", "Stage what the knobs say", _GROUP, "stage", rank=1),
    Command("narrow.advise", ("A",), "as advised", "Take what is advised for all knobs", _GROUP, "advise", rank=3),
    Command(
        "narrow.down", ("down", "j", "tab"), "next knob", "To the next knob",
        _GROUP, "next_knob", in_palette=False,
    ),
    Command(
        "narrow.up", ("up", "k", "shift+tab"), "knob before", "To the knob before",
        _GROUP, "previous_knob", in_palette=False,
    ),
)  # fmt: skip

COMMANDS: Final = (*NARROW, *CHOICE, *IN_DIALOG)
