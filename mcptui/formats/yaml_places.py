"""Where an edit goes in a YAML text, and whether it can be done there exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from mcptui.errors import EditRefused
from mcptui.formats.document import KeyPath
from mcptui.formats.splices import Splice
from mcptui.formats.yaml_nodes import Kind, Member, Node, Span
from mcptui.formats.yaml_scan import Scan, end_of_blank_lines
from mcptui.formats.yaml_values import Style, block, entry, inline, item, needs_lines

_HEADER: Final = re.compile(r"[|>][-+0-9]*")
_BY_HAND: Final = "edit the file by hand"


class Hole(NamedTuple):
    """Room for a new member in ``column``: whole lines at ``at``, after ``splices`` took away what is in the way."""

    at: int
    column: int
    item: bool
    splices: tuple[Splice, ...] = ()


class Removal(NamedTuple):
    """What takes a member out: ``container`` held it at ``place``; ``lead`` stood between the one before and it."""

    splices: tuple[Splice, ...]
    container: Node
    place: int
    lead: str


def way(scan: Scan, path: KeyPath) -> list[Member]:
    """The members on the way to ``path`` as far as they are there.

    Raises ``EditRefused`` where the way leads through an alias, an anchor, a tag, a merge key, brackets, a
    duplicate, or a key that is not written as ``key:``.
    """
    chain = scan.chain(path)
    node = scan.root
    for depth, member in enumerate(chain):
        name = ".".join(path[: depth + 1])
        if node is None or node.marked or member.node.marked:
            raise EditRefused(f"{name} is reached through an anchor, an alias or a tag", _BY_HAND)
        if node.merges:
            raise EditRefused(f"{name} is in a mapping with a merge key", _BY_HAND)
        if len(scan.named(node, path[depth])) > 1:
            raise EditRefused(f"{name} is there more than once", "remove or rename one of them")
        if not node.is_block:
            raise EditRefused(f"{name} is inside of brackets, which are not edited", _BY_HAND)
        before = scan.text[scan.line_start(member.start) : member.start]
        if not member.exact or before.strip(" -"):
            raise EditRefused(f"{name} is written in a way that is not edited", _BY_HAND)
        node = member.node
    return chain


def put_lines(scan: Scan, at: int, lines: Sequence[str], newline: str) -> Splice:
    """Whole lines at ``at``. Behind a last line without an end the new last line has none either."""
    if at and scan.text[at - 1] != "\n":
        return Splice(at, at, "".join(newline + line for line in lines))
    return Splice(at, at, "".join(line + newline for line in lines))


def hole(scan: Scan, chain: Sequence[Member], path: KeyPath, style: Style) -> Hole:
    """Room behind the last member of what ``chain`` leads to. Raises ``EditRefused`` where there is none."""
    node = chain[-1].node if chain else scan.root
    if node is None or (not chain and node.is_empty):
        if scan.closed:
            raise EditRefused("there is no place for a value in this file", _BY_HAND)
        return Hole(_bottom(scan), 0, item=False)
    if not chain and not node.marked and (node.value is None or node.value == {}):
        return _instead_of_nothing(scan, node)
    if node.marked or node.merges:
        raise EditRefused(f"{'.'.join(path)} is reached through an anchor, an alias, a tag or a merge key", _BY_HAND)
    if node.is_block:
        last = node.members[-1]
        first = node.members[0]
        at = scan.own_end(last)
        return Hole(at, scan.column(first), node.kind is Kind.SEQUENCE)
    if not chain or node.members or not (node.is_empty or node.kind is not Kind.SCALAR):
        raise EditRefused(f"{'.'.join(path)} cannot be set: it would be in brackets or in no table", _BY_HAND)
    header = chain[-1]
    if header.behind is None:
        raise EditRefused(f"{'.'.join(path)} would be in brackets, which are not edited", _BY_HAND)
    is_list = node.kind is Kind.SEQUENCE
    column = scan.column(header) + (style.dash if is_list else style.step)
    gone = () if node.is_empty else (Splice(header.behind, node.end),)
    return Hole(scan.own_end(header), column, is_list, gone)


def _bottom(scan: Scan) -> int:
    """Where the file ends but for blank lines, which stay its end."""
    solid = len(scan.text.rstrip(" \t\r\n"))
    return scan.line_end(solid) if solid else 0


def _instead_of_nothing(scan: Scan, root: Node) -> Hole:
    """Room where the line of the ``{}`` or ``null`` is that is all that the file says."""
    start, end = scan.line_start(root.start), scan.line_end(root.end)
    if scan.closed or scan.text[start:end].strip() not in ("{}", "null", "~"):
        raise EditRefused("there is no place for a value in this file", _BY_HAND)
    return Hole(start, 0, item=False, splices=(Splice(start, end),))


def new_member(scan: Scan, path: KeyPath, value: object) -> list[Splice]:
    """Add ``value`` at ``path``, where nothing is, as the last of its siblings and written like them."""
    chain = way(scan, path)
    style = Style.of(scan)
    key, *below = path[len(chain) :]
    for name in reversed(below):
        value = {name: value}
    room = hole(scan, chain, path, style)
    if room.item:
        if not isinstance(value, dict) or value.get("name", key) != key:
            raise EditRefused(f"{'.'.join(path)} is to be an item with that name, and something else was given")
        lines = item({"name": key} | value, style, room.column)
    else:
        lines = entry(key, value, style, room.column)
    return [*room.splices, put_lines(scan, room.at, lines, style.newline)]


def replacement(scan: Scan, path: KeyPath, new: object) -> list[Splice]:
    """Put ``new`` in the place of what is at ``path``; a comment on the line of its key stays."""
    chain = way(scan, path)
    member = chain[-1]
    _refuse_name(scan, chain, path)
    node, behind = member.node, member.behind
    refuse_tied(path, node)
    if behind is None or not _is_key(scan, member):
        raise EditRefused(f"{'.'.join(path)} is an item, which can only become another mapping", _BY_HAND)
    style = Style.of(scan)
    brackets = node.style in ("{", "[")
    stays_list = node.style == "[" and isinstance(new, list)
    below = needs_lines(new) and not stays_list and not (brackets and node.members)
    lines = block(new, style, scan.column(member)) if below else []
    text = "" if below else inline(new, node.style)
    if brackets and scan.comments_in(node.start, node.end):
        raise EditRefused(f"{'.'.join(path)} has comments inside of its brackets", _BY_HAND)
    if node.is_block:
        first = scan.line_end(behind)
        cut = Splice(first, scan.own_end(member))
        return [*_beside(behind, behind, text), cut, *_below(scan, cut.end, lines, style)]
    end = node.end
    rest: list[Splice] = []
    if node.style in ("|", ">"):
        found = _HEADER.match(scan.text, node.start)
        end = found.end() if found else end
        rest = [Splice(scan.line_end(node.start), scan.line_end(node.end))]
    if lines:
        return [Splice(behind, end), *rest, *_below(scan, scan.line_end(node.end), lines, style)]
    return [*(_beside(behind, behind, text) if node.is_empty else [Splice(node.start, end, text)]), *rest]


def refuse_tied(path: KeyPath, node: Node) -> None:
    """Raise ``EditRefused`` when something else in the file may depend on what goes, or it on the file."""
    if node.tied:
        raise EditRefused(f"{'.'.join(path)} holds an anchor or an alias", _BY_HAND)


def removal(scan: Scan, path: KeyPath) -> Removal:
    """What cuts the member at ``path`` out; a mapping or sequence without it is ``{}`` or ``[]``."""
    chain = way(scan, path)
    if len(chain) < len(path):
        raise EditRefused(f"there is no {'.'.join(path)} to remove")
    member = chain[-1]
    refuse_tied(path, member.node)
    parent = chain[-2].node if len(chain) > 1 else scan.root
    _refuse_name(scan, chain, path)
    if parent is None:
        raise EditRefused("there is nothing in this file")
    index = next(place for place, each in enumerate(parent.members) if each is member)
    room = scan.own_end(parent.members[index - 1]) if index else 0
    if not index and len(chain) > 1:
        room = scan.line_end(chain[-2].behind or 0)
    start, end = _cut(scan, parent, index, room)
    splices = [Splice(start, end)]
    if len(parent.members) == 1 and len(chain) > 1:
        behind = chain[-2].behind
        if behind is None or not scan.begins_line(member):
            raise EditRefused(f"{'.'.join(path)} is the only member of an item", "remove the whole item")
        splices.insert(0, Splice(behind, behind, " {}" if parent.kind is Kind.MAPPING else " []"))
    return Removal(tuple(splices), parent, index, scan.text[room:start])


def _cut(scan: Scan, parent: Node, index: int, room: int) -> Span:
    """The member's lines; with the blank lines below it where it leaves some above."""
    text = scan.text
    member = parent.members[index]
    start, end = scan.lines_of(member)
    if not scan.begins_line(member):
        following = parent.members[index + 1].start if index + 1 < len(parent.members) else len(text)
        if text[end:following].strip(" "):
            raise EditRefused("something stands between the first line of an item and its next", _BY_HAND)
        return start, following
    blank = _blank_above(scan, room, start)
    above = _chomping(scan, parent.members[index - 1].node, start) if index else None
    is_alone = len(parent.members) == 1
    if blank or above == "+" or not (start or is_alone):
        end = end_of_blank_lines(text, end)
    if end == len(text):
        start -= blank
        if not text.endswith("\n") and start and above in (None, "-"):
            start -= 2 if text.endswith("\r\n", 0, start) else 1
    return start, end


def _chomping(scan: Scan, node: Node, below: int) -> str | None:
    """How the text in lines that the value ends with takes line ends: ``+`` all, ``-`` none, empty the first.

    None: it ends with something else, or something stands between it and ``below``.
    """
    if not node.ends_in_lines or scan.text[node.end : below].strip():
        return None
    found = _HEADER.match(scan.text, node.ending.start)
    return "".join(sign for sign in found[0] if sign in "+-") if found else ""


def _blank_above(scan: Scan, room: int, start: int) -> int:
    """How many characters the blank lines directly above ``start`` have."""
    at = start
    while at > room and not scan.text[scan.line_start(at - 1) : at].strip():
        at = max(scan.line_start(at - 1), room)
    return start - at


def _refuse_name(scan: Scan, chain: Sequence[Member], path: KeyPath) -> None:
    if path[-1] == "name" and len(chain) > 1 and not _is_key(scan, chain[-2]):
        raise EditRefused(f"{'.'.join(path)} is what its item is known by", "remove the whole item and make another")


def _is_key(scan: Scan, member: Member) -> bool:
    return scan.text[(member.behind or 0) - 1] == ":"


def _beside(start: int, end: int, text: str) -> list[Splice]:
    """``text`` behind a colon."""
    return [Splice(start, end, f" {text}")] if text else []


def _below(scan: Scan, at: int, lines: Sequence[str], style: Style) -> list[Splice]:
    return [put_lines(scan, at, lines, style.newline)] if lines else []
