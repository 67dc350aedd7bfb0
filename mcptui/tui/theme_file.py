"""What a theme's file may say; pydantic says which field is wrong."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mcptui.tui.roles import wrong_color


def _is_color(text: str) -> str:
    why = wrong_color(text)
    if why is not None:
        raise ValueError(why)
    return text


_Color = Annotated[str, AfterValidator(_is_color)]
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class ThemeFile(BaseModel):
    """The whole file; its name is the theme's. ``variables`` are colours and text styles by what they are for.

    ``ansi``: the colours are the terminal's own, such as ``ansi_green``.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

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
