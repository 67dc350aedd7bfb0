"""The palette, with the keys that it has at the foot of the terminal like every other screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandInput, CommandPalette

from mcptui.tui.commanded import Commanded
from mcptui.tui.commands.palette import COMMANDS
from mcptui.tui.widgets.modal_keys import ModalKeys


class PaletteScreen(Commanded, CommandPalette):
    """Textual's own, which keeps its keys to itself."""

    ACTS = COMMANDS

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield ModalKeys()

    async def action_choose(self) -> None:
        await self.query_one(CommandInput).action_submit()

    async def action_next(self) -> None:
        await self.run_action("cursor_down")

    async def action_leave(self) -> None:
        await self.run_action("escape")
