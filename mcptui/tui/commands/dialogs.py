"""The commands of the small dialogs: a question, where a switch goes, the welcome."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import LAST, Command
from mcptui.tui.commands.common import DIALOG_BACK, EVERYWHERE, IN_DIALOG
from mcptui.tui.commands.moves import MOVES

_GROUP: Final = "Questions"
_COPY: Final = "To the clipboard"

CONFIRM: Final = (
    Command("confirm.yes", ("y",), "yes", "Do it", _GROUP, "answer(True)", rank=1),
    Command("confirm.no", ("n",), "no", "Leave it", _GROUP, "answer(False)", rank=2),
    Command("confirm.previous", ("left", "h"), "answer before", "To the other answer", _GROUP, "turn(-1)"),
    Command("confirm.next", ("right", "l", "tab"), "next answer", "To the other answer", _GROUP, "turn(1)"),
    *IN_DIALOG,
)

WHERE: Final = (
    Command("where.take", ("enter", "space"), "take it", "Switch it there", _GROUP, "take", rank=1),
    *EVERYWHERE,
    DIALOG_BACK,
    *MOVES,
)

CLIPBOARD: Final = (
    Command("clipboard.take", ("enter", "space"), "send it", "Send it to the clipboard", _COPY, "take", rank=1),
    Command("clipboard.name", ("n", "y"), "name", "Its name: client/scope/name", _COPY, "send('name')", rank=2),
    Command("clipboard.runs", ("c",), "command line", "What it runs, for a shell", _COPY, "send('runs')", rank=3),
    Command("clipboard.place", ("f",), "file", "Its file and line", _COPY, "send('place')", rank=4),
    Command("clipboard.json", ("o",), "JSON", "All that is known of it, on one line", _COPY, "send('json')", rank=5),
    *IN_DIALOG,
    *MOVES,
)

DEMO: Final = Command(
    "welcome.demo", ("D", "d"), "look at the demo", "A made-up home; nothing real is touched",
    _GROUP, "demo", rank=1,
)  # fmt: skip
WELCOME: Final = (
    DEMO,
    Command(
        "welcome.go_on", ("enter", "escape", "space"), "go on", "Any key goes on",
        _GROUP, "go_on", rank=LAST,
    ),
)  # fmt: skip
