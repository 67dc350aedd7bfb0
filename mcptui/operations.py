"""What should hold in a file afterwards, told so that it can be worked out on any newer bytes, and taken back.

A client says with these what a toggle or a narrowing means in its files; ``changes`` turns them
into edits of the bytes that are on the disk at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mcptui.formats.document import MISSING, KeyPath, Piece
from mcptui.model import Syntax
from mcptui.store.locks import Lock


class Anything:
    """As an expectation: whatever stands there is fine."""

    def __repr__(self) -> str:
        return "ANYTHING"


ANYTHING = Anything()


class Listed(NamedTuple):
    """``item`` stands in the list at ``path``, or does not. A missing list is an empty one."""

    path: KeyPath
    item: object
    present: bool


class Assign(NamedTuple):
    """The member at ``path`` has ``value``; MISSING: there is no such member.

    ``expect`` is what the user saw there when asking; something else on the disk is a refusal.
    """

    path: KeyPath
    value: object
    expect: object = ANYTHING


class Take(NamedTuple):
    """The member at ``path``, which had the value ``expect``, is taken out."""

    path: KeyPath
    expect: object = ANYTHING


class PutBack(NamedTuple):
    """A member that was taken out stands at ``path`` again."""

    path: KeyPath
    piece: Piece


class Stands(NamedTuple):
    """The member at ``path`` is there, as the user saw it; nothing is done to it.

    Guards what would be wrong without it: half a table, where a whole one was gone meanwhile.
    """

    path: KeyPath
    expect: object = ANYTHING


class StaysOut(NamedTuple):
    """A member that was taken out of ``path``, and stays out; its piece is kept in the file ``kept``.

    Where it was cut out after one that is put back now, that one finds its exact place only below it.
    """

    path: KeyPath
    piece: Piece
    kept: Path


Lasting = Listed | Assign | Take | PutBack | Stands
"""What can be kept in the history and done again later."""

Operation = Lasting | StaysOut


def is_among(operation: Operation, operations: Iterable[Operation]) -> bool:
    """Whether the same operation is there; tuples of two kinds may be equal and mean different things."""
    return any(type(each) is type(operation) and each == operation for each in operations)


class FileOperations(NamedTuple):
    """Operations on one file. ``lock`` is what its client takes to write it, if anything; a plan fills it in."""

    file: Path
    syntax: Syntax
    operations: tuple[Operation, ...]
    lock: Lock | None = None

    @property
    def writes(self) -> bool:
        """Whether anything is done to the file; a guard alone only looks at it."""
        return not all(isinstance(each, Stands) for each in self.operations)


__all__ = [
    "ANYTHING",
    "MISSING",
    "Anything",
    "Assign",
    "FileOperations",
    "Lasting",
    "Listed",
    "Operation",
    "PutBack",
    "Stands",
    "StaysOut",
    "Take",
    "is_among",
]
