"""The screen of the first frame: what a scout saw, until the screen that it is a picture of is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style

from mcptui.tui.background import begun
from mcptui.tui.glimpse import CURSOR, Glimpse
from mcptui.tui.tones import tinted
from mcptui.tui.widgets.reversing import Reversing
from mcptui.tui.words import Tone

if TYPE_CHECKING:
    from mcptui.tui.scout import Scout


class GlimpseScreen(Screen[None], Reversing):
    """Shows a glimpse, or nothing where the scout is not back in time. Nothing can be done here."""

    DEFAULT_CSS = """
    GlimpseScreen { overflow: hidden; }
    GlimpseScreen > .glimpse--cursor {
        background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"glimpse--cursor"}

    class Shown(Message):
        """The first frame stands."""

    def __init__(self, scout: Scout, patience: float) -> None:
        """``patience``: seconds that the scout is waited for."""
        super().__init__()
        self._scout = scout
        self._patience = patience
        self._glimpse: Glimpse | None = None
        self._styles: dict[tuple[Style, Tone], RichStyle] = {}

    async def on_mount(self) -> None:
        report = await begun(self._scout.report, self._patience)
        if report.done() and report.exception() is None:
            self._glimpse = report.result()
        else:
            self._scout.dismiss()
        self.call_after_refresh(self.post_message, self.Shown())

    def render_line(self, y: int) -> Strip:
        lines = () if self._glimpse is None else self._glimpse.lines[y : y + 1]
        base = self.get_visual_style("glimpse--cursor") if y == CURSOR else self.visual_style
        segments = [Segment(piece.text, self._style(base, piece.tone)) for line in lines for piece in line]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, base: Style, tone: Tone) -> RichStyle:
        style = self._styles.get((base, tone))
        if style is None:
            style = self._styles[base, tone] = tinted(base, tone, self.app.theme_variables)
        return style
