"""What every screen with commands has in common: what is possible now, the palette, and the help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar, NamedTuple

from textual.actions import parse
from textual.dom import DOMNode
from textual.screen import Screen

from mcptui.tui.commands.command import Command


class Possible(NamedTuple):
    """A command that is possible now; ``run`` carries it out."""

    command: Command
    run: Callable[[], object]


class Commanded:
    """Mixed into a screen. ``ACTS`` are all its commands, those of its widgets too; ``SUBJECT`` is what it is about."""

    ACTS: ClassVar[tuple[Command, ...]] = ()
    SUBJECT: ClassVar[str] = ""

    def possible(self) -> Iterator[Possible]:
        """The commands that can be carried out now, with the keyboard where it is."""
        screen = self._screen
        for command in self.ACTS:
            node = _carrier(screen, command)
            if node is not None:
                yield Possible(command, partial(screen.app.run_action, command.action, node))

    @property
    def _screen(self) -> Screen[object]:
        assert isinstance(self, Screen)  # noqa: S101  # a base of its own would hide the styles of the other bases
        return self

    def action_help(self) -> None:
        from mcptui.tui.screens.help import HelpScreen

        self._screen.app.push_screen(HelpScreen(self.SUBJECT, self.ACTS), self._carry_out)

    def _carry_out(self, wanted: Command | None) -> None:
        """Do what was chosen, if it is possible."""
        for command, run in self.possible():
            if wanted is not None and command.id == wanted.id:
                self._screen.app.call_later(run)

    def action_suspend(self) -> None:
        self._screen.app.action_suspend_process()

    def action_palette(self) -> None:
        from mcptui.tui.screens.palette import PaletteScreen

        app = self._screen.app
        if not PaletteScreen.is_open(app):
            app.push_screen(PaletteScreen(id="--command-palette"))  # by which Textual knows that it is open


def _carrier(screen: Screen[object], command: Command) -> DOMNode | None:
    """The widget, from the one with the keyboard up to the screen, that can carry the command out now."""
    _, name, parameters = parse(command.action)
    node: DOMNode | None = screen.focused or screen
    while node is not None:
        if hasattr(node, f"action_{name}"):
            return node if node.check_action(name, parameters) else None
        node = None if node is screen else node.parent
    return None
