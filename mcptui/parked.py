"""Parked entries: taken out of a file whose client has no switch, kept word for word until they are put back.

One JSON file each in mcptui's own folder, readable by its owner alone, since an entry may hold secrets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple, Protocol

from mcptui.errors import Unreadable
from mcptui.formats.document import KeyPath, Piece
from mcptui.machine import Machine
from mcptui.model import Entry, Source
from mcptui.source_row import source_of, source_row

_SCHEMA = 1
_MOST_BYTES = 16 << 20  # a hundred times the largest entry that is read: JSON may write six signs for one, twice


class _Folder(Protocol):
    def read(self, path: Path, limit: int = ...) -> bytes | None: ...

    def list_folder(self, path: Path) -> tuple[str, ...]: ...


class Parked(NamedTuple):
    """A parked entry: where it came from, what it said, its exact text, and the file that keeps it."""

    source: Source
    name: str
    path: KeyPath
    value: object
    piece: Piece
    at: str
    file: Path


def parked_file(machine: Machine, entry: Entry) -> Path:
    """Where an entry is kept while it is parked: in a file of its own, whatever else has its name elsewhere."""
    spot = "\0".join((machine.short(entry.source.file), *entry.path))
    place = sha1(spot.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:10]
    return machine.state / "parked" / f"{entry.id}-{place}.json"


def parked_id(file: Path) -> str:
    """The id of the entry that such a file keeps."""
    return file.stem.partition("-")[0]


def parked_bytes(entry: Entry, piece: Piece, at: str) -> bytes:
    """The content of a parked entry's file."""
    content = {
        "schema": _SCHEMA,
        "at": at,
        **source_row(entry.source),
        "name": entry.name,
        "value": entry.value,
        "piece": piece._asdict(),
    }
    return json.dumps(content, indent=2, default=str).encode()


def with_piece(data: bytes, piece: Piece) -> bytes:
    """The content of a parked entry's file, with another piece."""
    return json.dumps({**json.loads(data), "piece": piece._asdict()}, indent=2).encode()


def read_parked(machine: Machine, files: _Folder) -> Iterator[Parked]:
    """Every parked entry. A file that is not one is passed over: its entry stays in the backups."""
    folder = machine.state / "parked"
    try:
        names = files.list_folder(folder)
    except Unreadable:
        return
    for name in names:
        try:
            data = files.read(folder / name, _MOST_BYTES)
            parked = None if data is None else _parse(json.loads(data), folder / name)
        except (Unreadable, ValueError, KeyError, TypeError, RecursionError):
            continue
        if parked is not None:
            yield parked


def _parse(content: dict[str, object], file: Path) -> Parked | None:
    match content:
        case {"schema": 1, "at": str(at), "name": str(name), "value": value, "piece": piece}:
            source = source_of(content)
            return Parked(source, name, (*source.key, name), value, Piece.of_json(piece), at, file)
        case _:
            return None
