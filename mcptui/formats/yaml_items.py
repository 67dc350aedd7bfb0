"""A list over a list in YAML: only the items that differ change, in lines as in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mcptui.errors import EditRefused
from mcptui.formats.document import KeyPath
from mcptui.formats.json_items import Step, item_steps
from mcptui.formats.splices import Splice
from mcptui.formats.yaml_nodes import Kind, Node
from mcptui.formats.yaml_places import put_lines, refuse_tied, way
from mcptui.formats.yaml_scan import Scan
from mcptui.formats.yaml_values import Style, inline, item, scalar


def changed_items(scan: Scan, path: KeyPath, old: list[object], new: list[object]) -> list[Splice]:
    """Splices that turn the sequence at ``path``, neither empty before nor after, into ``new``."""
    node = way(scan, path)[-1].node
    steps = item_steps(old, new)
    for step in steps:
        if not step.comes:
            refuse_tied(path, node.members[step.old].node)
    if not node.is_block:
        return [_in_brackets(scan, path, node, steps, new)]
    style = Style.of(scan)
    return [splice for step in steps for splice in _in_lines(scan, node, step, new, style)]


def _in_lines(scan: Scan, node: Node, step: Step, new: Sequence[object], style: Style) -> list[Splice]:
    column = scan.column(node.members[0])
    like = _quotes(node)
    if step.new is None:
        return [Splice(*scan.lines_of(node.members[step.old]))]
    value = new[step.new]
    if step.comes:
        at = scan.own_end(node.members[step.old - 1]) if step.old else scan.line_start(node.members[0].start)
        return [put_lines(scan, at, item(value, style, column, like), style.newline)]
    member = node.members[step.old]
    one_line = member.node.kind is Kind.SCALAR and member.node.style not in ("|", ">") and not member.node.is_empty
    if one_line and not isinstance(value, dict | list):
        return [Splice(member.node.start, member.node.end, scalar(value, member.node.style))]
    start, end = scan.lines_of(member)
    return [Splice(start, end), put_lines(scan, end, item(value, style, column, like), style.newline)]


def _in_brackets(scan: Scan, path: KeyPath, node: Node, steps: Sequence[Step], new: Sequence[object]) -> Splice:
    """The items that stay keep their text and what stands before them; others are written like them."""
    text, members = scan.text, node.members
    if scan.comments_in(node.start, node.end):
        raise EditRefused(f"{'.'.join(path)} has comments inside of its brackets", "edit the file by hand")
    gaps = [text[one.node.end : other.node.start] for one, other in pairwise(members)]
    usual = gaps[0] if gaps else ", "
    stays: list[int | None] = list(range(len(members)))
    changes = {step.old: step.new for step in steps if not step.comes}
    comes: dict[int, list[int]] = {}
    for step in steps:
        if step.comes and step.new is not None:
            comes.setdefault(step.old, []).append(step.new)
    parts: list[str] = []
    for place in [*stays, None]:
        index = len(members) if place is None else place
        parts += (_joined(parts, usual, inline(new[each], _quotes(node))) for each in comes.get(index, ()))
        if place is None or (place in changes and changes[place] is None):
            continue
        member = members[place].node
        changed = changes.get(place)
        own = text[member.start : member.end] if changed is None else inline(new[changed], member.style)
        parts.append(_joined(parts, gaps[place - 1] if place else usual, own))
    return Splice(members[0].node.start, members[-1].node.end, "".join(parts))


def _joined(parts: Sequence[str], gap: str, text: str) -> str:
    return gap + text if parts else text


def _quotes(node: Node) -> str:
    """The quotes that the items are written in."""
    first = next((member.node for member in node.members if isinstance(member.node.value, str)), None)
    return first.style if first is not None and first.style in ("'", '"') else ""
