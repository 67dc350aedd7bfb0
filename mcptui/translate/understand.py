"""From an entry to the server that its client takes it for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mcptui.clients.base import Client
from mcptui.clients.shape import SWITCHES, Shape
from mcptui.clients.variables import Text, Variable
from mcptui.errors import Refused
from mcptui.formats.document import member_at
from mcptui.machine import System
from mcptui.model import Definition, Source, Transport
from mcptui.translate.server import Server

_AUTHORIZATION = "Authorization"


def understand(value: object, client: Client, source: Source, system: System) -> Server:
    """What ``value``, an entry of ``source``, means to its client. Raises ``Refused`` for one that it would reject."""
    definition, shape = client.define(value, source), client.shape_of(value, source)
    if definition.fault is not None or not isinstance(value, dict):
        raise Refused(f"{client.name} itself would not take it: {definition.fault}", "mend the entry first")
    if definition.transport is Transport.UNKNOWN:
        raise Refused("what it starts is not in the entry", f"look for it in {client.name}")
    fields = member_at(value, shape.inside)
    assert isinstance(fields, dict)  # noqa: S101  # else there was a fault
    own = _map(fields.get(shape.env))

    def read(text: str | None) -> Text | None:
        return None if text is None else client.variables.read(text, system)

    def texts(told: Mapping[str, str]) -> dict[str, Text]:
        return {name: client.variables.read(text, system) for name, text in told.items()}

    env = dict(_forwarded(fields, client)) | texts({name: definition.env.get(name, "") for name in own})
    headers = texts(definition.headers) | dict(_named_headers(fields, client))
    server = Server(
        transport=definition.transport,
        allow=definition.allow,
        deny=definition.deny,
        timeout=definition.timeout,
        needs=(*_needs(value, fields, client, shape, source), *_unclear(value, shape, definition)),
        asides=tuple(name for name in _unread(value, fields, client, shape, source) if name in shape.asides),
    )
    # What goes with the other kind of server says nothing, and some clients refuse it.
    if definition.transport is Transport.STDIO:
        idle = (name for name in (*shape.urls, shape.headers[0]) if name in fields)
        args = tuple(client.variables.read(each, system) for each in definition.args)
        told = server._replace(command=read(definition.command), args=args, cwd=read(definition.cwd), env=env)
    else:
        idle = (name for name in (shape.command, shape.args, shape.cwd, shape.env) if name and fields.get(name))
        told = server._replace(url=read(definition.url), headers=headers)
    return told._replace(asides=(*server.asides, *idle))


def _forwarded(fields: Mapping[str, object], client: Client) -> Iterator[tuple[str, Text]]:
    """Variables that the server gets as they are called."""
    told = fields.get(client.variables.forwarded or "")
    return ((name, (Variable(name),)) for name in (told if isinstance(told, list) else ()) if isinstance(name, str))


def _named_headers(fields: Mapping[str, object], client: Client) -> Iterator[tuple[str, Text]]:
    """Headers whose values stand in variables."""
    bearer = fields.get(client.variables.bearer or "")
    if isinstance(bearer, str):
        yield _AUTHORIZATION, ("Bearer ", Variable(bearer))
    for header, name in _map(fields.get(client.variables.by_header or "")).items():
        if isinstance(name, str):
            yield header, (Variable(name),)


def _needs(
    value: Mapping[str, object], fields: Mapping[str, object], client: Client, shape: Shape, source: Source
) -> Iterator[str]:
    """Fields that only this client understands."""
    yield from (name for name in _unread(value, fields, client, shape, source) if name not in shape.asides)
    yield from (
        f"{shape.env}.{name}" for name, text in _map(fields.get(shape.env)).items() if not isinstance(text, str)
    )
    forwarded = fields.get(client.variables.forwarded or "")
    if isinstance(forwarded, list) and not all(isinstance(each, str) for each in forwarded):
        yield str(client.variables.forwarded)
    told = {client.variables.forwarded, client.variables.bearer, client.variables.by_header}
    yield from (name for name in shape.names if name in fields and name not in told)


def _unclear(value: Mapping[str, object], shape: Shape, definition: Definition) -> Iterator[str]:
    """A time to wait that is told in another way than by a number."""
    if shape.timeout is not None and shape.timeout[0] in value and definition.timeout is None:
        yield shape.timeout[0]


def _unread(
    value: Mapping[str, object], fields: Mapping[str, object], client: Client, shape: Shape, source: Source
) -> Iterator[str]:
    """Fields of which the shape knows nothing."""
    read = {shape.command, shape.args, shape.cwd, shape.env, shape.type, "type", shape.headers[0]}
    beside = {*shape.inside[:1], shape.allow, shape.deny, *(shape.timeout or ())[:1], *SWITCHES, *client.always("")}
    named = {"name"} if source.listed else set[str]()
    yield from (name for name in fields if name not in read | beside | named | {*shape.urls, *shape.names})
    if shape.inside:
        yield from (name for name in value if name not in beside)
    for depth in range(1, len(shape.headers)):
        yield from (name for name in _map(member_at(fields, shape.headers[:depth])) if name != shape.headers[depth])


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
