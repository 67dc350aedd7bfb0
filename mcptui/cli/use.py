"""``use``: switch a profile on for the project, or the last switch back."""

from __future__ import annotations

from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.errors import UsageError


def run(call: Call) -> int:
    """Everything that the profile changes is one transaction."""
    call.settle()
    if call.arguments.back:
        return carry_out(call, call.workspace.plan_profile_back())
    name = call.arguments.profile or call.workspace.bound_profile
    if name is None:
        raise UsageError("no profile is bound to this project", "name one, or bind one with: mcptui profile bind NAME")
    profile = call.workspace.profiles().get(name)
    return carry_out(call, call.workspace.plan_use(profile, call.look()))
