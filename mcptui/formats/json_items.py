"""A list over a list: which items go, come or change, and the array's text after that."""

from __future__ import annotations

import json
from typing import Final, NamedTuple

from mcptui.errors import EditRefused
from mcptui.formats.json_edit import Body, Layout, Style
from mcptui.formats.json_scan import read_array, without_comments, without_last_commas
from mcptui.formats.splices import Splice, spliced

_MOST_COMPARED: Final = 1_000_000
"""Pairs of items; beyond it, items are matched by position instead of by the longest common part."""
_MOST_READ: Final = 100_000_000
"""Bytes: each item that goes or comes reads the array once more."""


class Step(NamedTuple):
    """``old`` goes (``new`` is None), ``new`` comes before ``old``, or ``new`` stands where ``old`` was."""

    old: int
    new: int | None
    comes: bool = False


def item_steps(old: list[object], new: list[object]) -> list[Step]:
    """What turns ``old`` into ``new``, first item first."""
    before, after = _spelled(old), _spelled(new)
    shortest = min(len(before), len(after))
    start = next((index for index in range(shortest) if before[index] != after[index]), shortest)
    same = shortest - start
    tail = next((index for index in range(same) if before[-1 - index] != after[-1 - index]), same)
    steps: list[Step] = []
    for old_start, old_end, new_start, new_end in _differences(
        before[start : len(before) - tail], after[start : len(after) - tail]
    ):
        paired = min(old_end - old_start, new_end - new_start)
        steps += (Step(start + old_start + index, start + new_start + index) for index in range(paired))
        steps += (Step(start + index, None) for index in range(old_start + paired, old_end))
        comers = range(new_start + paired, new_end)
        steps += (Step(start + old_end, start + index, comes=True) for index in comers)
    return steps


def _spelled(items: list[object]) -> list[str]:
    return [json.dumps(item, sort_keys=True) for item in items]


def _differences(before: list[str], after: list[str]) -> list[tuple[int, int, int, int]]:
    """Stretches of ``before`` and of ``after`` that stand for each other, as start and end of both."""
    if not after or not before:
        return [(0, len(before), 0, len(after))] if before or after else []
    kept = _kept(before, after)
    if kept is not None:
        gone = sorted(set(range(len(before))) - set(kept))
        return [(index, index + 1, 0, 0) for index in gone]
    kept = _kept(after, before)
    if kept is not None:
        come = sorted(set(range(len(after))) - set(kept))
        return [(index - count, index - count, index, index + 1) for count, index in enumerate(come)]
    if len(before) * len(after) > _MOST_COMPARED:
        pairs = range(min(len(before), len(after)))
        changed = [(index, index + 1, index, index + 1) for index in pairs if before[index] != after[index]]
        return [*changed, (len(pairs), len(before), len(pairs), len(after))]
    from difflib import SequenceMatcher

    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [where for tag, *where in steps if tag != "equal"]  # type: ignore[misc]  # four integers each


def _kept(before: list[str], after: list[str]) -> list[int] | None:
    """Where the items of ``after`` stand in ``before`` when none came: the usual case, and found at once."""
    places: list[int] = []
    position = 0
    for item in after:
        try:
            position = before.index(item, position) + 1
        except ValueError:
            return None
        places.append(position - 1)
    return places


def changed_array(text: str, margin: str, style: Style, old: list[object], new: list[object]) -> str:
    """The text of an array after ``old`` became ``new``; ``margin`` is the indent of the line it begins on."""
    steps = item_steps(old, new)
    if len(steps) * len(text) > _MOST_READ:
        raise EditRefused("too much of a very long list would change", "shorten the list by hand first")
    moved = 0  # first step first: dropping an item last would give the comments in front of it to the one before
    for step in steps:
        text = spliced(text, _splices(_layout(text, margin, style), step, step.old + moved, new))
        moved += step.comes - (step.new is None)
    return text


def _layout(text: str, margin: str, style: Style) -> Layout:
    bare = without_comments(text)
    return Layout(text, bare, read_array(without_last_commas(bare), 0), style, margin)


def _splices(layout: Layout, step: Step, place: int, new: list[object]) -> list[Splice]:
    if step.new is None:
        return layout.drop(place)
    text = layout.render(new[step.new])
    if step.comes:
        return layout.insert(place, Body(text))
    element = layout.table.elements[place]
    return [Splice(element.start, element.end, text)]
