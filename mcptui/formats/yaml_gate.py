"""The proof that an edit of a YAML text did what was asked and nothing else, from the two texts and the edits.

It knows nothing of how the splices were made. The values must be those that were asked for; every line
outside of the members that the edits name must be there to the byte, in its order (blank lines may go or
come only where a member goes or comes); and the comments must be the same but for those that were to go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mcptui.errors import EditRefused
from mcptui.formats.document import Edit, KeyPath, Put, expected, member_at, same
from mcptui.formats.items import by_name, mark_list, name_items
from mcptui.formats.yaml_nodes import Kind, Member, Span
from mcptui.formats.yaml_scan import Scan


class Returned(NamedTuple):
    """What a ``Restore`` brings: its value, and whether it is an item of a sequence.

    ``open_end``: a ``|`` or ``>`` ends it, and the last line ends of that text depend on what stands below.
    """

    value: object
    item: bool
    open_end: bool


def prove(
    before: Scan, after: Scan, edits: Sequence[Edit], restored: Mapping[KeyPath, Returned], comments: Counter[str]
) -> None:
    """Raise ``EditRefused`` unless ``after`` is ``before`` with ``edits`` done and has just ``comments``."""
    paths = [edit.path for edit in edits]
    found = by_name(_value(after), paths)
    returned = {path: each.value for path, each in restored.items()}
    for path, each in restored.items():
        value = member_at(found, path)
        if each.open_end and _same_but_for_the_end(each.value, value):
            returned[path] = value
    wanted = expected(by_name(_value(before), paths), edits, returned)
    for path, each in restored.items():
        if each.item:
            mark_list(wanted, path[:-1])
    name_items(wanted)
    if not same(wanted, found):
        raise EditRefused("the edit would change values that it should not change")
    blanks = any(not isinstance(edit, Put) for edit in edits)
    if _outside(before, after, edits, blanks=blanks) != _outside(after, before, edits, blanks=blanks):
        raise EditRefused("the edit would change lines that it should not change")
    if after.comment_texts() != comments:
        raise EditRefused("the edit would lose or change a comment")


def _value(scan: Scan) -> object:
    return {} if scan.root is None or scan.root.value is None else scan.root.value


def _same_but_for_the_end(one: object, other: object) -> bool:
    """Equal but for line ends and blanks at the end of the last text in it."""
    if isinstance(one, str) and isinstance(other, str):
        return one.rstrip(" \n") == other.rstrip(" \n")
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and _same_but_for_the_end([*one.values()], [*other.values()])
    if isinstance(one, list) and isinstance(other, list) and one and other:
        return same(one[:-1], other[:-1]) and _same_but_for_the_end(one[-1], other[-1])
    return same(one, other)


def _outside(one: Scan, other: Scan, edits: Iterable[Edit], *, blanks: bool) -> list[str]:
    """The lines of ``one`` that are of no edited member, nor of the key of what became or was empty."""
    inside: set[int] = set()
    for edit in edits:
        for start, end in _edited(one, other, edit):
            last = one.text.count("\n", 0, end) + (not one.text.endswith("\n", 0, end))
            inside.update(range(one.text.count("\n", 0, start), last))
    text = one.text
    if text and not text.endswith("\n"):  # the last line may get an end, or the one before may lose it
        text += "\r\n" if "\r\n" in text + other.text else "\n"
    kept = [line for number, line in enumerate(text.split("\n")) if number not in inside]
    return [line for line in kept if line.strip()] if blanks else kept


def _edited(one: Scan, other: Scan, edit: Edit) -> Iterator[Span]:
    """What an edit may change in ``one``: the member, and where one lacks its parent, that too; ``{}`` for a file.

    Where one of the two writes a parent on one line, its first line; where the member shares its line
    with the dash of an item, the item.
    """
    path = edit.path
    if one.root and other.root and other.root.is_block and not (one.root.is_block or one.root.is_empty):
        yield one.root.start, one.root.end
    for depth in range(1, len(path)):
        mine, theirs = one.member(path[:depth]), other.member(path[:depth])
        if mine is None:
            return
        if theirs is None:
            yield mine.start, one.own_end(mine)
            return
        if not (mine.node.is_block and theirs.node.is_block):
            yield mine.start, mine.start + 1 if mine.node.is_block else mine.node.end
    member = one.member(path)
    if any(_begins_item(scan, scan.member(path)) for scan in (one, other)):
        member = one.member(path[:-1])
    if member is not None:
        theirs = other.member(path)
        brings_no_comments = isinstance(edit, Put) and theirs is None
        end = one.line_end(member.node.end) if brings_no_comments else one.own_end(member)
        yield member.start, end
        if isinstance(edit, Put) and theirs and Kind.SEQUENCE in (member.node.kind, theirs.node.kind):
            # Dashes may stand in the column of their key: comments below the last are then of either.
            yield end, one.next_line_with_value(end)


def _begins_item(scan: Scan, member: Member | None) -> bool:
    return member is not None and not scan.begins_line(member)
