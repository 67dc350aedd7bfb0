"""Entries as people paste them: from a README, in whatever shape, with a table around them or without."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from shlex import split
from typing import Final, NamedTuple

from mcptui.clients.base import Client, Site
from mcptui.clients.known import Clients
from mcptui.clients.shape import Shape
from mcptui.clients.variables import CURLY, DEFAULTED, ENV, Variables
from mcptui.errors import Unreadable, UsageError
from mcptui.formats import parse
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Definition, Scope, Source, Syntax, Transport
from mcptui.translate import Translation
from mcptui.translate.say import say
from mcptui.translate.server import Server
from mcptui.translate.understand import understand
from mcptui.translate.without import without

_TYPES: Final = {
    **dict.fromkeys(("stdio", "local"), Transport.STDIO),
    **dict.fromkeys(("http", "streamable-http", "streamableHttp", "streamable_http", "remote"), Transport.HTTP),
    "sse": Transport.SSE,
    "ws": Transport.WS,
}
_URLS: Final = dict.fromkeys(("url", "httpUrl", "serverUrl", "uri"), Transport.HTTP)
_FIELDS: Final = frozenset(("command", "cmd", *_URLS))
_LONGEST: Final = 1_000_000
_SIGNS: Final = ("{", "[", '"', "//", "/*", "#")
_ASSIGNS: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_TABLES: Final = ("mcpServers", "servers", "mcp_servers", "mcp")


class Pasted(NamedTuple):
    """One server as it was pasted. ``key`` is the table around it; empty where there was none."""

    name: str | None
    value: Mapping[str, object]
    key: KeyPath = ()


class _Anybody(Client):
    """Reads what any client's documentation may show. Of what a field's unit or sign is, it guesses nothing."""

    id = "pasted"
    name = "What was pasted"
    takes_effect = ""
    variables = Variables((ENV, DEFAULTED, CURLY), ("${workspaceFolder", "${userHome", "{file:"), bound=("${input:",))

    def sources(self, site: Site) -> Iterator[Source]:
        return iter(())

    def shape_of(self, value: object, source: Source) -> Shape:
        told: Mapping[str, object] = value if isinstance(value, dict) else {}

        def first(*names: str) -> str:
            return next((name for name in names if name in told), names[0])

        return Shape(
            command=first("command", "cmd"),
            whole=isinstance(told.get("command"), list),
            cwd=first("cwd", "working_directory"),
            env=first("env", "environment", "envs"),
            type=first("type", "transport", "transportType"),
            types=_TYPES,
            urls=_URLS,
            headers=("requestInit", "headers") if "requestInit" in told else (first("headers", "http_headers"),),
        )

    def define(self, value: object, source: Source) -> Definition:
        """An address without a type is one of HTTP, but for those that say themselves what they are."""
        definition = super().define(value, source)
        typed = isinstance(value, dict) and {"type", "transport", "transportType"} & value.keys()
        if not typed and definition.transport is Transport.HTTP and (definition.url or "").endswith("/sse"):
            return definition._replace(transport=Transport.SSE)
        return definition


_ANYBODY: Final = _Anybody()
_NOWHERE: Final = Source(_ANYBODY.id, Scope.USER, Path(), (), Syntax.JSONC)


def read_pasted(text: str, clients: Clients) -> tuple[Pasted, ...]:
    """The servers in a text: JSON with comments or without, a piece of it, or TOML.

    Raises ``UsageError`` for anything else; the text itself is not shown.
    """
    document = _parsed(text)
    for key in (*((name,) for name in _TABLES), *clients.containers):
        names = () if "*" in key else document.keys(key)
        found = tuple(_servers(document, key, names))
        if found:
            return found
    value = document.value()
    if isinstance(value, dict) and _FIELDS & value.keys():
        return (Pasted(None, value),)
    found = tuple(_servers(document, (), document.keys()))
    if not found:
        raise UsageError("there is no server in what was pasted", 'it looks like {"mcpServers": {"name": {…}}}')
    return found


def read_typed(text: str, clients: Clients) -> tuple[Pasted, ...]:
    """The servers in what a person typed: an address, a command line, or what ``read_pasted`` reads.

    A command line is taken as a shell would take it: variables that stand before the command are its
    environment. Raises ``UsageError``.
    """
    told = text.strip()
    if told.startswith(_SIGNS):
        return read_pasted(text, clients)
    try:
        words = split(told)
    except ValueError:
        raise UsageError("a quote in the command line is not closed") from None
    if len(words) == 1 and "://" in words[0]:
        return (Pasted(None, {"url": words[0]}),)
    env = dict(word.split("=", 1) for word in takewhile(_ASSIGNS.match, words))
    if len(env) == len(words):
        raise UsageError("no server was told", "type a command line or an address, or paste what a README shows")
    command, *args = words[len(env) :]
    return (Pasted(None, {"command": command, "args": args, **({"env": env} if env else {})}),)


def named(pasted: Sequence[Pasted], name: str | None) -> tuple[tuple[str, Pasted], ...]:
    """Each with the name that it goes by: its own, or ``name``, which may also pick one of several.

    Raises ``UsageError`` where there is none.
    """
    if name is not None and len(pasted) > 1:
        picked = next((each for each in pasted if each.name == name), None)
        if picked is None:
            raise UsageError(f"none of the {len(pasted)} servers is called {name!r}", "leave the name out to add all")
        return ((name, picked),)
    told = tuple((each.name if name is None else name, each) for each in pasted)
    if any(own is None for own, _ in told):
        raise UsageError("the server needs a name")
    return tuple((own or "", each) for own, each in told)


def _parsed(text: str) -> Document:
    if len(text) > _LONGEST:
        raise UsageError("what was pasted is longer than a server could be")
    data = text.strip().removesuffix(",").encode("utf-8", "surrogatepass")
    problem: Unreadable | None = None
    for attempt, syntax in ((data, Syntax.JSONC), (b"{" + data + b"}", Syntax.JSONC), (data, Syntax.TOML)):
        try:
            document = parse(attempt, syntax)
            if isinstance(document.value(), dict) and data:
                return document
        except Unreadable as error:
            problem = problem or error
    why = "it is empty" if problem is None else problem.message
    raise UsageError(f"what was pasted can be read neither as JSON nor as TOML: {why}")


def _servers(document: Document, key: KeyPath, names: Sequence[str]) -> Iterator[Pasted]:
    for name in names:
        value = document.value((*key, name))
        if isinstance(value, dict) and _FIELDS & value.keys():
            yield Pasted(name, value, key)


def adopt(
    pasted: Pasted, name: str, client: Client, source: Source, site: Site, spared: Collection[str] = ()
) -> Translation:
    """What was pasted as an entry in ``source`` of ``client``, less the fields ``spared``.

    Where it is just what the client reads there, it is taken as it stands; else it is translated. Raises
    ``Refused`` where the client cannot be told the same.
    """
    system = site.machine.system
    value = without(pasted.value, _ANYBODY.shape_of(pasted.value, _NOWHERE), spared)
    server = understand(value, _ANYBODY, _NOWHERE, system)
    if pasted.key == source.key and client.unfit(name, value, source) is None:
        own = understand(value, client, source, system)
        if _essence(own) == _essence(server) and not client.define(value, source).warnings:
            return Translation({**client.always(name), **value})
    said, notes = say(server, name, client, source, system)
    off = value.get("disabled") is True or value.get("enabled") is False
    return Translation(said, (*notes, *(("it will be on, unlike in what was pasted",) if off else ())))


def _essence(server: Server) -> Server:
    """What everybody reads alike."""
    return server._replace(timeout=None, allow=None, deny=None, needs=(), asides=())
