"""How findings say things."""

from __future__ import annotations

from collections.abc import Sequence

from mcptui.audit.case import Case

_MOST = 3


def listed(case: Case, names: Sequence[str]) -> str:
    """``A, B``; of many the first few."""
    told = ", ".join(case.shown(name, 60) for name in names[:_MOST])
    return f"{told} and {len(names) - _MOST} more" if len(names) > _MOST else told
