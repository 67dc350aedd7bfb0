"""The calls that the screen and the command line both make. No rule lives in either of them."""

from __future__ import annotations

from mcptui.workspace.memory import Memory
from mcptui.workspace.switching import Switching


class Workspace(Memory, Switching):
    """A machine and what can be done with it. Holds no second truth: every look reads the files again."""


__all__ = ["Workspace"]
