"""Every key on one page, in groups, and what the signs mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Protocol

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from mcptui.tui.commands.command import shown_key
from mcptui.tui.screens.modal import Page, titled
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.words import EQUAL, NARROWED, REMOVED, SIGNS, Tone

_KEY_COLUMN = 8
_COLUMN = 38
_Rows = list[tuple[str, str]]


class Command(Protocol):
    """What the page must know of a command."""

    @property
    def keys(self) -> tuple[str, ...]: ...

    @property
    def label(self) -> str: ...

    @property
    def help(self) -> str: ...

    @property
    def group(self) -> str: ...


class HelpScreen(Page[None]):
    """All commands that have a key."""

    CSS_PATH: ClassVar = ["modal.tcss", "help.tcss"]
    AUTO_FOCUS = "#groups"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "leave", "back", key_display="esc", id="help.leave"),
        Binding("j,down", "scroll(1)", "scroll down", show=False, id="help.down"),
        Binding("k,up", "scroll(-1)", "scroll up", show=False, id="help.up"),
    ]

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        self._groups = list(_groups(tuple(commands)))
        self._columns = 0

    def compose(self) -> ComposeResult:
        self._columns = _columns(self.app.size.width)
        yield Static(titled("Keys"), id="title")
        with VerticalScroll(id="groups"), Horizontal():
            for column in _spread(self._groups, self._columns):
                with Vertical():
                    for name, rows in column:
                        yield Static(Content.styled(safe_text(name), STYLES[Tone.ACCENT]), classes="group")
                        yield Static(_table(rows))
        yield ModalKeys()

    async def on_resize(self) -> None:
        if _columns(self.app.size.width) != self._columns:
            await self.recompose()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        self.query_one("#groups", VerticalScroll).scroll_relative(y=lines, animate=False)


def _columns(width: int) -> int:
    return max(width // _COLUMN, 1)


def _groups(commands: Sequence[Command]) -> Iterator[tuple[str, _Rows]]:
    """Keys and what they do, by group, in the order in which they are told; then the signs."""
    with_keys = [command for command in commands if command.keys]
    for group in dict.fromkeys(command.group for command in with_keys):
        told = (command for command in with_keys if command.group == group)
        yield group, [(" ".join(map(shown_key, each.keys)), each.help or each.label) for each in told]
    states = [(sign, kind.value) for kind, sign in SIGNS.items()]
    yield (
        "Signs",
        [
            *states,
            (REMOVED, "removed once applied"),
            (NARROWED, "narrowed once applied"),
            (EQUAL, "made equal once applied"),
        ],
    )


def _spread(groups: Sequence[tuple[str, _Rows]], count: int) -> list[list[tuple[str, _Rows]]]:
    """Groups in ``count`` columns of about the same height: each goes to the shortest so far."""
    columns: list[list[tuple[str, _Rows]]] = [[] for _ in range(count)]
    heights = [0] * count
    for name, rows in groups:
        at = heights.index(min(heights))
        columns[at].append((name, rows))
        heights[at] += 2 + sum(1 + len(told) // (_COLUMN - _KEY_COLUMN) for _, told in rows)
    return columns


def _table(rows: Sequence[tuple[str, str]]) -> Table:
    """Two columns, the second wrapped within itself."""
    table = Table.grid(padding=(0, 1))
    table.add_column(min_width=_KEY_COLUMN, no_wrap=True)
    table.add_column(ratio=1)
    for key, told in rows:
        table.add_row(Text(safe_text(key), "bold"), Text(safe_text(told)))
    return table
