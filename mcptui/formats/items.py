"""Items of a list as members: in a list of tables each is known by the ``name`` that stands in it.

So a path leads through ``mcpServers: [{name: github, command: npx}]`` as ``("mcpServers", "github", "command")``.
Of items of one name the last is read and none is edited; one without a name has no address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from mcptui.errors import EditRefused
from mcptui.formats.document import MISSING, Edit, KeyPath, Put, member_at

_LIST: Final = "\0list"
"""Marks a list that is looked into by names."""


def name_of(value: object) -> str | None:
    """What an item of a list is called: its ``name``, when that is a text; one with NUL in it is no name."""
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) and "\0" not in name else None


def value_at(root: object, path: KeyPath) -> object:
    """What is at ``path``, keys of tables and names of items, in a plain value, or MISSING."""
    found = root
    for step in path:
        if isinstance(found, list):
            found = next((each for each in reversed(found) if name_of(each) == step), MISSING)
        else:
            found = found.get(step, MISSING) if isinstance(found, dict) else MISSING
    return found


def names_in(value: object) -> tuple[str, ...]:
    """The keys of a table or the names of the items of a list, each once; of anything else none."""
    if isinstance(value, list):
        return tuple(dict.fromkeys(name for each in value if (name := name_of(each)) is not None))
    return tuple(value) if isinstance(value, dict) else ()


def refuse_misnamed(root: object, edits: Iterable[Edit]) -> None:
    """Raise ``EditRefused`` for an edit of one of several items of one name, of a name, or of what is no item."""
    for edit in edits:
        found = root
        for depth, step in enumerate(edit.path):
            if isinstance(found, list):
                _refuse_item(edit, depth, sum(name_of(each) == step for each in found))
            found = value_at(found, (step,))


def _refuse_item(edit: Edit, depth: int, number: int) -> None:
    """The same for one list on the way, which has so many items of the name at ``depth``."""
    item, inside = ".".join(edit.path[: depth + 1]), edit.path[depth + 1 :]
    if number > 1:
        raise EditRefused(f"{item} is there more than once", "Remove or rename one of them.")
    if inside == ("name",):
        raise EditRefused(f"{item}.name is what its item is known by", "Remove the whole item and make another.")
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
