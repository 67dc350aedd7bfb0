"""New entries, from others or from what was pasted: each a change or a refusal of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

from mcptui.changes.adding import addition, copy_of
from mcptui.changes.change import Change
from mcptui.changes.plan import Refusal
from mcptui.errors import McptuiError
from mcptui.inventory import Look
from mcptui.model import Entry, Source
from mcptui.plain_text import listed
from mcptui.translate.pasted import Pasted, adopt

_FEW = 3


class Additions(NamedTuple):
    """The wishes for new entries, those that cannot be had, and what adding them is called."""

    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]
    title: str


def copies_of(
    look: Look,
    entries: Sequence[Entry],
    sources: Sequence[Source],
    *,
    name: str | None = None,
    spared: Collection[str] = (),
) -> Additions:
    """Every one of ``entries`` in every one of ``sources``, under its own name or ``name``; see ``copy_of``."""
    made = [
        _made(look, source, told, partial(copy_of, look, entry, source, told, spared))
        for entry in entries
        for source in sources
        for told in (entry.name if name is None else name,)
    ]
    names = dict.fromkeys(each.change.entry.name if isinstance(each, Refusal) else each.entry.name for each in made)
    clients = dict.fromkeys(look.site.clients.name_of(source.client) for source in sources)
    return _sorted(made, f"copy {listed(tuple(names), _FEW)} to {listed(tuple(clients), _FEW)}")


def additions_of(
    look: Look, pasted: Sequence[tuple[str, Pasted]], source: Source, spared: Collection[str] = ()
) -> Additions:
    """Each of what was pasted, under the name beside it, in ``source``; see ``adopt``."""
    client = look.site.clients[source.client]

    def wish(name: str, each: Pasted) -> Change:
        told = adopt(each, name, client, source, look.site, spared)
        return addition(look, source, name, told.value, told.notes)

    made = [_made(look, source, name, partial(wish, name, each)) for name, each in pasted]
    return _sorted(made, f"add {listed([name for name, _ in pasted], _FEW)} to {client.name}")


def _made(look: Look, source: Source, name: str, make: Callable[[], Change]) -> Change | Refusal:
    try:
        return make()
    except McptuiError as error:
        return Refusal(addition(look, source, name, {}), error.message, error.hint)


def _sorted(made: Sequence[Change | Refusal], title: str) -> Additions:
    changes = tuple(each for each in made if isinstance(each, Change))
    return Additions(changes, tuple(each for each in made if isinstance(each, Refusal)), title)
