"""Single lines of the screen: the top, what is staged, and what happened last."""

from __future__ import annotations

from itertools import islice

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mcptui.plain_text import counted
from mcptui.tui.commands.command import Command
from mcptui.tui.commands.servers import REVIEW, UNSTAGE
from mcptui.tui.difference import difference_pieces
from mcptui.tui.keys import keys_of
from mcptui.tui.staging import Staging
from mcptui.tui.text import safe_text
from mcptui.tui.tones import content
from mcptui.tui.top_line import top_line
from mcptui.tui.widgets.key_line import key_cell
from mcptui.tui.widgets.rule import Rule
from mcptui.tui.words import Cell, Piece, Tone

_MOST_TOLD = 20  # no terminal is wide enough for more


class TopLine(Widget):
    """Where am I, which profile, how is it: three parts of one line."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False  # a part that can be clicked looks like the rest
        self._parts: tuple[Cell, Cell, Cell] = ((), (), ())

    def say(self, place: Cell, profile: Cell, counts: Cell) -> None:
        self._parts = (place, profile, counts)
        self.refresh()

    def render(self) -> Content:
        return content(top_line(*self._parts, self.size.width))


class StagedBar(Rule):
    """What will happen: how many changes in how many files, and each of them as far as there is room."""

    def show(self, staging: Staging, files: int | None, refused: int) -> None:
        """``files`` is None while that is being worked out."""
        self.display = len(staging) > 0
        where = "" if files is None else f" in {counted(files, 'file')}"
        reviews = f"screen.{REVIEW.action}"
        pieces = [Piece(f"{len(staging):,} staged{where}", Tone.ACCENT, reviews)]
        if refused:
            pieces.append(Piece(f" · {refused:,} refused", Tone.DANGER, reviews))
        for staged in islice(staging, _MOST_TOLD):
            pieces += (
                Piece(f"   {staged.sign}", Tone.ACCENT),
                Piece(f" {staged.word} ", Tone.DIM),
                Piece(safe_text(staged.entry.name, 40), Tone.PLAIN, reviews),
            )
        self.say(tuple(pieces), (*self._way(REVIEW), Piece("   "), *self._way(UNSTAGE)))

    def _way(self, command: Command) -> Cell:
        return key_cell(keys_of(self.app).told(command), command.label, f"screen.{command.action}")


class Notice(Static):
    """What happened last, good or refused, until something else happens.

    ``asks``: it wants to know whether what was asked for shall be done all the same; asked for again, it shall.
    """

    asks = False

    def clear(self) -> None:
        self.display = self.asks = False

    def ask(self, sentence: str, hint: str) -> None:
        """What would be lost, and which keys do what."""
        self.say(sentence, hint, refused=True)
        self.asks = True

    def say(self, sentence: str, hint: str = "", difference: str = "", *, refused: bool = False) -> None:
        """One sentence, what the user can do next, and a diff below. All may hold foreign text."""
        sign = Piece("✕ ", Tone.DANGER) if refused else Piece("✓ ", Tone.GOOD)
        self._tell(sign, sentence, hint, difference)

    def mention(self, sentence: str, hint: str) -> None:
        """Something to know that nobody asked about, and what can be done."""
        self._tell(Piece("! ", Tone.WARN), sentence, hint)

    def _tell(self, sign: Piece, sentence: str, hint: str, difference: str = "") -> None:
        pieces = [sign, Piece(safe_text(sentence, 500))]
        if hint:
            pieces.append(Piece(f"  {safe_text(hint, 300)}", Tone.DIM))
        pieces += difference_pieces(difference, "  ")
        self.update(content(pieces))
        self.set_class(bool(difference), "-with-both-sides")
        self.display, self.asks = True, False
