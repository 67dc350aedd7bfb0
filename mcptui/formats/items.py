"""Items of a list as members: in a list of tables each is known by the ``name`` that stands in it.

So a path leads through ``mcpServers: [{name: github, command: npx}]`` as ``("mcpServers", "github", "command")``.
Of items of one name the last is read and none is edited; one without a name has no address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from mcptui.errors import EditRefused
from mcptui.formats.document import MISSING, Edit, KeyPath, Put, member_at

_LIST: Final = "\0list"
"""Marks a list that is looked into by names."""


def name_of(value: object) -> str | None:
    """What an item of a list is called: its ``name``, when that is a text; one with NUL in it is no name."""
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) and "\0" not in name else None


class Lookup:
    """A plain value by paths: keys of tables and names of items. Each list is looked through once."""

    __slots__ = ("_items", "_root")

    def __init__(self, root: object) -> None:
        self._root = root
        self._items: dict[int, dict[str, object]] = {}

    def value(self, path: KeyPath) -> object:
        """What is at ``path``, or MISSING."""
        found = self._root
        for step in path:
            found = self._members(found).get(step, MISSING)
        return found

    def names(self, path: KeyPath) -> tuple[str, ...]:
        """The keys of the table there, or the names of the items of the list, each once; of anything else none."""
        return tuple(self._members(self.value(path)))

    def _members(self, value: object) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        if not isinstance(value, list):
            return {}
        named = self._items.get(id(value))
        if named is None:
            named = {name: each for each in value if (name := name_of(each)) is not None}
            self._items[id(value)] = named
        return named


def refuse_misnamed(root: object, edits: Iterable[Edit]) -> None:
    """Raise ``EditRefused`` for an edit of one of several items of one name, of a name, or of what is no item."""
    lookup = Lookup(root)
    numbers: dict[KeyPath, Counter[str | None]] = {}
    for edit in edits:
        for depth in range(len(edit.path)):
            above = edit.path[:depth]
            items = lookup.value(above)
            if isinstance(items, list):
                if above not in numbers:
                    numbers[above] = Counter(map(name_of, items))
                _refuse_item(edit, depth, numbers[above][edit.path[depth]])


def _refuse_item(edit: Edit, depth: int, number: int) -> None:
    """The same for one list on the way, which has so many items of the name at ``depth``."""
    item, inside = ".".join(edit.path[: depth + 1]), edit.path[depth + 1 :]
    if number > 1:
        raise EditRefused(f"{item} is there more than once", "remove or rename one of them")
    if inside == ("name",):
        raise EditRefused(f"{item}.name is what its item is known by", "remove the whole item and make another")
    if isinstance(edit, Put) and inside and not number:
        raise EditRefused(f"there is no {item} to be changed")
    if isinstance(edit, Put) and not inside and not _is_named(edit.value, edit.path[-1]):
        raise EditRefused(f"{item} is to be an item with that name, and something else was given")


def _is_named(value: object, name: str) -> bool:
    """Whether it is a table that can be an item of that name."""
    return isinstance(value, dict) and value.get("name", name) == name


# --- lists as tables, for the gates


def by_name(value: object, paths: Iterable[KeyPath]) -> object:
    """``value`` with each list on the way of a path as a table of names, and each null there as ``{}``.

    Items without a name of their own are named by their place among such.
    """
    below: dict[str, list[KeyPath]] = {}
    for path in paths:
        if path:
            below.setdefault(path[0], []).append(path[1:])
    if not below:
        return value
    if value is None:
        return {}
    if isinstance(value, list):
        value = _named_items(value)
    if not isinstance(value, dict):
        return value
    return {key: by_name(each, below.get(key, ())) for key, each in value.items()}


def mark_list(root: object, path: KeyPath) -> None:
    """Make the table at ``path`` one that ``by_name`` made of a list."""
    found = member_at(root, path)
    if isinstance(found, dict):
        found[_LIST] = True


def is_empty_list(value: object) -> bool:
    """Whether ``by_name`` made it of a list with nothing in it."""
    return value == {_LIST: True}


def name_items(root: object) -> None:
    """Give each item its name, whether or not the edit that brings it said so."""
    if isinstance(root, dict):
        for key, each in root.items():
            if _LIST in root and isinstance(each, dict) and not key.startswith("\0"):
                each.setdefault("name", key)
            name_items(each)


def _named_items(items: Sequence[object]) -> dict[str, object]:
    named: dict[str, object] = {_LIST: True}
    nameless = 0
    for each in items:
        name = name_of(each)
        if name is None or name in named:
            nameless += 1
            name = f"\0{nameless}"
        named[name] = each
    return named
