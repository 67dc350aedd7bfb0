"""The shape of an entry: what a client calls its fields, and what an entry of that shape means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from mcptui.formats.document import MISSING, KeyPath, member_at
from mcptui.model import Definition, Transport

COMMON_TYPES: Final[Mapping[str, Transport]] = MappingProxyType(
    {"stdio": Transport.STDIO, "http": Transport.HTTP, "sse": Transport.SSE}
)
ASIDES: Final = (
    *("name", "displayName", "description", "icon", "icons", "metadata", "version", "source", "gallery", "bundled"),
    *("autoApprove", "autoApproved", "alwaysAllow", "trust", "required", "alwaysLoad", "deferTools", "dev"),
    *("watchPaths", "remoteConfigured", "connectionTimeout", "connectTimeout", "discoveryTimeoutMs"),
)
"""What some clients keep in an entry that makes it no other server: how it is shown, which questions are spared."""

_URLS: Final[Mapping[str, Transport | None]] = MappingProxyType({"url": Transport.HTTP})


class Shape(NamedTuple):
    """What a client calls the fields of an entry.

    ``inside`` is the way to the fields, where they stand in a table of their own. ``whole``: the command is
    a list that holds the arguments too. ``types`` maps its spellings of the transport. ``urls`` are the
    fields that may hold an address, the one that counts first, each with the transport it means in an entry
    without a type, None where that is an error. ``headers`` is the way to them. ``names`` are fields that
    name variables taken from elsewhere: as a list, as the values of a map, or as a lone string. ``allow``
    and ``deny`` are lists that really hide tools; what only spares the user a question is none. ``timeout``
    is a field and how many of its units make a second. ``ignored`` are fields that other clients read and
    this one does not: a user who wrote them believes something untrue. ``address`` is the one of ``urls``
    that is written, where that is not the one that counts first. ``asides`` are fields without which an
    entry would be the same server. ``spares`` is the field that spares the user questions: a list of tools, or
    true or ``approve`` for all of them.
    """

    command: str = "command"
    args: str = "args"
    cwd: str | None = "cwd"
    env: str = "env"
    type: str | None = "type"
    types: Mapping[str, Transport] = COMMON_TYPES
    urls: Mapping[str, Transport | None] = _URLS
    headers: KeyPath = ("headers",)
    whole: bool = False
    inside: KeyPath = ()
    names: tuple[str, ...] = ()
    allow: str | None = None
    deny: str | None = None
    timeout: tuple[str, int] | None = None
    ignored: tuple[str, ...] = ()
    address: str | None = None
    asides: tuple[str, ...] = ASIDES
    spares: str | None = None


PLAIN: Final = Shape(type=None, cwd=None)
"""The shape that most clients share: the fields tell the transport, and a working folder is not among them."""

SWITCHES: Final = ("disabled", "enabled")
"""What users write into entries to switch them off, whether their client reads it or not."""


def define(value: object, shape: Shape) -> Definition:
    """Read an entry by its shape; ``fault`` says why the client would reject it."""
    fields = member_at(value, shape.inside)
    if not isinstance(value, dict) or not isinstance(fields, dict):
        return Definition(Transport.UNKNOWN, fault="the entry is not an object")
    faults: list[str] = []
    command, args = _whole(fields, shape, faults) if shape.whole else _command(fields, shape, faults)
    spelled = next((name for name in shape.urls if name in fields), next(iter(shape.urls)))
    url = _text(fields, spelled, faults)
    transport = _transport(fields, shape, command, None if url is None else spelled, faults)
    variables = _texts(fields.get(shape.env, {}), shape.env, faults)
    return Definition(
        transport=transport,
        command=command,
        args=args,
        cwd=_text(fields, shape.cwd, faults) if shape.cwd else None,
        env={**dict.fromkeys(_named(fields, shape), ""), **variables},
        url=url,
        headers=_texts(_member(fields, shape.headers), ".".join(shape.headers), faults),
        allow=_names(value, shape.allow),
        deny=_names(value, shape.deny),
        timeout=_seconds(value, shape.timeout),
        fault=faults[0] if faults else None,
        warnings=tuple(f"{name!r} in the entry is ignored by this client" for name in shape.ignored if name in value),
    )


def spared(value: object, shape: Shape) -> tuple[str, ...]:
    """The tools of an entry that are used without a question; ``*`` for all of them."""
    told = value.get(shape.spares) if shape.spares and isinstance(value, dict) else None
    if told is True or told == "approve":
        return ("*",)
    return tuple(each for each in told if isinstance(each, str)) if isinstance(told, list) else ()


def _command(value: Mapping[str, object], shape: Shape, faults: list[str]) -> tuple[str | None, tuple[str, ...]]:
    command = _text(value, shape.command, faults)
    return command, _strings(value.get(shape.args, []), shape.args, faults)


def _whole(value: Mapping[str, object], shape: Shape, faults: list[str]) -> tuple[str | None, tuple[str, ...]]:
    words = _strings(value.get(shape.command, []), shape.command, faults)
    return (words[0], words[1:]) if words else (None, ())


def _strings(value: object, name: str, faults: list[str]) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        faults.append(f"{name!r} is not a list of strings")
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _transport(
    value: Mapping[str, object], shape: Shape, command: str | None, url: str | None, faults: list[str]
) -> Transport:
    """``url`` is the name of the field that holds an address, if one does."""
    told = value.get(shape.type) if shape.type else None
    first = next(iter(shape.urls))
    if shape.type in value and (not isinstance(told, str) or told not in shape.types):
        faults.append(f"{shape.type!r} is none of {', '.join(shape.types)}")
        return Transport.UNKNOWN
    if isinstance(told, str):
        transport = shape.types[told]
    elif command is not None:
        transport = Transport.STDIO
    elif url is not None:
        meant = shape.urls[url]
        if meant is None:
            remote = (name for name, each in shape.types.items() if each is not Transport.STDIO)
            faults.append(f"a {url!r} needs a {shape.type!r} (one of {', '.join(remote)})")
            return Transport.UNKNOWN
        transport = meant
    else:
        faults.append(f"there is neither a {shape.command!r} nor a {first!r}")
        return Transport.UNKNOWN
    if transport is Transport.STDIO and not command:
        faults.append(f"{shape.command!r} is missing")
    if transport is not Transport.STDIO and url is None:
        faults.append(f"{first!r} is missing")
    return transport


def _text(value: Mapping[str, object], name: str, faults: list[str]) -> str | None:
    text = value.get(name)
    if text is not None and not isinstance(text, str):
        faults.append(f"{name!r} is not a string")
        return None
    return text


def _member(value: Mapping[str, object], path: KeyPath) -> object:
    found = member_at(value, path)
    return {} if found is MISSING else found


def _texts(texts: object, name: str, faults: list[str]) -> dict[str, str]:
    """A map of strings; what is no string is a fault, and shown by its name alone."""
    if not isinstance(texts, dict):
        faults.append(f"{name!r} is not a map of strings")
        return {}
    if not all(isinstance(each, str) for each in texts.values()):
        faults.append(f"{name!r} holds something that is not a string")
    return {key: each if isinstance(each, str) else "" for key, each in texts.items()}


def _named(value: Mapping[str, object], shape: Shape) -> Iterator[str]:
    """Names of variables that are taken from elsewhere."""
    for field in shape.names:
        told = value.get(field)
        for each in told.values() if isinstance(told, dict) else told if isinstance(told, list) else (told,):
            name = each.get("name") if isinstance(each, dict) else each
            if isinstance(name, str):
                yield name


def _names(value: Mapping[str, object], name: str | None) -> tuple[str, ...] | None:
    names = value.get(name) if name else None
    return tuple(each for each in names if isinstance(each, str)) if isinstance(names, list) else None


def _seconds(value: Mapping[str, object], timeout: tuple[str, int] | None) -> float | None:
    """How long the client waits; None where it does not say so, or not with a number."""
    told = value.get(timeout[0]) if timeout else None
    if timeout is None or isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return told / timeout[1]
