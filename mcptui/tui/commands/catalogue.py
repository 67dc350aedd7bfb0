"""All commands by the screen on which they are: for the help, and for finding keys that are told twice."""

from __future__ import annotations

from typing import Final, NamedTuple

from mcptui.tui.commands import (
    columns,
    compare,
    dialogs,
    filtering,
    help,  # noqa: A004  # as the others are called
    history,
    narrow,
    placing,
    profiles,
    review,
    servers,
    themes,
)
from mcptui.tui.commands.command import Command


class Context(NamedTuple):
    """Commands that can be pressed at the same time, so that no key may stand for two of them."""

    name: str
    commands: tuple[Command, ...]


CONTEXTS: Final = (
    Context("servers", servers.ACTS),
    Context("filter", filtering.COMMANDS),
    Context("columns", columns.COMMANDS),
    Context("review", review.COMMANDS),
    Context("profiles", profiles.COMMANDS),
    Context("history, changes", history.IN_CHANGES),
    Context("history, backups", history.IN_BACKUPS),
    Context("history, lost", history.IN_LOST),
    Context("compare", compare.COMMANDS),
    Context("narrow", narrow.COMMANDS),
    Context("copy and add", placing.COMMANDS),
    Context("a question", dialogs.CONFIRM),
    Context("where to switch", dialogs.WHERE),
    Context("to the clipboard", dialogs.CLIPBOARD),
    Context("themes", themes.COMMANDS),
    Context("welcome", dialogs.WELCOME),
    Context("help", help.COMMANDS),
)

EVERY: Final = {command.id: command for context in CONTEXTS for command in context.commands}
