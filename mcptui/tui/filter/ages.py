"""How long ago something may be: ``<30d`` less, ``>1y`` more, ``never`` where there is no date."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

OFFERED: Final = ("<7d", "<30d", ">90d", ">1y")
_AGE: Final = re.compile(r"([<>]?)=?(\d{1,6}) ?([a-z]*)")
_DAYS: Final = {"min": 1 / 1440, "h": 1 / 24, "": 1, "d": 1, "w": 7, "m": 30, "mo": 30, "y": 365}
_NEVER: Final = ("never", "unknown", "?")


def age_test(value: str, now: datetime) -> Callable[[str | None], bool]:
    """Whether a moment (ISO 8601, None where there is none) is as long ago as ``value`` asks for.

    A bare age is the most that it may be. What is not finished (``<``) lets everything pass, what is no age nothing.
    """
    if value in _NEVER:
        return lambda at: at is None
    if value in ("<", ">"):
        return lambda _: True
    found = _AGE.fullmatch(value)
    if found is None or found.group(3) not in _DAYS:
        return lambda _: False
    older = found.group(1) == ">"
    limit = now - timedelta(days=min(int(found.group(2)) * _DAYS[found.group(3)], 365_000))

    def fits(at: str | None) -> bool:
        then = None if at is None else _moment(at)
        return then is not None and (then < limit) is older

    return fits


def _moment(at: str) -> datetime | None:
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        return None
    return then if then.tzinfo else then.replace(tzinfo=UTC)
