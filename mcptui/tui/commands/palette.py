"""The command palette: the commands that are possible now, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider

from mcptui.tui.commands.command import Command


@runtime_checkable
class Commanded(Protocol):
    """A screen that has commands."""

    def possible(self) -> Iterator[tuple[Command, Callable[[], None]]]:
        """The commands that are possible now, and what carries each out."""
        ...


class CommandsProvider(Provider):
    """Offers what the screen below the palette can do now."""

    def _possible(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        if isinstance(self.screen, Commanded):
            for command, run in self.screen.possible():
                if command.in_palette:
                    key = f"   {command.key}" if command.key else ""
                    yield f"{command.label[0].upper()}{command.label[1:]}{key}", command.help, run

    async def discover(self) -> Hits:
        for title, told, run in self._possible():
            yield DiscoveryHit(title, run, help=told)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, told, run in self._possible():
            score = max(matcher.match(title), matcher.match(told) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=told)
