"""Moments as people read them, on the clock and the calendar of this place."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mcptui.plain_text import visible

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST: Final = 16


def minute(moment: datetime) -> str:
    """``2026-11-12 10:02``; its first ten characters are the day."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def day(moment: datetime, now: datetime | None = None) -> str:
    """``12 Nov 2026``; without the year where that is the one of ``now``."""
    local = moment.astimezone()
    told = f"{local.day} {_MONTHS[local.month - 1]}"
    return told if now is not None and local.year == now.astimezone().year else f"{told} {local.year}"


def told_minute(at: str) -> str:
    """The minute of what a file tells in ISO 8601; its text, made harmless, where that is no moment."""
    try:
        return minute(datetime.fromisoformat(at))
    except (ValueError, OverflowError, OSError):  # the last two for years that no clock of this system reaches
        return visible(at, _LONGEST)


def told_day(at: str) -> str:
    """The day of what a file tells in ISO 8601; empty where that is no moment."""
    try:
        return day(datetime.fromisoformat(at))
    except (ValueError, OverflowError, OSError):
        return ""
