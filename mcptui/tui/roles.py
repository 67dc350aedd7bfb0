"""What colours are for: the variables that every theme has, worked out from its few colours where it does not say.

Beside those of Textual (``foreground-muted``, ``block-cursor-background``, ``scrollbar`` …) these are:

- ``rule``: lines that part the screen.
- ``diff-added``, ``diff-removed`` and each with ``-background``: what comes and what goes in a diff; with
  ``-word-background``, and ``diff-word-text-style``, what differs within a line.
- ``syntax-key``, ``syntax-string``, ``syntax-number``, ``syntax-hidden``, ``syntax-comment``: an entry's own text.
- ``muted-text-style``, ``faint-text-style``, ``warning-text-style``, ``error-text-style``: how text of that tone looks
  beside its colour, for themes that have few colours or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from textual.color import Color, ColorParseError
from textual.theme import Theme

NO_TEXT_STYLE: Final = "not dim"
"""A text style that changes nothing, and may stand where styles of text and of CSS are read."""

_TEXT_STYLES: Final = {
    "block-cursor-text-style": NO_TEXT_STYLE,
    "block-cursor-blurred-text-style": NO_TEXT_STYLE,
    "muted-text-style": NO_TEXT_STYLE,
    "faint-text-style": NO_TEXT_STYLE,
    "warning-text-style": NO_TEXT_STYLE,
    "error-text-style": NO_TEXT_STYLE,
    "diff-word-text-style": "bold",
}


_WORDS_OF_STYLES: Final = frozenset({"bold", "dim", "italic", "underline", "reverse", "strike", "not"})


def wrong_color(value: str) -> str | None:
    """Why this is no colour; None where it is one."""
    try:
        Color.parse(value)
    except ColorParseError:
        return f"{value!r} is no colour, such as #82aaff"
    return None


def wrong_variables(variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The names of variables that are not what their name asks for, and why."""
    for name, value in variables.items():
        if not name.endswith("text-style"):
            why = wrong_color(value)
        elif _WORDS_OF_STYLES.issuperset(value.split()):
            why = None
        else:
            why = f"{value!r} is no text style, such as 'bold underline' or 'not bold'"
        if why is not None:
            yield name, why


def with_roles(theme: Theme) -> Theme:
    """The theme with every variable there is; what it says itself stays. Raises ``ColorParseError``."""
    made = theme.to_color_system().generate()
    said = theme.variables
    own = _of_terminal(made) if theme.ansi else _mixed(made)
    known = {**made, **own, **said}
    words = {} if theme.ansi else _of_words(known)
    theme.variables = {**_TEXT_STYLES, **own, **words, **_meanings(known), **said}
    return theme


def _mixed(made: Mapping[str, str]) -> dict[str, str]:
    """Colours between those of a theme that says its own."""
    background, foreground, primary = (Color.parse(made[name]) for name in ("background", "foreground", "primary"))

    def between(color: Color | str, share: float) -> str:
        wanted = Color.parse(color)
        return background.blend(wanted, share, 1).hex6

    return {
        "rule": between(foreground, 0.22),
        "boost": between(foreground, 0.08),
        "scrollbar": between(foreground, 0.2),
        "scrollbar-hover": between(foreground, 0.35),
        "foreground-muted": between(foreground, 0.72),
        "foreground-disabled": between(foreground, 0.6),
        "block-cursor-background": between(primary, 0.2),
        "block-cursor-blurred-background": made["panel"],
        "diff-added-background": between(made["success"], 0.12),
        "diff-removed-background": between(made["error"], 0.12),
    }


def _of_words(known: Mapping[str, str]) -> dict[str, str]:
    """What differs within a line of a diff, stronger than the line itself."""
    kinds = (("added", "success"), ("removed", "error"))
    return {
        f"diff-{kind}-word-background": Color.parse(known[f"diff-{kind}-background"])
        .blend(Color.parse(known.get(f"diff-{kind}", known[color])), 0.25, 1)
        .hex6
        for kind, color in kinds
    }


def _of_terminal(made: Mapping[str, str]) -> dict[str, str]:
    """Colours of a theme that leaves them to the terminal: there is nothing between two of them."""
    ground, text = made["background"], made["foreground"]
    return {
        "rule": "ansi_bright_black",
        "surface": ground,
        "panel": ground,
        "panel-darken-1": ground,
        "boost": ground,
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": text,
        "foreground-muted": text,
        "foreground-disabled": text,
        "block-cursor-background": ground,
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-background": ground,
        "block-cursor-blurred-text-style": "underline",
        "diff-added-background": ground,
        "diff-removed-background": ground,
        "diff-added-word-background": ground,
        "diff-removed-word-background": ground,
        "diff-word-text-style": "bold underline",
        "ansi-background": ground,
        "ansi-foreground": text,
        "muted-text-style": NO_TEXT_STYLE,
        "faint-text-style": "dim",
    }


def _meanings(known: Mapping[str, str]) -> dict[str, str]:
    """What follows from other variables."""
    background, foreground = known["background"], known["foreground"]
    return {
        "scrollbar-active": known["accent"],
        "scrollbar-background": background,
        "scrollbar-background-hover": background,
        "scrollbar-background-active": background,
        "scrollbar-corner-color": background,
        "block-cursor-foreground": foreground,
        "block-cursor-blurred-foreground": foreground,
        "block-hover-background": known["boost"],
        "text-success": known["success"],
        "text-warning": known["warning"],
        "text-error": known["error"],
        "text-muted": known["foreground-muted"],
        "text-disabled": known["foreground-disabled"],
        "footer-key-foreground": known["accent"],
        "diff-added": known["success"],
        "diff-removed": known["error"],
        "syntax-key": known["accent"],
        "syntax-string": foreground,
        "syntax-number": known["secondary"],
        "syntax-hidden": known["foreground-muted"],
        "syntax-comment": known["foreground-disabled"],
    }
