"""``use``: switch a profile on for the project, or the last switch back."""

from __future__ import annotations

from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out


def run(call: Call) -> int:
    """Everything that the profile changes is one transaction."""
    call.settle()
    name = call.arguments.profile
    if name is None:
        return carry_out(call, call.workspace.plan_profile_back())
    profile = call.workspace.profiles().get(name)
    return carry_out(call, call.workspace.plan_use(profile, call.look()))
