"""The published test suites of JSON, TOML and YAML; ``corpora/NOTICE.md`` says where they are from."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats.document import MISSING, Document, Drop, Edit, Edited, Put, Restore, same

BOM = b"\xef\xbb\xbf"
NEW = "a new one"


class Verdict(Enum):
    """What the suite says of a document: it must be read, must be refused, or either is right."""

    VALID = "valid"
    INVALID = "invalid"
    EITHER = "either"


class Case(NamedTuple):
    """One document. ``value`` is what the suite expects, as its file tells it; MISSING where it tells nothing."""

    name: str
    verdict: Verdict
    data: bytes
    value: object


def published(suite: str) -> list[Case]:
    """All documents of ``json``, ``toml`` or ``yaml``."""
    cases = []
    for told in json.loads((Path(__file__).parent / "corpora" / f"{suite}.json").read_text("utf-8")):
        data = b64decode(told["base64"]) if "base64" in told else told["text"].encode()
        again, times = told.get("repeat", ("", 0))
        data = again.encode() * times + data
        cases.append(Case(told["name"], Verdict(told["verdict"]), data, told.get("value", MISSING)))
    return cases


def read(cases: list[Case], parse: Callable[[bytes], Document]) -> tuple[dict[str, Document], dict[str, str]]:
    """The documents that are read, and why others are not, by name. Anything but a refusal is an error."""
    documents: dict[str, Document] = {}
    refused: dict[str, str] = {}
    for case in cases:
        try:
            documents[case.name] = parse(case.data)
        except Unreadable as error:
            refused[case.name] = error.message
    return documents, refused


class Edits:
    """Edits that are exact or refused: whatever else they come to is an error here."""

    def __init__(self, parse: Callable[[bytes], Document]) -> None:
        self._parse = parse
        self.done = 0
        self.refused: Counter[str] = Counter()

    def try_all(self, document: Document) -> None:
        """No edit; each top-level member set to what it is, and taken out and put back; a new one put in and out."""
        assert document.edit([]).data == document.data
        found = document.value()
        if not isinstance(found, dict):
            return
        for key, value in found.items():
            done = self._edited(document, Put((key,), value))
            assert done is None or done.data == document.data
            done = self._edited(document, Drop((key,)))
            if done is not None:
                left = self._parse(done.data)
                assert same(left.value(), {other: each for other, each in found.items() if other != key})
                assert left.edit([Restore((key,), done.pieces[key,])]).data == document.data
        done = self._edited(document, Put((NEW,), {"k": ["v"]}))
        if done is not None:
            after = self._parse(done.data)
            assert same(after.value(), {**found, NEW: {"k": ["v"]}})
            left = self._parse(after.edit([Drop((NEW,))]).data)
            assert left.data == document.data or (not found and same(left.value(), found))

    def _edited(self, document: Document, edit: Edit) -> Edited | None:
        try:
            done = document.edit([edit])
        except EditRefused as error:
            self.refused[error.message] += 1
            return None
        self.done += 1
        return done
