"""Where something new goes in a TOML text: splices that add a member, lines of a table, or whole tables."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from mcptui.errors import EditRefused
from mcptui.formats.document import KeyPath
from mcptui.formats.splices import Splice
from mcptui.formats.toml_brackets import innermost, is_list
from mcptui.formats.toml_scan import Bracket, Scan, Statement
from mcptui.formats.toml_values import dotted_lines, insertions, render, render_key, table_blocks

_INDENT = re.compile(r"[ \t]*+")
_BLANK_LINE = re.compile(r"[ \t]*+\r?(?:\n|\Z)")


class _Slot(NamedTuple):
    """An offset for new lines, what has to stand around them there, and their indentation."""

    at: int
    before: str = ""
    after: str = ""
    indent: str = ""


def newline(layout: Scan) -> str:
    """How the first line of the file ends."""
    end = layout.newlines[0] if layout.newlines else 0
    return "\r\n" if layout.text[end - 1 : end] == "\r" else "\n"


def new_member(layout: Scan, path: KeyPath, value: object) -> list[Splice]:
    """Add ``value`` at ``path``, where nothing is, in the way its surroundings are written."""
    nested = enclosing_inline(layout, path)
    if nested is not None:
        bracket, rest = nested
        if is_list(layout.text, bracket):
            item = render(_item(rest[0], value))
            return insertions(layout.text, bracket, {len(bracket.elements): [item]}, newline(layout))
        known = _longest(rest[:-1], {name.path[:size] for name in bracket.elements for size in range(len(name.path))})
        text = f"{render_key(rest[: known + 1])} = {render(_wrapped(rest[known + 1 :], value))}"
        behind = [place for place, name in enumerate(bracket.elements) if name.path[:known] == rest[:known]]
        return insertions(layout.text, bracket, {behind[-1] + 1 if behind else 0: [text]}, newline(layout))
    known = _longest(path[:-1], layout.mentioned)
    table, key = path[:known], path[known]
    value = _wrapped(path[known + 1 :], value)
    if table in layout.arrays:
        return [_new_item(layout, table, _item(key, value))]
    if _dotted(layout, table) is not None:
        return [new_lines(layout, table, list(dotted_lines((key,), value)))]
    if isinstance(value, dict):
        return [_new_tables(layout, table, {key: value})]
    return [new_lines(layout, table, [f"{render_key((key,))} = {render(value)}"])]


def refuse_array(layout: Scan, path: KeyPath) -> None:
    """Raise ``EditRefused`` when ``path`` is an array of tables: its items are edited, one by one."""
    if path in layout.arrays:
        name = ".".join(path)
        raise EditRefused(f"{name} is an array of tables, which is not edited as a whole", "edit the file by hand")


def enclosing_inline(layout: Scan, path: KeyPath) -> tuple[Bracket, KeyPath] | None:
    """The innermost inline table, or list of such, that ``path`` leads into and the rest of the path.

    None where there is none. Raises ``EditRefused`` when a value that is no table is in the way.
    """
    holder = layout.holder(path)
    if holder is None or holder[0].path == path:
        return None
    nested = innermost(layout, holder[1], path[len(holder[0].path) :])
    if nested is None:
        raise EditRefused(f"{'.'.join(path)} cannot be edited: a part of the way to it is not a table")
    return nested


def new_lines(layout: Scan, table: KeyPath, lines: Sequence[str]) -> Splice:
    """Add ``key = value`` lines at the end of a table that is not inline; it is made where it is missing."""
    refuse_array(layout, table)
    dotted = _dotted(layout, table)
    if dotted is not None:
        first, last = dotted.parts[0][0], dotted.parts[len(table) - len(dotted.table) - 1][1]
        prefix = layout.text[first:last] + "."
        return _lines_at(layout, _Slot(dotted.end, indent=_indent(layout, dotted) + prefix), lines)
    return _lines_at(layout, _slot(layout, table), lines)


def raw_lines(layout: Scan, table: KeyPath, text: str) -> Splice:
    """The same for lines that are taken as they are. Raises ``EditRefused`` where they would need a prefix."""
    refuse_array(layout, table)
    if layout.holder(table) is not None or _dotted(layout, table) is not None:
        raise EditRefused(f"the table {'.'.join(table)} is written in another way now")
    slot = _slot(layout, table)
    return put_text(layout, slot.at, text.strip("\r\n") + newline(layout), slot.before, slot.after)


def raw_tables(layout: Scan, at: int, text: str) -> Splice:
    """Whole tables as they are, with a blank line between them and what is around ``at``."""
    end = newline(layout)
    before = "" if _after_blank(layout.text, at) else end
    blank = _BLANK_LINE.match(layout.text, at)
    return put_text(layout, at, text.strip("\r\n") + end, before, "" if blank else end)


def bottom(layout: Scan, table: KeyPath = ()) -> int:
    """Where the file ends but for blank lines, which stay its end; within an item, where that ends."""
    for size in range(len(table), 0, -1):
        if table[:size] in layout.items:
            return layout.statements[layout.runs(table[:size])[-1][1]].end
    solid = len(layout.text.rstrip(" \t\r\n"))
    return (layout.text.find("\n", solid) + 1 or len(layout.text)) if solid else 0


def put_text(layout: Scan, at: int, text: str, before: str = "", after: str = "") -> Splice:
    """Whole lines at ``at``. Behind a last line without an end the new last line has none either."""
    if at and layout.text[at - 1] != "\n":
        return Splice(at, at, newline(layout) + before + text.removesuffix("\n").removesuffix("\r"))
    return Splice(at, at, before + text + after)


def _new_tables(layout: Scan, parent: KeyPath, tables: Mapping[str, object]) -> Splice:
    """Below the tables of the parent where it has a header, else at the end of the file."""
    end = newline(layout)
    above = layout.written(parent)
    blocks = (end.join(block) + end for name in tables for block in table_blocks((*above, name), _table(tables[name])))
    at = bottom(layout, parent)
    index = layout.exact.get(parent)
    if index is not None:
        last = next(high for low, high in layout.runs(parent) if low <= index <= high)
        at = layout.statements[last].end
    return raw_tables(layout, at, end.join(blocks))


def _new_item(layout: Scan, array: KeyPath, item: Mapping[str, object]) -> Splice:
    """Below the last item of the array."""
    end, written = newline(layout), layout.written(array)
    (_, *own), *inner = table_blocks(written, item)
    blocks = [[f"[[{render_key(written)}]]", *own], *inner]
    at = layout.statements[layout.runs(array)[-1][1]].end
    return raw_tables(layout, at, end.join(end.join(block) + end for block in blocks))


def _item(name: str, value: object) -> dict[str, object]:
    """``value`` as an item of that name."""
    return {"name": name, **_table(value)}


def _slot(layout: Scan, table: KeyPath) -> _Slot:
    end = newline(layout)
    index = layout.exact.get(table, -1)
    if table and index < 0:
        header = f"[{render_key(layout.written(table))}]{end}"
        if table in layout.mentioned:
            return _Slot(_above(layout, layout.mentioned[table]), before=header, after=end)
        at = bottom(layout, table)
        return _Slot(at, before=header if _after_blank(layout.text, at) else end + header)
    last = layout.section_end(index)
    if last >= 0:
        anchor = layout.statements[last]
        return _Slot(anchor.end, indent=_indent(layout, anchor))
    return _Slot(_above(layout, 0), after=end) if layout.statements else _Slot(len(layout.text))


def _lines_at(layout: Scan, slot: _Slot, lines: Iterable[str]) -> Splice:
    text = "".join(f"{slot.indent}{line}{newline(layout)}" for line in lines)
    return put_text(layout, slot.at, text, slot.before, slot.after)


def _dotted(layout: Scan, table: KeyPath) -> Statement | None:
    """The last statement that makes ``table`` by a dotted key, as in ``table.key = …`` under a header above it."""
    size = len(table)
    if table not in layout.mentioned:
        return None
    for statement in reversed(layout.statements):
        if len(statement.table) < size < len(statement.path) and statement.path[:size] == table:
            return statement
    return None


def _above(layout: Scan, index: int) -> int:
    """Offset of the comments directly above a statement, or of the statement."""
    floor = layout.statements[index - 1].end if index else 0
    at = layout.statements[index].start
    while at > floor:
        line = layout.text.rfind("\n", floor, at - 1) + 1 or floor
        if not layout.text[line:at].lstrip(" \t").startswith("#"):
            break
        at = line
    return at


def _after_blank(text: str, at: int) -> bool:
    """Whether ``at`` is the top of the file or below a blank line."""
    return not text[text.rfind("\n", 0, max(at - 1, 0)) + 1 : at].strip()


def _indent(layout: Scan, statement: Statement) -> str:
    found = _INDENT.match(layout.text, statement.start)
    return found[0] if found else ""


def _longest(path: KeyPath, known: Container[KeyPath]) -> int:
    """Length of the longest beginning of ``path`` that is known."""
    return next((size for size in range(len(path), 0, -1) if path[:size] in known), 0)


def _wrapped(path: KeyPath, value: object) -> object:
    for key in reversed(path):
        value = {key: value}
    return value


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
