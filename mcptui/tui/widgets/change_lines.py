"""Changes as lines of text: a sign, the server, from what to what; a refusal with its reason in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from textual.content import Content

from mcptui.changes.change import Act
from mcptui.changes.plan import Plan, Planned
from mcptui.errors import McptuiError
from mcptui.model import StateKind
from mcptui.tui.difference import difference_pieces
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES, content
from mcptui.tui.words import BACK, EQUAL, NARROWED, REMOVED, SIGNS, Tone

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
_DIM, _WARN, _DANGER = STYLES[Tone.DIM], STYLES[Tone.WARN], STYLES[Tone.DANGER]
_LONGEST_SELECTOR = 44
_LONGEST_VALUE = 200
_SHORT = 24
_INDENT = "   "


def selector_width(plan: Plan) -> int:
    """Characters for the column of selectors, so that what follows stands in line."""
    changes = (*(each.change for each in plan.planned), *(each.change for each in plan.refusals))
    longest = max((len(change.entry.selector) for change in changes), default=0)
    return min(longest, _LONGEST_SELECTOR)


def planned_lines(plan: Plan) -> Iterator[Content]:
    """The changes that will be done, each with what else it reaches, where that was not said before."""
    width = selector_width(plan)
    said: set[str] = set()
    for planned in plan.planned:
        yield _planned_line(planned, width, [note for note in planned.notes if note not in said])
        said.update(planned.notes)


def _planned_line(planned: Planned, width: int, notes: Sequence[str]) -> Content:
    now, then = safe_text(planned.now, _LONGEST_VALUE), safe_text(planned.then, _LONGEST_VALUE)
    place = "  " if len(now) + len(then) < _SHORT else f"\n{_INDENT}"
    return Content.assemble(
        f"{ACT_SIGNS[planned.change.act]}  {_selector(planned.change.entry.selector, width)}{place}",
        (f"{now} → ", _DIM),
        then,
        ("".join(f"\n{_INDENT}{safe_text(note)}" for note in notes), _WARN),
    )


def refusal_lines(plan: Plan) -> Iterator[Content]:
    """The changes that cannot be done: why, both sides where another program came in between, and what to do."""
    width = selector_width(plan)
    for refusal in plan.refusals:
        hint = f"\n{_INDENT}{safe_text(refusal.hint)}" if refusal.hint else ""
        yield Content.assemble(
            ("!", f"bold {_DANGER}"),
            f"  {_selector(refusal.change.entry.selector, width)}  ",
            (f"cannot {refusal.change.act.value}", "bold"),
            f"\n{_INDENT}{safe_text(refusal.message)}",
            content(difference_pieces(refusal.difference, _INDENT)),
            (hint, _DIM),
        )


def history_lines(plan: Plan) -> Iterator[Content]:
    """What a plan does beside its changes: the undoing of earlier ones, the switch of a profile."""
    for row in plan.extra_rows:
        name = row.get("selector") or row.get("project") or ""
        yield Content.assemble(
            f"·  {safe_text(str(row.get('act', '')))} {safe_text(str(name))}  ",
            (f"{_value(row.get('from'))} → {_value(row.get('to'))}", _DIM),
        )


def refused_line(error: McptuiError) -> Content:
    """A refusal on one line: why, and what to do."""
    hint = f"  {safe_text(error.hint)}" if error.hint else ""
    return Content.assemble((f"! {safe_text(error.message)}", _DANGER), (hint, _DIM))


def effect(plan: Plan) -> str:
    """What a plan would do, in numbers: ``switch off 12, narrow 1``; empty when it changes no entry."""
    counts = Counter(each.change.act for each in plan.planned)
    return ", ".join(f"{verb} {counts[act]:,}" for act, verb in _VERBS.items() if counts[act])


def _selector(selector: str, width: int) -> str:
    return safe_text(selector, _LONGEST_SELECTOR).ljust(width)


def _value(value: object) -> str:
    return "–" if value is None else safe_text(str(value), _LONGEST_VALUE)  # noqa: RUF001  # a dash for nothing
