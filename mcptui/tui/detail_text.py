"""What the detail tells of an entry before its facts: its title, its state, and its own text with secrets hidden."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from mcptui.formats.document import MISSING
from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.model import Entry, Problem
from mcptui.secrets import Masker
from mcptui.tui.text import safe_text
from mcptui.tui.words import PROBLEM, SIGNS, STATE_TONES, Cell, Piece, Tone

_MOST_LINES = 200
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class OwnText:
    """An entry as its file spells it, secrets hidden. ``first`` is the number of the first line, None where it is
    parked and stands in no file of a client."""

    first: int | None
    lines: tuple[str, ...]


def entry_text(entry: Entry, look: Look) -> OwnText | None:
    """The entry's own text as it was at ``look``; None when its document has it no more.

    None also for an entry that cannot be told: what is secret in it is not known.
    """
    if entry.value is MISSING:
        return None
    parked = look.parked.get(entry.id)
    if parked is not None:
        return _own_text(entry, None, parked.piece.text)
    source = entry.source
    document = look.site.read(source.file, source.syntax, source.scope)
    text = None if document is None else document.text(entry.path)
    return None if text is None else _own_text(entry, entry.line, text)


def _own_text(entry: Entry, first: int | None, text: str) -> OwnText:
    masked = Masker.of([entry.definition]).text(dedent(text.strip("\r\n")))
    return OwnText(first, tuple(safe_text(line, _LONGEST_LINE) for line in masked.splitlines()[:_MOST_LINES]))


def title_of(entry: Entry, client: str) -> str:
    """``postgres · Claude Code · project``; ``client`` is what users call it."""
    return " · ".join((safe_text(entry.name, 60), safe_text(client), entry.source.scope.value))


def state_line(entry: Entry, machine: Machine) -> Cell:
    """The state, why it is so, and which line of which file decides it; else where the entry stands."""
    state = entry.state
    kind = Piece(f"{SIGNS[state.kind]} {state.kind.value}", STATE_TONES[state.kind])
    decided = "decided by " if state.place is not None else ""
    place = state.place or entry.place
    reason = Piece(f"  {safe_text(state.reason, 300)}")
    return (kind, reason, Piece(f"   {decided}{safe_text(machine.at(*place))}", Tone.DIM))


def problem_line(problem: Problem, machine: Machine) -> Cell:
    """A file that cannot be read, and why."""
    place = safe_text(machine.at(problem.path, problem.line, problem.column))
    return (
        Piece(f"{PROBLEM} cannot be read", Tone.DANGER),
        Piece(f"  {safe_text(problem.message, 400)}"),
        Piece(f"   {place}", Tone.DIM),
    )
