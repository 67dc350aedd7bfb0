"""The keys of the filter while it is typed."""

from __future__ import annotations

from typing import Final

from mcptui.tui.commands.command import Command

_GROUP: Final = "While filtering"


def _command(id_: str, key: str, action: str, label: str, told: str) -> Command:
    return Command(f"filter.{id_}", (key,), label, told, _GROUP, action, in_palette=False)


COMMANDS: Final = (
    _command("take", "tab", "take", "take", "Take what is offered below the filter"),
    _command("take_at_end", "right", "take_at_end", "take", "The same at the end of the line; else a letter on"),
    _command("next", "down", "choose(1)", "next offer", "The next offer, or the filter after an earlier one"),
    _command("previous", "up", "choose(-1)", "offer before", "The offer before; without offers, earlier filters"),
)
