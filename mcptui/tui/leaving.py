"""How the screen is left."""

from __future__ import annotations

from enum import Enum, auto


class Leave(Enum):
    """What is wanted when the screen closes."""

    QUIT = auto()
    DEMO = auto()
