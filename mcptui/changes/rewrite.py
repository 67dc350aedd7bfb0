"""Operations on a file's bytes: worked out as edits, with the operations that take them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from mcptui.errors import ChangedMeanwhile, EditRefused, Unreadable
from mcptui.formats import parse
from mcptui.formats.document import MISSING, Document, Drop, Edit, KeyPath, Piece, Put, Restore, same
from mcptui.model import Syntax
from mcptui.operations import ANYTHING, Anything, Assign, Listed, Operation, PutBack, Take

_EDITED_ELSEWHERE = "look at it again and repeat what you wanted"


class Rewrite:
    """The outcome of operations on one file: new bytes, what was cut out, and the way back."""

    __slots__ = ("data", "pieces", "undo")

    def __init__(self, data: bytes | None, pieces: dict[KeyPath, Piece], undo: tuple[Operation, ...]) -> None:
        self.data = data
        self.pieces = pieces
        self.undo = undo


def rewrite(data: bytes | None, syntax: Syntax, operations: Sequence[Operation]) -> Rewrite:
    """Make ``operations`` hold in ``data`` (None: there is no file).

    What holds already is left alone. Raises ``ChangedMeanwhile`` where the file no longer says what
    the user saw, ``EditRefused`` where an edit cannot be done exactly, ``Unreadable`` for a broken file.
    """
    document = parse(data or b"", syntax, [operation.path[:-1] for operation in operations])
    puts: dict[KeyPath, object] = {}
    edits: list[Edit] = []
    undo: list[Operation] = []
    for operation in operations:
        match operation:
            case Listed():
                _list(document, operation, puts, undo)
            case Assign():
                _assign(document, operation, puts, edits, undo)
            case Take(path, expect):
                now = document.value(path)
                if now is MISSING:
                    raise ChangedMeanwhile(f"{path[-1]!r} is no longer in the file", _EDITED_ELSEWHERE)
                _expect(path, now, expect)
                edits.append(Drop(path))
            case PutBack(path, piece):
                edits.append(Restore(path, piece))
                undo.append(Take(path))
    edits += (Put(path, value) for path, value in puts.items())
    if not edits:
        return Rewrite(data, {}, ())
    edited = document.edit(edits)
    taken = [PutBack(each.path, edited.pieces[each.path]) for each in operations if isinstance(each, Take)]
    return Rewrite(edited.data, edited.pieces, (*reversed(taken), *reversed(undo)))


def _list(document: Document, operation: Listed, puts: dict[KeyPath, object], undo: list[Operation]) -> None:
    listed = puts.get(operation.path, document.value(operation.path))
    if listed is MISSING or listed is None:
        listed = []
    if not isinstance(listed, list):
        raise EditRefused(f"{'.'.join(operation.path)} is not a list", "mend it in the file by hand")
    holds = any(same(each, operation.item) for each in listed)
    if holds is operation.present:
        return
    if operation.present:
        puts[operation.path] = [*listed, operation.item]
    else:
        puts[operation.path] = [each for each in listed if not same(each, operation.item)]
    undo.append(Listed(operation.path, operation.item, not operation.present))


def _assign(
    document: Document, operation: Assign, puts: dict[KeyPath, object], edits: list[Edit], undo: list[Operation]
) -> None:
    old = document.value(operation.path)
    if same(old, operation.value) or old is operation.value:
        return
    _expect(operation.path, old, operation.expect)
    if operation.value is MISSING:
        edits.append(Drop(operation.path))
    else:
        puts[operation.path] = operation.value
    undo.append(Assign(operation.path, old, expect=operation.value))


def _expect(path: KeyPath, now: object, expected: object) -> None:
    if not isinstance(expected, Anything) and now is not expected and not same(now, expected):
        raise ChangedMeanwhile(f"{'.'.join(path)} was changed by another program", _EDITED_ELSEWHERE)


# --- operations as plain values, for the history


def to_json(syntax: Syntax, operations: Sequence[Operation]) -> object:
    """Operations as JSON values; MISSING and ANYTHING are told by absent keys."""
    return {"syntax": syntax.value, "operations": [_one_to_json(operation) for operation in operations]}


def _one_to_json(operation: Operation) -> dict[str, object]:
    path = list(operation.path)
    match operation:
        case Listed(_, item, present):
            return {"do": "list", "path": path, "item": item, "present": present}
        case Assign(_, value, expect):
            told: dict[str, object] = {"do": "assign", "path": path}
            if value is not MISSING:
                told["value"] = value
            if _is_plain(expect):
                told["expect"] = expect
            return told
        case Take(_, expect):
            return {"do": "take", "path": path, **({"expect": expect} if _is_plain(expect) else {})}
        case PutBack(_, piece):
            return {"do": "put-back", "path": path, "piece": asdict(piece)}


def _is_plain(value: object) -> bool:
    """Whether JSON can tell the value; the dates of TOML it cannot."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool | int | float)


def from_json(value: object) -> tuple[Syntax, tuple[Operation, ...]]:
    """The opposite of ``to_json``. Raises ``Unreadable`` for anything else."""
    try:
        match value:
            case {"syntax": str(syntax), "operations": list(told)}:
                return Syntax(syntax), tuple(_one_from_json(each) for each in told)
    except (KeyError, TypeError, ValueError):
        pass
    raise Unreadable("the history does not tell how to take this back", "copy the file back from its backup by hand")


def _one_from_json(told: dict[str, object]) -> Operation:
    keys = told["path"]
    if not isinstance(keys, list):
        raise TypeError
    path = tuple(str(key) for key in keys)
    match told:
        case {"do": "list", "item": item, "present": bool(present)}:
            return Listed(path, item, present)
        case {"do": "assign"}:
            return Assign(path, told.get("value", MISSING), told.get("expect", ANYTHING))
        case {"do": "take"}:
            return Take(path, told.get("expect", ANYTHING))
        case {"do": "put-back", "piece": dict(piece)}:
            return PutBack(path, Piece(**piece))
        case _:
            raise ValueError
