"""``align``: make entries say what another entry of the same server says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcptui.changes.change import Act, Change
from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.drift.servers import able_to_follow
from mcptui.errors import NothingMatched
from mcptui.inventory import Look
from mcptui.model import Entry
from mcptui.selectors import select


def run(call: Call) -> int:
    """Make the entries of the selectors equal to the one of ``--to``; without selectors all others of its server."""
    call.settle()
    look = call.look()
    (like,) = select(look.entries, [call.arguments.like])
    entries, idle = _followers(call, look, like)
    plan = call.workspace.plan([Change(entry, Act.MAKE_EQUAL, like=like) for entry in entries], look)
    planned = {each.change.entry.id for each in plan.planned}
    idle += [f"{entry.selector} says the same as {like.selector}" for entry in entries if entry.id not in planned]
    return carry_out(call, plan, idle)


def _followers(call: Call, look: Look, like: Entry) -> tuple[Sequence[Entry], list[str]]:
    """The entries that shall follow, and a sentence on each that cannot and was not asked for by name."""
    if call.arguments.selectors:
        chosen = call.chosen(look, all_matches=call.arguments.all_matches)
        by_place = {(entry.source.file, entry.path): entry for entry in reversed(chosen) if entry.id != like.id}
        return tuple(reversed(by_place.values())), []
    compared = [like, *(entry for entry in call.entries(look) if entry.id != like.id)]
    server = call.workspace.servers(look, compared).by_entry[like.id]
    others = [entry for entry in server.entries if entry.id != like.id]
    if not others:
        raise NothingMatched(f"{like.selector} stands in no other place here", "mcptui drift shows what does")
    return able_to_follow(others, like), list(_left(others))


def _left(others: Sequence[Entry]) -> Iterator[str]:
    for entry in others:
        if entry.parked is not None:
            yield f"{entry.selector} stays as it is: it is parked"
        elif not entry.source.writable:
            yield f"{entry.selector} stays as it is: it is not yours to edit"
