"""The copies of clients' files that still have what is gone: mcptui's backups, and those that clients make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from mcptui.clients.base import Site
from mcptui.errors import Unreadable
from mcptui.formats import parse
from mcptui.formats.document import Document, KeyPath
from mcptui.lost.memory import fingerprint
from mcptui.lost.missing import Copy, FileCopy, Lost
from mcptui.model import Source, Spot
from mcptui.store.files import Files
from mcptui.store.records import Backup
from mcptui.store.transaction import Store

MOST_COPIES: Final = 60
"""How many copies of one file are looked into, newest first."""


class Copies:
    """The copies that are there now. ``site`` is where the clients are asked for theirs."""

    def __init__(self, store: Store, files: Files, site: Site) -> None:
        self._files = files
        self._site = site
        self._backups = store.backups()

    def of_file(self, source: Source) -> list[FileCopy]:
        """All of the file of ``source`` that are looked into, newest first."""
        found = [
            FileCopy(each.copy, made_at(each), each.record.id)
            for each in self._backups
            if each.file.path == source.file
        ]
        for path in self._site.clients[source.client].copies(source, self._site):
            with suppress(Unreadable, ValueError, OverflowError):  # a file may have a date that is none
                facts = self._files.facts(path)
                found += [] if facts is None else [FileCopy(path, datetime.fromtimestamp(facts.modified, UTC))]
        return sorted(found, key=lambda each: each.at, reverse=True)[:MOST_COPIES]

    def readable(self, source: Source, keys: Iterable[KeyPath]) -> Iterator[tuple[FileCopy, Document]]:
        """Those of the file of ``source`` that its client could read, newest first; ``keys`` is where is looked."""
        wanted = tuple(keys)
        for copy in self.of_file(source):
            with suppress(Unreadable):
                data = self._files.read(copy.path)
                if data is not None:
                    yield copy, parse(data, source.syntax, wanted)

    def find(self, lost: Sequence[Lost], key: bytes) -> tuple[Lost, ...]:
        """The same, each with the best copy of it; ``key`` is that of their fingerprints."""
        best: dict[Spot, Copy] = {}
        by_file: dict[tuple[str, Path], list[Lost]] = {}
        for each in lost:
            by_file.setdefault((each.seen.source.client, each.seen.source.file), []).append(each)
        for group in by_file.values():
            best |= self._best(group, key)
        return tuple(each._replace(copy=best.get(each.seen.spot)) for each in lost)

    def _best(self, lost: Sequence[Lost], key: bytes) -> dict[Spot, Copy]:
        """For entries of one file."""
        best: dict[Spot, Copy] = {}
        wanted = list(lost)
        for copy, document in self.readable(lost[0].seen.source, (each.seen.source.key for each in lost)):
            for seen in (each.seen for each in tuple(wanted)):
                value = _value(document, seen.path)
                exact = fingerprint(value, key) == seen.fingerprint
                if value and (exact or seen.spot not in best):
                    definition = self._site.clients[seen.source.client].define(value, seen.source)
                    best[seen.spot] = Copy(copy, value, definition, exact)
            wanted = [each for each in wanted if each.seen.spot not in best or not best[each.seen.spot].exact]
            if not wanted:
                break
        return best


def made_at(backup: Backup) -> datetime:
    """When a backup was made, in UTC; the first moment of all for what a manifest says that is no date."""
    try:
        return datetime.fromisoformat(backup.record.at).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def _value(document: Document, path: KeyPath) -> dict[str, object]:
    """What an entry says; nothing where it is not there, or no table, or too deep to be told."""
    try:
        value = document.value(path)
    except Unreadable:
        return {}
    return value if isinstance(value, dict) else {}
