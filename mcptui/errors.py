"""The refusals of mcptui: each carries one clear sentence and what a user can do."""

from __future__ import annotations


class McptuiError(Exception):
    """Root of everything mcptui refuses. ``hint`` is the next step for the user, or empty.

    ``difference`` shows both sides, as a diff without secrets, where another program came in between.
    """

    status = 3

    def __init__(self, message: str, hint: str = "", difference: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.difference = difference


class UsageError(McptuiError):
    """The call itself is wrong."""

    status = 2


class NothingMatched(McptuiError):
    """A selector, profile or transaction that is not there."""

    status = 1


class Refused(McptuiError):
    """What was asked cannot be done safely; nothing was changed."""


class Cancelled(Refused):
    """The user gave up before anything was changed."""


class Unreadable(Refused):
    """A file that cannot be read as what it should be."""

    def __init__(self, message: str, hint: str = "", line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, hint)
        self.line = line
        self.column = column

    def place(self, where: str) -> str:
        """``settings.toml, line 3``: the file, called ``where``, and the line if that is known."""
        return where if self.line is None else f"{where}, line {self.line}"


class EditRefused(Refused):
    """An edit that an editor cannot do exactly."""


class ChangedMeanwhile(Refused):
    """What a plan was made for is no longer what is on the disk."""
