"""The diffs of several files as one scrolling text, drawn line by line so that its length costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mcptui.plain_text import cells, cut
from mcptui.tui.diff_layout import (
    MARGIN,
    SIGN,
    Beside,
    Heading,
    Kind,
    Piece,
    Row,
    Sentence,
    Single,
    Taken,
    changed_on,
    digits_of,
    rows_of,
    text_room,
)
from mcptui.tui.diff_text import FileDiff, Span, differing
from mcptui.tui.text import safe_text

_SIGNS: Final = {Kind.ADDED: "+", Kind.REMOVED: "\N{MINUS SIGN}", Kind.WARNING: "!"}
_FOLDED, _OPEN = "▸", "▾"


class DiffView(ScrollView, can_focus=False):
    """Diffs with the line numbers of both sides, what differs within a line marked.

    One file is the current one: the last that was gone to, or the first in sight after scrolling away from it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"diff-view--{kind.value}" for kind in Kind),
        *(f"diff-view--{kind.value}-word" for kind in (Kind.ADDED, Kind.REMOVED)),
        *("diff-view--number", "diff-view--current", "diff-view--come", "diff-view--gone"),
    }

    DEFAULT_CSS = """
    DiffView {
        overflow-x: hidden;
        padding: 0 0 0 1;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;

        & > .diff-view--heading { color: $foreground; text-style: bold; }
        & > .diff-view--current { color: $accent; text-style: bold; }
        & > .diff-view--come { color: $diff-added; }
        & > .diff-view--gone { color: $diff-removed; }
        & > .diff-view--note { color: $foreground-muted; }
        & > .diff-view--number, & > .diff-view--gap { color: $foreground-disabled; }
        & > .diff-view--warning { color: $text-warning; }
        & > .diff-view--context, & > .diff-view--blank { color: $foreground-muted; }
        & > .diff-view--added { color: $diff-added; background: $diff-added-background; }
        & > .diff-view--removed { color: $diff-removed; background: $diff-removed-background; }
        & > .diff-view--added-word {
            color: $foreground;
            background: $diff-added-word-background;
            text-style: $diff-word-text-style;
        }
        & > .diff-view--removed-word {
            color: $foreground;
            background: $diff-removed-word-background;
            text-style: $diff-word-text-style;
        }
    }
    """

    class FileEntered(Message):
        """Another file is the current one."""

        def __init__(self, file: int) -> None:
            super().__init__()
            self.file = file

    def __init__(self, files: Sequence[FileDiff] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._files: tuple[Taken, ...] = ()
        self._rows: list[Row] = []
        self._headings: list[int] = []
        self._folded: set[int] = set()
        self._digits = 0
        self._width = 0
        self._split = False
        self._current = 0
        self._marks = lru_cache(maxsize=512)(differing)
        self._load(files)

    # --- what is shown

    def show(self, files: Sequence[FileDiff]) -> None:
        """Replace what is shown, from the top on."""
        self._load(files)
        self._lay_out()
        self.scroll_home(animate=False)

    @property
    def files(self) -> tuple[Taken, ...]:
        return self._files

    @property
    def current(self) -> int:
        """The number of the current file."""
        return self._current

    @property
    def split(self) -> bool:
        """Whether both sides stand beside each other."""
        return self._split

    @split.setter
    def split(self, split: bool) -> None:
        if split is not self._split:
            self._split = split
            self._lay_out_around_current()

    # --- moving

    def next_file(self) -> None:
        """Go to the next file, and from the last to the first."""
        self.go_to(self._current + 1 if self._current + 1 < len(self._files) else 0)

    def previous_file(self) -> None:
        """Go to the file before, and from the first to the last."""
        self.go_to(self._current - 1 if self._current else len(self._files) - 1)

    def go_to(self, file: int, line: int | None = None) -> None:
        """Scroll to a file; to what changes nearest to ``line`` of the old file, if that is told and far down."""
        if not 0 <= file < len(self._files):
            return
        self._enter(file)
        top = self._headings[file]
        if line is not None and file not in self._folded:
            place = self._nearest(file, line)
            if place - top >= self.size.height:
                top = place - self.size.height // 2
        self.scroll_to(y=top, animate=False, immediate=True, force=True)

    def _nearest(self, file: int, line: int) -> int:
        """The row of the file with the change that is nearest to ``line``."""
        end = self._headings[file + 1] if file + 1 < len(self._headings) else len(self._rows)
        changed = ((at, piece) for at in range(self._headings[file], end) if (piece := changed_on(self._rows[at])))
        return min(changed, key=lambda each: abs(each[1].line.number - line), default=(self._headings[file],))[0]

    def fold(self) -> None:
        """Show of the current file its heading alone, or all of it again."""
        self._folded ^= {self._current}
        self._lay_out_around_current()

    def fold_all(self) -> None:
        """Show the headings alone; everything again, where nothing but them is shown."""
        everything = set(range(len(self._files)))
        self._folded = set() if self._folded >= everything else everything
        self._lay_out_around_current()

    def on_click(self, event: events.Click) -> None:
        """A click on a heading folds its file, or unfolds it."""
        offset = event.get_content_offset(self)
        at = None if offset is None else offset.y + self.scroll_offset.y
        row = self._rows[at] if at is not None and at < len(self._rows) else None
        if isinstance(row, Heading):
            event.stop()
            self._enter(row.file)
            self.fold()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        top, bottom = round(new_value), round(new_value) + self.size.height
        if not self._headings:
            return
        begins = self._headings[self._current]
        ends = self._headings[self._current + 1] if self._current + 1 < len(self._headings) else len(self._rows)
        if ends <= top or begins >= bottom:
            self._enter(max(0, sum(heading <= top for heading in self._headings) - 1))

    def _enter(self, file: int) -> None:
        if file != self._current:
            self._current = file
            self.refresh()
            self.post_message(self.FileEntered(file))

    # --- drawing

    def on_resize(self, event: events.Resize) -> None:
        if self.scrollable_content_region.width != self._width:
            self._lay_out()

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if at >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        return Strip(list(self._segments(self._rows[at], width))).adjust_cell_length(width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"diff-view--{name}")

    def _segments(self, row: Row, width: int) -> Iterator[Segment]:
        match row:
            case Heading(file):
                yield from self._heading(file, width)
            case Sentence(kind, text, goes_on):
                sign = " " if goes_on else _SIGNS.get(kind, " ")
                yield Segment(f" {sign} {text}", self._style(kind))
            case Single(piece):
                yield from self._single(piece, width)
            case Beside(old, new):
                half = (width - 1) // 2
                yield from self._half(old, half, Kind.REMOVED)
                yield Segment("│", self._style("number"))
                yield from self._half(new, width - 1 - half, Kind.ADDED)

    def _heading(self, file: int, width: int) -> Iterator[Segment]:
        taken, rule = self._files[file], self._style("number")
        current = file == self._current and len(self._files) > 1
        fold = (_FOLDED if file in self._folded else _OPEN) if taken.parts else "─"
        told = [(f"+{taken.come:,}", "come")] if taken.come else []
        told += [(f"\N{MINUS SIGN}{taken.gone:,}", "gone")] if taken.gone else []
        counted = sum(len(text) + 1 for text, _ in told)
        name = cut(safe_text(taken.file.name), max(width - MARGIN - 1 - counted, 0), middle=True)
        yield Segment(f"{fold} ", self._style("current") if current else rule)
        yield Segment(f"{name} ", self._style("current" if current else "heading"))
        for text, kind in told:
            yield Segment(f"{text} ", self._style(kind))
        yield Segment("─" * max(width - 3 - cells(name) - counted, 0), rule)

    def _single(self, piece: Piece, width: int) -> Iterator[Segment]:
        style, pair = self._style(piece.kind), piece.pair
        first = piece.start == 0
        old = str(pair.old.number) if first and pair.old is not None and piece.kind is not Kind.ADDED else ""
        new = str(pair.new.number) if first and pair.new is not None and piece.kind is not Kind.REMOVED else ""
        yield Segment(f"{old:>{self._digits}} {new:>{self._digits}} ", self._number_style(style))
        yield from self._text(piece, style, text_room(width, self._digits, split=False))

    def _half(self, piece: Piece | None, width: int, side: Kind) -> Iterator[Segment]:
        """One side of a row, exactly ``width`` columns."""
        if piece is None:
            yield Segment(" " * width, self._style(Kind.BLANK))
            return
        style = self._style(piece.kind)
        number = str(piece.line.number) if piece.start == 0 else ""
        yield Segment(f"{number:>{self._digits}} ", self._number_style(style))
        yield from self._text(piece, style, width - self._digits - 1 - SIGN)

    def _text(self, piece: Piece, style: Style, room: int) -> Iterator[Segment]:
        """The sign and the text, in ``room`` columns behind it, with what differs marked."""
        yield Segment(f" {_SIGNS.get(piece.kind, ' ') if piece.start == 0 else ' '} ", style)
        at, end = piece.start, piece.start + len(piece.text)
        for span in self._differing(piece):
            start, stop = max(span.start, at), min(span.end, end)
            if start < stop:
                yield Segment(piece.text[at - piece.start : start - piece.start], style)
                yield Segment(
                    piece.text[start - piece.start : stop - piece.start], self._style(f"{piece.kind.value}-word")
                )
                at = stop
        yield Segment(piece.text[at - piece.start :], style)
        yield Segment(" " * max(room - cells(piece.text), 0), style)

    def _differing(self, piece: Piece) -> tuple[Span, ...]:
        if piece.kind is Kind.CONTEXT:
            return ()
        old, new = self._marks(piece.pair)
        return old if piece.kind is Kind.REMOVED else new

    def _number_style(self, style: Style) -> Style:
        return Style(color=self._style("number").color, bgcolor=style.bgcolor)

    # --- laying out

    def _load(self, files: Sequence[FileDiff]) -> None:
        self._files = tuple(map(Taken.apart, files))
        self._digits = digits_of(self._files)
        self._folded = set()
        self._current = 0

    def _lay_out(self) -> None:
        """Break the lines into rows of the present width."""
        self._width = self.scrollable_content_region.width
        self._rows = list(rows_of(self._files, self._width, split=self._split, folded=self._folded))
        self._headings = [at for at, row in enumerate(self._rows) if isinstance(row, Heading)]
        self.virtual_size = Size(self._width, len(self._rows))
        self.refresh()

    def _lay_out_around_current(self) -> None:
        """The same, with the heading of the current file on the row where it was."""
        if not self._headings:
            return
        above = self._headings[self._current] - self.scroll_offset.y
        self._lay_out()
        self.scroll_to(y=self._headings[self._current] - max(above, 0), animate=False, immediate=True, force=True)
