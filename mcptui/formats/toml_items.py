"""Items of arrays of tables as members: the statements of a TOML text with the names of items on their paths.

``[[servers]]`` and what follows it belong to one item, known by its ``name``. Of several of one name that is
the last; the others, and those without a name, get a step that no path of a user can have.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mcptui.formats.document import KeyPath

if TYPE_CHECKING:
    from mcptui.formats.toml_scan import Span, Statement


class Addressed(NamedTuple):
    """Statements whose paths lead through items; ``arrays`` are the paths of the arrays, ``items`` of the items."""

    statements: list[Statement]
    arrays: frozenset[KeyPath]
    items: frozenset[KeyPath]


def addressed(text: str, statements: Sequence[Statement], heads: Sequence[int]) -> Addressed:
    """``heads`` are the indexes of the statements that begin an item: ``[[…]]``."""
    steps = {head: nameless_step(head) for head in heads}
    names = {head: _name_below(text, statements, head) for head in heads}
    last: dict[tuple[KeyPath, str], int] = {}
    for index, item in _items(statements, steps):
        name = names[index]
        if name is not None:
            last[item[:-1], name] = index
    steps |= {index: name for (_, name), index in last.items()}
    items = [item for _, item in _items(statements, steps)]
    return Addressed(list(_with_steps(statements, steps)), frozenset(item[:-1] for item in items), frozenset(items))


def string_at(text: str, span: Span) -> str | None:
    """The string that is written at ``span``; None for any other value."""
    if text[span[0]] not in "\"'":
        return None
    try:
        value = tomllib.loads(f"v = {text[slice(*span)]}")["v"]
    except ValueError:
        return None
    return value if isinstance(value, str) and "\0" not in value else None


def nameless_step(index: int) -> str:
    """What stands on the path of an item that has no address."""
    return f"\0{index}"


def is_nameless(step: str) -> bool:
    """Whether it stands for an item that has no address."""
    return step.startswith("\0")


def _name_below(text: str, statements: Sequence[Statement], head: int) -> str | None:
    """The name of the item that begins there."""
    name = (*statements[head].path, "name")
    for index in range(head + 1, len(statements)):
        statement = statements[index]
        if statement.value is None:
            return None
        if statement.path == name:
            return string_at(text, statement.value)
    return None


def _items(statements: Sequence[Statement], steps: Mapping[int, str]) -> Iterator[tuple[int, KeyPath]]:
    """Each head with the path of its item."""
    return ((index, path) for index, path in enumerate(_tables(statements, steps)) if index in steps)


def _with_steps(statements: Sequence[Statement], steps: Mapping[int, str]) -> Iterator[Statement]:
    for statement, table in zip(statements, _tables(statements, steps), strict=True):
        key = statement.path[len(statement.table) :]
        yield statement._replace(path=table + key, table=table)


def _tables(statements: Sequence[Statement], steps: Mapping[int, str]) -> Iterator[KeyPath]:
    """The table of each statement: a header belongs to the items of its arrays that began last."""
    current: dict[KeyPath, KeyPath] = {}
    table: KeyPath = ()
    for index, statement in enumerate(statements):
        if index in steps:
            written = statement.path
            array = _resolved(written[:-1], current) + written[-1:]
            table = current[written] = (*array, steps[index])
        elif statement.value is None:
            table = _resolved(statement.path, current)
        yield table


def _resolved(written: KeyPath, current: Mapping[KeyPath, KeyPath]) -> KeyPath:
    """A path as a header says it with the items that it leads through; one of an item before this counts no more."""
    path: KeyPath = ()
    for size in range(1, len(written) + 1):
        path += written[size - 1 : size]
        item = current.get(written[:size])
        if item is not None and item[:-1] == path:
            path = item
    return path
