"""The command palette: the commands that are possible now, by name; and what can be done in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from textual.command import DiscoveryHit, Hit, Hits, Provider

from mcptui.tui.commanded import Commanded
from mcptui.tui.commands.command import LAST, Command
from mcptui.tui.keys import keys_of

_GROUP: Final = "Palette"
COMMANDS: Final = (
    Command("palette.choose", (), "choose", "Do what is chosen", _GROUP, "choose", rank=1, fixed="enter"),
    Command("palette.next", (), "next", "To the next one", _GROUP, "next", rank=2, fixed="down"),
    Command("palette.back", (), "back", "Close the palette", _GROUP, "leave", rank=LAST + 1, fixed="escape"),
)
"""Their keys are Textual's own."""


class CommandsProvider(Provider):
    """Offers what the screen below the palette can do now."""

    def _possible(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        if isinstance(self.screen, Commanded):
            keys = keys_of(self.app)
            for command, run in self.screen.possible():
                if command.in_palette:
                    key = keys.shown(command)
                    told = f"   {key}" if key else ""
                    yield f"{command.label[0].upper()}{command.label[1:]}{told}", command.help, run

    async def discover(self) -> Hits:
        for title, told, run in self._possible():
            yield DiscoveryHit(title, run, help=told)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, told, run in self._possible():
            score = max(matcher.match(title), matcher.match(told) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=told)
