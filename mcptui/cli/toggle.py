"""``enable``, ``disable`` and ``remove``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan
from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.model import Entry, StateKind

_WANTED = {Act.ENABLE: StateKind.ON, Act.DISABLE: StateKind.OFF}


def run(call: Call) -> int:
    """Do to every entry that the selectors mean what the verb says."""
    call.settle()
    look = call.look()
    entries = call.chosen(look, all_matches=call.arguments.all_matches)
    act = Act(call.arguments.verb)
    plan = call.workspace.plan([Change(entry, act) for entry in entries], look)
    return carry_out(call, plan, tuple(_idle(entries, act, plan)))


def _idle(entries: Sequence[Entry], act: Act, plan: Plan) -> Iterator[str]:
    """A sentence for each entry with which nothing happens."""
    planned = {each.change.entry.id for each in plan.planned}
    for entry in entries:
        if entry.id in planned:
            continue
        if entry.state.kind is _WANTED.get(act):
            yield f"{entry.selector} is {entry.state.kind.value} already"
        else:
            yield f"{entry.selector} stays as it is, {entry.state.kind.value}: {entry.state.reason}"
