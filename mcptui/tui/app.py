"""The screen of mcptui: puts the parts together and leaves everything else to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.command import Provider
from textual.dom import DOMNode
from textual.screen import Screen

from mcptui.errors import McptuiError, Refused
from mcptui.machine import Machine
from mcptui.tui.background import apart, in_background
from mcptui.tui.keys import AS_DEFINED
from mcptui.tui.leaving import Leave
from mcptui.tui.settings import Settings, read_settings, remember
from mcptui.tui.terminal import USUAL, Terminal
from mcptui.tui.text import typeable
from mcptui.tui.themed import ThemedApp
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from mcptui.inventory import Look
    from mcptui.store.records import Record
    from mcptui.tui.scout import Scout
    from mcptui.tui.screens.servers import ServersScreen
    from mcptui.tui.screens.welcome import WelcomeFacts
    from mcptui.tui.session import Session

_AT_ONCE = 0.15  # seconds that the screen may stay empty: what is read by then needs no frame before it
_LONGEST_LINE = 1_000  # letters that are taken from a paste into a line, which takes a second for 64,000
_LONGEST_TEXT = 64_000  # and into a text
_PATIENT = 1.0  # seconds that a glimpse may stay, and a key may wait for what it acts on
_WATCH = 0.25  # seconds


def _offered() -> type[Provider]:
    from mcptui.tui.commands.palette import CommandsProvider

    return CommandsProvider


class McptuiApp(ThemedApp):
    """One window over every MCP server of one machine. ``everywhere`` begins with all projects, not the current one.

    ``watch``: so many seconds after one glance at the files comes the next; None: they are read when it is asked for.

    The first frame is what ``scout`` saw. What can be worked with is loaded behind it, and keys wait for that.
    """

    TITLE = "mcptui"
    COMMAND_PALETTE_BINDING = "no-key"  # the screens have it as a command of their own, which can be mapped anew
    COMMANDS: ClassVar = {_offered}
    CSS_PATH: ClassVar = ["app.tcss"]

    def __init__(
        self,
        machine: Machine,
        *,
        everywhere: bool = False,
        demo: bool = False,
        watch: float | None = None,
        terminal: Terminal = USUAL,
        shown: Callable[[], None] | None = None,
        scout: Scout | None = None,
    ) -> None:
        """``shown`` is called once, when the first frame stands that shows everything."""
        self.workspace = Workspace(machine)
        settings = read_settings(machine, self.workspace.files)
        super().__init__(self.workspace, settings, terminal)
        self._shown = shown
        self._scout = scout
        if scout is not None:
            self.hold_keys()
        self._everywhere = everywhere
        self._demo = demo
        self._greeted = demo
        self._watch_every = watch
        self._remembering = asyncio.Lock()
        self.keys = AS_DEFINED
        self.apply_keys(settings)
        if scout is None:
            self.css_path += self.servers.css_path

    @cached_property
    def session(self) -> Session:
        """What the screens work on."""
        from mcptui.tui.session import Session

        settings = self.settings
        return Session(self.workspace, self._everywhere, self._demo, settings, split=settings.split)

    @cached_property
    def servers(self) -> ServersScreen:
        """The main screen."""
        from mcptui.tui.screens.servers import ServersScreen

        return ServersScreen(self.session, _AT_ONCE if self._scout is None else _PATIENT)

    def get_default_screen(self) -> Screen[None]:
        if self._scout is not None:
            from mcptui.tui.screens.glimpsing import GlimpseScreen

            return GlimpseScreen(self._scout, _AT_ONCE)
        return self.servers

    def apply_keys(self, settings: Settings) -> None:
        """Have the keys that the settings wish; what is wrong in them, ``mistakes_in_settings`` tells."""
        if settings.keys or self.keys.remapped:
            from mcptui.tui.keymap import keys_for, textual_keymap

            self.keys = keys_for(settings.keys)
            self.set_keymap(textual_keymap(self.keys))

    async def action_quit(self) -> None:
        """Textual's own key for it ends the program at once; here nothing that is staged is dropped unasked."""
        await self.run_action("screen.leave")

    def action_help_quit(self) -> None:
        """``ctrl+c`` is what many press to get out."""
        self.call_later(self.action_quit)

    def prepare(self, event: events.Event, taker: DOMNode) -> None:
        if isinstance(event, events.Paste):  # Textual's inputs, the palette's too, show what they are given
            from textual.widgets import Input

            longest = _LONGEST_LINE if isinstance(taker, Input) else _LONGEST_TEXT
            event.text = typeable(event.text[:longest])

    def on_mount(self) -> None:
        if self._scout is None:
            self.call_after_refresh(self._work_behind_the_first_frame)
        if not self.is_headless:
            self.leave_without_terminal()

    async def on_glimpse_screen_shown(self) -> None:
        """Bring what it is a picture of, and then what was typed meanwhile."""
        await self.push_screen(self.servers)
        await self.release_keys()
        self.call_after_refresh(self._work_behind_the_first_frame)

    def _work_behind_the_first_frame(self) -> None:
        if self._shown is not None:
            self._shown()
        workspace = self.workspace
        if self._watch_every is not None:
            self.servers.follow_files(self._watch_every)
        in_background(self, "recover", workspace.recover, self._recovered, self.servers.tell)
        self.follow_appearance(self._watch_every)

    def remember(self, chosen: Mapping[tuple[str, ...], object]) -> None:
        """Keep choices, by their place in the settings, for the next time."""
        self.run_worker(self._keep(chosen), group="remember")

    def on_choosing_screen_arranged(self, event: ServersScreen.Arranged) -> None:
        choice = event.choice
        told = {
            "columns": list(choice.columns) or None,
            "sort": choice.sort or None,
            "reverse": choice.reverse or None,
            "group": choice.group or None,
        }
        self.remember({("table", name): value for name, value in told.items()})

    def on_diffs_turned(self) -> None:
        self.remember({("review", "split"): self.session.split})

    async def _keep(self, chosen: Mapping[tuple[str, ...], object]) -> None:
        workspace = self.workspace
        async with self._remembering:  # one after the other: each reads the file that the one before has written
            try:
                await apart(remember, workspace.machine, workspace.files, chosen, lasting=True)
            except McptuiError as error:
                self.servers.tell(error)

    def _recovered(self, records: tuple[Record, ...]) -> None:
        """A process that was killed left something half done: say what became of it."""
        if records:
            told = ", ".join(f"{record.title}: {record.status}" for record in records)
            self.servers.notice.say(f"an interrupted change was settled: {told}")
            self.servers.look_again()

    def on_looking_screen_looked(self, event: ServersScreen.Looked) -> None:
        """Welcome whoever is here for the first time, once there is something to tell."""
        if self._greeted:
            return
        self._greeted = True
        self._welcome(event.look, always=False)

    def action_welcome(self) -> None:
        """Show the first page again."""
        if self.session.look is not None:
            self._welcome(self.session.look, always=True)

    def _welcome(self, look: Look, *, always: bool) -> None:
        from mcptui.tui.greeting import first_facts

        workspace = self.workspace
        in_background(
            self,
            "greeting",
            lambda: first_facts(workspace, look, always=always),
            self._greet_with,
            self.servers.tell,
        )

    def _greet_with(self, facts: WelcomeFacts | None) -> None:
        if facts is None:
            return
        from mcptui.tui.greeting import note_greeting
        from mcptui.tui.screens.welcome import WelcomeScreen

        workspace = self.workspace

        def greeted(demo: bool | None) -> None:  # noqa: FBT001  # how a screen gives its answer
            if demo:
                self.exit(Leave.DEMO)
            else:
                in_background(self, "greeting", lambda: note_greeting(workspace), lambda _: None, self._nothing_kept)

        self.push_screen(WelcomeScreen(facts), greeted)

    def _nothing_kept(self, error: McptuiError) -> None:
        """Everything can still be looked at."""
        hint = "backups and history are kept there, so nothing can be changed until that works"
        self.servers.tell(Refused(error.message, hint))

    def choose_theme(self, name: str) -> None:
        super().choose_theme(name)
        self.remember({("theme",): name})

    def settings_changed(self, settings: Settings) -> None:
        self.session.settings = settings
        self.apply_keys(settings)

    def report(self, mistakes: Sequence[McptuiError]) -> None:
        from mcptui.plain_text import counted

        first, more = mistakes[0], len(mistakes) - 1
        hint = f"{first.hint}; {counted(more, 'other mistake')}" if more else first.hint
        self.servers.tell(Refused(first.message, hint))

    def all_mended(self) -> None:
        self.servers.notice.say("your settings and themes are read again: nothing is wrong in them any more")


def run(
    machine: Machine,
    *,
    everywhere: bool = False,
    demo: bool = False,
    terminal: Terminal = USUAL,
    shown: Callable[[], None] | None = None,
    scout: Scout | None = None,
) -> int:
    """Show the screen until the user leaves it, and give the exit status. Raises what nobody expected.

    ``shown`` is called when the first frame stands; ``scout`` was sent ahead for it.
    """
    app = McptuiApp(
        machine, everywhere=everywhere, demo=demo, watch=_WATCH, terminal=terminal, shown=shown, scout=scout
    )
    answer = app.run()
    if app.fault is not None:
        raise app.fault
    if answer is Leave.DEMO:
        from mcptui.demo import demo_machine

        with demo_machine() as made_up:
            return run(made_up, demo=True, terminal=terminal)
    return app.return_code or 0
