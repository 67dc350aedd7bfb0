"""A line to type in, that takes nothing which cannot be typed."""

from __future__ import annotations

from typing import Final

from textual.widgets import Input

_CONTROLS: Final = r"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"


class TypedLine(Input):
    """An input that shows its value word for word: what is pasted could otherwise move the terminal's cursor."""

    DEFAULT_CSS = """
    TypedLine { background: $boost; }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        shown = value if value.isprintable() else ""
        super().__init__(shown, placeholder, id=id, compact=True, restrict=f"[^{_CONTROLS}]*")
