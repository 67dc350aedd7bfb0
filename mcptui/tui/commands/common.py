"""The commands that mean the same on several screens."""

from __future__ import annotations

import sys
from typing import Final

from mcptui.tui.commands.command import LAST, Command

_ANYWHERE: Final = "Anywhere"

HELP: Final = Command(
    "app.help", ("question_mark", "f1"), "help", "All keys, and what the signs mean",
    _ANYWHERE, "help", lambda _: True, LAST,
)  # fmt: skip
PALETTE: Final = Command(
    "app.palette", ("ctrl+p",), "palette", "Find any command by its name",
    _ANYWHERE, "palette", lambda _: True, in_palette=False,
)  # fmt: skip
SUSPEND: Final = Command(
    "app.suspend", ("ctrl+z",), "suspend", "Leave to the shell for a while; fg comes back",
    _ANYWHERE, "suspend", lambda now: not now.busy,
)  # fmt: skip
ALWAYS: Final = (PALETTE,) if sys.platform == "win32" else (PALETTE, SUSPEND)
EVERYWHERE: Final = (HELP, *ALWAYS)

VIEW_BACK: Final = Command(
    "view.back", ("escape", "q"), "back", "Back to where you came from",
    _ANYWHERE, "leave", rank=LAST + 1, in_palette=False,
)  # fmt: skip
DIALOG_BACK: Final = Command(
    "dialog.back", ("escape",), "back", "Close the dialog; nothing is done",
    _ANYWHERE, "leave", rank=LAST + 1, in_palette=False,
)  # fmt: skip

TO_SERVERS: Final = Command(
    "view.servers", ("1",), "servers", "The table of servers",
    _ANYWHERE, "view('servers')",
)  # fmt: skip
TO_PROFILES: Final = Command(
    "view.profiles", ("2",), "profiles", "The profiles, and what each would change here",
    _ANYWHERE, "view('profiles')",
)  # fmt: skip
TO_HISTORY: Final = Command(
    "view.history", ("5",), "history", "What was changed, backups, what was lost; and take or put it back",
    _ANYWHERE, "view('history')",
)  # fmt: skip
VIEWS: Final = (TO_SERVERS, TO_PROFILES, TO_HISTORY)

IN_VIEW: Final = (*VIEWS, *EVERYWHERE, VIEW_BACK)
IN_DIALOG: Final = (*EVERYWHERE, DIALOG_BACK)
