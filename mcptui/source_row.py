"""A source as plain values, as mcptui's own files keep it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mcptui.model import Scope, Source, Syntax


def source_row(source: Source) -> dict[str, object]:
    """Where an entry stood, as JSON tells it. Whether its file may be written is asked of the client anew."""
    return {
        "client": source.client,
        "scope": source.scope.value,
        "project": None if source.project is None else str(source.project),
        "file": str(source.file),
        "key": list(source.key),
        "syntax": source.syntax.value,
        "note": source.note,
    }


def source_of(row: Mapping[str, object]) -> Source:
    """The opposite of ``source_row``; what else is in ``row`` is passed over. Raises ``ValueError`` for no source."""
    match row:
        case {
            "client": str(client),
            "scope": str(scope),
            "project": (str() | None) as project,
            "file": str(file),
            "key": list(key),
            "syntax": str(syntax),
            "note": (str() | None) as note,
        } if all(isinstance(each, str) for each in key):
            return Source(
                client,
                Scope(scope),
                Path(file),
                tuple(key),
                Syntax(syntax),
                None if project is None else Path(project),
                note=note,
            )
        case _:
            raise ValueError
