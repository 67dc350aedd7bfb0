"""One table of a JSON text while edits are done in it, one after the other, and what they cut out.

What is kept of a removed member: ``Piece.text`` is all that left, in order, the member with its white
space and its comments, and the comma that went with it. ``Piece.whole`` is JSON:
``{"before": [names], "cuts": [[offset, size], …], "turn": number}``: the names before the member, nearest
last, where each cut belongs in the bytes of the table that was left, and how many were cut out before it
in the same edit. ``Piece.left`` is the SHA-256 of those bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, Edit, KeyPath, Piece, Put, Restore, same
from mcptui.formats.json_edit import Body, Layout, Style, latin
from mcptui.formats.json_items import changed_array
from mcptui.formats.json_scan import (
    SPACE,
    Element,
    Malformed,
    Table,
    comma_behind,
    end_of_comments,
    end_of_room,
    skip_blanks,
)
from mcptui.formats.json_text import JsonText, member_of
from mcptui.formats.splices import Splice, spliced
from mcptui.model import Syntax

_MOST_READ: Final = 100_000_000
_CHUNK = 1 << 20


class Draft:
    """The text of one table, from brace to brace; paths of edits begin at it.

    What the result must mean is not judged here: the gate compares before and after.
    """

    __slots__ = ("_margin", "_read", "_style", "_syntax", "pieces", "text")

    def __init__(self, part: JsonText, syntax: Syntax, style: Style, margin: str) -> None:
        self.text = part.raw
        self._read: JsonText | None = part
        self._syntax = syntax
        self._style = style
        self._margin = margin
        self.pieces: dict[KeyPath, Piece] = {}

    @property
    def _text(self) -> JsonText:
        """The text as it is now; it is read again only if there is something left to do."""
        if self._read is None:
            try:
                self._read = JsonText.read(self.text, self._syntax)
            except Malformed as error:
                raise EditRefused("the edit would leave a file that cannot be read", error.message) from None
        return self._read

    def edit(self, edits: Iterable[Edit]) -> None:
        """Put pieces back first and cut out last, last member first: so they can come back in any order.

        Each edit reads the table again, so a very large one takes only some at once.
        """
        todo = list(edits)
        if len(todo) * len(self.text) > _MOST_READ:
            raise EditRefused("too many edits at once of a very large object", "do some of them at a time")
        restores = [(edit.path, _unpacked(edit.piece)) for edit in todo if isinstance(edit, Restore)]
        # Backwards; of pieces from different edits, an outer table that still fits was cut from last.
        restores.sort(key=lambda restore: (-restore[1].turn, len(restore[0])))
        while restores:
            fitting = next((restore for restore in restores if self._fits(*restore)), None)
            chosen = fitting or restores[0]
            self._restore(*chosen, as_left=fitting is not None)
            restores.remove(chosen)
        for edit in todo:
            if isinstance(edit, Put):
                self._put(edit.path, edit.value)
        drops = sorted((self._member(edit.path)[1].start, edit.path) for edit in todo if isinstance(edit, Drop))
        for _, path in drops if any(self._gives_comments_away(path) for _, path in drops) else reversed(drops):
            self._drop(path)

    def _gives_comments_away(self, path: KeyPath) -> bool:
        if self._text.plain:
            return False
        table, element = self._member(path)
        return self._layout(table).gives_comments_away(table.place(element))

    def _do(self, splices: list[Splice]) -> None:
        self.text = spliced(self.text, splices)
        self._read = None

    def _layout(self, table: Table) -> Layout:
        return Layout(self.text, self._text.bare, table, self._style, self._margin)

    def _home(self, path: KeyPath) -> tuple[Table, KeyPath]:
        """The innermost table on the way to ``path`` that is there, and the rest of the way."""
        depth = len(path) - 1
        while (table := self._text.table(path[:depth])) is None:
            depth -= 1
        return table, path[depth:]

    def _member(self, path: KeyPath) -> tuple[Table, Element]:
        table = self._text.table(path[:-1])
        element = None if table is None else table.find(path[-1])
        if table is None or element is None:
            raise EditRefused(f"there is no {path[-1]!r} to remove")
        return table, element

    # --- setting

    def _put(self, path: KeyPath, value: object) -> None:
        table, rest = self._home(path)
        layout = self._layout(table)
        element = table.find(rest[0])
        if element is None:
            for key in reversed(rest[1:]):
                value = {key: value}
            self._do(layout.insert(len(table.elements), Body(layout.member(rest[0], value))))
            return
        if len(rest) > 1:
            raise EditRefused(f"{rest[0]!r} is not an object")
        old = self._text.load(element)
        if same(old, value):
            return
        if isinstance(old, list) and isinstance(value, list) and (value or not self._text.plain):
            text = self.text[element.value : element.end]
            new = changed_array(text, self._line_indent(element), self._style, old, value)
        else:
            new = layout.render(value)
        self._do([Splice(element.value, element.end, new)])

    def _line_indent(self, element: Element) -> str:
        line = self.text.rfind("\n", 0, element.value) + 1
        return self.text[line : skip_blanks(self.text, line)] if line else self._margin

    # --- taking out

    def _drop(self, path: KeyPath) -> None:
        table, element = self._member(path)
        layout = self._layout(table)
        index = table.place(element)
        cuts = layout.cuts(index)
        before = [element.key for element in table.elements[:index]]
        main = max(cuts, key=lambda cut: cut[1] - cut[0])
        room = layout.room(index - 1)
        text = "".join(self.text[start:end] for start, end in cuts)
        lead = self.text[room : main[0]]
        self._do(layout.drop(index))
        size = table.close + 1 - table.open - sum(end - start for start, end in cuts)
        places: list[tuple[int, int]] = []
        gone = 0
        for start, end in cuts:
            places.append((start - table.open - gone, end - start))
            gone += end - start
        self.pieces[path] = Piece(
            text=_utf8(text),
            after=before[-1] if before else None,
            lead=_utf8(lead),
            whole=json.dumps({"before": before, "cuts": places, "turn": len(self.pieces)}),
            left=self._digest(table.open, size),
        )

    # --- putting back

    def _fits(self, path: KeyPath, kept: _Kept) -> bool:
        table = self._text.table(path[:-1])
        return table is not None and self._digest(table.open, table.close + 1 - table.open) == kept.left

    def _restore(self, path: KeyPath, kept: _Kept, *, as_left: bool) -> None:
        """Put it back; ``as_left``: the table is to the byte what the removal left."""
        table, rest = self._home(path)
        if len(rest) > 1:
            if table.find(rest[0]) is not None:
                raise EditRefused(f"{rest[0]!r} is not an object")
            for depth in range(len(path) - len(rest), len(path) - 1):
                self._put(path[: depth + 1], {})
            table = self._home(path)[0]
        if table.find(path[-1]) is not None:
            raise EditRefused(f"there is a {path[-1]!r} again", "remove or rename one of the two")
        if as_left:
            self._do([Splice(table.open + at, table.open + at, text) for at, text in kept.cuts])
            return
        layout = self._layout(table)
        places = {element.key: index for index, element in enumerate(table.elements)}
        index = next((places[key] + 1 for key in reversed(kept.before) if key in places), 0)
        place = layout.room(index - 1)
        behind = place + len(kept.lead)
        if kept.lead and self.text.startswith(kept.lead, place) and self.text[behind] in ("\r", "\n"):
            place = behind
        self._do(layout.insert(index, _body(kept.main), place))

    def _digest(self, start: int, size: int) -> str:
        whole = sha256()
        for at in range(start, start + size, _CHUNK):  # a huge table is not copied for it
            whole.update(self.text[at : min(at + _CHUNK, start + size)].encode("latin-1"))
        return whole.hexdigest()


class _Kept(NamedTuple):
    """A piece, read, in the Latin-1 view; each cut with its offset."""

    before: list[str]
    cuts: list[tuple[int, str]]
    turn: int
    lead: str
    left: str

    @property
    def main(self) -> str:
        """The cut that is the member; the other, if any, is a comma."""
        return max((text for _, text in self.cuts), key=len)


def kept_value(path: KeyPath, piece: Piece) -> object:
    """The value that putting ``piece`` back at ``path`` gives. Raises ``EditRefused`` when it is of something else."""
    alone, element = _member_alone(_unpacked(piece).main.lstrip(f"{SPACE},"))
    if element.key != path[-1]:
        raise _damaged()
    return alone.load(element)


def _unpacked(piece: Piece) -> _Kept:
    """Raises ``EditRefused`` for what this editor did not make."""
    cuts: list[tuple[int, str]] = []
    used = 0
    try:
        text = latin(piece.text)
        match json.loads(piece.whole):
            case {"before": list(before), "cuts": [_, *_] as places, "turn": int(turn)}:
                for at, size in places:
                    cuts.append((int(at), text[used : used + int(size)]))
                    used += int(size)
                if used == len(text):
                    return _Kept([str(key) for key in before], cuts, turn, latin(piece.lead), piece.left)
    except (TypeError, ValueError, AttributeError, RecursionError):
        pass
    raise _damaged()


def _member_alone(text: str) -> tuple[JsonText, Element]:
    found = member_of(text)
    if found is None:
        raise _damaged()
    return found


def _body(main: str) -> Body:
    """A cut as something to put in elsewhere: without the comma it had."""
    text = main.lstrip(f"{SPACE},")
    lead: str | None = main[: len(main) - len(text)]
    if lead and "," in lead:
        lead = None
    alone, element = _member_alone(text)
    raw = alone.raw  # with a brace in front
    end = end_of_comments(raw, element.end)
    comma = comma_behind(alone.bare, element.end)
    if comma is None or skip_blanks(raw, end) != comma:
        return Body(raw[1 : element.end], raw[element.end : end], lead)
    return Body(raw[1:comma], raw[comma + 1 : end_of_room(raw, comma + 1)], lead)


def _damaged() -> EditRefused:
    return EditRefused(
        "what was kept of this entry is damaged or belongs elsewhere",
        "copy the entry by hand from a backup of the file: mcptui restore tells where they are",
    )


def _utf8(text: str) -> str:
    return text.encode("latin-1").decode("utf-8")
