"""Reversed text in the parts of a widget, which Textual 8.2 leaves out of their styles."""

from __future__ import annotations

from textual.style import Style
from textual.widget import Widget


class Reversing(Widget):
    """A widget whose parts may be reversed: where there are no colours, nothing else shows where the cursor is.

    It is the last base: of the first Textual takes the names of the parts.
    """

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        style = super().get_visual_style(*component_classes, partial=partial)
        reversed_parts = (self.get_component_styles(name).text_style.reverse for name in component_classes)
        return style + Style(reverse=True) if any(reversed_parts) else style
