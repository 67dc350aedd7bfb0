"""Every command on one page, those of the screen below first, and what the signs mean; words find some of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from mcptui.tui.commands.catalogue import EVERY
from mcptui.tui.commands.command import Command, bindings_of
from mcptui.tui.commands.help import COMMANDS
from mcptui.tui.help_text import HelpBand, HelpGroup, help_bands, matching
from mcptui.tui.keys import keys_of
from mcptui.tui.screens.modal import Page
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.key_table import KeyTable
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.text_pane import TextPane
from mcptui.tui.widgets.typed_line import TypedLine
from mcptui.tui.words import Tone

_COLUMN = 38
_LINE = 27  # characters of a sentence in a column
_MOST_COLUMNS = 4


class HelpScreen(Page[Command | None]):
    """Closed with the command that was clicked. ``first`` are those of the screen below, which is ``subject``."""

    CSS_PATH: ClassVar = ["modal.tcss", "help.tcss"]
    AUTO_FOCUS = "#groups"
    SUBJECT = "Help"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(COMMANDS)

    def __init__(self, subject: str = "", first: Iterable[Command] = ()) -> None:
        super().__init__()
        self._subject = subject
        self._first = tuple(first)
        self._columns = 0

    def compose(self) -> ComposeResult:
        told = f"   {safe_text(self._subject)}" if self._subject else ""
        with Horizontal(id="title"):
            yield Static(Content.assemble(("Keys", "bold"), (told, STYLES[Tone.DIM])))
            yield TypedLine(placeholder="a word, a key, or an id of settings.toml", id="find")
        yield TextPane(id="groups")
        yield ModalKeys()

    async def on_mount(self) -> None:
        self.query_one("#find").display = False
        await self._lay_out()

    async def on_resize(self) -> None:
        if self._fitting() != self._columns:
            await self._lay_out()

    def _fitting(self) -> int:
        """How many columns there is room for; one alone while words are looked for, with the ids."""
        return 1 if self._typed else max(1, min(self.app.size.width // _COLUMN, _MOST_COLUMNS))

    @property
    def _typed(self) -> str:
        return next((field.value.strip() for field in self.query("#find").results(Input)), "")

    @on(Input.Changed, "#find")
    async def _lay_out(self) -> None:
        self._columns, typed = self._fitting(), self._typed
        bands = matching(help_bands(self._first, EVERY.values(), keys_of(self.app)), typed)
        text = self.query_one("#groups", TextPane)
        with self.app.batch_update():
            await text.remove_children()
            await text.mount_all(self._band(band, with_ids=bool(typed)) for band in bands)
            if not bands:
                await text.mount(Static("Nothing of this name. Ids are like servers.turn."))

    def _band(self, band: HelpBand, *, with_ids: bool) -> Horizontal:
        columns = _spread(band.groups, self._columns)
        return Horizontal(*(Vertical(*(KeyTable(each, with_ids=with_ids) for each in column)) for column in columns))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.focused, Input) if action == "go_on" else True

    @on(Input.Submitted, "#find")
    def action_go_on(self) -> None:
        self.query_one("#groups").focus()

    @on(KeyTable.Chosen)
    def _chosen(self, event: KeyTable.Chosen) -> None:
        self.dismiss(event.command)

    def action_find(self) -> None:
        field = self.query_one("#find", Input)
        field.display = True
        field.focus()

    def action_leave(self) -> None:
        """What is looked for goes first."""
        field = self.query_one("#find", Input)
        if field.display:
            field.value = ""
            field.display = False
            self.query_one("#groups").focus()
        else:
            self.dismiss(None)


def _spread(groups: Sequence[HelpGroup], count: int) -> list[list[HelpGroup]]:
    """Groups in ``count`` columns of about the same height, in their order."""
    heights = [2 + sum(1 + len(row.told) // _LINE for row in group.rows) for group in groups]
    columns: list[list[HelpGroup]] = [[] for _ in range(count)]
    share, so_far = max(1, sum(heights) / count), 0.0
    for group, height in zip(groups, heights, strict=True):
        columns[min(int((so_far + height / 2) / share), count - 1)].append(group)
        so_far += height
    return columns
