"""The one door through which foreign text reaches the screen: nothing in it can move the cursor or pose as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcptui.plain_text import visible

if TYPE_CHECKING:
    from textual.content import Content


def safe_text(text: str, limit: int | None = None) -> str:
    """``text`` on one line with nothing invisible in it, cut to ``limit`` characters with ``…`` for the rest."""
    return visible(text, limit)


def safe_content(text: str, style: str = "") -> Content:
    """Foreign text as content: shown word for word, never read as markup."""
    from textual.content import Content

    return Content.styled(safe_text(text), style) if style else Content(safe_text(text))


def typeable(text: str) -> str:
    """What of a pasted text could have been typed: neither controls nor signs that are not seen, but for line ends."""
    return "".join(sign for sign in text.replace("\t", " ") if sign.isprintable() or sign == "\n")
