"""Reads and parses each file of a look once, and keeps what went wrong as problems of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar

from mcptui.errors import Unreadable
from mcptui.formats import MOST_BYTES, parse
from mcptui.formats.document import MISSING, Document, Edit, Edited, KeyPath, Piece
from mcptui.model import Problem, Scope, Syntax
from mcptui.plain_text import visible
from mcptui.project import resolved

_SMALL: Final = 64 * 1024
_LONGEST_SHOWN: Final = 60

Told = TypeVar("Told")


class FileReader(Protocol):
    """The part of the disk that looking needs.

    ``read`` gives None for an absent file and raises ``Unreadable``, also for more than ``limit`` bytes. Where
    the bytes are the same as ``known``, it gives that back.
    """

    def read(self, path: Path, limit: int = ..., known: bytes | None = ...) -> bytes | None: ...

    def list_folder(self, path: Path) -> tuple[str, ...]:
        """Names in a folder, sorted; empty when it is absent."""
        ...


class _Notes:
    """What went wrong with files, of several things with one file the first. Documents keep this, not the reading
    that keeps them: what is huge then goes with the last who looks at it, and does not wait to be found as garbage."""

    def __init__(self) -> None:
        self.client = ""
        self.problems: dict[Path, Problem] = {}

    def __call__(
        self, path: Path, scope: Scope, message: str, line: int | None = None, column: int | None = None
    ) -> None:
        self.problems.setdefault(path, Problem(path, self.client, scope, message, line, column))


class Reading:
    """The files of one look. ``client`` is the id of the one that asks just now: a problem is told as its.

    ``known`` are documents of an earlier look: those whose bytes are the same are not parsed again.
    """

    def __init__(self, files: FileReader, known: Mapping[tuple[Path, Syntax], Document] | None = None) -> None:
        self._files = files
        self._known = dict(known or {})
        self._documents: dict[tuple[Path, Syntax], _Told | None] = {}
        self._names: dict[Path, tuple[str, ...]] = {}
        self._notes = _Notes()

    @property
    def client(self) -> str:
        return self._notes.client

    @client.setter
    def client(self, id_: str) -> None:
        self._notes.client = id_

    @property
    def problems(self) -> tuple[Problem, ...]:
        """One for each file with which something is wrong, in the order in which they came up."""
        return tuple(self._notes.problems.values())

    def changed(self, files: Mapping[Path, bytes | None]) -> Reading:
        """The same files, but that these, by their real paths, hold this; what was parsed is not parsed again."""
        made = Reading(_Changed(self._files, files))
        made._documents = {key: told for key, told in self._documents.items() if resolved(key[0]) not in files}
        return made

    def __call__(self, path: Path, syntax: Syntax, scope: Scope, wanted: Iterable[KeyPath] = ()) -> Document | None:
        key = (path, syntax)
        if key not in self._documents:
            self._documents[key] = self._read(path, syntax, scope, wanted)
        return self._documents[key]

    @property
    def documents(self) -> dict[tuple[Path, Syntax], Document]:
        """The files that could be read, as they are."""
        return {key: told.document for key, told in self._documents.items() if told is not None}

    def _read(self, path: Path, syntax: Syntax, scope: Scope, wanted: Iterable[KeyPath]) -> _Told | None:
        known = self._known.pop((path, syntax), None)  # what has become something else is not kept in memory
        try:
            data = self._files.read(path, MOST_BYTES[syntax], None if known is None else known.data)
            if data is None:
                return None
            document = known if known is not None and data is known.data else parse(data, syntax, wanted)
            return _Told(document, self._notes, path, scope)
        except Unreadable as error:
            why = error.message.removeprefix(f"{path} cannot be read: ")  # a problem names its file already
            self.note(path, scope, why, error.line, error.column)
            return None

    def note(self, path: Path, scope: Scope, message: str, line: int | None = None, column: int | None = None) -> None:
        """Remember what is wrong with a file; of several things the first."""
        self._notes(path, scope, message, line, column)

    def bytes(self, path: Path) -> bytes | None:
        """A small file's bytes, None when there is any trouble with it."""
        try:
            return self._files.read(path, _SMALL)
        except Unreadable:
            return None

    def names(self, path: Path) -> tuple[str, ...]:
        """Names in a folder; none when there is any trouble with it."""
        if path not in self._names:
            try:
                self._names[path] = self._files.list_folder(path)
            except Unreadable:
                self._names[path] = ()
        return self._names[path]


class _Changed:
    """Files of which some would hold something else; None: it would not be there."""

    def __init__(self, files: FileReader, changed: Mapping[Path, bytes | None]) -> None:
        self._files = files
        self._changed = changed

    def read(self, path: Path, limit: int = MOST_BYTES[Syntax.JSON], known: bytes | None = None) -> bytes | None:
        target = resolved(path)
        return self._changed[target] if target in self._changed else self._files.read(path, limit, known)

    def list_folder(self, path: Path) -> tuple[str, ...]:
        folder = resolved(path)
        here = {target.name: data for target, data in self._changed.items() if target.parent == folder}
        names = {name for name in self._files.list_folder(path) if here.get(name, b"") is not None}
        return tuple(sorted(names | {name for name, data in here.items() if data is not None}))


class _Told(Document):
    """A document that never refuses to tell: what is beyond reading is as if it were not there, and a problem."""

    def __init__(self, document: Document, notes: _Notes, path: Path, scope: Scope) -> None:
        self.document = document
        self._notes = notes
        self._path = path
        self._scope = scope
        self.syntax = document.syntax
        self.data = document.data

    def value(self, path: KeyPath = ()) -> object:
        otherwise: object = MISSING
        return self._asked(self.document.value, path, otherwise)

    def keys(self, path: KeyPath = ()) -> tuple[str, ...]:
        return self._asked(self.document.keys, path, ())

    def line(self, path: KeyPath) -> int | None:
        return self._asked(self.document.line, path, None)

    def text(self, path: KeyPath) -> str | None:
        return self._asked(self.document.text, path, None)

    def size(self, path: KeyPath) -> int:
        return self._asked(self.document.size, path, 0)

    def _asked(self, ask: Callable[[KeyPath], Told], path: KeyPath, otherwise: Told) -> Told:
        try:
            return ask(path)
        except Unreadable as error:
            message = f"{visible(path[-1], _LONGEST_SHOWN)!r}: {error.message}" if path else error.message
            self._notes(self._path, self._scope, message, error.line)
            return otherwise

    def comments(self) -> int:
        return self.document.comments()

    def edit(self, edits: Sequence[Edit]) -> Edited:
        return self.document.edit(edits)

    def fits(self, path: KeyPath, piece: Piece) -> bool:
        return self.document.fits(path, piece)
