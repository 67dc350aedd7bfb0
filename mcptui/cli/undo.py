"""``undo`` and ``redo``: take a transaction back, or the taking back."""

from __future__ import annotations

from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out


def run(call: Call) -> int:
    """The way back is shown, asked for and written like any change."""
    call.settle()
    workspace = call.workspace
    plan = workspace.plan_redo() if call.arguments.verb == "redo" else workspace.plan_undo(call.arguments.transaction)
    return carry_out(call, plan)
