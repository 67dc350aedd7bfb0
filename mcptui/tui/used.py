"""How the screen tells whether a server is used: a cell, a line of facts, and an order."""

from __future__ import annotations

from datetime import datetime

from mcptui.model import Used, UseStatus
from mcptui.moments import told_day
from mcptui.plain_text import counted
from mcptui.tui.text import safe_text
from mcptui.tui.words import Cell, Piece, Tone, age, ago

_DAY = 24 * 60 * 60


def used_cell(used: Used, now: datetime) -> Cell:
    """``2 d``; ``—`` where no use was observed, ``?`` where nobody knows."""
    match used.status:
        case UseStatus.USED:
            return (Piece(age(used.last or "", now)),)
        case UseStatus.NOT_OBSERVED:
            return (Piece("—", Tone.DIM),)
        case UseStatus.UNKNOWN:
            return (Piece("?", Tone.FAINT),)


def used_line(used: Used, now: datetime) -> Cell:
    """``4 weeks ago, 12 calls · history reaches back 90 days``; that none was observed, or why nobody knows."""
    if used.status is UseStatus.UNKNOWN:
        return (Piece("not known", Tone.DIM), Piece(f"  {safe_text(used.reason)}", Tone.FAINT))
    back = "" if used.since is None else _days(used.since, now)
    if used.status is UseStatus.NOT_OBSERVED:
        return (Piece(f"not observed in {back}"), Piece(f"  {safe_text(used.source or '')}", Tone.FAINT))
    told = Piece(f"{ago(used.last or '', now)}, {counted(used.calls or 0, 'call')}")
    return (
        told,
        Piece(f"  {told_day(used.last or '')}{f' · history reaches back {back}' if back else ''}", Tone.FAINT),
    )


def used_order(used: Used | None) -> str:
    """As text that sorts so: what was not observed, then the least recently used; empty where nobody knows."""
    match used:
        case Used(status=UseStatus.NOT_OBSERVED):
            return "0"
        case Used(status=UseStatus.USED, last=str(last)):
            return f"1{last}"
        case _:
            return ""


def _days(since: str, now: datetime) -> str:
    return counted(int((now - datetime.fromisoformat(since)).total_seconds()) // _DAY, "day")
