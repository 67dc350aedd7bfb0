"""Whom a plan affects, and what each of them needs before it heeds the change: for reading at one glance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mcptui.changes.file_plan import FilePlan
from mcptui.model import Effect
from mcptui.tui.text import safe_text
from mcptui.tui.words import Cell, Piece, Tone

_TOLD: Final = {
    Effect.AT_ONCE: "at once",
    Effect.NEXT_SESSION: "in the next session",
    Effect.REFRESH: "after a refresh there",
    Effect.PERHAPS_AT_ONCE: "at once, else after a restart",
    Effect.RESTART: "after a restart",
}
_NEEDS_YOU: Final = frozenset({Effect.REFRESH, Effect.RESTART})
_OVERWRITING: Final = "may undo it, for it is running"
_DOT: Final = Piece(" · ", Tone.FAINT)


def by_effect(files: Iterable[FilePlan]) -> dict[Effect | None, tuple[str, ...]]:
    """The clients that are affected, each once, by when they heed the change; first those that do at once."""
    told = {(affected.effect, affected.client): None for file in files for affected in file.affected}
    order = (*Effect, None)
    grouped = {effect: tuple(name for each, name in told if each is effect) for effect in order}
    return {effect: names for effect, names in grouped.items() if names}


def effects_cell(files: Iterable[FilePlan]) -> Cell:
    """``Cursor at once · Codex in the next session · Claude Desktop after a restart !``; empty for no client."""
    pieces: list[Piece] = []
    for effect, names in by_effect(files).items():
        needed = effect is None or effect in _NEEDS_YOU
        told = _OVERWRITING if effect is None else _TOLD[effect]
        pieces += [_DOT] if pieces else []
        pieces.append(Piece(safe_text(", ".join(names))))
        pieces.append(Piece(f" {told}{' !' if needed else ''}", Tone.WARN if needed else Tone.DIM))
    return tuple(pieces)


def restarts(files: Iterable[FilePlan]) -> str:
    """What the user still has to do after the files were written, as a clause; empty for nothing."""
    grouped = by_effect(files)
    asks = {Effect.RESTART: "restart", Effect.REFRESH: "refresh"}
    return ", ".join(f"{verb} {', '.join(grouped[effect])}" for effect, verb in asks.items() if effect in grouped)
