"""Maps of environment variables and headers in a file's text: wherever they stand, and if it can be parsed or not.

Found by their look, in linear time. What is found too much is hidden; nothing is decided by it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

NAMES: Final = ("env", "envs", "environment", "headers", "http_headers")
"""What the clients call them."""

_ANY = "|".join(NAMES).encode()
_LONGEST = max(map(len, NAMES))

# To the brace that ends it, or to the end of a text that was cut off; braces in strings and comments do not count.
_COMMENT = rb"//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"
# One of them is in each name between its quotes: a huge text is searched for two things, not for five.
_STEMS: Final = (b'"env', b'headers"')
_JSON = re.compile(
    rb"\"(?:" + _ANY + rb")\"\s*+:\s*+\{((?:[^{}\"/]++|\"(?:[^\"\\\n]++|\\.)*+\"?|" + _COMMENT + rb"|/)*+)"
)
_TOML = re.compile(
    rb"(?m)^[ \t]*+\[(?:[^\]\n]*\.[ \t]*)?[\"']?(?:" + _ANY + rb")[\"']?[ \t]*\]"
    rb"([^\n]*+(?:\n(?![ \t]*\[)[^\n]*+)*+)"
    rb"|(?<![\w-])[\"']?(?:" + _ANY + rb")[\"']?[ \t]*=[ \t]*"
    rb"\{((?:[^{}\"'\n]++|\"(?:[^\"\\\n]++|\\.)*+\"?|'[^'\n]*+'?)*+)"
)
_YAML = re.compile(
    rb"(?m)^([ \t-]*+)[\"']?(?:" + _ANY + rb")[\"']?[ \t]*:[^\n]*+((?:\n(?:\1[ \t][^\n]*+|[ \t]*+(?=\n)))*+)"
)
_YAML_IN_BRACES = re.compile(
    rb"(?<![\w-])[\"']?(?:" + _ANY + rb")[\"']?[ \t]*:[ \t]*"
    rb"\{((?:[^{}\"'\n]++|\"(?:[^\"\\\n]++|\\.)*+\"?|'[^'\n]*+'?)*+)"
)

# A key, and its value where there is one: what is no pair is passed over for good, so that time stays linear.
_PAIR = re.compile(
    rb"(?:\"((?:[^\"\\\n]++|\\.)*+)\"?|'([^'\n]*+)'?|([\w.-]++))"
    rb"(?:[ \t]*+[:=]\s*+(?:\"((?:[^\"\\\n]++|\\.)*+)\"?|'([^'\n]*+)'?|([^\s\"',{}\[\]#][^\n#]*+)))?"
)


def json_maps(data: bytes) -> Iterator[Mapping[str, str]]:
    """Those of JSON, with comments or without."""
    for stem in _STEMS:
        at = data.find(stem)
        while at >= 0:
            start = data.rfind(b'"', max(0, at - _LONGEST), at + 1)
            found = None if start < 0 else _JSON.match(data, start)
            if found is not None:
                yield _pairs(found[1])
            at = data.find(stem, at + len(stem) if found is None else found.end())


def toml_maps(data: bytes) -> Iterator[Mapping[str, str]]:
    """Those of TOML: tables and inline tables."""
    return (_pairs(found[1] or found[2] or b"") for found in _TOML.finditer(data))


def yaml_maps(data: bytes) -> Iterator[Mapping[str, str]]:
    """Those of YAML, as blocks and in braces."""
    yield from (_pairs(found[2]) for found in _YAML.finditer(data))
    yield from (_pairs(found[1]) for found in _YAML_IN_BRACES.finditer(data))


def _pairs(body: bytes) -> dict[str, str]:
    pairs = {}
    for found in _PAIR.finditer(body):
        key, double, single, bare = found[1] or found[2] or found[3] or b"", found[4], found[5], found[6]
        if double is not None:
            pairs[_text(key)] = _unescaped(_text(double))
        elif single is not None or bare is not None:
            pairs[_text(key)] = _text(single) if bare is None else _text(bare).strip()
    return pairs


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _unescaped(text: str) -> str:
    """What stands between quotes, as JSON and TOML mean it; as it stands, where they mean nothing by it."""
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
