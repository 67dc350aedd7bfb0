"""``copy``: entries in other clients or scopes too, in the words of each."""

from __future__ import annotations

from collections.abc import Iterator

from mcptui.changes.copying import Additions
from mcptui.changes.plan import Plan
from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.cli.target import asked_target
from mcptui.errors import UsageError
from mcptui.inventory import Look


def run(call: Call) -> int:
    """Copy every entry that the selectors mean to every place that is named, as one transaction."""
    call.settle()
    arguments, look = call.arguments, call.look()
    targets = [asked_target(told, look) for told in dict.fromkeys(arguments.targets)]
    entries = call.chosen(look, all_matches=arguments.all_matches)
    if arguments.new_name is not None and len(entries) > 1:
        raise UsageError(f"--as names one copy, and {len(entries)} servers are meant", "copy them one by one")
    copies = call.workspace.copies(entries, targets, look, name=arguments.new_name, spared=arguments.spared)
    plan = call.workspace.plan_additions(copies, look)
    return carry_out(call, plan, tuple(idle(copies, plan, look)))


def idle(additions: Additions, plan: Plan, look: Look) -> Iterator[str]:
    """A sentence for each entry that is there already."""
    told = [each.change for each in plan.planned] + [each.change for each in plan.refusals]
    planned = {change.entry.spot for change in told}
    there = {entry.spot: entry for entry in look.entries}
    for change in additions.changes:
        entry = there.get(change.entry.spot)
        if entry is not None and entry.spot not in planned:
            yield f"{entry.selector} is there already and says the same: {entry.state.kind.value}"
