"""What was found in transcripts, kept in one SQLite file: a name, a moment and a number, no word of what was said.

It can always be made again, so what is damaged, or of another version, is thrown away, and where nothing can be
kept the same is held in memory. Two processes may write it at once: each writes what it read, and rows of one
call are one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple, Self

from mcptui.errors import Refused
from mcptui.store.files import Files
from mcptui.store.growing import Stamp

_VERSION: Final = 1
_PATIENCE: Final = 2.0  # seconds to wait for another process that writes
_TABLES: Final = """
CREATE TABLE transcripts (
    number INTEGER PRIMARY KEY, client TEXT NOT NULL, path TEXT NOT NULL,
    size INTEGER NOT NULL, changed INTEGER NOT NULL, inode INTEGER NOT NULL,
    offset INTEGER NOT NULL, mark BLOB NOT NULL, oldest INTEGER NOT NULL, folder TEXT, readable INTEGER NOT NULL
);
CREATE TABLE calls (
    transcript INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, folder TEXT, at INTEGER NOT NULL,
    PRIMARY KEY (transcript, id)
) WITHOUT ROWID;
CREATE TABLE sums (
    client TEXT NOT NULL, name TEXT NOT NULL, folder TEXT, count INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE TABLE coverage (
    client TEXT PRIMARY KEY, oldest INTEGER, earliest INTEGER, missed INTEGER, whole INTEGER NOT NULL,
    looked INTEGER NOT NULL
);
"""

IndexTrouble = sqlite3.Error
"""What every call here may raise: the index is damaged, locked or cannot be written."""


class Call(NamedTuple):
    """A call of a server's tool. ``id`` tells whether two are the same one, ``at`` is in seconds since 1970.

    ``name`` is the server's as the transcript spells it, ``folder`` where the client worked.
    """

    id: int
    name: str
    at: int
    folder: str | None


class Known(NamedTuple):
    """A transcript as it was read last, up to ``offset``; ``mark`` is a digest of what stands before that.

    ``oldest`` is when it begins (seconds since 1970), ``folder`` where its client worked.
    """

    stamp: Stamp
    offset: int
    mark: bytes
    oldest: int
    folder: str | None = None
    readable: bool = True


class Sum(NamedTuple):
    """The calls of one name from one folder: how many, and when the last was (seconds since 1970)."""

    name: str
    folder: str | None
    calls: int
    last: int


class Coverage(NamedTuple):
    """How far a client's transcripts reach. Moments are seconds since 1970, None where there is no transcript.

    ``oldest`` is when the first one begins, ``earliest`` when the one left alone for longest was written last,
    ``missed`` when the newest that cannot be read was. ``whole``: all of them were looked through, at ``looked``.
    """

    oldest: int | None
    earliest: int | None
    missed: int | None
    whole: bool
    looked: int


class Index:
    """The file, or the same in memory. Used in one thread."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def at(cls, path: Path, files: Files) -> Self:
        """The index at ``path``, made there if it is not; in memory where nothing can be kept."""
        for _ in range(2):
            try:
                files.create_folder(path.parent, private=True)
                with suppress(FileExistsError):
                    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                return cls(_connected(path))
            except (Refused, OSError, sqlite3.Error) as trouble:
                if not _is_damage(trouble):
                    break
                with suppress(Refused):
                    files.remove(path)
        return cls._copied(path)

    @classmethod
    def instead_of(cls, path: Path, files: Files, trouble: sqlite3.Error) -> Self:
        """One in memory, since that at ``path`` gave trouble; what is damaged there is thrown away."""
        if _is_damage(trouble):
            with suppress(Refused):
                files.remove(path)
        return cls._copied(path)

    @classmethod
    def in_memory(cls) -> Self:
        """One that nobody knows anything of."""
        database = sqlite3.connect(":memory:", isolation_level=None)
        _make_tables(database)
        return cls(database)

    @classmethod
    def _copied(cls, path: Path) -> Self:
        """One in memory that knows what the one at ``path`` does, if that can be read."""
        kept = cls.as_it_is(path)
        if kept is not None:
            database = sqlite3.connect(":memory:", isolation_level=None)
            with suppress(sqlite3.Error), closing(kept):
                kept.copy_to(database)
                return cls(database)
        return cls.in_memory()

    @classmethod
    def as_it_is(cls, path: Path) -> Self | None:
        """The index at ``path`` to be read alone; None where there is none that can be used."""
        with suppress(sqlite3.Error, OSError):
            database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1)
            if _version(database) == _VERSION:
                return cls(database)
            database.close()
        return None

    def copy_to(self, database: sqlite3.Connection) -> None:
        """Make ``database`` hold the same."""
        self._database.backup(database)

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is written inside is kept as a whole, or not at all."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.rollback()
            raise
        self._database.execute("COMMIT")

    def transcripts(self, client: str) -> dict[str, Known]:
        """The transcripts of ``client`` that were read, by their paths."""
        rows = self._database.execute(
            "SELECT path, size, changed, inode, offset, mark, oldest, folder, readable FROM transcripts"
            " WHERE client = ?",
            (client,),
        )
        return {
            path: Known(Stamp(size, changed, inode), offset, mark, oldest, folder, bool(readable))
            for path, size, changed, inode, offset, mark, oldest, folder, readable in rows
        }

    def keep(self, client: str, read: Iterable[tuple[str, Known]], calls: Iterable[tuple[str, Call]]) -> None:
        """Note how far transcripts were read, and the calls in what was, each by the path of its transcript."""
        self._database.executemany(
            "INSERT OR REPLACE INTO transcripts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((_number(client, path), client, path, *known.stamp, *known[1:]) for path, known in read),
        )
        self._database.executemany(
            "INSERT OR IGNORE INTO calls VALUES (?, ?, ?, ?, ?)",
            ((_number(client, path), call.id, call.name, call.folder, call.at) for path, call in calls),
        )

    def forget_calls(self, client: str, paths: Iterable[str]) -> None:
        """Know no more of the calls in these transcripts."""
        self._database.executemany(
            "DELETE FROM calls WHERE transcript = ?", ((_number(client, path),) for path in paths)
        )

    def forget(self, client: str, paths: Collection[str]) -> None:
        """Know no more of these transcripts."""
        self.forget_calls(client, paths)
        self._database.executemany(
            "DELETE FROM transcripts WHERE number = ?", ((_number(client, path),) for path in paths)
        )

    def sum_up(self, client: str, looked: int, *, whole: bool) -> None:
        """Work out what ``sums`` and ``coverage`` tell. A call that stands in several transcripts counts once,

        at its earliest moment: what begins with a copy of an older session may give it a new one.
        """
        self._database.execute("DELETE FROM sums WHERE client = ?", (client,))
        self._database.execute(
            "INSERT INTO sums SELECT ?1, name, folder, COUNT(*), MAX(at) FROM (SELECT calls.id, name, calls.folder,"
            " MIN(at) AS at FROM calls JOIN transcripts ON number = transcript WHERE client = ?1 GROUP BY calls.id)"
            " GROUP BY name, folder",
            (client,),
        )
        self._database.execute(
            "INSERT OR REPLACE INTO coverage SELECT ?1, MIN(oldest) FILTER (WHERE readable),"
            " MIN(changed) FILTER (WHERE readable) / 1000000000,"
            " MAX(changed) FILTER (WHERE NOT readable) / 1000000000, ?2, ?3 FROM transcripts WHERE client = ?1",
            (client, whole, looked),
        )

    def sums(self, client: str) -> list[Sum]:
        """What was called in the transcripts of ``client``."""
        rows = self._database.execute("SELECT name, folder, count, last FROM sums WHERE client = ?", (client,))
        return [Sum(*row) for row in rows]

    def coverage(self, client: str) -> Coverage | None:
        """How far the transcripts of ``client`` reach; None where nobody has looked yet."""
        row = self._database.execute(
            "SELECT oldest, earliest, missed, whole, looked FROM coverage WHERE client = ?", (client,)
        ).fetchone()
        return None if row is None else Coverage(row[0], row[1], row[2], bool(row[3]), row[4])


def _number(client: str, path: str) -> int:
    """What a transcript is known by: the same to all that write at once."""
    return int.from_bytes(blake2b(f"{client} {path}".encode(), digest_size=8).digest(), signed=True)


def _is_damage(trouble: Exception) -> bool:
    """Whether the file is at fault, and not who holds it or the disk."""
    return isinstance(trouble, sqlite3.DatabaseError) and not isinstance(trouble, sqlite3.OperationalError)


def _connected(path: Path) -> sqlite3.Connection:
    """Raises ``sqlite3.Error`` for what is no index of this version, or is locked."""
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        # What a power cut damages is made again: nothing here is worth waiting for a disk.
        database.execute("PRAGMA synchronous = OFF")
        if _version(database) == 0:
            database.execute("BEGIN EXCLUSIVE")
            if _version(database) == 0:
                _make_tables(database)
            database.execute("COMMIT")
        version = _version(database)
    except BaseException:
        database.close()
        raise
    if version != _VERSION:
        database.close()
        raise sqlite3.DatabaseError(f"version {version}")
    return database


def _make_tables(database: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {_VERSION}")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
