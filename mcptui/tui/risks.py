"""How the screen tells the risk of a server: a word in its row, a line for each finding, and which fix is next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from mcptui.audit.finding import Finding, FixKind, Severity
from mcptui.model import Entry
from mcptui.tui.staging import Staged
from mcptui.tui.text import safe_text
from mcptui.tui.words import Cell, Piece, Tone

if TYPE_CHECKING:
    from mcptui.rows import Evidence

GRAVE: Final = (Severity.CRITICAL, Severity.HIGH)
"""What is called dangerous."""

_WORDS: Final = {
    Severity.CRITICAL: Piece("crit", Tone.DANGER),
    Severity.HIGH: Piece("high", Tone.DANGER),
    Severity.MEDIUM: Piece("med", Tone.WARN),
    Severity.LOW: Piece("low", Tone.DIM),
    Severity.INFO: Piece("info", Tone.FAINT),
}
_NOTHING: Final = Piece("·", Tone.FAINT)
WORD_OF_RISK: Final = 6
"""Cells that the word before a finding takes."""

_LONGEST: Final = 400


def risk_cell(evidence: Evidence) -> Cell:
    """``high``, or ``·`` where nothing was found."""
    risk = evidence.risk
    return (_NOTHING if risk is None else _WORDS[risk],)


def risk_order(evidence: Evidence) -> int:
    """The gravest first, then where nothing was found."""
    risk = evidence.risk
    return len(Severity) if risk is None else risk.rank


def counted_risks(counts: Mapping[Severity, int]) -> Iterator[tuple[Severity, str]]:
    """``1 crit`` and ``2 high``, as far as there are some."""
    for risk in GRAVE:
        if counts.get(risk):
            yield risk, f"{counts[risk]:,} {_WORDS[risk].text}"


class NextFix(NamedTuple):
    """The finding whose fix would be staged next, and the key that does it."""

    finding: Finding
    key: str


def finding_cells(findings: Iterable[Finding], fix: NextFix | None = None) -> Iterator[Cell]:
    """A line for each finding: how grave, what, and what to do; the key stands where its fix would be next."""
    for finding in findings:
        word = _WORDS[finding.severity]
        advice = f"  {safe_text(finding.advice, _LONGEST)}" if finding.advice else ""
        stage = (Piece(f"  {fix.key} fix", Tone.ACCENT),) if fix is not None and finding is fix.finding else ()
        yield (
            word._replace(text=word.text.ljust(WORD_OF_RISK)),
            Piece(safe_text(finding.what, _LONGEST)),
            Piece(advice, Tone.DIM),
            *stage,
        )


def next_fix(entry: Entry, evidence: Evidence | None, staged: Staged | None) -> Finding | None:
    """The gravest finding whose fix could be staged and is not yet; None where there is none."""
    if evidence is None or entry.parked is not None or not entry.source.writable:
        return None
    return next((each for each in evidence.findings if each.fix and not _is_settled(each, entry, staged)), None)


def _is_settled(finding: Finding, entry: Entry, staged: Staged | None) -> bool:
    """Is the same kind of thing staged, or would the fix change nothing?"""
    now = Staged(entry) if staged is None else staged
    match finding.fix and finding.fix.kind:
        case FixKind.PIN:
            return now.removes or bool(now.narrowing.pin)
        case FixKind.FOLDERS:
            return now.removes or now.narrowing.folders is not None
        case FixKind.READ_ONLY:
            return now.removes or now.narrowing.read_only
        case FixKind.DISABLE:
            return now.removes or not now.may_run
        case _:
            return now.removes
