"""A text of lines while edits are done on it, one after the other: what the drafts of TOML and YAML have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Generic, Protocol, TypeVar

from mcptui.errors import EditRefused
from mcptui.formats.document import Piece
from mcptui.formats.splices import Splice, spliced, untouched


class Layout(Protocol):
    """A text that was scanned for the places of things."""

    @property
    def text(self) -> str: ...

    def comments_in(self, start: int, end: int) -> list[str]:
        """The comments that begin between the two offsets."""


Scanned = TypeVar("Scanned", bound=Layout)


class TextDraft(Generic[Scanned]):
    """The text, and the comments that left it or came back because that was asked for.

    Every step works out splices on a scan of the text as it is. Those that are apart from each other wait and
    are done together, so that switching a hundred entries does not scan the file a hundred times. What the
    result must mean is not judged here: the gate compares before and after.
    """

    __slots__ = ("_layout", "_scan", "_waiting", "lost", "returned")

    def __init__(self, layout: Scanned, scan: Callable[[str], Scanned]) -> None:
        self._layout = layout
        self._scan = scan
        self._waiting: list[Splice] = []
        self.lost: Counter[str] = Counter()
        self.returned: Counter[str] = Counter()

    @property
    def text(self) -> str:
        """The text with all edits so far."""
        new = spliced(self._layout.text, self._waiting)
        if not untouched(self._layout.text, new, self._waiting):
            raise EditRefused("the edit would change text around it")
        return new

    def fits(self, piece: Piece) -> bool:
        """Whether the text is to the character what the removal left."""
        return digest(self.text) == piece.left

    def _do(self, step: Callable[[Scanned], Sequence[Splice]], *, losing: bool = False) -> None:
        """Take the splices of a step. ``losing``: the comments in what they replace may go."""
        splices = step(self._layout)
        if self._touches(splices):
            splices = step(self._settled())
        if losing:
            for splice in splices:
                self.lost.update(self._layout.comments_in(splice.start, splice.end))
        self._waiting += splices

    def _touches(self, splices: Sequence[Splice]) -> bool:
        return any(new.start <= old.end and old.start <= new.end for new in splices for old in self._waiting)

    def _settled(self) -> Scanned:
        """The places in the text as it is now."""
        if self._waiting:
            self._layout, self._waiting = self._scan(self.text), []
        return self._layout


def digest(text: str) -> str:
    """What ``Piece.left`` compares."""
    return sha256(text.encode()).hexdigest()


def below(text: str, at: int, lead: str) -> int | None:
    """Where the line below ``lead`` begins, if that is what stands at ``at``: where a piece stood."""
    end = at + len(lead)
    if not text.startswith(lead, at):
        return None
    if not lead or lead.endswith("\n") or end == len(text):
        return end
    # It was the end of a file without a last line end.
    return next((end + len(sign) for sign in ("\n", "\r\n") if text.startswith(sign, end)), None)
