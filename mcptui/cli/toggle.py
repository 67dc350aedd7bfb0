"""``enable``, ``disable`` and ``remove``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan
from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.errors import Refused
from mcptui.inventory import Look
from mcptui.model import Entry, StateKind, Switch

_WANTED = {Act.ENABLE: StateKind.ON, Act.DISABLE: StateKind.OFF}
_RESTING = frozenset({StateKind.SHADOWED, StateKind.BLOCKED, StateKind.BROKEN})


def run(call: Call) -> int:
    """Do to every entry that the selectors mean what the verb says.

    Raises ``Refused`` where it is asked for this project alone and a client cannot do that.
    """
    call.settle()
    look = call.look()
    entries = call.chosen(look, all_matches=call.arguments.all_matches)
    act, only_here = Act(call.arguments.verb), call.arguments.only_here
    if only_here:
        _demand_here(entries, look)
    several = act is Act.DISABLE and len(entries) > 1
    meant = [entry for entry in entries if not (several and _rests(entry))]
    plan = call.workspace.plan([Change(entry, act, only_here=only_here) for entry in meant], look)
    return carry_out(call, plan, tuple(_idle(entries, act, plan)))


def _rests(entry: Entry) -> bool:
    """Whether the entry does not run as it is, and has a switch that could not say so once more.

    One that is parked instead would run as soon as what wins over it is gone.
    """
    return entry.state.kind in _RESTING and entry.switch is not Switch.PARK


def _demand_here(entries: Sequence[Entry], look: Look) -> None:
    for entry in entries:
        client = look.client_of(entry)
        if not client.only_here(entry, look.site):
            raise Refused(
                f"{client.name} cannot switch {entry.selector} for this project alone",
                "leave --here out to switch it for every project",
            )


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
