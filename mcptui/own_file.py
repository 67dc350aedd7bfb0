"""Where something stands in a file that the user writes for mcptui."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcptui.formats.document import Document


def place_in(document: Document, path: tuple[str, ...], where: str) -> str:
    """``settings.toml, line 3``: the line of ``path``, else of what it stands in; ``where`` is the file's name."""
    line = next((found for end in range(len(path), 0, -1) if (found := document.line(path[:end]))), None)
    return where if line is None else f"{where}, line {line}"
