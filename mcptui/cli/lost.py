"""Lost entries as verbs are told of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mcptui.cli.call import Call
from mcptui.lost.missing import Lost
from mcptui.selectors import select


def asked_for(call: Call, lost: Iterable[Lost]) -> tuple[Lost, ...]:
    """Those that ``--client`` and ``--scope`` leave."""
    return tuple(each for each in lost if call.wants(each.seen.source.client, each.seen.source.scope))


def chosen(call: Call, lost: Sequence[Lost], selectors: Sequence[str]) -> tuple[Lost, ...]:
    """Those that the selectors mean. Refused like any selector that fits none, or several without ``--all``."""
    entries = select([each.entry for each in lost], selectors, all_matches=call.arguments.all_matches)
    ids = {entry.id for entry in entries}
    return tuple(each for each in lost if each.entry.id in ids)
