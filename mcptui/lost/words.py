"""What both faces say of entries that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mcptui.lost.missing import Lost
from mcptui.machine import Machine
from mcptui.model import Scope
from mcptui.moments import day, minute
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
