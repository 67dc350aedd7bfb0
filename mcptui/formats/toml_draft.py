"""A TOML text while edits are done on it, one after the other; ``TomlDocument`` judges the result."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from mcptui.errors import EditRefused
from mcptui.formats.document import MISSING, KeyPath, Piece, same
from mcptui.formats.splices import Splice
from mcptui.formats.text_draft import TextDraft, below
from mcptui.formats.toml_brackets import is_list
from mcptui.formats.toml_items import is_nameless
from mcptui.formats.toml_pieces import Kept, cut_out, ended, fragments, kept_comments, pack, unpack
from mcptui.formats.toml_places import (
    bottom,
    enclosing_inline,
    new_lines,
    new_member,
    newline,
    put_text,
    raw_lines,
    raw_tables,
    refuse_array,
)
from mcptui.formats.toml_scan import Bracket, Scan, Span, scan
from mcptui.formats.toml_values import apart, insertions, list_insertions, list_removals, removals, render

_BLANK_LINES = re.compile(r"(?:[ \t]*+\r?\n)*+")
_BLANK_REST = re.compile(r"[ \t\r\n]*+\Z")
_MOST_READ = 20_000_000  # each removal reads the file again


class Draft(TextDraft[Scan]):
    """Edits of a TOML text."""

    __slots__ = ()

    def __init__(self, layout: Scan) -> None:
        super().__init__(layout, scan)

    def put(self, path: KeyPath, old: object, new: object) -> None:
        """Turn ``old`` (MISSING: nothing) at ``path`` into ``new`` by the smallest splices."""
        if old is MISSING:
            self._do(lambda layout: new_member(layout, path, new))
        elif same(old, new):
            return
        elif isinstance(old, dict) and isinstance(new, dict):
            self._put_members(path, old, new)
        elif isinstance(old, list) and isinstance(new, list):
            self._do(lambda layout: list_removals(layout.text, _value_span(layout, path)[0], old, new), losing=True)
            self._settled()
            self._do(
                lambda layout: list_insertions(layout.text, _value_span(layout, path)[0], old, new, newline(layout))
            )
        else:
            self._do(lambda layout: [_replacement(layout, path, new)], losing=True)

    def drop(self, paths: Sequence[KeyPath]) -> dict[KeyPath, Piece]:
        """Cut out all that belongs to each path, wherever it stands.

        What is between two parts of an entry goes with them, but not where another of the paths was cut
        out: the comments there may be about that one.
        """
        if len(paths) * len(self._layout.text) > _MOST_READ:
            raise EditRefused("too many removals at once from a very large file", "do some of them at a time")
        pieces: dict[KeyPath, Piece] = {}
        scars: list[int] = []
        for path in paths:
            layout = self._settled()
            nested = enclosing_inline(layout, path)
            if nested is None:
                spans, pieces[path] = self._drop_lines(path, scars)
            else:
                spans, pieces[path] = self._drop_elements(path, *nested)
            scars = _moved([*scars, *(start for start, _ in spans)], spans)
        return pieces

    def restore(self, path: KeyPath, piece: Piece, value: object) -> None:
        """Put a piece back: to the byte where the file is as the removal left it, else near its old neighbour.

        ``value`` is what it says: an item is written anew where its list is written in another way now.
        """
        kept = unpack(piece)
        self.returned.update(kept_comments(kept))
        if self.fits(piece):
            self._settled()
            self._do(lambda _: [Splice(cut.at, cut.at, cut.text) for cut in kept.cuts])
            return
        found = fragments(kept.cuts)
        piece = _beside_the_nearest(self._settled(), path, piece, kept.before)
        if kept.is_item(path) and _is_written_otherwise(self._layout, path[:-1], inline=bool(found.members)):
            if kept_comments(kept):
                raise EditRefused(f"{'.'.join(path[:-1])} is written in another way now", "edit the file by hand")
            self._do(lambda layout: _item_anew(layout, path, value))
            return
        if found.members:
            table = kept.cuts[0].table
            self._do(lambda layout: _members_back(layout, path, table, found.members, piece.after))
        for table, text in found.lines.items():
            self._settled()
            self._do(partial(_lines_back, path=path, table=table, text=text, piece=piece))
        if found.tables:
            self._settled()
            self._do(lambda layout: [_tables_back(layout, path, found.tables, piece)])

    def _put_members(self, path: KeyPath, old: Mapping[str, object], new: Mapping[str, object]) -> None:
        for key, value in new.items():
            self.put((*path, key), old.get(key, MISSING), value)
        for key in old:
            if key not in new:
                self.drop([(*path, key)])
        layout = self._settled()
        if not new and path not in layout.mentioned and layout.holder(path) is None:
            self._do(lambda layout: new_member(layout, path, {}))

    def _drop_elements(self, path: KeyPath, bracket: Bracket, rest: KeyPath) -> tuple[list[Span], Piece]:
        layout = self._layout
        gone = [place for place, found in enumerate(bracket.elements) if found.path[: len(rest)] == rest]
        if not gone:
            raise EditRefused(f"{'.'.join(path)} cannot be found in its inline table")
        before = _names(rest, [element.path for element in bracket.elements[: gone[0]]])
        spans = removals(layout.text, bracket, gone)
        above = path[: len(path) - len(rest)]
        items = (len(above),) if is_list(layout.text, bracket) else ()
        cuts = cut_out(layout, spans, above)
        self._do(lambda _: [Splice(*span) for span in spans], losing=True)
        return spans, pack(Kept(before, cuts, items), "", self.text)

    def _drop_lines(self, path: KeyPath, scars: Sequence[int]) -> tuple[list[Span], Piece]:
        layout = self._layout
        runs = layout.runs(path, scars)
        if not runs:
            raise EditRefused(f"{'.'.join(path)} cannot be found in the file")
        spans: list[Span] = []
        for low, high in runs:
            span = (layout.statements[low].start, layout.statements[high].end)
            self.lost.update(layout.comments_in(*span))
            spans.append(_with_blank_lines(layout.text, *span))
        spans = _with_line_end_before(layout.text, apart(spans))
        first = runs[0][0]
        lead = layout.text[layout.statements[first - 1].end if first else 0 : spans[0][0]]
        cuts = cut_out(layout, spans)
        self._do(lambda _: [Splice(*span) for span in spans])
        before = _names(path, [statement.path for statement in layout.statements[:first]])
        items = tuple(place for place in range(len(path)) if path[: place + 1] in layout.items)
        return spans, pack(Kept(before, cuts, items), lead, self.text)


def _with_line_end_before(text: str, spans: list[Span]) -> list[Span]:
    """Where the last line of the file has no end and goes, the line that is last then shall have none either."""
    start, end = spans[-1]
    if end < len(text) or text.endswith("\n"):
        return spans
    kept = spans[:-1]
    while kept and not text[kept[-1][1] : start].strip(" \t\r\n"):
        start = kept.pop()[0]
    solid = len(text[:start].rstrip(" \t\r\n"))
    line_end = text.find("\n", solid, start) if solid else 0
    if line_end >= 0:
        start = line_end - text.endswith("\r", 0, line_end)
    return [*kept, (start, end)]


def _value_span(layout: Scan, path: KeyPath) -> Span:
    refuse_array(layout, path)
    holder = layout.holder(path)
    if holder is not None and holder[0].path == path:
        return holder[1]
    nested = enclosing_inline(layout, path)
    if nested is not None:
        for element in nested[0].elements:
            if element.path == nested[1]:
                return element.value
    raise EditRefused(f"{'.'.join(path)} is a table and cannot be replaced by a plain value")


def _replacement(layout: Scan, path: KeyPath, value: object) -> Splice:
    span = _value_span(layout, path)
    return Splice(*span, render(value, like=layout.text[slice(*span)]))


def _moved(offsets: Sequence[int], cuts: Sequence[Span]) -> list[int]:
    """The offsets in a text without ``cuts``."""
    return [at - sum(min(end, at) - start for start, end in cuts if start < at) for at in offsets]


def _with_blank_lines(text: str, start: int, end: int) -> Span:
    """The span with the blank lines that would otherwise double those that stay."""
    solid = len(text[:start].rstrip(" \t\r\n"))
    above = text.index("\n", solid) + 1 if solid else 0
    if _BLANK_REST.match(text, end):
        return above, end
    below = _BLANK_LINES.match(text, end)
    return (start, below.end()) if below and (above < start or start == 0) else (start, end)


def _names(path: KeyPath, above: Sequence[KeyPath]) -> tuple[str, ...]:
    """The names beside ``path`` that the paths above it lead to, nearest last."""
    size = len(path)
    beside = (each[size - 1] for each in reversed(above) if len(each) >= size and each[: size - 1] == path[:-1])
    return tuple(reversed([name for name in dict.fromkeys(beside) if not is_nameless(name)]))


def _beside_the_nearest(layout: Scan, path: KeyPath, piece: Piece, before: Sequence[str]) -> Piece:
    """``piece`` as if it had stood behind the nearest of the names that is still there; first where none is."""
    near = (name for name in reversed(before) if _is_there(layout, (*path[:-1], name)))
    return piece._replace(after=next(near, None))


def _is_there(layout: Scan, path: KeyPath) -> bool:
    if path in layout.mentioned:
        return True
    nested = enclosing_inline(layout, path)
    return nested is not None and any(each.path[: len(nested[1])] == nested[1] for each in nested[0].elements)


def _is_written_otherwise(layout: Scan, array: KeyPath, *, inline: bool) -> bool:
    """Whether a list that was written inline is no more, or is now and was not."""
    is_inline = layout.holder(array) is not None
    return is_inline is not inline and (inline or is_inline)


def _item_anew(layout: Scan, path: KeyPath, value: object) -> list[Splice]:
    is_there = path[:-1] in layout.arrays or layout.holder(path[:-1]) is not None
    return new_member(layout, path, value) if is_there else new_member(layout, path[:-1], [value])


def _members_back(
    layout: Scan, path: KeyPath, table: KeyPath, members: Sequence[str], after: str | None
) -> list[Splice]:
    nested = enclosing_inline(layout, path)
    if nested is None:
        return [new_lines(layout, table, members)]
    bracket, rest = nested
    place = 0 if after is None else len(bracket.elements)
    for index, element in enumerate(bracket.elements):
        if after is not None and element.path[: len(rest)] == (*rest[:-1], after):
            place = index + 1
    return insertions(layout.text, bracket, {place: members}, newline(layout))


def _lines_back(layout: Scan, *, path: KeyPath, table: KeyPath, text: str, piece: Piece) -> list[Splice]:
    """Below the sibling that was above, or above the one that was next; else at the end of the table."""
    sibling = path[:-1] if piece.after is None else (*path[:-1], piece.after)
    found = [
        index
        for index, statement in enumerate(layout.statements)
        if statement.value and statement.table == table and statement.path[: len(sibling)] == sibling
    ]
    if not found:
        return [raw_lines(layout, table, text)]
    at = _end(layout, found[0] - 1 if piece.after is None else found[-1])
    behind_lead = below(layout.text, at, piece.lead)
    return [put_text(layout, at if behind_lead is None else behind_lead, ended(text))]


def _tables_back(layout: Scan, path: KeyPath, text: str, piece: Piece) -> Splice:
    """The same for whole tables, but never above a ``key = value``, which would become theirs."""
    lead, last = piece.lead, None
    if own := layout.runs(path):
        lead, last = "", own[-1][1]
    elif piece.after is not None:
        last = max((high for _, high in layout.runs((*path[:-1], piece.after))), default=None)
    else:
        siblings = (low for low, high in layout.runs(path[:-1]) for low in range(low, high + 1))
        last = next((index - 1 for index in siblings if len(layout.statements[index].path) >= len(path)), None)
    if last is None or any(found.value for found in layout.statements[last + 1 : last + 2]):
        return raw_tables(layout, bottom(layout, path[:-1]), text)
    at = _end(layout, last)
    behind_lead = below(layout.text, at, lead)
    return raw_tables(layout, at, text) if behind_lead is None else put_text(layout, behind_lead, ended(text))


def _end(layout: Scan, index: int) -> int:
    return layout.statements[index].end if index >= 0 else 0
