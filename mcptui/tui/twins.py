"""Rows that would look the same: entries of one name, client and scope, and what tells them apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path

from mcptui.model import Entry
from mcptui.tui.text import safe_text

_MOST_PARTS = 6
_LONGEST = 60


def tell_twins_apart(entries: Iterable[tuple[Hashable, Entry]]) -> Mapping[str, str]:
    """By the id of each entry that looks like another one: the end of its project's path, else of its file's.

    With each entry comes what of it is seen in its row. What is told is as short as it can be, and safe to show.
    """
    alike: dict[Hashable, list[Entry]] = {}
    for looks, entry in entries:
        alike.setdefault(looks, []).append(entry)
    told: dict[str, str] = {}
    for twins in alike.values():
        if len(twins) > 1:
            told.update({entry.id: safe_text(each, _LONGEST) for entry, each in zip(twins, _apart(twins), strict=True)})
    return told


def _apart(twins: list[Entry]) -> list[str]:
    """What differs: project, file, or the line in it."""
    projects = [entry.source.project or entry.source.file for entry in twins]
    if len(set(projects)) == len(twins):
        return _ends(projects)
    files = [entry.source.file for entry in twins]
    if len(set(files)) == len(twins):
        return _ends(files)
    return [f"{entry.source.file.name}:{entry.line or '?'}" for entry in twins]


def _ends(paths: list[Path]) -> list[str]:
    """The last parts of the paths, as many as are needed for no two to be the same."""
    for count in range(1, _MOST_PARTS):
        ends = ["/".join(path.parts[-count:]) for path in paths]
        if len(set(ends)) == len(ends):
            return ends
    return [str(path) for path in paths]
