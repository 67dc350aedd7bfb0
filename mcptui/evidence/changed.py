"""What mcptui itself did to an entry, as its history tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mcptui.store.records import Record


class EntryChange(NamedTuple):
    """One change of an entry: when (ISO 8601, UTC), what was done, from what to what; ``holds``: it was not undone."""

    at: str
    act: str
    before: str
    after: str
    holds: bool


def changes_by_entry(records: Iterable[Record]) -> Mapping[str, tuple[EntryChange, ...]]:
    """The changes by the id of their entry, the newest first as ``records`` are. Undoing is no change of its own."""
    from mcptui.store.records import standing

    newest_first = tuple(records)
    holding = {record.id for record in standing(newest_first)}
    by_id: dict[str, list[EntryChange]] = {}
    for record in newest_first:
        for row in record.changes if record.undoes is None else ():
            if "id" in row:
                act, before, after = (str(row.get(key) or "") for key in ("act", "from", "to"))
                change = EntryChange(record.at, act, before, after, record.id in holding)
                by_id.setdefault(str(row["id"]), []).append(change)
    return {id_: tuple(changes) for id_, changes in by_id.items()}
