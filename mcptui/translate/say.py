"""From a server to an entry as a client wants it, or to the reason why that client cannot be told so.

What was said is read again as the client reads it: an entry that means anything else is never handed out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from mcptui.clients.base import Client
from mcptui.clients.shape import Shape
from mcptui.clients.variables import Inset, Text, Variable, Variables
from mcptui.errors import Refused
from mcptui.machine import System
from mcptui.model import Definition, Source, Transport
from mcptui.translate.server import Server

_GLOB: Final = frozenset("*?[")
_MUSTS: Final = ("command", "args", "url")
_BY_HAND: Final = "write the entry by hand"


def say(
    server: Server, name: str, client: Client, source: Source, system: System
) -> tuple[dict[str, object], list[str]]:
    """The entry for ``server`` in ``source`` of ``client``, and what the user should know of it.

    Raises ``Refused`` with every reason why the client cannot be told, none of which shows a secret.
    """
    saying = _Saying(server, client, client.shape_of({}, source), system)
    fields = saying.fields()
    if saying.reasons:
        spared = " ".join(f"--without {each}" for each in saying.reasons)
        must = any(each in _MUSTS for each in saying.reasons)
        hint = _BY_HAND if must else f"{spared} on the command line leaves it out; or {_BY_HAND}"
        raise Refused(f"{client.name} cannot be told: {'; '.join(saying.reasons.values())}", hint)
    unfit = None
    for address in saying.addresses():
        value = {**address, **fields, **client.always(name)}
        unfit = client.unfit(name, value, source)
        if unfit is None and saying.is_meant(client.define(value, source)):
            return value, [*saying.notes, *_notes(server, client.variables)]
    raise Refused(unfit or saying.no_way, "give it another name, or put it somewhere else" if unfit else "")


@dataclass(slots=True)
class _Saying:
    """A server while it is told to a client; ``reasons`` say, by field, for what the client has no words."""

    server: Server
    client: Client
    shape: Shape
    system: System
    reasons: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    meant: Definition = field(default_factory=lambda: Definition(Transport.UNKNOWN))
    url: str | None = None

    @property
    def no_way(self) -> str:
        return f"{self.client.name} has no way to say that a server speaks {self.server.transport.value}"

    def fields(self) -> dict[str, object]:
        """The entry but for its type and address. ``meant`` is then what the client must read in the whole."""
        server, shape = self.server, self.shape
        self.reasons |= {each: f"only the client it is from understands {each!r}" for each in server.needs}
        command = self._text("command", server.command)
        args = [self._text("args", each) or "" for each in server.args]
        self.url = self._text("url", server.url)
        env, named = self._env()
        headers, named_headers = self._headers()
        said: dict[str, object] = {}
        if server.transport is Transport.STDIO:
            said |= {shape.command: [command, *args]} if shape.whole else {shape.command: command, shape.args: args}
        cwd = self._cwd()
        said |= {} if cwd is None or shape.cwd is None else {shape.cwd: cwd}
        said |= ({shape.env: env} if env else {}) | named
        said |= (_nested(shape.headers, headers) if headers else {}) | named_headers
        timeout = self._timeout()
        said |= {} if timeout is None or shape.timeout is None else {shape.timeout[0]: timeout}
        said |= self._tools()
        self.meant = Definition(
            server.transport,
            command,
            tuple(args),
            cwd,
            {**dict.fromkeys(_names((*named.values(), *named_headers.values())), ""), **env},
            self.url,
            headers,
            server.allow if shape.allow in said else None,
            server.deny if shape.deny in said else None,
            None if timeout is None or shape.timeout is None else timeout / shape.timeout[1],
        )
        return said

    def addresses(self) -> Iterator[dict[str, object]]:
        """Type and address in every way that this shape knows, the plainest first."""
        shape, transport = self.shape, self.server.transport
        spelled = [name for name, meant in shape.types.items() if meant is transport] if shape.type else []
        types: list[dict[str, object]] = [{str(shape.type): name} for name in spelled[:1]]
        if self.url is None:
            yield from ({}, *types)
            return
        if not types and transport not in shape.urls.values():
            return
        first = [name for name, meant in shape.urls.items() if meant is transport]
        fields = dict.fromkeys((*([shape.address] if shape.address else ()), *first, *shape.urls))
        for each in (*types, {}):
            yield from ({**each, name: self.url} for name in fields)

    def is_meant(self, read: Definition) -> bool:
        """Whether the client reads in the entry what is meant."""
        return read._replace(warnings=(), env=dict(read.env), headers=dict(read.headers)) == self.meant

    # --- the parts

    def _text(self, where: str, text: Text | None) -> str | None:
        if text is None:
            return None
        said = self.client.variables.write(text, self.system)
        if said is None:
            self.reasons[where] = f"{where} {_unsaid(text, self.client)}"
        return said

    def _env(self) -> tuple[dict[str, str], dict[str, object]]:
        """The variables with their values, and the field that lists those which are only passed on."""
        by_name, said, passed = self.client.variables.forwarded, dict[str, str](), list[str]()
        for name, text in self.server.env.items():
            if by_name is not None and text == (Variable(name),):
                passed.append(name)
            else:
                said[name] = self._text(f"env.{name}", text) or ""
        return said, {by_name: passed} if by_name is not None and passed else {}

    def _headers(self) -> tuple[dict[str, str], dict[str, object]]:
        """The headers with their values, and the fields that name the variables of others."""
        variables, said, named, by_header = (
            self.client.variables,
            dict[str, str](),
            dict[str, object](),
            dict[str, str](),
        )
        for name, text in self.server.headers.items():
            match text:
                case ("Bearer ", Variable(token, None)) if variables.bearer and name.lower() == "authorization":
                    named[variables.bearer] = token
                case (Variable(token, None),) if variables.by_header:
                    by_header[name] = token
                case _:
                    said[name] = self._text(f"headers.{name}", text) or ""
        return said, named | ({str(variables.by_header): by_header} if by_header else {})

    def _cwd(self) -> str | None:
        if self.server.cwd is not None and self.shape.cwd is None:
            self.reasons["cwd"] = "it has no field for the folder that a server starts in"
        return self._text("cwd", self.server.cwd)

    def _timeout(self) -> float | None:
        seconds = self.server.timeout
        if seconds is None:
            return None
        if self.shape.timeout is None:
            self.reasons["timeout"] = "it has no field for how long to wait"
            return None
        units = ceil(round(seconds * self.shape.timeout[1], 3))
        if units != round(seconds * self.shape.timeout[1], 3):
            self.notes.append(f"it waits {seconds:g} s, which becomes {units / self.shape.timeout[1]:g} s")
        return units

    def _tools(self) -> dict[str, object]:
        allow, deny, shape = self.server.allow, self.server.deny, self.shape
        said: dict[str, object] = {}
        if allow == ():
            self.reasons["tools"] = "an empty list of tools means all of them to one client and none to another"
        elif allow is not None and any(_GLOB & set(each) for each in allow):
            self.reasons["tools"] = "the list of its tools holds a pattern"
        elif allow is not None and shape.allow is None:
            self.reasons["tools"] = "it has no list of the only tools in an entry"
        elif allow is not None:
            said[str(shape.allow)] = list(allow)
        if deny and shape.deny is None:
            self.reasons["tools"] = "it has no list of hidden tools in an entry"
        elif deny:
            said[str(shape.deny)] = list(deny)
        return said


def _unsaid(text: Text, client: Client) -> str:
    """Why a text cannot be said; of the text itself only what is no secret."""
    forms = client.variables.forms
    for piece in text:
        match piece:
            case Inset("", _) | Inset(_, ""):
                return "holds something in ${…} that only the client it is from understands"
            case Inset(_, kind) if kind not in client.variables.insets:
                return f"holds {kind}…, which only the client it is from puts in"
            case Variable(name, None) if not forms:
                return f"takes the variable {name}, and {client.name} is not known to put any in"
            case Variable(name, str()) if all(each.default is None for each in forms):
                return f"says what holds where the variable {name} is not set"
    return f"holds plain text that {client.name} would take for a variable"


def _notes(server: Server, variables: Variables) -> Iterator[str]:
    if server.asides:
        yield f"left out, as it is the same server without: {', '.join(server.asides)}"
    if variables.doubt and any(isinstance(piece, Variable) for text in server.texts() for piece in text):
        yield variables.doubt


def _nested(path: tuple[str, ...], value: Mapping[str, str]) -> dict[str, object]:
    said: object = dict(value)
    for name in reversed(path):
        said = {name: said}
    assert isinstance(said, dict)  # noqa: S101  # a path has a name
    return said


def _names(told: tuple[object, ...]) -> Iterator[str]:
    """The variables that such fields name."""
    for each in told:
        yield from (each.values() if isinstance(each, dict) else each if isinstance(each, list) else (str(each),))
