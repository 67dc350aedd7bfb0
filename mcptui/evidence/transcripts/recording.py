"""What is declared of a client's transcripts: where they lie, how a call in them looks, how long they stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.clients.base import Site
from mcptui.model import Entry

_LONGEST_NAME: Final = 200
_LONGEST_FOLDER: Final = 4096
_LATEST: Final = 253_402_300_800  # seconds since 1970: the year 10000
_NO_PART_OF_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


class Shelf(NamedTuple):
    """A folder with transcripts in it, at most ``depth`` folders down.

    Their names begin with ``prefix`` and end with ``suffix``, or with ``sealed`` where they are packed.
    """

    folder: Path
    prefix: str
    suffix: str
    depth: int
    sealed: str = ""

    def fits(self, name: str) -> bool:
        """Whether a file of that name is a transcript."""
        return name.startswith(self.prefix) and (name.endswith(self.suffix) or self.is_sealed(name))

    def is_sealed(self, name: str) -> bool:
        return bool(self.sealed) and name.endswith(self.sealed)


class Called(NamedTuple):
    """A call as a record tells it. ``id`` is empty where it has none, ``at`` None where it tells no moment.

    ``name`` is the server's as it is spelled there; where nothing parts it from the tool's, it is both.
    ``at`` is in seconds since 1970; ``folder`` is where the client worked.
    """

    name: str
    id: str = ""
    at: int | None = None
    folder: str | None = None


class Recording(NamedTuple):
    """The transcripts of one client.

    ``sign`` occurs in every record of a call; ``calls`` finds them in the bytes of one. ``spelled`` is how the
    transcripts spell an entry's name, ``separator`` what comes behind it. ``whole``: a transcript is one record
    and not one a line. ``heads``: its first record tells the folder for all. ``forever``: the client
    deletes none; ``days`` after how many it does, where that is known. ``thorough``: what is not found there was
    not called.
    """

    client: str
    shelves: Callable[[Site], Iterable[Shelf]]
    sign: bytes
    calls: Callable[[bytes], Iterator[Called]]
    spelled: Callable[[Entry], str]
    separator: str
    whole: bool = False
    heads: bool = False
    forever: bool = False
    days: Callable[[Site], int] | None = None
    thorough: bool = True


def in_json(calls: Callable[[object], Iterator[Called]]) -> Callable[[bytes], Iterator[Called]]:
    """Finds calls in records that are JSON; what is none has none."""

    def found(record: bytes) -> Iterator[Called]:
        try:
            value = json.loads(record.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return iter(())
        return calls(value)

    return found


def as_named(entry: Entry) -> str:
    """For transcripts that spell an entry's name as its file does."""
    return entry.name


def sanitised(name: str) -> str:
    """A name as clients make it fit for a model: every other sign is ``_``."""
    return _NO_PART_OF_A_NAME.sub("_", name)


def called(name: object, id_: object = "", at: object = None, folder: object = None) -> Iterator[Called]:
    """The call that a record tells, if it tells one: the name must be a name, the rest may be missing."""
    if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable():
        within = isinstance(folder, str) and len(folder) <= _LONGEST_FOLDER and folder.isprintable()
        yield Called(name, id_ if isinstance(id_, str) else "", moment(at), str(folder) if within else None)


def server_part(name: object) -> str:
    """The server in ``mcp__server__tool``, up to the last separator; empty for another tool."""
    if not isinstance(name, str) or not name.startswith("mcp__"):
        return ""
    return name.removeprefix("mcp__").rpartition("__")[0]


def moment(told: object) -> int | None:
    """Seconds since 1970 of an ISO 8601 text, or of a number of milliseconds; None for anything else."""
    seconds = None
    if isinstance(told, str) and len(told) <= len("2026-11-22T09:00:00.000000000+00:00"):
        try:
            seconds = int(datetime.fromisoformat(told).timestamp())
        except (ValueError, OverflowError, OSError):
            return None
    elif isinstance(told, int | float) and 0 <= told < _LATEST * 1000:
        seconds = int(told / 1000)
    return seconds if seconds is not None and 0 <= seconds < _LATEST else None
