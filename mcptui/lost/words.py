"""What both faces say of entries that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from mcptui.lost.missing import Lost
from mcptui.machine import Machine
from mcptui.model import Scope
from mcptui.plain_text import counted


def worth_a_word(lost: Iterable[Lost]) -> tuple[Lost, ...]:
    """Those to speak of unasked: what stands in a project's own files comes and goes with its branches."""
    return tuple(each for each in lost if each.seen.source.scope is not Scope.PROJECT)


def gone_line(lost: Sequence[Lost], machine: Machine) -> str:
    """``3 entries are gone from ~/.claude.json since 12 Nov``; ``lost`` is not empty."""
    files = {each.seen.source.file for each in lost}
    where = machine.short(next(iter(files))) if len(files) == 1 else f"{len(files)} files"
    count = counted(len(lost), "entry is", "entries are")
    since = min(each.since for each in lost)
    return f"{count} gone from {where} since {day(since, machine.clock())}"


def since_line(lost: Lost) -> str:
    """Since when it is gone, and until when it was there."""
    return f"no longer there since {minute(lost.since)}; last seen on {minute(lost.last)[:10]}"


def day(moment: datetime, now: datetime) -> str:
    """``12 Nov`` in the time of this place, with the year if that is another one."""
    local = moment.astimezone()
    year = "" if local.year == now.astimezone().year else f" {local.year}"
    return f"{local.day} {local:%b}{year}"


def minute(moment: datetime) -> str:
    """``2026-11-12 10:02`` in the time of this place."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
