"""How the screen says things: signs and words of states, ages, and text with a tone."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from mcptui.model import StateKind
from mcptui.plain_text import counted

SIGNS: Final = {
    StateKind.ON: "●",
    StateKind.OFF: "○",
    StateKind.PENDING: "◐",
    StateKind.SHADOWED: "◌",
    StateKind.BLOCKED: "⊘",
    StateKind.BROKEN: "✕",
    StateKind.UNKNOWN: "?",
}
NOW: Final = "now"
REMOVED: Final = "−"  # noqa: RUF001  # as wide as the other signs
NARROWED: Final = "⌂"
BACK: Final = "+"
DIFFERS: Final = "≠"
EQUAL: Final = "="
PROBLEM: Final = "✕"

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS: Final = (
    (365 * _DAY, "y", "year"),
    (30 * _DAY, "mo", "month"),
    (7 * _DAY, "w", "week"),
    (_DAY, "d", "day"),
    (_HOUR, "h", "hour"),
    (_MINUTE, "min", "minute"),
)


class Tone(StrEnum):
    """What a piece of text means to the eye; ``tones.tcss`` and the theme say how it looks."""

    PLAIN = "plain"
    STRONG = "strong"
    DIM = "dim"
    FAINT = "faint"
    RULE = "rule"
    GOOD = "good"
    WARN = "warn"
    DANGER = "danger"
    ACCENT = "accent"
    MATCH = "match"
    DIM_MATCH = "dim-match"
    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    COMMENT = "comment"
    HIDDEN = "hidden"


class Piece(NamedTuple):
    """Text that is safe to show, in one tone. ``action`` is what a click on it does, as Textual names actions."""

    text: str
    tone: Tone = Tone.PLAIN
    action: str = ""


Cell = tuple[Piece, ...]
"""What stands in one column of a row."""

STATE_TONES: Final = {
    StateKind.ON: Tone.GOOD,
    StateKind.OFF: Tone.FAINT,
    StateKind.PENDING: Tone.WARN,
    StateKind.SHADOWED: Tone.FAINT,
    StateKind.BLOCKED: Tone.FAINT,
    StateKind.BROKEN: Tone.DANGER,
    StateKind.UNKNOWN: Tone.DIM,
}


def age(at: str, now: datetime) -> str:
    """How long ago ``at`` (ISO 8601) was: ``3 w``; ``now`` below a minute, empty for what is no date."""
    told = _elapsed(at, now)
    return told if isinstance(told, str) else f"{told[0]} {told[1]}"


def ago(at: str, now: datetime) -> str:
    """``3 weeks ago`` or ``just now``; empty for what is no date."""
    told = _elapsed(at, now)
    if isinstance(told, str):
        return "just now" if told == NOW else told
    return f"{counted(told[0], told[2])} ago"


def _elapsed(at: str, now: datetime) -> tuple[int, str, str] | str:
    """A number of units, each with its sign and its name; or a word in place of them."""
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        return ""
    seconds = int((now - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds())
    return next(((seconds // size, sign, name) for size, sign, name in _UNITS if seconds >= size), NOW)


def plain(cell: Cell) -> str:
    """The text of a cell."""
    return "".join(piece.text for piece in cell)
