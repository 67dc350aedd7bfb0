"""What is typed, taken apart: ``git "two words" -state:off client:codex,cursor``.

Any text can be taken apart; what is not finished yet is there as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final, NamedTuple

_PART: Final = re.compile(r'(?:[^\s"]|"[^"]*(?:"|$))+')
_VALUE: Final = re.compile(r'(?:[^,"]|"[^"]*(?:"|$))*')
_KEY: Final = re.compile(r"([a-z]+):")


class Part(NamedTuple):
    """A word or a term. It stands in the text from ``start`` to ``end``, its last value from ``last`` on.

    ``key`` is empty for a word. Any one of ``values`` has to fit, none of them when it is ``negated``.
    ``exact``: something in it was quoted. ``unknown`` is what looks like a key in a word, and is none.
    """

    start: int
    end: int
    last: int
    key: str
    values: tuple[str, ...]
    negated: bool
    exact: bool
    unknown: str = ""


def parse(text: str, keys: Container[str]) -> Iterator[Part]:
    """The parts of a filter. ``http://…`` and whatever else has a colon but no known key before it is a word."""
    for found in _PART.finditer(text):
        told, start = found.group(), found.start()
        negated = told.startswith("-") and not told.startswith("--")
        body = told.removeprefix("-") if negated else told
        at = found.end() - len(body)
        named = _KEY.match(body.casefold())
        unknown = ""
        key = ""
        if named is not None:
            name, rest = named.group(1), body[named.end() :]
            if name in keys:
                key, body, at = name, rest, at + named.end()
            elif not rest.startswith(("/", "\\")):
                unknown = name
        *values, last = _values(body)
        yield Part(
            start,
            found.end(),
            at + last[0],
            key,
            tuple(value for _, value in (*values, last) if value),
            negated,
            '"' in body,
            unknown,
        )


def _values(body: str) -> list[tuple[int, str]]:
    """What commas part, each with its place in ``body``; in lower case and without quotes."""
    values, at = [], 0
    while True:
        found = _VALUE.match(body, at)
        end = len(body) if found is None else found.end()
        values.append((at, body[at:end].replace('"', "").casefold()))
        if end >= len(body):
            return values
        at = end + 1


def quoted(value: str) -> str:
    """A value as it has to be typed to stand in one part; a quote in it cannot be typed and is left out."""
    bare = value.replace('"', "")
    return f'"{bare}"' if not bare or re.search(r"[\s,]", bare) or bare != value else bare
