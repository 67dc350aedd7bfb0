"""How findings say things."""

from __future__ import annotations

from collections.abc import Sequence

from mcptui.plain_text import visible

_MOST = 3
_LONGEST = 60


def listed(names: Sequence[str]) -> str:
    """``A, B``; of many the first few. Names only: they are shown wherever an entry is."""
    told = ", ".join(visible(name, _LONGEST) for name in names[:_MOST])
    return f"{told} and {len(names) - _MOST} more" if len(names) > _MOST else told
