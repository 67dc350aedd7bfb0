"""TOML: values by ``tomllib``, places by an own scanner, edits as splices of the original text."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats.document import (
    MISSING,
    Document,
    Drop,
    Edit,
    Edited,
    KeyPath,
    Piece,
    Put,
    Restore,
    expected,
    member_at,
    refuse_overlaps,
    same,
)
from mcptui.formats.items import Lookup, by_name, is_empty_list, mark_list, name_items, refuse_misnamed
from mcptui.formats.toml_brackets import open_members
from mcptui.formats.toml_scan import Element, Span, UnknownSyntax, position, scan
from mcptui.model import Syntax

if TYPE_CHECKING:
    from mcptui.formats.toml_draft import Draft

_BOM = "\ufeff"
_AT_PLACE = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


class TomlDocument(Document):
    """A TOML 1.0 file in UTF-8. A byte order mark and line ends of either kind stay as they are.

    A path leads through keys, and through lists of tables, of either form, by the ``name`` of their items;
    of several of one name the last one counts.

    Refused: other encodings, NUL, syntax that ``tomllib`` does not know, more than ``toml_scan.MAX_DEPTH``
    levels; as an edit, a list of tables as a whole, an item of which there are several, and what it is called.
    """

    __slots__ = ("_layout", "_lookup", "_mark", "_opened", "_values", "data")

    syntax = Syntax.TOML

    def __init__(self, data: bytes) -> None:
        text = _decoded(data)
        self.data = data
        self._mark = _BOM if text.startswith(_BOM) else ""
        text = text.removeprefix(_BOM)
        try:
            self._layout = scan(text)
        except UnknownSyntax:
            _parsed(text)  # says better what is wrong
            raise
        self._values = _parsed(text)
        self._lookup = Lookup(self._values)
        self._opened: dict[int, dict[str, list[Element]]] = {}

    def value(self, path: KeyPath = ()) -> object:
        return self._lookup.value(path)

    def keys(self, path: KeyPath = ()) -> tuple[str, ...]:
        return self._lookup.names(path)

    def line(self, path: KeyPath) -> int | None:
        layout = self._layout
        if self.value(path) is MISSING:
            return None
        if (index := layout.exact.get(path, layout.mentioned.get(path))) is not None:
            return layout.line(layout.statements[index].start)
        inside = self._inside(path)
        return layout.line(inside[0][0]) if inside else 1

    def text(self, path: KeyPath) -> str | None:
        layout = self._layout
        if self.value(path) is MISSING:
            return None
        if not path:
            return layout.text
        if path not in layout.mentioned:
            return ", ".join(layout.text[start:end] for start, end in self._inside(path))
        spans = ((layout.statements[low].start, layout.statements[high].end) for low, high in layout.runs(path))
        return "".join(layout.text[start:end] for start, end in spans)

    def comments(self) -> int:
        return len(self._layout.comments)

    def fits(self, path: KeyPath, piece: Piece) -> bool:
        from mcptui.formats.text_draft import digest

        return self.value(path) is MISSING and digest(self._layout.text) == piece.left

    def edit(self, edits: Sequence[Edit]) -> Edited:
        # Only a file that is edited needs these; most are only read.
        from mcptui.formats.toml_draft import Draft
        from mcptui.formats.toml_pieces import kept_value, unpack

        refuse_overlaps(edits)
        refuse_misnamed(self._values, edits)
        restored: dict[KeyPath, object] = {}
        items: list[KeyPath] = []
        for edit in edits:
            if isinstance(edit, Restore):
                if self.value(edit.path) is not MISSING:
                    raise EditRefused(f"{'.'.join(edit.path)} is there again", "rename or remove it first")
                kept = unpack(edit.piece)
                self._refuse_orphan(edit.path, kept.items)
                restored[edit.path] = kept_value(kept, edit.path)
                items += [edit.path] if kept.is_item(edit.path) else []
        wanted = expected(by_name(self._values, [edit.path for edit in edits]), edits, restored)
        for path in items:
            mark_list(wanted, path[:-1])
        name_items(wanted)
        draft = Draft(self._layout)
        try:
            pieces = self._draw(draft, edits, restored)
            after = TomlDocument((self._mark + draft.text).encode())
        except Unreadable:
            raise EditRefused("the edit would leave a file that is not valid TOML") from None
        self._gate(after, wanted, edits, draft)
        return Edited(after, pieces)

    def _refuse_orphan(self, path: KeyPath, items: Sequence[int]) -> None:
        """Raise ``EditRefused`` for a part of an item that is not there."""
        for size in (place + 1 for place in items if place + 1 < len(path)):
            if self.value(path[:size]) is MISSING:
                raise EditRefused(f"{'.'.join(path[:size])} is not there", "put it back first")

    def _draw(self, draft: Draft, edits: Sequence[Edit], restored: Mapping[KeyPath, object]) -> dict[KeyPath, Piece]:
        """Do the edits. Pieces are put back first and cut out last: their digests are of a file as it was."""
        waiting = [edit for edit in edits if isinstance(edit, Restore)]
        while waiting:
            fits = [edit for edit in waiting if draft.fits(edit.piece)]
            chosen = (fits or waiting)[0]
            draft.restore(chosen.path, chosen.piece, restored[chosen.path])
            waiting.remove(chosen)
        for edit in edits:
            if isinstance(edit, Put):
                draft.put(edit.path, self.value(edit.path), self._named(edit))
        return draft.drop([edit.path for edit in edits if isinstance(edit, Drop)])

    def _named(self, edit: Put) -> object:
        """The value to be put; an item keeps its name."""
        in_list = isinstance(self.value(edit.path[:-1]), list)
        return {"name": edit.path[-1]} | edit.value if in_list and isinstance(edit.value, dict) else edit.value

    def _gate(self, after: TomlDocument, wanted: object, edits: Sequence[Edit], draft: Draft) -> None:
        """Refuse ``after`` unless it has the wanted values and just the comments that were not asked to go."""
        for edit in edits:
            if isinstance(edit, Drop):
                _forget_implied(wanted, after, edit.path)
        if not same(by_name(after.value(), [edit.path for edit in edits]), wanted):
            raise EditRefused("the edit would change values that it should not change")
        comments = self._comment_texts()
        comments.subtract(draft.lost)
        comments.update(draft.returned)
        if after._comment_texts() != comments:
            raise EditRefused("the edit would lose or change a comment")

    def _comment_texts(self) -> Counter[str]:
        return Counter(self._layout.text[start:end] for start, end in self._layout.comments)

    def _inside(self, path: KeyPath) -> list[Span]:
        """Spans of the elements of an inline table that belong to ``path``."""
        holder = self._layout.holder(path)
        if holder is None:
            return []
        start, path = holder[1][0], path[len(holder[0].path) :]
        while True:
            elements = self._members(start).get(path[0], [])
            found = [(element.start, element.end) for element in elements if element.path[: len(path)] == path]
            if found:
                return found
            start, path = next((e.value[0], path[len(e.path) :]) for e in elements if e.path == path[: len(e.path)])

    def _members(self, start: int) -> dict[str, list[Element]]:
        """Elements of the inline table or list at ``start`` by the first part of their keys; each is opened once."""
        if start not in self._opened:
            members: dict[str, list[Element]] = {}
            for element in open_members(self._layout.text, start).elements:
                members.setdefault(element.path[0], []).append(element)
            self._opened[start] = members
        return self._opened[start]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("the file is UTF-16, and TOML is UTF-8", "save the file as UTF-8", 1, 1)
    if (nul := data.find(b"\0")) >= 0:
        raise Unreadable("there is a NUL byte in the file", "save the file as UTF-8", *_byte_position(data, nul))
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        place = _byte_position(data, error.start)
        raise Unreadable("the file is not UTF-8", "save the file as UTF-8", *place) from None


def _byte_position(data: bytes, offset: int) -> tuple[int, int]:
    text = data[:offset].decode(errors="replace").removeprefix(_BOM)
    return position(text, len(text))


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        found = _AT_PLACE.fullmatch(str(error))
        if found is None:
            raise Unreadable("not valid TOML") from None
        line, column = (int(found[2]), int(found[3])) if found[2] else position(text, len(text))
        raise Unreadable(f"not valid TOML: {found[1]}", line=line, column=column) from None
    except ValueError:
        raise Unreadable("not valid TOML: a number is too long") from None


def _forget_implied(wanted: object, after: TomlDocument, path: KeyPath) -> None:
    """A table that no header names goes with the last thing in it, a list of tables too: take it out of ``wanted``."""
    for size in range(len(path) - 1, 0, -1):
        parent = member_at(wanted, path[: size - 1])
        name = path[size - 1]
        if not isinstance(parent, dict) or after.value(path[:size]) is not MISSING:
            return
        if parent.get(name) != {} and not is_empty_list(parent.get(name)):
            return
        del parent[name]
