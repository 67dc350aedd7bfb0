"""``demo``: the screen on a made-up home in a temporary folder."""

from __future__ import annotations

from mcptui.cli.call import Call
from mcptui.cli.screen import require_terminal


def run(call: Call) -> int:
    """Make the home, open the screen on it, and take it away again."""
    require_terminal(call)
    from mcptui.demo import demo_machine

    arguments = call.arguments
    with demo_machine() as machine:
        return call.open_screen(machine, everywhere=arguments.everywhere, demo=True, color=arguments.color)
