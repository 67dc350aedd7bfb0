"""What every file format offers: values, lines, and edits that leave all other bytes alone.

A document is immutable. ``edit`` returns a new one, whose bytes were parsed again and compared with the
old: the difference is the requested one and nothing else, or ``EditRefused`` is raised.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import isnan
from typing import Final, NamedTuple

from mcptui.errors import EditRefused
from mcptui.model import Syntax


class Missing:
    """What ``Document.value`` gives for a path that is not there."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()

KeyPath = tuple[str, ...]


class Put(NamedTuple):
    """Set the member at ``path`` to ``value`` (str, bool, int, list, dict of these).

    Parents that are missing are made. A list over a list changes only the items that differ.
    """

    path: KeyPath
    value: object


class Drop(NamedTuple):
    """Take the member at ``path`` out, with the comments inside it and behind it on its last line.

    Comments above it stay.
    """

    path: KeyPath


class Piece(NamedTuple):
    """The exact text of a dropped member and where it stood.

    ``text`` is what was cut, byte for byte; ``after`` the key of the member before it (None: it was
    the first); ``lead`` the text between that member and the cut (comments, blank lines). ``whole`` is
    the editor's own note of where the parts of ``text`` were cut, as JSON, and ``left`` the digest of
    what was left: where that still fits, putting back restores every byte.
    """

    text: str
    after: str | None
    lead: str
    whole: str
    left: str

    @classmethod
    def of_json(cls, value: object) -> Piece:
        """The opposite of ``_asdict``. Raises ``ValueError`` for anything else."""
        match value:
            case {
                "text": str(text),
                "after": (str() | None) as after,
                "lead": str(lead),
                "whole": str(whole),
                "left": str(left),
            }:
                return cls(text, after, lead, whole, left)
            case _:
                raise ValueError


class Restore(NamedTuple):
    """Put a dropped member back at ``path``."""

    path: KeyPath
    piece: Piece


Edit = Put | Drop | Restore


class Document(ABC):
    """One configuration file. Construction parses; it raises ``Unreadable`` with line and column."""

    syntax: Syntax
    data: bytes

    @abstractmethod
    def value(self, path: KeyPath = ()) -> object:
        """The plain value at ``path`` (dict, list, str, int, float, bool, None), or MISSING.

        With duplicate keys the last one counts, as in the clients.
        """

    @abstractmethod
    def keys(self, path: KeyPath = ()) -> tuple[str, ...]:
        """Keys of the table at ``path`` in file order; empty when there is no such table."""

    @abstractmethod
    def line(self, path: KeyPath) -> int | None:
        """1-based line where the member at ``path`` begins, or None."""

    @abstractmethod
    def text(self, path: KeyPath) -> str | None:
        """The member's own text as it stands in the file, whole lines, or None."""

    def size(self, path: KeyPath) -> int:
        """How much the member says, in letters, about; 0 where there is none. To be asked before its value is."""
        value = self.value(path)
        return 0 if value is MISSING else len(repr(value))

    @abstractmethod
    def comments(self) -> int:
        """Number of comments in the file."""

    @abstractmethod
    def fits(self, path: KeyPath, piece: Piece) -> bool:
        """Whether what was left when ``piece`` was cut out at ``path`` still stands: then no byte of it moves."""

    @abstractmethod
    def edit(self, edits: Sequence[Edit]) -> Edited:
        """Do all edits at once, gated. Raises ``EditRefused``."""


class Edited(NamedTuple):
    """The new file, as the gate parsed it, and the pieces that each ``Drop`` cut out, by path."""

    document: Document
    pieces: dict[KeyPath, Piece]

    @property
    def data(self) -> bytes:
        """The new bytes."""
        return self.document.data


def refuse_overlaps(edits: Iterable[Edit]) -> None:
    """Raise ``EditRefused`` for an edit of a whole file, and for two of which one is in the other."""
    paths = sorted(edit.path for edit in edits)
    if paths and not paths[0]:
        raise EditRefused("the file as a whole cannot be edited")
    for one, other in pairwise(paths):
        if other[: len(one)] == one:
            raise EditRefused(f"two edits at once concern {'.'.join(one)}")


def expected(value: object, edits: Iterable[Edit], restored: dict[KeyPath, object]) -> object:
    """``value`` after ``edits``, worked out on plain values: what the gate compares with.

    ``restored`` gives the value of each ``Restore`` by path.
    """
    root = _copy(value)
    for edit in edits:
        match edit:
            case Put(path, new):
                _put(root, path, new)
            case Restore(path, _):
                _put(root, path, restored[path])
            case Drop(path):
                parent = member_at(root, path[:-1])
                if not isinstance(parent, dict) or path[-1] not in parent:
                    raise EditRefused(f"there is no {'.'.join(path)} to remove")
                del parent[path[-1]]
    return root


def same(one: object, other: object) -> bool:
    """Equal in value *and* type, so that ``1`` is not ``1.0`` and ``true`` is not ``1``. Order is not compared."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float) and isnan(one):
        return isnan(other)
    return one == other


def _copy(value: object) -> object:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def member_at(root: object, path: KeyPath) -> object:
    """What is at ``path`` in a plain value, or MISSING."""
    for key in path:
        if not isinstance(root, dict) or key not in root:
            return MISSING
        root = root[key]
    return root


def _put(root: object, path: KeyPath, value: object) -> None:
    for key in path[:-1]:
        if not isinstance(root, dict):
            raise EditRefused(f"{'.'.join(path)} cannot be set: a part of the way to it is not a table")
        root = root.setdefault(key, {})
    if not isinstance(root, dict):
        raise EditRefused(f"{'.'.join(path)} cannot be set: it is not in a table")
    root[path[-1]] = _copy(value)
