"""What can be sent to the clipboard of an entry: on one line each, without secrets, and harmless in a shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from mcptui.model import Entry, Place
from mcptui.rows import Evidence, row
from mcptui.secrets import Masker, safe_args
from mcptui.tui.text import safe_text


class Offer(NamedTuple):
    """``name`` is what it is, ``text`` what is sent; ``what`` tells the offers apart."""

    what: str
    name: str
    text: str


def offers_of(entry: Entry, evidence: Evidence | None) -> tuple[Offer, ...]:
    """What there is to send; the JSON only where everything in it is known already."""
    return tuple(_offers(entry, evidence))


def _offers(entry: Entry, evidence: Evidence | None) -> Iterator[Offer]:
    yield Offer("name", "name", safe_text(entry.selector))
    runs = _runs(entry)
    if runs:
        yield Offer("runs", "address" if entry.definition.command is None else "command line", runs)
    yield Offer("place", "file and line", place_of(entry.place))
    if evidence is not None:
        yield Offer("json", "as JSON", json.dumps(row(entry, evidence)))


def place_of(place: Place) -> str:
    """``/home/sam/.claude.json:14``."""
    line = "" if place.line is None else f":{place.line}"
    return f"{safe_text(str(place.file))}{line}"


def _runs(entry: Entry) -> str:
    """The command line as a shell takes it apart again, or the address."""
    definition = entry.definition
    masker = Masker.of([definition])
    if definition.command is None:
        return "" if definition.url is None else safe_text(masker.text(definition.url))
    words = (masker.text(definition.command), *(masker.text(text) for text in safe_args(definition.args)))
    return shlex.join(safe_text(word) for word in words)
