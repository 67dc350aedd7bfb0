"""What should hold in a file afterwards, told so that it can be worked out on any newer bytes, and taken back.

A client says with these what a toggle or a narrowing means in its files; ``changes`` turns them
into edits of the bytes that are on the disk at that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mcptui.formats.document import MISSING, KeyPath, Piece
from mcptui.model import Syntax


class Anything:
    """As an expectation: whatever stands there is fine."""

    def __repr__(self) -> str:
        return "ANYTHING"


ANYTHING = Anything()


@dataclass(frozen=True, slots=True)
class Listed:
    """``item`` stands in the list at ``path``, or does not. A missing list is an empty one."""

    path: KeyPath
    item: object
    present: bool


@dataclass(frozen=True, slots=True)
class Assign:
    """The member at ``path`` has ``value``; MISSING: there is no such member.

    ``expect`` is what the user saw there when asking; something else on the disk is a refusal.
    """

    path: KeyPath
    value: object
    expect: object = ANYTHING


@dataclass(frozen=True, slots=True)
class Take:
    """The member at ``path``, which had the value ``expect``, is taken out."""

    path: KeyPath
    expect: object = ANYTHING


@dataclass(frozen=True, slots=True)
class PutBack:
    """A member that was taken out stands at ``path`` again."""

    path: KeyPath
    piece: Piece


Operation = Listed | Assign | Take | PutBack


@dataclass(frozen=True, slots=True)
class FileOperations:
    """Operations on one file. ``lock`` is the lock folder that its client uses, if any."""

    file: Path
    syntax: Syntax
    operations: tuple[Operation, ...]
    lock: Path | None = None


__all__ = [
    "ANYTHING",
    "MISSING",
    "Anything",
    "Assign",
    "FileOperations",
    "Listed",
    "Operation",
    "PutBack",
    "Take",
]
