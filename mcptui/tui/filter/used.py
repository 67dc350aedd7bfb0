"""``used:``: how long ago a server was called. ``<30d`` within that time, ``>90d`` not within, ``never``, ``?``."""

from __future__ import annotations

from typing import Final

from mcptui.model import Used, UseStatus
from mcptui.tui.filter.ages import age_test
from mcptui.tui.filter.searched import Known, Searched, Test

OFFERED: Final = ("<30d", ">90d", "never", "?")
_STATUS: Final = {
    "never": UseStatus.NOT_OBSERVED,
    "not-observed": UseStatus.NOT_OBSERVED,
    "?": UseStatus.UNKNOWN,
    "unknown": UseStatus.UNKNOWN,
}
_UNFINISHED: Final = ("<", ">")


def used_test(value: str, known: Known) -> Test:
    """What was not observed since a moment was not used for at least so long; for longer, nobody knows."""
    used, status = known.used, _STATUS.get(value)
    if status is not None:
        return lambda row: (found := used.get(row.key)) is not None and found.status is status
    fits, not_within = age_test(value, known.machine.clock()), value.startswith(">")

    def test(row: Searched) -> bool:
        match used.get(row.key):
            case Used(status=UseStatus.USED, last=at):
                return fits(at)
            case Used(status=UseStatus.NOT_OBSERVED, since=since) if not_within:
                return fits(since)
            case _:
                return value in _UNFINISHED

    return test
