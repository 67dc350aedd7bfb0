"""Making a whole file what it was before a transaction; whatever was changed in it since goes, and can come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from mcptui.changes.file_plan import file_plan
from mcptui.changes.plan import Plan
from mcptui.changes.recorded import whose, with_readers
from mcptui.clients.known import Clients
from mcptui.errors import ChangedMeanwhile, Refused
from mcptui.machine import Machine
from mcptui.parked import parked_id
from mcptui.plain_text import listed
from mcptui.store.files import digest
from mcptui.store.records import standing
from mcptui.store.transaction import Backup, FileChange, Record, Rewritten, Store

_SHOWN = 5


def plan_restore(store: Store, backup: Backup, machine: Machine, known: Clients) -> Plan:
    """What puts ``backup`` in the place of its file. An empty plan: the file holds just that already.

    The plan holds for the file that its diff was made of: when something writes there before it is applied, it is
    refused. Raises ``Refused`` for a backup that is gone, or that is no longer what was saved.
    """
    record, file = backup.record, backup.file
    content = _content(store, backup)
    title = f"restore {file.path.name} from {record.id}"
    whole = FileChange(file.path, lambda _: Rewritten(content, None), file.lock, file.private, file.mode)
    previews = store.preview([whole])
    if not previews:
        return Plan(title)
    clients = whose(record, file.path, known)
    shown = previews[0].before
    return Plan(
        title=title,
        files=tuple(with_readers(file_plan(machine, each, clients, known), record, known) for each in previews),
        file_changes=(whole._replace(rewrite=_putting(content, file.path, shown)),),
        extra_rows=(
            {
                "act": "restore",
                "selector": machine.short(file.path),
                "from": "absent" if shown is None else "present",
                "to": f"as it was before {record.title} ({record.id})",
            },
        ),
        warnings=tuple(_losses(store.history(), backup, digest(shown), machine.state)),
    )


def _content(store: Store, backup: Backup) -> bytes:
    content = store.backup(backup.record, backup.file)
    if content is None:
        raise Refused(f"the backup {backup.copy} is gone", "mcptui restore lists those that are there")
    if digest(content) != backup.file.before:
        raise Refused(
            f"the backup {backup.copy} is no longer what was saved: it was edited, or damaged",
            f"if it is what you want, copy it to {backup.file.path} by hand",
        )
    return content


def _putting(content: bytes, path: Path, shown: bytes | None) -> Callable[[bytes | None], Rewritten]:
    """Puts ``content`` where ``shown`` was read: what somebody wrote meanwhile is in no diff that a person saw."""
    seen = digest(shown)

    def put(data: bytes | None) -> Rewritten:
        if digest(data) != seen:
            raise ChangedMeanwhile(f"{path} has changed since its diff was made", "look at it again and repeat it")
        return Rewritten(content, None)

    return put


# --- what goes with it


def _losses(history: Sequence[Record], backup: Backup, now: str | None, own: Path) -> Iterator[str]:
    """What is taken back besides; ``history`` is newest first, ``now`` the digest of the file as it is.

    ``own`` is the folder in which mcptui keeps what is parked.
    """
    since = _since(history, backup)
    ours = _taken_back(since, backup.file.path)
    if ours:
        named = listed([f"{record.title} ({record.id})" for record in ours], _SHOWN)
        yield f"this takes back what mcptui changed in the file since: {named}"
    if _written_by_others(since, backup, now):
        yield "what the client or you wrote in the file since then goes with it"
    nowhere = ", ".join(_left_nowhere(since, backup.file.path, own))
    if nowhere:
        yield f"parked then and put back since, this would stand nowhere: {nowhere}; undoing the change would park it"


def _since(history: Sequence[Record], backup: Backup) -> tuple[Record, ...]:
    """The records from the backup's own on, newest first."""
    newer = tuple(takewhile(lambda record: record.id != backup.record.id, history))
    return (*newer, backup.record)


def _taken_back(since: Sequence[Record], path: Path) -> list[Record]:
    """Those that still stand and touched the file; an undoing of one of them stands for nothing."""
    ids = {record.id for record in since}
    return [
        record
        for record in standing(since)
        if record.undoes not in ids and any(file.path == path for file in record.files)
    ]


def _left_nowhere(since: Sequence[Record], path: Path, own: Path) -> list[str]:
    """Entries that were parked when the backup was made, and no longer are: neither place would have them."""
    kept: dict[Path, tuple[str | None, str | None]] = {}
    selectors: dict[str, str] = {}
    for record in reversed(since):
        if record.status != "done" or all(file.path != path for file in record.files):
            continue
        selectors |= {
            str(row["id"]): str(row["selector"]) for row in record.changes if {"id", "selector"} <= row.keys()
        }
        for file in record.files:
            if file.path.is_relative_to(own):
                kept[file.path] = kept.get(file.path, (file.before, None))[0], file.after
    gone = (parked_id(file) for file, (before, after) in kept.items() if before is not None and after is None)
    return [selectors[id_] for id_ in gone if id_ in selectors]


def _written_by_others(since: Sequence[Record], backup: Backup, now: str | None) -> bool:
    """Whether the file was ever found otherwise than mcptui had left it."""
    left = backup.file.before
    for record in reversed(since):
        for file in record.files:
            if file.path != backup.file.path:
                continue
            if file.overtaken or file.before != left:
                return True
            left = file.after if record.status == "done" else file.before
    return left != now
