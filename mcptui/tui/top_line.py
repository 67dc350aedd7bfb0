"""What the top line says: where, under which profile, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping

from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.tui.session import ActiveProfile, Session
from mcptui.tui.text import safe_text
from mcptui.tui.words import Cell, Piece, Tone, counted

_OFF = (StateKind.OFF, StateKind.SHADOWED, StateKind.BLOCKED)
_PROFILES = "screen.profiles"
_TOLD = ((StateKind.PENDING, Tone.WARN), (StateKind.BROKEN, Tone.DANGER), (StateKind.UNKNOWN, Tone.DIM))


def top_cells(session: Session) -> tuple[Cell, Cell, Cell]:
    """Its three parts, from the left to the right."""
    shown, machine = session.shown, session.workspace.machine
    return (
        place_cell(machine, everywhere=session.everywhere, demo=session.demo),
        profile_cell(session.profile),
        () if shown is None else counts_cell(shown.counts, len(session.problems), session.grave),
    )


def place_cell(machine: Machine, *, everywhere: bool, demo: bool) -> Cell:
    """``mcptui  ~/src/acme-api``."""
    name = Piece("mcptui demo" if demo else "mcptui", Tone.ACCENT)
    place = "every project" if everywhere else safe_text(machine.short(machine.project))
    return (name, Piece("  "), Piece(place, Tone.STRONG))


def profile_cell(profile: ActiveProfile | None) -> Cell:
    """``◆ locked-down · 2 changes since``; nothing when no profile was ever switched on."""
    if profile is None:
        return ()
    name = Piece(f"◆ {safe_text(profile.name, 40)}", Tone.ACCENT, _PROFILES)
    since = Piece(f" · {counted(profile.drift, 'change')} since", Tone.WARN, _PROFILES)
    return (name, since) if profile.drift else (name,)


def counts_cell(counts: Mapping[StateKind, int], problems: int, grave: int = 0) -> Cell:
    """``24 on · 6 off · 1 pending · 3 high · 1 problem``; what is none of is not told, except on and off.

    ``grave`` are those of them that are on and dangerous. A click shows those alone, or goes to the problem.
    """
    off = sum(counts.get(kind, 0) for kind in _OFF)
    told = [
        Piece(f"{counts.get(StateKind.ON, 0):,} on", Tone.GOOD, _only(StateKind.ON)),
        Piece(f"{off:,} off", Tone.DIM, _only(*_OFF)),
    ]
    told += (Piece(f"{counts[kind]:,} {kind.value}", tone, _only(kind)) for kind, tone in _TOLD if counts.get(kind))
    if grave:
        told.append(Piece(f"{grave:,} high", Tone.DANGER, "screen.show_only('state:on risk:high')"))
    if problems:
        told.append(Piece(counted(problems, "problem"), Tone.DANGER, "screen.problem"))
    pieces = [told[0]]
    for piece in told[1:]:
        pieces += (Piece(" · ", Tone.FAINT), piece)
    return tuple(pieces)


def _only(*kinds: StateKind) -> str:
    return f"screen.show_only('state:{','.join(kind.value for kind in kinds)}')"
