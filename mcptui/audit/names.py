"""Text that is not what it looks like."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity, Where
from mcptui.audit.fixes import REMOVE
from mcptui.audit.hosts import url_host
from mcptui.audit.rule import Rule, Sighting

_JOINERS: Final = "\u200c\u200d"
_USUAL: Final = frozenset("\t\n\r")
_LONGEST: Final = 400
_LONGEST_LABEL: Final = 63  # of a host's name
_SCRIPTS: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
"""Those with letters that are easily taken for those of another."""

_ALIKE: Final = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u0261\u03bf\u03b1\u03bd\u03c1\u0131\u04cf\u04bb",
    "aeopcyxijsdqgoavpilh",
)
"""Letters of other scripts, and those of ours that they are taken for."""

_WELL_KNOWN: Final = frozenset(
    {"aws", "azure", "browser", "cloudflare", "context7", "docker", "everything", "fetch", "figma", "filesystem", "git"}
    | {"github", "gitlab", "google", "grafana", "jira", "kubernetes", "linear", "memory", "mongodb", "notion", "paypal"}
    | {"playwright", "postgres", "puppeteer", "redis", "sentry", "slack", "sqlite", "stripe", "supabase", "time"}
)


def hidden_characters(case: Case) -> Iterator[Sighting]:
    """Characters that do not show, and words and hosts made of several scripts."""
    for text, where in _texts(case):
        if text.isascii() and text.isprintable():
            continue
        unseen = sorted({sign for sign in set(text) if _is_unseen(sign)} | set(_joined(text)))
        if unseen:
            signs = ", ".join(f"U+{ord(sign):04X}" for sign in unseen[:3])
            yield Sighting(f"{_part(where)} holds characters that do not show: {signs}", where, fix=REMOVE)
        elif any(map(_is_mixed, _words(text[:_LONGEST]))):
            yield Sighting(f"{_part(where)} mixes letters of several scripts in one word", where, fix=REMOVE)
    if any(map(_hides_letters, url_host(case.definition.url or "").split("."))):
        yield Sighting("The name of its host looks like another one", Where("url"))


def poses_as_known(case: Case) -> Iterator[Sighting]:
    """A name that reads like that of a well-known server and is spelled with other letters."""
    name = case.entry.name
    if not name.isascii() and name.casefold().translate(_ALIKE) in _WELL_KNOWN:
        yield Sighting("Its name only looks like that of a well-known server", Where("name"))


def _texts(case: Case) -> Iterator[tuple[str, Where]]:
    definition = case.definition
    yield case.entry.name, Where("name")
    if definition.command:
        yield definition.command, Where("command")
    for index, text in enumerate(definition.args):
        yield text, Where("args", index)
    if definition.url:
        yield definition.url, Where("url")


def _part(where: Where) -> str:
    return {"name": "Its name", "command": "Its command", "url": "Its address"}.get(where.field, str(where))


def _is_unseen(sign: str) -> bool:
    return sign not in _USUAL and sign not in _JOINERS and unicodedata.category(sign) in {"Cc", "Cf"}


def _joined(text: str) -> Iterator[str]:
    """Joiners that stand beside plain letters, where there is nothing to join: emoji and some scripts need them."""
    for joiner in _JOINERS:
        for at, sign in enumerate(text) if joiner in text else ():
            if sign == joiner and (text[at - 1 : at].isascii() or text[at + 1 : at + 2].isascii()):
                yield joiner
                break


def _words(text: str) -> Iterable[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text).split()


def _is_mixed(word: str) -> bool:
    """Letters of two scripts that are easily mixed up."""
    if word.isascii():
        return False
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in word if sign.isalpha()}
    return len(scripts & _SCRIPTS) > 1


def _hides_letters(label: str) -> bool:
    """Is it a part of a host's name whose real letters are taken for ours?"""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return False
    try:
        letters = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return False
    return _is_mixed(letters) or letters.translate(_ALIKE).isascii()


NAMES: Final = (
    Rule(
        "UNI001",
        "Hidden or mixed characters",
        Severity.HIGH,
        why="What you read is not what runs",
        source="Unicode Technical Standard 39",
        advice="remove it, unless you wrote it so yourself",
        check=hidden_characters,
    ),
    Rule(
        "UNI002",
        "Name that looks like another",
        Severity.MEDIUM,
        why="It is easily taken for the server that it is not",
        source="Unicode Technical Standard 39",
        advice="give it a name of its own",
        check=poses_as_known,
    ),
)
