"""Chooses the colours; the screen below wears each theme that the list comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.theme import Theme
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.themes import COMMANDS
from mcptui.tui.screens.modal import Panel, titled
from mcptui.tui.text import safe_text
from mcptui.tui.theme import Themes
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import Tone

_LONGEST_NAME = 24


class ThemesScreen(Panel[str]):
    """Closed with the name of the theme to wear from now on, or None; ``wear`` puts one on to be looked at."""

    CSS_PATH: ClassVar = ["modal.tcss", "themes.tcss"]
    AUTO_FOCUS = "RowList"
    SUBJECT = "Theme"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(COMMANDS)

    def __init__(self, themes: Themes, worn: str, wear: Callable[[str], None]) -> None:
        super().__init__()
        self._themes = themes
        self._worn = worn
        self._wear = wear

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Static(titled("Theme"), id="title")
            yield RowList(*(Option(_told(theme, self._themes)) for theme in self._themes.themes))
        yield ModalKeys()

    def on_mount(self) -> None:
        names = [theme.name for theme in self._themes.themes]
        self.query_one(RowList).highlighted = names.index(self._worn) if self._worn in names else 0

    @on(OptionList.OptionHighlighted)
    def _look_at(self, event: OptionList.OptionHighlighted) -> None:
        self._wear(self._themes.themes[event.option_index].name)

    @on(OptionList.OptionSelected)
    def action_take(self) -> None:
        at = self.query_one(RowList).highlighted
        self.dismiss(None if at is None else self._themes.themes[at].name)


def _told(theme: Theme, themes: Themes) -> Content:
    """``mcptui-fjord   dark``."""
    kind = "the terminal's colours" if theme.ansi else "dark" if theme.dark else "light"
    own = ", yours" if theme.name in themes.own else ""
    return Content.assemble(
        f"{safe_text(theme.name, _LONGEST_NAME):<{_LONGEST_NAME}}  ", (f"{kind}{own}", STYLES[Tone.DIM])
    )
