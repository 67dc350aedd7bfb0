"""How the app looks: its theme and its signs, which follow the user's files as they change."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import App
from textual.filter import ANSIToTruecolor, LineFilter, NoColor
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget

from mcptui.errors import McptuiError, Refused
from mcptui.tui.background import in_background
from mcptui.tui.leaving import TerminalApp
from mcptui.tui.plain_signs import PlainSigns
from mcptui.tui.settings import Settings
from mcptui.tui.terminal import Terminal
from mcptui.tui.theme import first_theme

if TYPE_CHECKING:
    from mcptui.tui.appearance import Appearance
    from mcptui.workspace import Workspace


class ThemedApp(TerminalApp):
    """Wears the theme that the user chose, else the one that suits the terminal.

    A change of the settings, or of a theme of the user's own, counts within a second.
    """

    def __init__(self, workspace: Workspace, settings: Settings, terminal: Terminal) -> None:
        super().__init__()
        self.terminal = terminal
        self.appearance: Appearance | None = None
        self._files = workspace.files
        self._machine = workspace.machine
        self.settings = settings
        self._tried: str | None = None
        self._without_color = NoColor(enabled=not terminal.colors)
        self._plain_signs = PlainSigns(enabled=settings.ascii or terminal.plain)
        self._looking = False
        self._told: frozenset[str] = frozenset()
        theme = first_theme(self._wanted, terminal.theme, self._machine, self._files)
        self.register_theme(theme)
        self.set_reactive(App.theme, theme.name)  # a watched theme would have all styles parsed twice at the start
        for name in BUILTIN_THEMES.keys() - {theme.name}:  # they do not say what our parts ask for
            self.unregister_theme(name)
        self.stylesheet.set_variables(self.get_css_variables())

    @abstractmethod
    def report(self, mistakes: Sequence[McptuiError]) -> None:
        """Tell what is wrong in the user's files: one mistake or more."""

    @abstractmethod
    def all_mended(self) -> None:
        """Tell that nothing is wrong in them any more."""

    @abstractmethod
    def settings_changed(self, settings: Settings) -> None:
        """The user wrote other settings into their file."""

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002  # as in App
        """Draw everything anew: where no rule of its style is different, Textual keeps text in the colours it had."""
        super().refresh_css(animate)
        for screen in self.screen_stack:
            for widget in screen.walk_children(Widget, with_self=True):
                widget.notify_style_update()
                widget.refresh()

    def get_line_filters(self) -> Sequence[LineFilter]:
        inherited = super().get_line_filters()
        if self.native_ansi_color:  # the first theme is put on behind the back of the one that would give colours away
            inherited = [each for each in inherited if not isinstance(each, ANSIToTruecolor)]
        return (*inherited, *(each for each in (self._without_color, self._plain_signs) if each.enabled))

    # --- choosing

    def try_theme(self, name: str | None) -> None:
        """Wear this theme for the time being; None goes back to the one that is chosen."""
        self._tried = name
        self._wear_wanted()

    def choose_theme(self, name: str) -> None:
        """Wear this theme from now on."""
        self.settings = self.settings._replace(theme=name)
        self.try_theme(None)

    @property
    def _wanted(self) -> str:
        """The name of the theme to wear; perhaps there is none of that name."""
        chosen = self.settings.theme if self.terminal.colors else ""
        return self._tried or chosen or self.terminal.theme

    def _wear_wanted(self) -> None:
        self.theme = self._wanted if self._wanted in self.available_themes else self.terminal.theme

    # --- following the files

    def follow_appearance(self, every: float | None) -> None:
        """Read the user's files, and again when one changes; ``every``: seconds between two glances at them."""
        self.look_at_files()
        if every is not None:
            self.set_interval(every, self.look_at_files)

    def look_at_files(self) -> None:
        """See whether one of the files has changed, off the event loop."""
        if self._looking:  # at a disk that does not answer
            return
        from mcptui.tui.appearance import read_appearance

        self._looking = True
        before, machine, files = self.appearance, self._machine, self._files
        in_background(self, "appearance", lambda: read_appearance(machine, files, before), self._take, self._refused)

    def _take(self, now: Appearance) -> None:
        self._looking = False
        before, self.appearance = self.appearance, now
        if now is before:
            return
        if before is not None and before.settings != now.settings:
            self._take_settings(now.settings)
        self._know_themes(now, before)
        self._wear_wanted()
        self._report_news(now)

    def _take_settings(self, settings: Settings) -> None:
        self.settings = settings
        plain = settings.ascii or self.terminal.plain
        if plain != self._plain_signs.enabled:
            self._plain_signs.enabled = plain
            self.refresh_css(animate=False)
        self.settings_changed(settings)

    def _know_themes(self, now: Appearance, before: Appearance | None) -> None:
        worn = self.available_themes[self.theme]
        for theme in now.themes.themes:
            self.register_theme(theme)
            if theme.name == worn.name and theme != worn:
                self.mutate_reactive(App.theme)
        kept = {theme.name for theme in now.themes.themes}
        for theme in () if before is None else before.themes.themes:
            if theme.name not in kept:
                self.unregister_theme(theme.name)

    def _report_news(self, now: Appearance) -> None:
        """Tell of a mistake once, as long as it stays, and that there is none any more."""
        mistakes = [*now.themes.mistakes, *now.mistakes]
        if self._wanted not in self.available_themes:
            mistakes.append(Refused(f"there is no theme {self._wanted!r}, so {self.theme} is shown", "choose another"))
        news = [each for each in mistakes if each.message not in self._told]
        told, self._told = self._told, frozenset(each.message for each in mistakes)
        if news:
            self.report(news)
        elif told and not mistakes:
            self.all_mended()

    def _refused(self, error: McptuiError) -> None:
        self._looking = False
        self.report((error,))
