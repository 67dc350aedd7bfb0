"""What the top lines say: where, under which profile, how it stands, and which view it is."""

from __future__ import annotations

from collections.abc import Mapping

from mcptui.audit.finding import Severity
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.plain_text import counted
from mcptui.tui.fitting import cell_size, fitted, without
from mcptui.tui.learning import ActiveProfile
from mcptui.tui.risks import counted_risks
from mcptui.tui.session import Session
from mcptui.tui.text import safe_text
from mcptui.tui.words import Cell, Piece, Tone

_GAP = 2
_LEAST_PLACE = 24
_OFF = (StateKind.OFF, StateKind.SHADOWED, StateKind.BLOCKED)
_PROFILES = "screen.profiles"
_TOLD = ((StateKind.PENDING, Tone.WARN), (StateKind.BROKEN, Tone.DANGER), (StateKind.UNKNOWN, Tone.DIM))


def top_cells(session: Session) -> tuple[Cell, Cell, Cell]:
    """Its three parts, from the left to the right."""
    seen, machine = session.seen, session.workspace.machine
    return (
        place_cell(machine, everywhere=session.everywhere, demo=session.demo),
        profile_cell(session.profile),
        () if seen is None else counts_cell(seen.counts, len(session.problems), session.grave, calm=session.calm),
    )


def top_line(place: Cell, profile: Cell, counts: Cell, width: int) -> Cell:
    """The three in ``width`` cells.

    Where there is no room for all, the numbers that say least leave first, then what changed since the profile was
    switched on, then the profile; the place is cut last.
    """
    for shown in (profile, profile[:1]):
        told = counts
        for least in (Tone.DIM, Tone.WARN):
            told = without(told, least, width - cell_size(place) - cell_size(shown) - 2 * _GAP)
        if shown and cell_size(place) + cell_size(shown) + cell_size(told) + 2 * _GAP <= width:
            profile = shown
            break
    else:
        profile, told = (), without(counts, Tone.DIM, width - cell_size(place) - _GAP)
        told = without(told, Tone.WARN, width - min(cell_size(place), _LEAST_PLACE) - _GAP)
    place = fitted(place, max(0, width - cell_size(told) - _GAP))
    room = max(0, width - cell_size(place) - cell_size(profile) - cell_size(told))
    before = room * 2 // 3 if profile else room
    return (*place, Piece(" " * before), *profile, Piece(" " * (room - before)), *told)


def place_cell(machine: Machine, *, everywhere: bool, demo: bool) -> Cell:
    """``mcptui  ~/src/acme-api``."""
    name = Piece("mcptui demo" if demo else "mcptui", Tone.ACCENT)
    place = "every project" if everywhere else safe_text(machine.short(machine.project))
    return (name, Piece("  "), Piece(place, Tone.STRONG))


def view_names(*, everywhere: bool) -> Cell:
    """``Here ─ Everywhere``, the one that is shown in the stronger tone."""
    here, beyond = (Tone.DIM, Tone.ACCENT) if everywhere else (Tone.ACCENT, Tone.DIM)
    return (Piece("Here", here), Piece(" ─ ", Tone.RULE), Piece("Everywhere", beyond))


def profile_cell(profile: ActiveProfile | None) -> Cell:
    """``◆ locked-down · 2 changes since``; nothing when no profile was ever switched on."""
    if profile is None:
        return ()
    name = Piece(f"◆ {safe_text(profile.name, 40)}", Tone.ACCENT, _PROFILES)
    since = Piece(f" · {counted(profile.drift, 'change')} since", Tone.WARN, _PROFILES)
    return (name, since) if profile.drift else (name,)


def counts_cell(
    counts: Mapping[StateKind, int], problems: int, grave: Mapping[Severity, int], *, calm: bool = False
) -> Cell:
    """``24 on · 6 off · 1 pending · 1 crit · 2 high · 1 problem``; what is none of is not told, except on and off.

    ``grave`` are those of them that are on and dangerous. A click shows those alone, or goes to the problem. ``calm``:
    it is known that nothing is.
    """
    off = sum(counts.get(kind, 0) for kind in _OFF)
    told = [
        Piece(f"{counts.get(StateKind.ON, 0):,} on", Tone.GOOD, _only(StateKind.ON)),
        Piece(f"{off:,} off", Tone.DIM, _only(*_OFF)),
    ]
    told += (Piece(f"{counts[kind]:,} {kind.value}", tone, _only(kind)) for kind, tone in _TOLD if counts.get(kind))
    told += (Piece(text, Tone.DANGER, _only_risk(risk, grave)) for risk, text in counted_risks(grave))
    if calm:
        told.append(Piece("nothing dangerous is on", Tone.DIM))
    if problems:
        told.append(Piece(counted(problems, "problem"), Tone.DANGER, "screen.problem"))
    pieces = [told[0]]
    for piece in told[1:]:
        pieces += (Piece(" · ", Tone.FAINT), piece)
    return tuple(pieces)


def _only_risk(risk: Severity, counts: Mapping[Severity, int]) -> str:
    """What is critical is high, too: where there is some, it is left out of those that are only high."""
    less = " -risk:critical" if risk is Severity.HIGH and counts.get(Severity.CRITICAL) else ""
    return f"screen.show_only('state:on risk:{risk}{less}')"


def _only(*kinds: StateKind) -> str:
    return f"screen.show_only('state:{','.join(kind.value for kind in kinds)}')"
