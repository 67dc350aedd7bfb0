"""The diffs of several files as one scrolling text, drawn line by line so that its length costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from rich.cells import chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mcptui.tui.text import safe_text

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_TAB = 4
_SMALLEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class FileDiff:
    """A unified diff with what stands above it: the file, facts about the change, warnings."""

    name: str
    diff: str
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class LineKind(StrEnum):
    """What a line of the view is; each kind has its own style."""

    HEADING = "heading"
    NOTE = "note"
    WARNING = "warning"
    GAP = "gap"
    CONTEXT = "context"
    ADDED = "added"
    REMOVED = "removed"
    BLANK = "blank"


_SIGNS = {LineKind.ADDED: "+", LineKind.REMOVED: "\N{MINUS SIGN}", LineKind.WARNING: "!"}
_NUMBERED = (LineKind.CONTEXT, LineKind.ADDED, LineKind.REMOVED)


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line to show. ``number`` counts in the old file for what goes, in the new one for everything else."""

    kind: LineKind
    text: str = ""
    number: int | None = None


def diff_name(diff: str) -> str | None:
    """The name of the file that a unified diff gives in its first lines."""
    names = [line[4:] for line in diff.split("\n", 2)[:2] if line.startswith(("--- ", "+++ "))]
    return next((name for name in names if name != "/dev/null"), None)


def diff_lines(file: FileDiff) -> Iterator[DiffLine]:
    """The lines of one file, all foreign text made safe."""
    yield DiffLine(LineKind.HEADING, safe_text(file.name))
    for note in file.notes:
        yield DiffLine(LineKind.NOTE, safe_text(note))
    for warning in file.warnings:
        yield DiffLine(LineKind.WARNING, safe_text(warning))
    old = new = 0
    for at, line in enumerate(file.diff.split("\n")):
        sign, text = line[:1], safe_text(line[1:].expandtabs(_TAB))
        hunk = _HUNK.match(line)
        if hunk:
            if old:
                yield DiffLine(LineKind.GAP, "⋯")
            old, new = int(hunk[1]), int(hunk[2])
        elif at <= 1 and line.startswith(("--- ", "+++ ")):
            continue
        elif sign == "-":
            yield DiffLine(LineKind.REMOVED, text, old)
            old += 1
        elif sign == "+":
            yield DiffLine(LineKind.ADDED, text, new)
            new += 1
        elif sign == " ":
            yield DiffLine(LineKind.CONTEXT, text, new)
            old, new = old + 1, new + 1
        elif line:
            yield DiffLine(LineKind.NOTE, safe_text(line))
    yield DiffLine(LineKind.BLANK)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the screen. A line that goes on has its number on its first row only."""

    kind: LineKind
    text: str
    number: int | None = None
    goes_on: bool = False


class DiffView(ScrollView, can_focus=False):
    """Unified diffs with line numbers.

    Lines that change are wrapped, for what is approved must be seen whole; the lines around them are cut.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"diff-view--{kind.value}" for kind in LineKind} | {"diff-view--number"}

    DEFAULT_CSS = """
    DiffView {
        overflow-x: hidden;
        padding: 0 0 0 1;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;

        & > .diff-view--heading { color: $foreground; text-style: bold; }
        & > .diff-view--note, & > .diff-view--gap { color: $foreground-muted; }
        & > .diff-view--number { color: $foreground-disabled; }
        & > .diff-view--warning { color: $text-warning; }
        & > .diff-view--context, & > .diff-view--blank { color: $foreground-muted; }
        & > .diff-view--added { color: $diff-added; background: $diff-added-background; }
        & > .diff-view--removed { color: $diff-removed; background: $diff-removed-background; }
    }
    """

    def __init__(self, files: Sequence[FileDiff] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: list[DiffLine] = []
        self._rows: list[_Row] = []
        self._digits = _SMALLEST_NUMBER
        self._width = 0
        self._load(files)

    def show(self, files: Sequence[FileDiff]) -> None:
        """Replace what is shown, from the top on."""
        self._load(files)
        self._lay_out()
        self.scroll_home(animate=False)

    def next_file(self) -> None:
        """Scroll to the next file, and from the end to the beginning."""
        top = self.scroll_offset.y
        below = [row for row in self._headings() if row > top]
        self.scroll_to(y=below[0] if below and top < self.max_scroll_y else 0, animate=False)

    def previous_file(self) -> None:
        """Scroll to the file before, and from the beginning to the end."""
        above = [row for row in self._headings() if row < self.scroll_offset.y]
        self.scroll_to(y=above[-1] if above else self.max_scroll_y, animate=False)

    def on_resize(self, event: events.Resize) -> None:
        if self.scrollable_content_region.width != self._width:
            self._lay_out()

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if at >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[at]
        style = self.get_component_rich_style(f"diff-view--{row.kind.value}")
        return Strip(list(self._segments(row, width, style))).adjust_cell_length(width, style)

    def _segments(self, row: _Row, width: int, style: Style) -> Iterator[Segment]:
        if row.kind is LineKind.HEADING:
            room = max(width - 3, 0)
            text = _cut(row.text, room)
            yield Segment(f"─ {text} ", style)
            yield Segment("─" * max(width - 3 - len(text), 0), self.get_component_rich_style("diff-view--number"))
        elif row.kind in _NUMBERED:
            number = "" if row.number is None else str(row.number)
            sign = " " if row.goes_on else _SIGNS.get(row.kind, " ")
            yield Segment(f" {sign} ", style)
            yield Segment(f"{number:>{self._digits}}  ", style + self._number_style(style))
            yield Segment(row.text, style)
        else:
            yield Segment(f" {' ' if row.goes_on else _SIGNS.get(row.kind, ' ')} {row.text}", style)

    def _number_style(self, style: Style) -> Style:
        return Style(color=self.get_component_rich_style("diff-view--number").color, bgcolor=style.bgcolor)

    def _headings(self) -> list[int]:
        return [at for at, row in enumerate(self._rows) if row.kind is LineKind.HEADING]

    def _load(self, files: Sequence[FileDiff]) -> None:
        self._lines = [line for file in files for line in diff_lines(file)]
        largest = max((line.number or 0 for line in self._lines), default=0)
        self._digits = max(len(str(largest)), _SMALLEST_NUMBER)

    def _lay_out(self) -> None:
        """Break the lines into rows of the present width."""
        self._width = self.scrollable_content_region.width
        self._rows = [row for line in self._lines for row in self._broken(line)]
        self.virtual_size = Size(self._width, len(self._rows))
        self.refresh()

    def _broken(self, line: DiffLine) -> Iterator[_Row]:
        numbered = line.kind in _NUMBERED
        room = max(self._width - (self._digits + 5 if numbered else 3), 1)
        if line.kind in (LineKind.CONTEXT, LineKind.HEADING, LineKind.BLANK, LineKind.GAP):
            text = line.text if line.kind is LineKind.HEADING else _cut(line.text, room)
            yield _Row(line.kind, text, line.number)
            return
        sentence = line.kind in (LineKind.NOTE, LineKind.WARNING)
        parts = _at_words(line.text, room) if sentence else chop_cells(line.text, room)
        for part, text in enumerate(parts or [""]):
            yield _Row(line.kind, text, None if part else line.number, goes_on=part > 0)


def _at_words(text: str, room: int) -> list[str]:
    """A sentence in lines of at most ``room`` cells."""
    return [line.plain.rstrip() for line in Content(text).wrap(room)]


def _cut(text: str, room: int) -> str:
    """``text`` in at most ``room`` cells."""
    if len(text) * 2 <= room:
        return text
    parts = chop_cells(text, room)
    if len(parts) <= 1:
        return text
    return f"{(chop_cells(text, max(room - 1, 1)) or [''])[0]}…"
