"""Where a text is secret: names, placeholders, tokens, URLs, values that follow a secret name.

Spans are ``(start, end)`` and may overlap. Every pattern takes linear time on any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

HIDDEN: Final = "\u2039hidden\u203a"

Span = tuple[int, int]

_NAME_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SECRET_PART = re.compile(
    "PASSW(?:OR)?D|PASSPHRASE|SECRET|APIKEY|ACCESSKEY|PRIVATEKEY|AUTHKEY|SIGNINGKEY|ENCRYPTIONKEY|CREDENTIAL"
    "|AUTHORIZATION|CONNECTIONSTRING|BEARER|COOKIE|OAUTH"
)
_SECRET_WORDS = frozenset({"AUTH", "DSN", "JWT", "TOKEN"})
_SECRET_ENDS = frozenset({"KEY", "PASS", "PAT", "PWD", "SIG", "SIGNATURE"})
_HARMLESS_END = re.compile(
    "COUNT|DIR|DIRECTORY|DISABLED|ENABLED|ENDPOINT|ENV|EXPIRES|EXPIRY|FILE|FOLDER|FORMAT|HELPER|HOST|ID|LENGTH|LIMIT"
    "|METHOD|MODE|NAME|PATH|PORT|PREFIX|PROVIDER|SCOPE|SCOPES|SERVER|SIZE|STORE|TTL|TYPE|URI|URL|VAR|VERSION"
)

SCHEME = r"(?:(?:Bearer|Basic|Token)[ \t]+)?"
# The two large patterns are compiled when they are first used: a plain listing needs neither.
_PLACEHOLDER = (
    SCHEME + r"(?:"
    r"\$\{\{[\w .-]*\}\}|\$\{\w+(?::[A-Za-z_][\w.-]*)?(?::-)?\}|\$\{[A-Za-z_][\w.]*\}|(?-i:\$[A-Z_][A-Z0-9_]*)"
    r"|\{\{?[\w :.-]*\}?\}|(?-i:%[A-Z_][A-Z0-9_]*%)|<[^<>\n]{0,80}>|\[[A-Z_ -]{0,40}\]"
    r"|your[-_ ][\w .-]{0,60}|x{3,}|\*{3,}|\.{3}|…|"
    + HIDDEN
    + r"|change[-_ ]?me|replace[-_ ]?me|example|placeholder|redacted|todo)"
)
_NO_VALUES = frozenset({"true", "false", "null", "none", "undefined"})

_KNOWN = (
    r"(?<![A-Za-z0-9])(?:"
    r"gh[opsur]_[A-Za-z0-9]{8,}|github_pat_\w{8,}|gl(?:pat|ptt|dt|rt|soat|cbt|imt|ft|agent)-[\w-]{8,}"
    r"|xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{8,}|sk-ant-[\w-]{4,}|sk-[\w-]{12,}|[rps]k_(?:live|test)_\w{8,}|whsec_\w{8,}"
    r"|A(?:KIA|SIA)[A-Z0-9]{12,}|AIza[\w-]{20,}|ya29\.[\w.-]{8,}|GOCSPX-[\w-]{8,}"
    r"|eyJ[\w-]{8,}(?:\.[\w-]+)*[+/=\w-]*"
    r"|npm_[A-Za-z0-9]{16,}|pypi-A[\w-]{12,}|hf_[A-Za-z0-9]{8,}|ntn_\w{8,}|secret_[A-Za-z0-9]{16,}|figd_[\w-]{8,}"
    r"|do[opr]_v1_\w{8,}|SG\.[\w.-]{16,}|lin_(?:api|oauth)_\w{8,}|tvly-[\w-]{8,}|gsk_\w{12,}|xai-[\w-]{12,}"
    r"|pplx-\w{8,}|fc-[0-9a-f]{12,}|r8_\w{12,}|dckr_pat_[\w-]{8,}|shp(?:at|ca|pa|ss)_\w{8,}|sbp_\w{8,}"
    r"|glsa_\w{8,}|nvapi-[\w-]{8,}|phx_\w{8,}|sntry[su]_[\w+/=-]{8,}|dapi[0-9a-f]{16,}|PMAK-[\w-]{8,}"
    r"|AT(?:ATT|CTT)3[\w=-]{8,}|pat-[a-z]{2}\d-[\w-]{8,}|pscale_(?:tkn|pw)_[\w-]{8,}|xkeysib-[\w-]{8,}"
    r"|AGE-SECRET-KEY-\w{8,})"
)
_KEY_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,60}-----")
_KEY_LINE = re.compile(r"(?m)^[ +-]?[ \t]*([A-Za-z0-9+/]{60,}+={0,2})[ \t]*$")

# Name, and what stands between it and its value: ``=``, ``:``, or, behind a flag, a blank or the next list item.
_NAMED = re.compile(
    r"(?<![\w.-])(?P<name>[\w.-]++)"
    r"(?P<between>\\?[\"']?[ \t]*+[:=][ \t]*+|\\?[\"'][ \t]*+,\s*+[+-]?\s*+|[ \t]++)"
)
_VALUE = re.compile(
    r"\\\"(?P<escaped>(?:[^\"\\\n]|\\[^\"\n])*+)"
    r"|\"(?P<double>(?:[^\"\\\n]|\\[^\n])*+)"
    r"|'(?P<single>[^'\n]*+)"
    r"|(?P<bare>(?![\[{(])" + SCHEME + r"(?:\$\{[^{}\s\"']*\}|[^\s\"'`,;}\])\\])++)",
    re.IGNORECASE,
)
_LINE_VALUE = re.compile(r"[^\"'\n]*")
_PARAMETER_VALUE = re.compile(r"[^&#\s\"'<>]*")
_ARGUMENT = re.compile(r"([\w.-]++)(?:=|:[ \t]*+(?!//))")
_FLAG = re.compile(r"-[A-Za-z]|--[A-Za-z][\w-]*(?:=.*)?", re.DOTALL)
# A variable or header that a container's engine or a bridge is given as an argument.
_GIVEN = re.compile(r"(?:(?:-e|--env|-H|--header)=)?[\w.-]++[=:][ \t]*+(?=(.+))", re.DOTALL)
_GIVING = frozenset({"-e", "--env", "-H", "--header"})
_PLAIN = re.compile(
    r"(?:~|\.{1,2})?/[\w./ @:-]*|[A-Za-z]:[\\/][^\n]*|\\\\[^\n]*|[A-Za-z][a-z]*(?:[-_ ][a-z]+)*|[\d.,:+-]+"
    r"|[A-Za-z][A-Za-z0-9+.-]*://\S*"
)
_SECRET_FLAG = re.compile(r"--?[A-Za-z][\w-]*")

_URL = re.compile(r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*+)://([^\s\"'<>`]*+)")
_SEGMENT = re.compile(
    r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_=]{20,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)


def names_secret(name: str) -> bool:
    """Does a variable, flag, header or key of this name hold a secret? ``MAX_TOKENS`` and ``KEY_FILE`` do not."""
    words = [word.upper() for word in _NAME_WORD.findall(name)]
    if not words:
        return False
    joined = "".join(words)
    if _HARMLESS_END.fullmatch(words[-1]) and not joined.endswith("ACCESSKEYID"):
        return False
    if _SECRET_PART.search(joined) or words[-1] in _SECRET_ENDS:
        return joined != "PWD"
    return not _SECRET_WORDS.isdisjoint(words)


def is_placeholder(text: str) -> bool:
    """Does ``text`` only say where a value comes from: ``${TOKEN}``, ``<token>``, ``your-api-key``?"""
    text = text.strip()
    return not text or bool(re.fullmatch(_PLACEHOLDER, text, re.IGNORECASE))


def holds_token(text: str) -> bool:
    """Is there a token of a known service or a private key in ``text``?"""
    return bool(re.search(_KNOWN, text) or _KEY_BEGIN.search(text))


def url_hosts(url: str) -> tuple[str, ...]:
    """The hosts that a URL names, without port and never with what stands before the ``@``."""
    found = _URL.match(url)
    if found is None:
        return ()
    authority = re.split(r"[/?#]", found[2][_userinfo(found[1], found[2]) :], maxsplit=1)[0]
    if authority.startswith("["):
        return (authority.partition("]")[0] + "]",)
    return tuple(host for part in authority.split(",") if (host := part.partition(":")[0]))


def url_passwords(text: str) -> Iterator[tuple[str, str]]:
    """The URLs in ``text`` that hold a password, each with it; one that only says where it comes from is none."""
    for found in _URL.finditer(text):
        login = found[2][: max(_userinfo(found[1], found[2]) - 1, 0)]
        password = login.partition(":")[2]
        if not is_placeholder(password):
            yield found[0], password


def looks_plain(text: str) -> bool:
    """Is ``text`` a path, a number, a word or an address, so no secret by its look?"""
    return bool(_PLAIN.fullmatch(text))


def argument_spans(args: Sequence[str]) -> Iterator[list[Span]]:
    """The spans of each argument; the value of a secret flag is one whole span."""
    awaited = False
    before = ""
    for text in args:
        if awaited and not _FLAG.fullmatch(text):
            yield [] if is_placeholder(text) else [(0, len(text))]
        else:
            yield [*spans_of(text), *_assigned(text), *_given(before, text)]
        before = text
        awaited = bool(_SECRET_FLAG.fullmatch(text)) and not text.startswith("--no-") and names_secret(text)


def _given(before: str, text: str) -> list[Span]:
    """The value of a variable or header behind such a flag, unless it looks plain; its name need not tell."""
    if before not in _GIVING and text.partition("=")[0] not in _GIVING:
        return []
    found = _GIVEN.match(text)
    return [] if found is None or is_placeholder(found[1]) or looks_plain(found[1]) else [found.span(1)]


def _assigned(text: str) -> list[Span]:
    """The rest of an argument behind a secret name: ``--env=API_KEY=…``, ``Authorization: …``."""
    place = 0
    while found := _ARGUMENT.match(text, place):
        place = found.end()
        if names_secret(found[1]):
            return [] if is_placeholder(text[place:]) else [(place, len(text))]
    return []


def spans_of(text: str) -> list[Span]:
    """Where ``text`` is secret by its look; spans may overlap."""
    spans = [found.span() for found in re.finditer(_KNOWN, text)]
    spans.extend(found.span(1) for found in _KEY_LINE.finditer(text))
    spans.extend(_private_keys(text))
    spans.extend(_url_spans(text))
    spans.extend(_named_spans(text))
    return spans


def _private_keys(text: str) -> Iterator[Span]:
    done = 0
    last = text.rfind("-----END ")
    for found in _KEY_BEGIN.finditer(text):
        if found.start() < done:
            continue
        done = found.end()
        if done <= last:
            done = text.find("-----", text.find("-----END ", done) + 5) + 5
            done = done if done > found.end() else len(text)
        yield found.start(), done


def _named_spans(text: str) -> Iterator[Span]:
    """Values of secret names; what a bare name ``key`` stands for is secret only in a URL or behind dashes."""
    done = 0
    for found in _NAMED.finditer(text):
        name, between, start = found["name"], found["between"], found.end()
        given = ":" in between or "=" in between
        parameter = "=" in between and text[found.start() - 1 : found.start()] in {"?", "&", "#"}
        flag = name.startswith("--")
        if found.start() < done or not (given or flag) or not names_secret(name):
            continue
        if name.lower() == "key" and not parameter:
            continue
        span = _value_span(text, start, between, parameter=parameter)
        value = text[slice(*span)]
        if is_placeholder(value) or value.lower() in _NO_VALUES or (not given and value.startswith("-")):
            continue
        done = span[1]
        yield span


def _value_span(text: str, start: int, between: str, *, parameter: bool) -> Span:
    if parameter:
        found = _PARAMETER_VALUE.match(text, start)
        return found.span() if found else (start, start)
    value = _VALUE.match(text, start)
    if value is None or value.lastgroup is None:
        return start, start
    span = value.span(value.lastgroup)
    if value.lastgroup == "bare" and between.lstrip().startswith(":"):
        line = _LINE_VALUE.match(text, start)
        return line.span() if line else span
    return span


def _url_spans(text: str) -> Iterator[Span]:
    for found in _URL.finditer(text):
        scheme, rest, start = found[1].lower(), found[2], found.start(2)
        userinfo = _userinfo(scheme, rest)
        if userinfo:
            user, colon, password = rest[: userinfo - 1].partition(":")
            if colon and not is_placeholder(password):
                yield start + len(user) + 1, start + userinfo - 1
            elif not colon and scheme in {"http", "https", "ws", "wss"} and not is_placeholder(user):
                yield start, start + userinfo - 1
        if scheme in {"http", "https", "ws", "wss"}:
            path = rest.find("/", userinfo)
            end = min((at for mark in "?#" if (at := rest.find(mark)) >= 0), default=len(rest))
            if 0 <= path < end:
                for segment in re.finditer(r"[^/]+", rest[path:end]):
                    if _SEGMENT.fullmatch(segment[0]):
                        yield start + path + segment.start(), start + path + segment.end()


def _userinfo(scheme: str, rest: str) -> int:
    """Length of ``user:password@``. Outside http a password may hold a slash: connection strings often do."""
    http = scheme.lower() in {"http", "https", "ws", "wss"}
    authority = re.split(r"[/?#]" if http else r"\?", rest, maxsplit=1)[0]
    return authority.rfind("@") + 1
