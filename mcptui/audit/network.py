"""What goes over the network unprotected, to nobody in particular, or is open to everybody in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity, Where
from mcptui.audit.hosts import is_number, is_own, is_private, is_temporary, url_host
from mcptui.audit.rule import Rule, Sighting

_PLAIN: Final = ("http://", "ws://")
_ALL: Final = frozenset({"0.0.0.0", "::", "[::]", "*"})  # noqa: S104  # what is looked for
_HOST_FLAGS: Final = frozenset({"--host", "--bind", "--listen", "--address", "--hostname"})
_HOST_NAMES: Final = frozenset({"HOST", "MCP_HOST", "BIND", "BIND_ADDRESS", "LISTEN_ADDR", "FASTMCP_HOST", "HTTP_HOST"})
_PUBLISHING: Final = frozenset({"-p", "--publish"})


def in_the_clear(case: Case) -> Iterator[Sighting]:
    """Not to this computer itself; a network of one's own has fewer listeners."""
    for url, where in _addresses(case):
        host = url_host(url)
        if url.lower().startswith(_PLAIN) and _is_said(host) and not is_own(host):
            severity = Severity.MEDIUM if is_private(host) else None
            yield Sighting(f"What is said to {case.shown(host, 60)} is not encrypted", where, severity)


def needless_bridge(case: Case) -> Iterator[Sighting]:
    """A program in between, where the client could call the address itself."""
    if case.remote and case.launch.remote_url is not None:
        yield Sighting("A bridge calls the address, which the client can do itself", case.spec)


def open_to_all(case: Case) -> Iterator[Sighting]:
    """A server, or a port of its container, that listens to the whole network. Inside a container that is usual."""
    what = "It listens to the whole network, not to this computer alone"
    for option in case.launch.options if case.container else ():
        if option.name in _PUBLISHING and option.value and _is_published(option.value):
            where = None if option.value_index is None else Where("args", option.value_index)
            yield Sighting(f"Port {case.shown(option.value, 40)} is open to the whole network", where)
    if case.container:
        return
    for name, value, where in case.settings:
        if name in _HOST_NAMES and value in _ALL:
            yield Sighting(what, where)
            return
    arguments, start = case.launch.arguments, case.launch.arguments_index
    for offset, (before, text) in enumerate(pairwise(("", *arguments))):
        flag, equals, value = text.partition("=")
        if (flag in _HOST_FLAGS and equals and value in _ALL) or (before in _HOST_FLAGS and text in _ALL):
            yield Sighting(what, None if start is None else Where("args", start + offset))
            return


def _is_published(value: str) -> bool:
    """``8000:8000`` and ``0.0.0.0:80:80`` are open; a lone port is one of the container, ``127.0.0.1:…`` is closed."""
    match value.rsplit(":", 2):
        case [_]:
            return False
        case [_, _]:
            return True
        case [address, *_]:
            return address in _ALL
    return False


def to_nobody(case: Case) -> Iterator[Sighting]:
    """A host that anyone may have tomorrow, or one without a name."""
    for url, where in _addresses(case):
        host = url_host(url)
        if is_temporary(host):
            yield Sighting(f"{case.shown(host, 60)} is a name for an hour, which anyone can have next", where)
        elif is_number(host) and not is_own(host) and not is_private(host):
            yield Sighting(f"{case.shown(host, 60)} is a number without a name", where)


def _is_said(host: str) -> bool:
    """Is the host written down, not filled in later?"""
    return bool(host) and not any(sign in host for sign in "${<%")


def _addresses(case: Case) -> Iterator[tuple[str, Where | None]]:
    """What the entry calls: its own address, and what it has a bridge call."""
    url, bridged = case.definition.url, case.launch.remote_url
    if url:
        yield url, Where("url")
    if bridged:
        args = case.definition.args
        yield bridged, Where("args", args.index(bridged)) if bridged in args else None


_SPECIFICATION: Final = "MCP specification: security of transports"

NETWORK: Final = (
    Rule(
        "NET001",
        "Not encrypted",
        Severity.HIGH,
        why="Everybody on the way can read tokens and answers, and change what the model is told",
        source=_SPECIFICATION,
        advice="use https",
        check=in_the_clear,
    ),
    Rule(
        "NET003",
        "Bridge that is not needed",
        Severity.INFO,
        why="It is one more program that keeps a login",
        source="documentation of the clients",
        advice="give the client the address, with type http",
        check=needless_bridge,
    ),
    Rule(
        "NET004",
        "Open to the whole network",
        Severity.HIGH,
        why="Others in the network, and web pages, can then use its tools",
        source="GHSA-w48q-cv73-mx4w, CVE-2025-49596",
        advice="have it listen to 127.0.0.1",
        check=open_to_all,
    ),
    Rule(
        "NET005",
        "Host that nobody stands for",
        Severity.MEDIUM,
        why="Who answers there tomorrow gets what you send, and tells the model what to do",
        source=_SPECIFICATION,
        advice="ask who runs it, and for a name that stays",
        check=to_nobody,
    ),
)
