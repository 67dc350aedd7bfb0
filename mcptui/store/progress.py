"""How far a transaction has come, told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """What is being done to one file after the other, in this order. Until BACKUP is over nothing of it lasts."""

    BACKUP = "backing up"
    PREPARE = "preparing"
    WRITE = "writing"


Progress = Callable[[Stage, int, int], None]
"""Told the stage, how many files are through with it, and of how many.

What it raises in BACKUP ends the transaction without a trace. Later it raises nothing: files that change
together are all written, or all put back.
"""


def untold(stage: Stage, done: int, files: int) -> None:
    """For whoever does not want to know."""
