"""What stands where the table would be, when there is nothing to put into it."""

from __future__ import annotations

from mcptui.tui.filter import Filter
from mcptui.tui.session import Session
from mcptui.tui.text import safe_text
from mcptui.tui.words import Cell, Piece, Tone


def empty_cell(session: Session, wanted: Filter) -> Cell:
    """Why there is nothing, and what to press."""
    if session.seen is None:
        return (Piece("reading …", Tone.DIM),)
    if wanted and session.rows:
        return (
            Piece("Nothing fits "),
            Piece(safe_text(wanted.text, 60), Tone.STRONG),
            Piece("\n\n"),
            Piece("esc", Tone.ACCENT),
            Piece("  clears the filter", Tone.DIM),
        )
    where = "on this machine" if session.everywhere else "in this project"
    keys: list[tuple[str, str]] = [] if session.everywhere else [("h", "looks at everything on the machine")]
    if not session.demo:
        keys.append(("D", "shows a made-up home: nothing real is touched"))
    keys.append(("r", "looks again"))
    pieces = [Piece(f"No client would start an MCP server {where}.\n", Tone.STRONG)]
    for key, told in keys:
        pieces += (Piece(f"\n{key}", Tone.ACCENT), Piece(f"  {told}", Tone.DIM))
    return tuple(pieces)
