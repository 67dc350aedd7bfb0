"""No verb: the screen on this machine."""

from __future__ import annotations

from mcptui.cli.call import Call
from mcptui.errors import UsageError


def run(call: Call) -> int:
    """Open the screen, which needs a terminal, and return its status."""
    require_terminal(call)
    arguments = call.arguments
    return call.open_screen(call.machine, everywhere=arguments.everywhere, demo=False, color=arguments.color)


def require_terminal(call: Call) -> None:
    """Refuse to open a screen where nobody could see it."""
    if not call.output.interactive:
        raise UsageError("the screen needs a terminal", "mcptui list prints every entry, mcptui --help tells the rest")
