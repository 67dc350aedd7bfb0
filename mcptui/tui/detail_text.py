"""What the detail tells of an entry: its own text with secrets hidden, and the facts about it, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from textwrap import dedent

from mcptui.formats.document import MISSING
from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.model import Dated, Entry, Place, Problem, Transport
from mcptui.rows import Evidence
from mcptui.secrets import Masker
from mcptui.secrets import safe_text as without_secrets
from mcptui.tui.cells import DATE_OF_FILE, path_piece
from mcptui.tui.text import safe_text
from mcptui.tui.words import NOW, PROBLEM, SIGNS, STATE_TONES, Cell, Piece, Tone, age

_MOST_LINES = 200
_LONGEST_LINE = 400
_COVERS = {"home": "  everything in your home", "root": "  everything on this machine"}


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
    """The state, why it is so, and where that stands."""
    state = entry.state
    kind = Piece(f"{SIGNS[state.kind]} {state.kind.value}", STATE_TONES[state.kind])
    place = state.place or Place(entry.parked or entry.source.file, entry.line)
    return (kind, Piece(f"  {safe_text(state.reason, 300)}"), Piece(f"   {place_text(place, machine)}", Tone.DIM))


def place_text(place: Place, machine: Machine) -> str:
    """``~/.claude.json:14``."""
    line = "" if place.line is None else f":{place.line}"
    return safe_text(machine.short(place.file)) + line


def problem_line(problem: Problem, machine: Machine) -> Cell:
    """A file that cannot be read, and why."""
    column = "" if problem.column is None else f":{problem.column}"
    place = place_text(Place(problem.path, problem.line), machine) + column
    return (
        Piece(f"{PROBLEM} cannot be read", Tone.DANGER),
        Piece(f"  {safe_text(problem.message, 400)}"),
        Piece(f"   {place}", Tone.DIM),
    )


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of facts; ``label`` is empty where it goes on with what the line above is about."""

    label: str
    told: Cell


def facts_of(entry: Entry, evidence: Evidence, machine: Machine, now: datetime) -> tuple[Fact, ...]:
    """Reach, tools, package and dates of an entry, and what else is to be known."""
    return tuple(
        Fact(label if index == 0 else "", told)
        for label, lines in (
            ("Reach", _reach(entry, evidence, machine)),
            ("Tools", _tools(evidence)),
            ("Package", _package(evidence)),
            ("Updated", _updated(evidence, now)),
            ("Note", _notes(entry)),
        )
        for index, told in enumerate(lines)
    )


def _reach(entry: Entry, evidence: Evidence, machine: Machine) -> Iterator[Cell]:
    reach, definition = evidence.reach, entry.definition
    for path in reach.paths or ():
        told = _COVERS.get(path.covers or "", "")
        yield (path_piece(path, machine), Piece(told, Tone.DIM), Piece(f"  {safe_text(path.origin)}", Tone.FAINT))
    if reach.paths is None:
        yield (Piece("files not known; it runs with all your rights", Tone.DIM),)
    elif not reach.paths and definition.transport is Transport.STDIO:
        yield (Piece("no folder of this machine", Tone.DIM),)
    if reach.hosts:
        yield (Piece("net  "), Piece(safe_text(", ".join(map(without_secrets, reach.hosts)), 200)))
    if reach.env:
        yield (Piece("env  ", Tone.DIM), Piece(safe_text(", ".join(reach.env), 300)))
    if reach.container is not None:
        yield (Piece("container  ", Tone.DIM), Piece(safe_text(without_secrets(reach.container), 200)))
    if reach.shell:
        yield (Piece("shell", Tone.DANGER), Piece("  a shell reads its command line", Tone.DIM))


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
    if updated.installed is not None:
        version = safe_text(updated.installed_version or "", 60)
        yield (Piece(f"{version} installed {_ago(updated.installed, now)}"), _source(updated.installed))
    if updated.entry is not None and updated.entry.source == DATE_OF_FILE:
        yield (Piece(f"its file was last written {_ago(updated.entry, now)}", Tone.DIM),)
    elif updated.entry is not None:
        yield (Piece(f"entry changed {_ago(updated.entry, now)}"), _source(updated.entry))


def _ago(dated: Dated, now: datetime) -> str:
    told = age(dated.at, now)
    return "just now" if told == NOW else f"{told} ago"


def _source(dated: Dated) -> Piece:
    return Piece(f"  {safe_text(dated.source)}", Tone.FAINT)


def _notes(entry: Entry) -> Iterator[Cell]:
    for warning in entry.definition.warnings:
        yield (Piece(safe_text(warning, 300), Tone.WARN),)
    if entry.source.note:
        yield (Piece(safe_text(entry.source.note, 200), Tone.DIM),)
    if not entry.source.writable:
        yield (Piece("its file is not yours to edit", Tone.DIM),)
    if entry.parked is not None:
        yield (Piece("mcptui keeps its text; turning it on puts it back", Tone.DIM),)
