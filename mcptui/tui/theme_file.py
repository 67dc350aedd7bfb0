"""What a theme's file may say; pydantic says which field is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from textual.color import Color, ColorParseError


def _is_color(text: str) -> str:
    try:
        Color.parse(text)
    except ColorParseError:
        raise ValueError(f"{text!r} is no colour, such as #82aaff") from None
    return text


_Color = Annotated[str, AfterValidator(_is_color)]
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
_TEXT_STYLES = frozenset({"bold", "dim", "italic", "underline", "reverse", "strike", "not"})


class ThemeFile(BaseModel):
    """The whole file; its name is the theme's. ``variables`` are colours and text styles by what they are for.

    ``ansi``: the colours are the terminal's own, such as ``ansi_green``.
    """

    model_config = ConfigDict(extra="forbid")

    dark: bool = True
    ansi: bool = False
    primary: _Color
    secondary: _Color | None = None
    accent: _Color | None = None
    foreground: _Color | None = None
    background: _Color | None = None
    surface: _Color | None = None
    panel: _Color | None = None
    success: _Color | None = None
    warning: _Color | None = None
    error: _Color | None = None
    variables: dict[_Name, str] = {}

    def wrong_variables(self) -> Iterator[tuple[str, str]]:
        """The names of variables that are not what their name asks for, and why."""
        for name, value in self.variables.items():
            if name.endswith("text-style"):
                if not _TEXT_STYLES.issuperset(value.split()):
                    yield name, f"{value!r} is no text style, such as 'bold underline' or 'not bold'"
                continue
            try:
                _is_color(value)
            except ValueError as error:
                yield name, str(error)
