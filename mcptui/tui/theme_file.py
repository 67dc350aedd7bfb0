"""What a theme's file may say; pydantic says which field is wrong."""

from __future__ import annotations

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


class ThemeFile(BaseModel):
    """The whole file; its name is the theme's. ``variables`` are colours of Textual by name."""

    model_config = ConfigDict(extra="forbid")

    dark: bool = True
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
    variables: dict[_Name, _Color] = {}
