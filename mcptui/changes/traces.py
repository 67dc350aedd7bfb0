"""Taking something out of a file again leaves no trace: what was made for it goes with it, what it replaced returns.

An operation says what shall hold. To a client an empty list means the same as none, and ``enabled = true`` or
``disabled = false`` the same as no such line; which of them stood in a file, only its bytes of before can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from mcptui.changes.operations_json import from_json
from mcptui.errors import Unreadable
from mcptui.formats import parse
from mcptui.formats.document import MISSING, Document, KeyPath, same
from mcptui.model import Syntax
from mcptui.operations import Assign, Listed, Operation, Take, is_among
from mcptui.store.files import digest
from mcptui.store.transaction import Store

# An entry that says no more than this switches off one of another file.
_OVERRIDES: Final[tuple[dict[str, bool], ...]] = ({"enabled": False}, {"disabled": True})

Before = Callable[[KeyPath], Iterator[Document]]
"""The file before each change of what is at a path, newest first; read when it is asked for."""


def told_by(store: Store, file: Path, syntax: Syntax) -> Before:
    """What the history tells of ``file``; it ends where the file was replaced, or a backup is gone or was edited."""

    def before(path: KeyPath) -> Iterator[Document]:
        for record in store.records():
            for each in record.files:
                if record.status != "done" or each.path != file:
                    continue
                if each.undo is None:  # a whole file was put there: what it says has not grown from what was before
                    return
                if not _touches(each.undo, path):
                    continue
                old = store.backup(record, each)
                if digest(old) != each.before:
                    return
                try:
                    yield parse(old or b"", syntax, [path[:-1]])
                except Unreadable:
                    return

    return before


def only(data: bytes | None, syntax: Syntax) -> Before:
    """That a file read ``data`` before, and nothing earlier."""

    def before(path: KeyPath) -> Iterator[Document]:
        try:
            yield parse(data or b"", syntax, [path[:-1]])
        except Unreadable:
            return

    return before


def untold(path: KeyPath) -> Iterator[Document]:
    """That nothing is known of how a file read before."""
    del path
    return iter(())


def _touches(undo: object, path: KeyPath) -> bool:
    try:
        _, operations = from_json(undo)
    except Unreadable:
        return False
    return any(each.path[: len(path)] == path or path[: len(each.path)] == each.path for each in operations)


def without_traces(operations: Sequence[Operation], now: Document, before: Before) -> Sequence[Operation]:
    """``operations`` on the file that is ``now``, led back to how it read before."""
    led: list[Operation] = []
    for operation in operations:
        replaced = _led_back(operation, operations, now, before) if _takes_out(operation) else operation
        if not is_among(replaced, led):
            led.append(replaced)
    return led


def _takes_out(operation: Operation) -> bool:
    match operation:
        case Listed(_, _, present):
            return not present
        case Assign(_, value, expect):
            return value is MISSING and isinstance(expect, bool)
        case Take(_, expect):
            return any(same(expect, override) for override in _OVERRIDES)
        case _:
            return False


def _led_back(operation: Operation, all_: Sequence[Operation], now: Document, before: Before) -> Operation:
    path = operation.path
    if isinstance(operation, Listed):
        if _left(path, all_, now):
            return operation
        # Before the first item came in: that it was emptied and filled again in between is no matter.
        old = next((each for each in before(path) if each.value(path) in ([], None, MISSING)), None)
        return _with_what_was_made(path, now, old) or operation
    off = operation.expect if isinstance(operation, Assign) else False
    if isinstance(operation, Take):
        field, off = next(
            each for override in _OVERRIDES if same(operation.expect, override) for each in override.items()
        )
        path = (*path, field)
    old = next(before(path), None)
    if old is not None and old.value(path) is (not off):
        return Assign(path, value=not off, expect=off)
    made = _with_what_was_made(path, now, old)
    if isinstance(operation, Take):
        return operation if made is None or made.path[: len(operation.path)] == operation.path else made
    return made or operation


def _left(path: KeyPath, operations: Sequence[Operation], now: Document) -> bool:
    """Whether the list at ``path`` holds anything after ``operations``."""
    listed = [each for each in operations if isinstance(each, Listed) and each.path == path]
    value = now.value(path)
    kept = value if isinstance(value, list) else []
    gone = [each.item for each in listed if not each.present]
    return any(each.present for each in listed) or not all(any(same(item, each) for each in gone) for item in kept)


def _with_what_was_made(path: KeyPath, now: Document, old: Document | None) -> Operation | None:
    """What takes out the member at ``path`` and every table around it that was made for it; None: it was there."""
    if old is None:
        return None
    made = next((end for end in range(1, len(path) + 1) if path[end - 1] not in old.keys(path[: end - 1])), None)
    if made is None:
        return None
    whole = now.value(path)
    end = len(path)
    while end > made and now.keys(path[: end - 1]) == (path[end - 1],):
        end -= 1
        whole = {path[end]: whole}
    return Assign(path[:end], MISSING, expect=whole)
