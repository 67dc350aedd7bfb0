"""The changes of a review as rows: planned, refused, or let go, each in its place until the review is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from textual.content import Content

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan, Planned, Refusal
from mcptui.model import Entry, Place
from mcptui.plain_text import cells, cut
from mcptui.tui.commands.review import AGAIN, EDIT, UNSTAGE
from mcptui.tui.diff_layout import Taken
from mcptui.tui.keys import Keys
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.change_lines import ChangeLine, Places, planned_line, refused_change, unstaged_line
from mcptui.tui.words import Tone


class ReviewRow(NamedTuple):
    """A change, and what became of it; neither ``planned`` nor a ``refusal``: it was let go, or holds already."""

    change: Change
    planned: Planned | None = None
    refusal: Refusal | None = None
    unstaged: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        """Where it is made."""
        return () if self.planned is None else self.planned.files


def review_rows(plan: Plan, changes: Sequence[Change], unstaged: Sequence[Change]) -> tuple[ReviewRow, ...]:
    """The rows of ``changes``, in their order; those that hold already are left out."""
    planned = {_key(each.change): each for each in plan.planned}
    refused = {_key(each.change): each for each in plan.refusals}
    gone = set(map(_key, unstaged))
    rows = (
        ReviewRow(change, planned.get(key), refused.get(key), key in gone)
        for change in changes
        for key in (_key(change),)
    )
    return tuple(row for row in rows if row.planned or row.refusal or row.unstaged)


def _key(change: Change) -> tuple[str, Act]:
    return change.entry.id, change.act


def telling(rows: Sequence[ReviewRow], places: Places, keys: Keys) -> Iterator[ChangeLine]:
    """The rows as they are told; what is noted of several changes is said at the first."""
    retries = f"{keys.told(UNSTAGE)} unstages it · {keys.told(AGAIN)} plans it again"
    opens = f"{keys.told(EDIT)} opens the file"
    said: set[str] = set()
    for row in rows:
        if row.planned is not None:
            yield planned_line(row.planned, places, said)
            said.update(row.planned.notes)
        elif row.refusal is not None:
            ways = retries if place_of(row.change) is None else f"{opens} · {retries}"
            yield refused_change(row.refusal, places, ways)
        else:
            yield unstaged_line(row.change, places)


def place_of(change: Change) -> Place | None:
    """Where the entry of a change stands; None for one that is parked, or not there yet."""
    entry: Entry = change.entry
    if entry.parked is not None:
        return None
    return Place(entry.source.file, None if change.act is Act.ADD else entry.line)


def file_line(taken: Taken, room: int) -> Content:
    """A file in the index: its name, cut so that its end is seen, and how many lines of it come and go."""
    told = [(f" +{taken.come:,}", "$diff-added")] if taken.come else []
    told += [(f" \N{MINUS SIGN}{taken.gone:,}", "$diff-removed")] if taken.gone else []
    counted = sum(len(text) for text, _ in told)
    folder, _, name = safe_text(taken.file.name).rpartition("/")
    named = cut(name, room - counted)
    above = cut(folder, room, middle=True)
    return Content.assemble(
        named + " " * (room - counted - cells(named)), *told, (f"\n{above}" if above else "", STYLES[Tone.DIM])
    )
