"""Operations as plain values, as the history keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from mcptui.errors import Unreadable
from mcptui.formats.document import MISSING, KeyPath, Piece
from mcptui.model import Syntax
from mcptui.operations import ANYTHING, Anything, Assign, Lasting, Listed, PutBack, Stands, Take


def to_json(syntax: Syntax, operations: Sequence[Lasting]) -> object:
    """Operations as JSON values; MISSING and ANYTHING are told by absent keys.

    None where JSON cannot tell a value, such as a date of TOML: only the exact bytes take that back.
    """
    if not all(map(_is_told, operations)):
        return None
    return {"syntax": syntax.value, "operations": [_one_to_json(operation) for operation in operations]}


def _is_told(operation: Lasting) -> bool:
    match operation:
        case Listed(_, item, _):
            return _is_plain(item)
        case Assign(_, value, expect):
            return (value is MISSING or _is_plain(value)) and (expect in (MISSING, ANYTHING) or _is_plain(expect))
        case Take(_, expect) | Stands(_, expect):
            return expect in (MISSING, ANYTHING) or _is_plain(expect)
        case PutBack():
            return True


def _one_to_json(operation: Lasting) -> dict[str, object]:
    path = list(operation.path)
    match operation:
        case Listed(_, item, present):
            return {"do": "list", "path": path, "item": item, "present": present}
        case Assign(_, value, expect):
            told: dict[str, object] = {"do": "assign", "path": path, **_expectation(expect)}
            return told if value is MISSING else {**told, "value": value}
        case Take(_, expect):
            return {"do": "take", "path": path, **_expectation(expect)}
        case Stands(_, expect):
            return {"do": "stands", "path": path, **_expectation(expect)}
        case PutBack(_, piece):
            return {"do": "put-back", "path": path, "piece": piece._asdict()}


def _expectation(expect: object) -> dict[str, object]:
    if isinstance(expect, Anything):
        return {}
    return {"absent": True} if expect is MISSING else {"expect": expect}


def _is_plain(value: object) -> bool:
    """Whether JSON can tell the value; the dates of TOML it cannot."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool | int | float)


def from_json(value: object) -> tuple[Syntax, tuple[Lasting, ...]]:
    """The opposite of ``to_json``. Raises ``Unreadable`` for anything else."""
    try:
        match value:
            case {"syntax": str(syntax), "operations": list(told)}:
                return Syntax(syntax), tuple(_one_from_json(each) for each in told)
    except ValueError:
        pass
    raise Unreadable("the history does not tell how to take this back", "copy the file back from its backup by hand")


def _one_from_json(told: object) -> Lasting:
    if not isinstance(told, dict):
        raise ValueError  # noqa: TRY004  # as for every other value that tells no operation
    match told:
        case {"do": "list", "path": [*keys], "item": item, "present": bool(present)}:
            return Listed(_path(keys), item, present)
        case {"do": "assign", "path": [*keys]}:
            return Assign(_path(keys), told.get("value", MISSING), _expect_from_json(told))
        case {"do": "stands", "path": [*keys]}:
            return Stands(_path(keys), _expect_from_json(told))
        case {"do": "take", "path": [*keys]}:
            return Take(_path(keys), _expect_from_json(told))
        case {"do": "put-back", "path": [*keys], "piece": piece}:
            return PutBack(_path(keys), Piece.of_json(piece))
        case _:
            raise ValueError


def _path(keys: Sequence[object]) -> KeyPath:
    path = tuple(key for key in keys if isinstance(key, str))
    if not path or len(path) < len(keys):
        raise ValueError
    return path


def _expect_from_json(told: dict[str, object]) -> object:
    return MISSING if told.get("absent") is True else told.get("expect", ANYTHING)
