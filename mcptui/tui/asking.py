"""Where a switch goes that could be made in two places: the question, before anything is staged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from mcptui.changes.change import Act, Change
from mcptui.changes.meaning import EVERY_PROJECT, Meaning, two_places
from mcptui.inventory import Look
from mcptui.plain_text import counted, listed
from mcptui.tui.text import safe_text

_LONGEST_NAME = 40
_MOST_FILES = 2


class Answer(NamedTuple):
    """One answer: how far it reaches, the files it writes, and what else there is to know."""

    name: str
    reach: str
    files: str
    notes: tuple[str, ...]


class Question(NamedTuple):
    """``asks`` is the question, ``here`` and ``everywhere`` are the answers."""

    asks: str
    here: Answer
    everywhere: Answer

    @classmethod
    def about(cls, changes: Sequence[Change], look: Look) -> Self | None:
        """The question that these switches raise; None where each of them has one place only."""
        alike: dict[tuple[object, ...], list[Change]] = {}
        for change in changes:
            # What stands in one place and is off for one reason is switched alike.
            alike.setdefault((change.act, change.entry.source, *change.entry.state[:2]), []).append(change)
        both = [(group, told) for group in alike.values() if (told := two_places(look, group[0])) is not None]
        if not both:
            return None
        what = safe_text(changes[0].entry.name, _LONGEST_NAME) if len(changes) == 1 else counted(len(changes), "server")
        verb = "on" if changes[0].act is Act.ENABLE else "off"
        here, everywhere = [told.here for _, told in both], [told.everywhere for _, told in both]
        project = safe_text(look.site.machine.short(look.site.project.root), _LONGEST_NAME)
        others = len(changes) - sum(len(group) for group, _ in both)
        rest = f" ({counted(others, 'other')} {'has' if others == 1 else 'have'} one place only)" if others else ""
        return cls(
            f"Where to switch {what} {verb}?{rest}",
            Answer("in this project", project, _files(here, look), _notes(here)),
            Answer("everywhere", "every project", _files(everywhere, look), _notes(everywhere)),
        )


def _files(meanings: Iterable[Meaning], look: Look) -> str:
    written = (each.file for told in meanings for each in told.operations if each.writes)
    return listed(tuple(dict.fromkeys(safe_text(look.site.machine.short(file)) for file in written)), _MOST_FILES)


def _notes(meanings: Iterable[Meaning]) -> tuple[str, ...]:
    """What is said of these beyond their reach, which the answer tells itself."""
    told = dict.fromkeys(note for each in meanings for note in each.notes)
    return tuple(note for note in told if note != EVERY_PROJECT)
