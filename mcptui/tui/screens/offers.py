"""Where a new entry can go, and for each place whether it can be said there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mcptui.changes.adding import added
from mcptui.changes.change import Change
from mcptui.changes.copying import Additions
from mcptui.clients.base import Client
from mcptui.errors import McptuiError, Refused
from mcptui.inventory import Look
from mcptui.model import Source
from mcptui.translate.target import targets_of

MakeAdditions = Callable[[Source], Additions]


@dataclass(frozen=True, slots=True)
class Offer:
    """One place: what can be staged for it, how many entries are there already, and the first that is refused.

    ``seen``: the client left traces on this machine.
    """

    source: Source
    client: str
    file: str
    seen: bool
    changes: tuple[Change, ...] = ()
    there: int = 0
    refused: int = 0
    refusal: McptuiError | None = None


def offers_of(look: Look, make: MakeAdditions | None) -> tuple[Offer, ...]:
    """Every place of every client, those that were seen here first; without ``make`` nothing is known to add yet."""
    offers: list[Offer] = []
    with_entries = {entry.source.client for entry in look.entries}
    for client in look.site.clients.values():
        seen = client.id in with_entries or client.installed(look.site)
        offers += (_offer(look, client, target, make, seen=seen) for target in targets_of(client, look.site))
    return tuple(sorted(offers, key=lambda offer: not offer.seen))


def _offer(look: Look, client: Client, target: Source, make: MakeAdditions | None, *, seen: bool) -> Offer:
    offer = Offer(target, client.name, look.site.machine.short(target.file), seen)
    if make is None:
        return offer
    broken = next((problem for problem in look.inventory.problems if problem.path == target.file), None)
    if broken is not None:
        return replace(offer, refused=1, refusal=Refused(f"{offer.file} cannot be read: {broken.message}"))
    additions = make(target)
    several = len(additions.changes) + len(additions.refusals) > 1
    changes: list[Change] = []
    there, refusals = 0, [_refusal(each.change, each.message, each.hint, named=several) for each in additions.refusals]
    for change in additions.changes:
        try:
            new = bool(added(look, change.entry))
        except McptuiError as error:
            refusals.append(_refusal(change, error.message, error.hint, named=several))
        else:
            changes += [change] if new else []
            there += not new
    return Offer(
        target,
        offer.client,
        offer.file,
        seen,
        tuple(changes),
        there,
        len(refusals),
        refusals[0] if refusals else None,
    )


def _refusal(change: Change, message: str, hint: str, *, named: bool) -> Refused:
    """A refusal that says, of several, which entry it is about."""
    return Refused(f"{change.entry.name}: {message}" if named else message, hint)
