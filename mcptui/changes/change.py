"""What a user wants of an entry: it says what, never how."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mcptui.model import Entry

if TYPE_CHECKING:
    from mcptui.formats.document import Piece


class Act(StrEnum):
    """What is done to an entry."""

    ENABLE = "enable"
    DISABLE = "disable"
    REMOVE = "remove"
    NARROW = "narrow"
    PUT_BACK = "put back"
    ADD = "add"
    MAKE_EQUAL = "make equal"


class Narrowing(NamedTuple):
    """How an entry is narrowed; what is None or empty stays as it is.

    ``folders`` replaces the folders of a server that takes them, ``deny`` and ``allow`` are tool
    names, ``pin`` a version.
    """

    folders: tuple[str, ...] | None = None
    read_only: bool = False
    deny: tuple[str, ...] = ()
    allow: tuple[str, ...] | None = None
    pin: str | None = None

    def joined(self, later: Narrowing) -> Narrowing:
        """Both at once; where they contradict each other, ``later`` counts."""
        return Narrowing(
            folders=self.folders if later.folders is None else later.folders,
            read_only=self.read_only or later.read_only,
            deny=tuple(dict.fromkeys((*self.deny, *later.deny))),
            allow=self.allow if later.allow is None else later.allow,
            pin=later.pin or self.pin,
        )

    def __bool__(self) -> bool:
        return bool(self.folders is not None or self.read_only or self.deny or self.allow is not None or self.pin)


class Change(NamedTuple):
    """One wish on one entry. ``only_here`` asks for the smallest reach that the client allows, False for the
    widest; None leaves it to the client's usual switch.

    ``piece`` is the text of an entry that is in its file no more and is put back. Of one that is added,
    ``entry`` is how it shall be. ``like`` is another entry of the same server, which says how this one shall
    be. ``notes`` are what there is to tell of the wish itself.
    """

    entry: Entry
    act: Act
    narrowing: Narrowing = Narrowing()
    only_here: bool | None = None
    piece: Piece | None = None
    notes: tuple[str, ...] = ()
    like: Entry | None = None
