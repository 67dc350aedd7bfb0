"""What is secret in an entry or a file, and how it is hidden: the one place that decides.

Hidden are tokens of known services, private keys, credentials and secret parameters in URLs, and values
that follow a secret name (``API_KEY=…``, ``"accessToken": "…"``, ``--token …``). Placeholders such as
``${TOKEN}``, ``<token>`` and ``your-api-key`` stay readable: they say where the secret should come from.
When in doubt it is hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from mcptui.model import Definition
from mcptui.secrets.spans import (
    HIDDEN,
    SCHEME,
    Span,
    argument_spans,
    holds_token,
    is_placeholder,
    looks_plain,
    names_secret,
    spans_of,
    url_hosts,
)

__all__ = [
    "HIDDEN",
    "Masker",
    "holds_token",
    "is_placeholder",
    "names_secret",
    "safe_args",
    "safe_text",
    "safe_url",
    "secret_values",
    "url_hosts",
]

# A shorter secret is hidden only where it is a whole string: hiding every "1" would leave no readable diff.
_SHORTEST = 6

# Each is searched for in the whole of a text; a file with so many was made to hurt.
_MOST_SOUGHT = 5_000

_BASIC_PLANE = 0xFFFF
_KEY_END = re.compile(r"[ \t]*+[:=]")

# A value without quotes: behind a key, up to the end of its line, of its braces, or a comment.
_WORD = r"[^\s\"'{}\[\],#]++"
_BARE = re.compile(
    rf"(?<![\w.-])[\w.-]++[\"']?[ \t]*+[:=][ \t]*+(?P<value>{_WORD}(?:[ \t]++{_WORD})*+)(?=[ \t]*+(?:[\r\n,}}\]#]|$))"
)
_SAYS_NOTHING = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


def safe_text(text: str) -> str:
    """``text`` with everything hidden that looks secret by itself."""
    return _hide(text, spans_of(text))


def safe_url(url: str) -> str:
    """``url`` without password, token, secret parameters and path segments that only a secret looks like."""
    return safe_text(url)


def safe_args(args: Sequence[str]) -> tuple[str, ...]:
    """``args`` as they may be shown; what follows ``--token`` is hidden whatever it looks like."""
    return tuple(_hide(text, spans) for text, spans in zip(args, argument_spans(args), strict=True))


def secret_values(definition: Definition) -> frozenset[str]:
    """Every string of an entry that is hidden wherever it occurs.

    Secret parts of command, args and url, and the values of env and headers. Pure placeholders are left
    out. So are values that are plain by name *and* by look (``NODE_ENV=production``, ``HOME=/home/me``):
    hiding those everywhere would make every path in a diff unreadable. ``Masker.of`` hides them where they
    stand as whole strings.
    """
    found = set()
    for name, value in _fields(definition):
        if is_placeholder(value):
            continue
        found.update(_cut(value, spans_of(value)))
        if not _is_plain(name, value):
            found.add(value)
            found.add(re.sub(rf"^{SCHEME}", "", value, flags=re.IGNORECASE))
    for text, spans in zip(definition.args, argument_spans(definition.args), strict=True):
        found.update(_cut(text, spans))
    for text in (definition.command or "", definition.url or ""):
        found.update(_cut(text, spans_of(text)))
    return frozenset(value for value in found if value.strip())


class Masker:
    """Hides given secrets, in every spelling that a JSON or TOML file has for them, and whatever else looks secret.

    Meant for diffs of whole configuration files, whose lines also hold what belongs to the client: give
    ``text`` the whole diff at once. ``values``, and secrets of fewer than six characters, are hidden only
    where they are a whole value, in quotes or without, as YAML has them and JSON its numbers. Of thousands
    of secrets none is searched for: all is hidden.
    """

    __slots__ = ("_anywhere", "_bare", "_too_many", "_whole")

    def __init__(self, secrets: Iterable[str], values: Iterable[str] = ()) -> None:
        secrets = _sought(secrets)
        lines = {line.strip() for secret in secrets for line in secret.splitlines()}
        long = {text for text in secrets | lines if len(text) >= _SHORTEST}
        short = (secrets - long) | _sought(values)
        self._too_many = len(long) + len(short) > _MOST_SOUGHT
        if self._too_many:
            long, short = set(), set()
        self._anywhere = sorted({text for secret in long for text in _spellings(secret)}, key=len, reverse=True)
        self._bare = {value for value in short if value.lower() not in _SAYS_NOTHING}
        self._whole = sorted(
            {f"{quote}{text}{quote}" for value in short for text in _spellings(value) for quote in "\"'"}
        )

    @classmethod
    def of(cls, definitions: Iterable[Definition]) -> Masker:
        """The masker for all that these entries must not show."""
        definitions = tuple(definitions)
        return cls(
            (value for definition in definitions for value in secret_values(definition)),
            (
                value
                for definition in definitions
                for name, value in _fields(definition)
                if _is_plain(name, value) and not is_placeholder(value)
            ),
        )

    def __repr__(self) -> str:
        return f"Masker({len(self._anywhere) + len(self._whole)} spellings)"

    def text(self, text: str) -> str:
        """``text`` with every secret replaced; the number of lines stays."""
        if self._too_many:
            return _hide(text, [(0, len(text))])
        spans = spans_of(text)
        for secret in self._anywhere:
            spans.extend((start, start + len(secret)) for start in _places(text, secret))
        for quoted in self._whole:
            for start in _places(text, quoted):
                end = start + len(quoted)
                if not _KEY_END.match(text, end):
                    spans.append((start + 1, end - 1))
        if self._bare:
            spans += (found.span("value") for found in _BARE.finditer(text) if found["value"] in self._bare)
        return _hide(text, spans)


def _sought(texts: Iterable[str]) -> set[str]:
    """The texts that are not blank; of too many only so many that it shows."""
    found: set[str] = set()
    for text in texts:
        if text.strip():
            found.add(text)
        if len(found) > _MOST_SOUGHT:
            break
    return found


def _fields(definition: Definition) -> Iterator[tuple[str, str]]:
    yield from definition.env.items()
    yield from definition.headers.items()


def _is_plain(name: str, value: str) -> bool:
    """No secret by its name, and by its look a path, a number, a word or an address without credentials."""
    return not names_secret(name) and looks_plain(value) and not spans_of(value)


def _spellings(text: str) -> set[str]:
    """``text`` as JSON and TOML may write it, with and without escapes."""
    ascii_only = json.dumps(text)[1:-1]
    upper = re.sub(r"\\u[0-9a-f]{4}", lambda code: "\\u" + code[0][2:].upper(), ascii_only)
    unicode = json.dumps(text, ensure_ascii=False)[1:-1]
    long = "".join(f"\\U{ord(letter):08X}" if ord(letter) > _BASIC_PLANE else letter for letter in unicode)
    escaped = {ascii_only, upper, unicode, long}
    return {text} | escaped | {spelling.replace("/", "\\/") for spelling in escaped}


def _places(text: str, part: str) -> Iterator[int]:
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + len(part))


def _cut(text: str, spans: Iterable[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


def _hide(text: str, spans: Iterable[Span]) -> str:
    pieces = []
    place = 0
    for start, end in sorted(spans):
        if end <= place:
            continue
        if start >= place:
            pieces.append(text[place:start])
            pieces.append(HIDDEN)
            begin = start
        else:
            begin = place
        pieces.extend(
            f"\n{line[:1] if line[:1] in {'+', '-', ' '} else ''}{HIDDEN}" for line in text[begin:end].split("\n")[1:]
        )
        place = end
    pieces.append(text[place:])
    return "".join(pieces)
