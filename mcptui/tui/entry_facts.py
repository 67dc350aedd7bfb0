"""The facts about an entry, line by line, each with where it was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from mcptui.evidence.changed import EntryChange
from mcptui.machine import Machine
from mcptui.model import DATE_OF_FILE, Dated, Entry, Transport, Used
from mcptui.moments import told_day
from mcptui.rows import Evidence
from mcptui.secrets import safe_text as without_secrets
from mcptui.tui.reach_tree import path_tree
from mcptui.tui.risks import WORD_OF_RISK, NextFix, finding_cells
from mcptui.tui.text import safe_text
from mcptui.tui.used import used_line
from mcptui.tui.words import Cell, Piece, Tone, ago

_MOST_CHANGES = 5
_LONGEST_VALUE = 80


class Fact(NamedTuple):
    """One line of facts; ``label`` is empty where it goes on with what the line above is about.

    What does not fit goes on ``further_in`` cells to the right of where it begins.
    """

    label: str
    told: Cell
    further_in: int = 0


def facts_of(
    entry: Entry,
    evidence: Evidence,
    changes: Iterable[EntryChange],
    machine: Machine,
    now: datetime,
    used: Used | None = None,
    fix: NextFix | None = None,
) -> tuple[Fact, ...]:
    """Reach, findings, use, tools, package, dates and history of an entry, and what else is to be known.

    What matters most comes first: what it may touch, whether that is dangerous, whether it is used.
    """
    return tuple(
        Fact(label if index == 0 else "", told, further_in)
        for label, further_in, lines in (
            ("Reach", 0, _reach(entry, evidence, machine)),
            ("Risk", WORD_OF_RISK, finding_cells(evidence.findings, fix)),
            ("Used", 0, () if used is None else (used_line(used, now),)),
            ("Tools", 0, _tools(evidence)),
            ("Package", 0, _package(evidence)),
            ("Updated", 0, _updated(evidence, now)),
            ("History", 0, _history(changes, now)),
            ("Note", 0, _notes(entry)),
        )
        for index, told in enumerate(lines)
    )


def _reach(entry: Entry, evidence: Evidence, machine: Machine) -> Iterator[Cell]:
    reach, definition = evidence.reach, entry.definition
    yield from path_tree(reach.paths or (), machine)
    if reach.paths is None:
        yield (Piece("files not known; it runs with all your rights", Tone.DIM),)
    elif not reach.paths and definition.transport is Transport.STDIO:
        yield (Piece("no folder of this machine", Tone.DIM),)
    if reach.hosts:
        yield (_kind("net"), Piece(safe_text(", ".join(map(without_secrets, reach.hosts)), 200)))
    if reach.env:
        yield (_kind("env"), Piece(safe_text(", ".join(reach.env), 300)))
    if reach.container is not None:
        yield (_kind("box"), Piece(safe_text(without_secrets(reach.container), 200)))
    if reach.shell:
        yield (Piece("shell", Tone.DANGER), Piece("  a shell reads its command line", Tone.DIM))


def _kind(word: str) -> Piece:
    return Piece(f"{word}  ", Tone.DIM)


def _tools(evidence: Evidence) -> Iterator[Cell]:
    if evidence.allow is not None:
        yield (Piece("only  ", Tone.DIM), Piece(safe_text(", ".join(evidence.allow), 300) or "none"))
    if evidence.deny:
        yield (Piece("without  ", Tone.DIM), Piece(safe_text(", ".join(evidence.deny), 300)))


def _package(evidence: Evidence) -> Iterator[Cell]:
    package = evidence.package
    if package.name is None or package.pinned is None:
        return
    name = Piece(safe_text(without_secrets(package.name), 120))
    if package.pinned:
        yield (name, Piece(f"  pinned to {safe_text(package.version or '', 60)}", Tone.GOOD))
    else:
        yield (name, Piece("  not pinned", Tone.WARN))


def _updated(evidence: Evidence, now: datetime) -> Iterator[Cell]:
    updated = evidence.updated
    installed, entry = updated.installed, updated.entry
    if installed is not None:
        version = safe_text(updated.installed_version or "", 60)
        yield (Piece(ago(installed.at, now)), Piece(f"  {version} installed", Tone.DIM), _seen(installed))
    if entry is not None and entry.source != DATE_OF_FILE:
        yield (Piece(ago(entry.at, now)), Piece("  entry changed", Tone.DIM), _seen(entry))
    elif entry is not None and installed is None:
        told = Piece("  when its file was last written, or before", Tone.DIM)
        yield (Piece(ago(entry.at, now)), told, Piece(f"  {told_day(entry.at)}", Tone.FAINT))


def _seen(dated: Dated) -> Piece:
    return Piece(f"  {told_day(dated.at)} · {safe_text(dated.source)}", Tone.FAINT)


def _history(changes: Iterable[EntryChange], now: datetime) -> Iterator[Cell]:
    told = tuple(changes)
    for change in told[:_MOST_CHANGES]:
        before, after = (safe_text(text, _LONGEST_VALUE) or "nothing" for text in (change.before, change.after))
        undone = "" if change.holds else "  undone"
        tone = Tone.PLAIN if change.holds else Tone.FAINT
        what = (Piece(f"{safe_text(change.act)}  ", tone), Piece(f"{before} → ", Tone.DIM), Piece(after, tone))
        yield (*what, Piece(f"  {ago(change.at, now)}{undone}", Tone.FAINT))
    if len(told) > _MOST_CHANGES:
        yield (Piece(f"… and {len(told) - _MOST_CHANGES} before", Tone.DIM),)


def _notes(entry: Entry) -> Iterator[Cell]:
    for warning in entry.definition.warnings:
        yield (Piece(safe_text(warning, 300), Tone.WARN),)
    if entry.source.note:
        yield (Piece(safe_text(entry.source.note, 200), Tone.DIM),)
    if not entry.source.writable:
        yield (Piece("its file is not yours to edit", Tone.DIM),)
    if entry.parked is not None:
        yield (Piece("mcptui keeps its text; turning it on puts it back", Tone.DIM),)
