"""An entry of one client in the words of another, or the reason why it cannot be said there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from mcptui.clients.base import Client, Found, Site
from mcptui.clients.shape import SWITCHES
from mcptui.clients.variables import Inset, Variable
from mcptui.errors import Refused
from mcptui.model import Entry, Source
from mcptui.translate.say import say
from mcptui.translate.server import Server
from mcptui.translate.understand import understand
from mcptui.translate.without import TOOLS, without

__all__ = ["TOOLS", "Server", "Translation", "say", "translate", "understand"]


class Translation(NamedTuple):
    """An entry as another client wants it, switched on, and what the user should know of it."""

    value: Mapping[str, object]
    notes: tuple[str, ...] = ()


def translate(
    entry: Entry,
    origin: Client,
    client: Client,
    source: Source,
    site: Site,
    *,
    name: str | None = None,
    spared: Collection[str] = (),
) -> Translation:
    """What ``entry`` of ``origin`` is in ``source`` of ``client``, under ``name`` if one is said.

    ``spared`` are fields of the entry, or ``TOOLS``, that need not come along. Raises ``Refused`` with the reasons
    where the client cannot be told the same server. No variable is looked up, and no secret is in what is told.
    """
    name, system, value = entry.name if name is None else name, site.machine.system, entry.value
    if isinstance(value, dict):
        value = without(value, origin.shape_of(value, entry.source), spared)
    server = understand(value, origin, entry.source, system)
    found = Found(entry.source, entry.name, entry.path, value, entry.line, origin.define(value, entry.source))
    allow, deny = (None, None) if TOOLS in spared else origin.tools(found, site)
    if isinstance(value, dict) and _reads_alike(value, entry.source, origin, client, source):
        beside = [each for each in deny or () if each not in (server.deny or ())]
        hidden = (f"rules beside the entry hide {', '.join(beside)} and are not copied",) if beside else ()
        return Translation(_repeated(value, server, name, client, source, entry.source), hidden)
    said, notes = say(server._replace(allow=allow, deny=deny), name, client, source, system)
    return Translation(said, (*notes, *_unset(server, origin, client)))


def _reads_alike(value: object, old: Source, origin: Client, client: Client, new: Source) -> bool:
    """Whether every field of an entry means the same in both places."""
    kin = origin.id == client.id or (bool(client.family) and origin.family == client.family)
    return kin and origin.shape_of(value, old) == client.shape_of(value, new)


def _repeated(
    value: Mapping[str, object], server: Server, name: str, client: Client, source: Source, old: Source
) -> dict[str, object]:
    """The entry as it stands, without its switch. Raises ``Refused`` for what means something in its file alone."""
    other = {*SWITCHES, *client.always(name), *(("name",) if old.listed else ())}
    said = {key: each for key, each in value.items() if key not in other}
    said |= client.always(name)
    insets = (piece for text in server.texts() for piece in text if isinstance(piece, Inset))
    bound = next((each.kind for each in insets if each.kind in client.variables.bound), None)
    if bound is not None and source.file != old.file:
        raise Refused(f"it holds {bound}…, which means something in {old.file.name} alone", "write the entry by hand")
    if (unfit := client.unfit(name, said, source)) is not None:
        raise Refused(unfit, "give it another name, or put it somewhere else")
    return said


def _unset(server: Server, origin: Client, client: Client) -> tuple[str, ...]:
    """What changes where a variable is not set."""
    then, now = origin.variables.unset, client.variables.unset
    pieces = (piece for text in server.texts() for piece in text if isinstance(piece, Variable))
    names = dict.fromkeys(piece.name for piece in pieces if piece.default is None)
    if then is None or now is None or then is now or not names:
        return ()
    return (f"where {' or '.join(names)} is not set, {client.name} {now}; {origin.name} {then}",)
