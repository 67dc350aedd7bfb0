"""An entry without what need not come along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from mcptui.clients.shape import Shape

TOOLS: Final = "tools"
"""In the place of a field: the tools that are hidden, wherever that is said."""


def without(value: Mapping[str, object], shape: Shape, fields: Collection[str]) -> dict[str, object]:
    """``value`` less these fields, told as the entry spells them or as most clients do: ``cwd``, ``env.TOKEN``."""
    left = dict(value)
    for told in fields:
        name, _, member = told.partition(".")
        for field in _spelled(name, shape):
            held = left.get(field)
            if not member:
                left.pop(field, None)
            elif isinstance(held, dict):
                left[field] = {key: each for key, each in held.items() if key != member}
    return left


def _spelled(name: str, shape: Shape) -> tuple[str, ...]:
    """What the shape calls a field."""
    own = {
        "cwd": (shape.cwd,),
        "env": (shape.env,),
        "headers": shape.headers[:1],
        "timeout": (shape.timeout or ())[:1],
        TOOLS: (shape.allow, shape.deny),
    }
    told = tuple(str(each) for each in own.get(name, ()) if each is not None)
    return told or (name,)
