"""One server in all its places: what its entries say differently, and which of them shall say what one says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mcptui.clients.base import Site
from mcptui.drift.servers import Server
from mcptui.drift.words import called
from mcptui.model import Entry
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.compare import COMMANDS
from mcptui.tui.comparison import Comparison, entry_line, namesake_line, said_lines
from mcptui.tui.screens.modal import Page, titled
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES, content
from mcptui.tui.widgets.detail import FactLines
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import Tone

_LABEL = 16


@dataclass(frozen=True, slots=True)
class Equalled:
    """What the user decided: ``entries`` shall say what ``like`` says."""

    entries: tuple[Entry, ...]
    like: Entry


class CompareScreen(Page[Equalled | None], inherit_bindings=False):
    """The entries of a server beside the one that was chosen; the answer is to be staged."""

    CSS_PATH: ClassVar = ["modal.tcss", "compare.tcss"]
    AUTO_FOCUS = "#entries"
    SUBJECT = "Compare"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(COMMANDS)

    def __init__(self, server: Server, like: Entry, site: Site, namesakes: Sequence[Server] = ()) -> None:
        super().__init__()
        self._namesakes = namesakes
        self._site = site
        self._server = server
        self._comparison = Comparison.of(server, like, site)

    def compose(self) -> ComposeResult:
        server = self._server
        told = safe_text(called(server.entries[0], self._site.machine), 120)
        yield Static(titled(safe_text(server.name, 80), told), id="title")
        yield RowList(id="entries")
        with VerticalScroll(id="said", can_focus=False):
            yield Static(safe_text(server.summary), id="summary")
            yield FactLines(_LABEL)
            if self._namesakes:
                told = namesake_line(self._namesakes, self._site)
                yield Static(Content.styled(told, STYLES[Tone.WARN]), id="namesakes")
        yield ModalKeys()

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        """The list and what is said, as they follow from the entry that is the measure."""
        comparison, lines = self._comparison, self.query_one(RowList)
        at = lines.highlighted
        lines.clear_options()
        lines.add_options(Option(content(entry_line(entry, comparison))) for entry in comparison.entries)
        first = next((at for at, entry in enumerate(comparison.entries) if entry.id in comparison.chosen), 0)
        lines.highlighted = first if at is None else at
        self.query_one(FactLines).show(tuple(said_lines(self._server, comparison)))
        self.refresh_bindings()

    @property
    def _entry(self) -> Entry | None:
        at = self.query_one(RowList).highlighted
        return None if at is None else self._comparison.entries[at]

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        entry = next((self._entry for _ in self.query(RowList)), None)
        match action:
            case "stage":
                return True if self._comparison.chosen else None
            case "choose":
                return True if entry is not None and self._comparison.can_follow(entry) else None
            case "measure":
                return True if entry is not None and entry.id != self._comparison.like.id else None
            case _:
                return True

    # --- what can be done

    def action_stage(self) -> None:
        comparison = self._comparison
        self.dismiss(Equalled(comparison.followers, comparison.like))

    def action_choose(self) -> None:
        if self._entry is not None:
            self._comparison = self._comparison.toggled(self._entry)
            self._show()

    def action_measure(self) -> None:
        if self._entry is not None:
            self._comparison = Comparison.of(self._server, self._entry, self._site)
            self._show()
