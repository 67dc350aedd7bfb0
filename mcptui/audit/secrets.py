"""Secrets where others can read them: in arguments, in plain text, in addresses and headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity, Where
from mcptui.audit.hosts import is_own, url_host
from mcptui.audit.rule import Rule, Sighting
from mcptui.audit.words import listed
from mcptui.secrets import holds_token, is_placeholder, names_secret
from mcptui.secrets.spans import argument_spans, looks_plain, url_passwords

_SHORTEST: Final = 6
_SHORTEST_IN_ENV: Final = 12
_FOR_TESTS: Final = ("sk_test_", "rk_test_", "pk_test_")
_GIVING: Final = frozenset({"-e", "--env"})
_HEADER_FLAGS: Final = frozenset({"-H", "--header"})
_GIVING_JOINED: Final = ("--env=", "-e=")
_LOGIN: Final = frozenset({"authorization", "proxy-authorization", "x-api-key", "api-key", "cookie"})


def in_arguments(case: Case) -> Iterator[Sighting]:
    """What only looks like one, a word or a path, is none; one for tests or for this computer is no great loss."""
    args = case.definition.args
    if tuple(case.safe) == args:
        return
    for index, (text, spans) in enumerate(zip(args, argument_spans(args), strict=True)):
        if not spans:
            continue
        where = Where("args", index)
        hosts = [url_host(url) for url, _ in url_passwords(text)]
        if hosts:
            severity = Severity.LOW if all(map(is_own, hosts)) else None
            yield Sighting(f"The address in {where} holds a password", where, severity)
            continue
        before = args[index - 1] if index else ""
        values = [value for start, end in spans if (value := _secret(text, start, end, before)) is not None]
        if values:
            severity = Severity.LOW if all(value.startswith(_FOR_TESTS) for value in values) else None
            yield Sighting(f"A secret stands in {where}", where, severity)


def _secret(text: str, start: int, end: int, before: str) -> str | None:
    """What is hidden there in an argument, if it is a secret; ``before`` is the argument before it.

    A long part of an address's path is as often the number of something, and what is told in a variable or a header
    whose name tells of no secret is none.
    """
    value = text[start:end]
    if holds_token(value):
        return value
    if text[start - 1 : start] == "/" and "://" in text[:start]:
        return None
    named = _named(text, before)
    if named is not None and not _tells(named):
        return None
    name = named or (before if before.startswith("-") else text)
    return value if _is_secret(value, name, _SHORTEST) else None


def _named(text: str, before: str) -> str | None:
    """The variable or the header that a container or a bridge is given by this argument."""
    if before in _HEADER_FLAGS:
        return text.partition(":")[0]
    told = text if before in _GIVING else text.partition("=")[2] if text.startswith(_GIVING_JOINED) else ""
    name, equals, _ = told.partition("=")
    return name if equals else None


def in_environment(case: Case) -> Iterator[Sighting]:
    """Paths, words, placeholders and short values are none, and neither is what its name says nothing of."""
    names = [
        name
        for name, value in case.definition.env.items()
        if value
        and (
            (names_secret(name) and _is_secret(value, name, _SHORTEST_IN_ENV))
            or holds_token(value)
            or any(url_passwords(value))
        )
    ]
    if names:
        where = Where("env", names[0]) if len(names) == 1 else None
        told = "A secret stands" if len(names) == 1 else f"{len(names)} secrets stand"
        yield Sighting(f"{told} in plain text in env: {listed(names)}", where)


def in_address(case: Case) -> Iterator[Sighting]:
    """What the client fills in when it starts is none."""
    url = case.definition.url
    if url:
        names = [name for name, value in _parameters(url) if _is_secret(value, name, _SHORTEST)]
        if any(url_passwords(url)):
            yield Sighting("The address holds a password", Where("url"))
        elif names:
            yield Sighting(f"The address holds a secret: {listed(names)}", Where("url"))
    for name, value in case.definition.headers.items():
        if not is_placeholder(value) and _tells(name):
            given = value.split(" ", 1)[-1].strip()
            if _is_secret(given, name, _SHORTEST):
                yield Sighting(f"The header {case.shown(name, 60)} holds a secret", Where("headers", name))


def _parameters(url: str) -> Iterator[tuple[str, str]]:
    """The parameters of an address whose names tell of a secret."""
    query = url.partition("?")[2].partition("#")[0]
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if names_secret(name):
            yield name, value


def _tells(name: str) -> bool:
    """Does the name of a variable or a header tell of a secret?"""
    return names_secret(name) or name.strip().lower() in _LOGIN


def _is_secret(value: str, name: str, least: int) -> bool:
    """A password may be any word; other secrets look like no word, path or number."""
    if len(value) < least or is_placeholder(value):
        return False
    return not looks_plain(value) or "pass" in name.lower() or holds_token(value)


_OWASP: Final = "OWASP MCP Top 10, MCP01:2025"

SECRETS: Final = (
    Rule(
        "SEC001",
        "Secret in an argument",
        Severity.HIGH,
        why="Every program of this computer can read the arguments of every other, and logs keep them",
        source=_OWASP,
        advice="give it as a variable that the client fills in, and have a new one issued",
        check=in_arguments,
    ),
    Rule(
        "SEC002",
        "Secret in plain text",
        Severity.MEDIUM,
        why="The file can be read by every program of yours, and goes along into backups and copies",
        source=_OWASP,
        advice="name a variable, a prompt of the client or a keychain in its place",
        check=in_environment,
    ),
    Rule(
        "SEC003",
        "Secret in an address or a header",
        Severity.HIGH,
        why="Whoever reads the file, or a log with the address, can log in with it",
        source=_OWASP,
        advice="log in through the client, or let a variable fill it in",
        check=in_address,
    ),
)
