"""Changes as lines of text: a sign, the server, where it stands, from what to what; a refusal with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Self

from textual.content import Content

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan, Planned, Refusal
from mcptui.clients.known import Clients
from mcptui.errors import McptuiError
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.plain_text import cells, cut
from mcptui.tui.cells import scope_cell
from mcptui.tui.difference import difference_pieces
from mcptui.tui.session import Session
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES, content
from mcptui.tui.words import BACK, EQUAL, NARROWED, REMOVED, SIGNS, Cell, Piece, Tone, plain

ACT_SIGNS: Final = {
    Act.ENABLE: SIGNS[StateKind.ON],
    Act.DISABLE: SIGNS[StateKind.OFF],
    Act.REMOVE: REMOVED,
    Act.NARROW: NARROWED,
    Act.PUT_BACK: BACK,
    Act.ADD: BACK,
    Act.MAKE_EQUAL: EQUAL,
}
_VERBS: Final = {
    Act.DISABLE: "switch off",
    Act.ENABLE: "switch on",
    Act.NARROW: "narrow",
    Act.REMOVE: "remove",
    Act.PUT_BACK: "put back",
    Act.ADD: "add",
    Act.MAKE_EQUAL: "make equal",
}
_SIGNS_AFTER: Final = {"on": SIGNS[StateKind.ON], "off": SIGNS[StateKind.OFF], "removed": REMOVED}
_OTHER: Final = "·"
_WIDEST_NAME, _WIDEST_PLACE = 28, 34
_LONGEST_VALUE = 400
_INDENT = 3
_GAP = "  "


class Places(NamedTuple):
    """How the places of entries are called here: paths begin at the home, clients have names.

    ``here`` are the folders of the current project, which need not be named.
    """

    machine: Machine
    clients: Clients
    here: Collection[Path] = ()

    @classmethod
    def of(cls, session: Session) -> Self:
        return cls(session.workspace.machine, session.clients, session.facts.here)

    def of_change(self, change: Change) -> str:
        """``Claude Code · user``."""
        source = change.entry.source
        return f"{safe_text(self.clients.name_of(source.client))} · {plain(scope_cell(change.entry, self.here))}"

    def of_selector(self, selector: str) -> tuple[str, str]:
        """The name and the place that a selector of the history tells; all of it is the name where it tells none."""
        client, _, rest = selector.partition("/")
        scope, _, name = rest.partition("/")
        if client not in self.clients or not name:
            return safe_text(selector), ""
        return safe_text(name), f"{safe_text(self.clients.name_of(client))} · {safe_text(scope)}"

    def text(self, text: str) -> str:
        """A sentence of the plan, safe and with short paths."""
        return safe_text(self.machine.shortened(text), _LONGEST_VALUE)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change as it is told.

    ``outcome`` stands at the end of the line or, where there is no room for it, below; the ``sentences`` and the
    ``difference`` always stand below. ``quiet``: it will not be done.
    """

    sign: Piece
    name: str
    place: str
    outcome: Cell
    sentences: tuple[Piece, ...] = ()
    difference: str = ""
    quiet: bool = False


def planned_line(planned: Planned, places: Places, said: Iterable[str] = ()) -> ChangeLine:
    """A change that will be done, with what else it reaches, but for what was ``said`` already."""
    change, then = planned.change, places.text(planned.then)
    notes = (note for note in dict.fromkeys(planned.notes) if note not in said)
    beside_folders = change.act is Act.NARROW and change.narrowing.folders is None
    return ChangeLine(
        Piece(ACT_SIGNS[change.act]),
        safe_text(change.entry.name),
        places.of_change(change),
        # How it was is known of folders alone.
        (Piece(then),) if beside_folders else _from_to(places.text(planned.now), then),
        tuple(Piece(places.text(note), Tone.WARN) for note in notes),
    )


def refused_change(refusal: Refusal, places: Places, ways: str = "") -> ChangeLine:
    """A change that cannot be done: why, both sides where another program came in between, what can be done.

    ``ways`` tells what can be pressed on it.
    """
    hint = (Piece(places.text(refusal.hint), Tone.DIM),) if refusal.hint else ()
    return ChangeLine(
        Piece("!", Tone.DANGER),
        safe_text(refusal.change.entry.name),
        places.of_change(refusal.change),
        (Piece(f"cannot {_VERBS[refusal.change.act]}", Tone.DANGER),),
        (Piece(places.text(refusal.message)), *hint, *((Piece(ways, Tone.DIM),) if ways else ())),
        refusal.difference,
    )


def unstaged_line(change: Change, places: Places) -> ChangeLine:
    """A change that was let go, and can be taken back."""
    told = (Piece(f"{_VERBS[change.act]}, unstaged", Tone.FAINT),)
    return ChangeLine(Piece(" ", Tone.FAINT), safe_text(change.entry.name), places.of_change(change), told, quiet=True)


def history_line(row: Mapping[str, object], places: Places) -> ChangeLine:
    """What a plan does beside its changes: the undoing of an earlier one, the switch of a profile."""
    subject = row.get("selector") or row.get("project")
    name, place = places.of_selector(str(subject)) if row.get("selector") else (places.text(str(subject or "")), "")
    after = row.get("to")
    sign = _SIGNS_AFTER.get(after, _OTHER) if isinstance(after, str) else _OTHER
    told = _from_to(_value(row.get("from"), places), _value(after, places))
    return ChangeLine(Piece(sign), name, place, (Piece(f"{safe_text(str(row.get('act', '')))}: ", Tone.DIM), *told))


def plan_lines(plan: Plan, places: Places) -> Iterator[ChangeLine]:
    """All changes of a plan, those first that cannot be done; what is noted of several is said once."""
    yield from (refused_change(refusal, places) for refusal in plan.refusals)
    said: set[str] = set()
    for planned in plan.planned:
        yield planned_line(planned, places, said)
        said.update(planned.notes)


def laid_out(lines: Sequence[ChangeLine], room: int) -> Iterator[Content]:
    """The lines in columns, for ``room`` columns; what does not fit goes on below, indented."""
    name = min(max((cells(line.name) for line in lines), default=0), _WIDEST_NAME)
    place = min(max((cells(line.place) for line in lines), default=0), _WIDEST_PLACE)
    return (_laid_out(line, name, place, room) for line in lines)


def _laid_out(line: ChangeLine, name: int, place: int, room: int) -> Content:
    dim = STYLES[Tone.FAINT if line.quiet else Tone.DIM]
    named, placed = cut(line.name, name), cut(line.place, place)
    head = Content.assemble(
        (line.sign.text, STYLES[line.sign.tone]),
        " " * (_INDENT - cells(line.sign.text)),
        (named + " " * (name - cells(named) + len(_GAP)), STYLES[Tone.FAINT] if line.quiet else ""),
        (placed + " " * (place - cells(placed) + len(_GAP)), dim),
    )
    outcome = content(line.outcome)
    fits = head.cell_length + outcome.cell_length <= room
    rows = [head + outcome if fits else head.rstrip(), *([] if fits else _hanging(outcome, room))]
    for sentence in line.sentences:
        rows += _hanging(content((sentence,)), room)
    if line.difference:
        rows.append(content(tuple(difference_pieces(line.difference, " " * _INDENT)))[1:])
    return Content("\n").join(rows)


def _hanging(text: Content, room: int) -> list[Content]:
    """Broken into lines, all of them indented alike."""
    return [Content(" " * _INDENT) + line.rstrip() for line in text.wrap(max(room - _INDENT, 8))]


def refused_line(error: McptuiError) -> Content:
    """A refusal on one line: why, and what to do."""
    hint = f"  {safe_text(error.hint)}" if error.hint else ""
    return Content.assemble((f"! {safe_text(error.message)}", STYLES[Tone.DANGER]), (hint, STYLES[Tone.DIM]))


def effect(plan: Plan) -> str:
    """What a plan would do, in numbers: ``switch off 12, narrow 1``; empty when it changes no entry."""
    counts = Counter(each.change.act for each in plan.planned)
    return ", ".join(f"{verb} {counts[act]:,}" for act, verb in _VERBS.items() if counts[act])


def _from_to(now: str, then: str) -> Cell:
    return (Piece(f"{now} → ", Tone.DIM), Piece(then))


def _value(value: object, places: Places) -> str:
    return "–" if value is None else places.text(str(value))  # noqa: RUF001  # a dash for nothing
