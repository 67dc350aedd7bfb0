"""How tones look: as styles of Textual made of theme variables alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.style import Style as RichStyle
from textual.content import Content
from textual.style import Style

from mcptui.tui.words import Piece, Tone

STYLES: Final = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.DIM: "$foreground-muted $muted-text-style",
    Tone.FAINT: "$foreground-disabled $faint-text-style",
    Tone.RULE: "$rule",
    Tone.GOOD: "$success",
    Tone.WARN: "$warning $warning-text-style",
    Tone.DANGER: "$error $error-text-style",
    Tone.ACCENT: "bold $accent",
    Tone.MATCH: "bold underline",
    Tone.DIM_MATCH: "underline $foreground-muted $muted-text-style",
    Tone.KEY: "$syntax-key",
    Tone.STRING: "$syntax-string",
    Tone.NUMBER: "$syntax-number",
    Tone.COMMENT: "$syntax-comment",
    Tone.HIDDEN: "$syntax-hidden",
}


def tinted(base: Style, tone: Tone, variables: dict[str, str]) -> RichStyle:
    """The tone on a ground that Textual has styled; ``variables`` are those of the theme."""
    return (base + Style.parse(STYLES[tone], variables)).rich_style


def content(pieces: Iterable[Piece]) -> Content:
    """Pieces as content. Their text is shown word for word, never read as markup."""
    return Content.assemble(*map(_part, pieces))


def _part(piece: Piece) -> Content | tuple[str, str]:
    if not piece.action:
        return piece.text, STYLES[piece.tone]
    return Content.styled(piece.text, STYLES[piece.tone]).stylize(Style.from_meta({"@click": piece.action}))


def hanging(told: Content, first: int, others: int) -> tuple[Content, Iterator[Content]]:
    """A text broken into its first line of at most ``first`` cells, and lines of at most ``others`` for the rest."""
    begin, *more = told.wrap(first) or [told]
    rest = told[len(begin) :]
    rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
    return begin, iter(rest.wrap(others) if more else ())
