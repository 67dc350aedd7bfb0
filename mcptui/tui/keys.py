"""Which keys the commands have now: those of their definitions, but for what a user mapped anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol, runtime_checkable

from mcptui.tui.commands.command import Command, shown_key
from mcptui.tui.commands.common import PALETTE

_NOTHING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


class Keys(NamedTuple):
    """``remapped``: the keys, as Textual calls them, of each command whose keys are not those of its definition."""

    remapped: Mapping[str, tuple[str, ...]] = _NOTHING

    def of(self, command: Command) -> tuple[str, ...]:
        return self.remapped.get(command.id, command.keys)

    def shown(self, command: Command, taken: Callable[[str], bool] = lambda _: False) -> str:
        """The first key as it is printed that is not ``taken`` by something else now; empty when there is none."""
        keys = self.of(command) or ((command.fixed,) if command.fixed else ())
        return next((shown_key(key) for key in keys if not taken(key)), "")

    def told(self, command: Command) -> str:
        """The first key for a sentence (``u`` undoes); where there is none, the way through the palette."""
        return self.shown(command) or f"{self.shown(PALETTE)} {command.label}"


AS_DEFINED: Final = Keys()


@runtime_checkable
class Keyed(Protocol):
    """An app on which keys may be mapped anew."""

    @property
    def keys(self) -> Keys: ...


def keys_of(app: object) -> Keys:
    """The keys as they are now in this app."""
    return app.keys if isinstance(app, Keyed) else AS_DEFINED
