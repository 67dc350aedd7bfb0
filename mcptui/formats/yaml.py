"""YAML: values and places from ruamel's pure parser, edits as splices of whole lines of the original text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

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
    refuse_overlaps,
)
from mcptui.formats.items import Lookup, refuse_misnamed
from mcptui.formats.yaml_scan import scan
from mcptui.model import Syntax

if TYPE_CHECKING:
    from mcptui.formats.yaml_draft import Draft

_BOM: Final = "\ufeff"
_ODD_LINE_END: Final = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


class YamlDocument(Document):
    """A YAML 1.2 file in UTF-8 with one document. A byte order mark and line ends of either kind stay as they are.

    A path leads through keys, as they are written, and through sequences of mappings by the ``name`` of
    their items. Duplicate keys and names are read, and the last one counts. Dates are texts. A file
    without a value is an empty mapping.

    Refused: other encodings, control characters, directives, tags beyond those of JSON's types, keys
    that are no scalars, ``yaml_scan.MAX_CHARACTERS``, ``yaml_nodes.MAX_DEPTH`` levels, aliases that refer to
    themselves or stand for more than ``yaml_nodes.MAX_VALUES``. As an edit: what is in or under
    brackets (the value that is set may be), an anchor, an alias, a tag, a merge key or a duplicate.
    """

    __slots__ = ("_lookup", "_mark", "_scan", "data")

    syntax = Syntax.YAML

    def __init__(self, data: bytes) -> None:
        text = _decoded(data)
        self.data = data
        self._mark = _BOM if text.startswith(_BOM) else ""
        self._scan = scan(text.removeprefix(_BOM))
        root = self._scan.root
        self._lookup = Lookup({} if root is None or root.value is None else root.value)

    def value(self, path: KeyPath = ()) -> object:
        return self._lookup.value(path)

    def keys(self, path: KeyPath = ()) -> tuple[str, ...]:
        """Keys of a mapping, or the names of the items of a sequence."""
        return self._lookup.names(path)

    def line(self, path: KeyPath) -> int | None:
        if self.value(path) is MISSING:
            return None
        chain = self._scan.chain(path)  # shorter than the path where an alias is on the way
        return self._scan.line(chain[-1].start) if chain else 1

    def text(self, path: KeyPath) -> str | None:
        if self.value(path) is MISSING:
            return None
        chain = self._scan.chain(path)
        if not chain:
            return self._scan.text
        member = chain[-1]
        start, end = self._scan.lines_of(member)
        if len(chain) > 1 and not chain[-2].node.is_block:
            start, end = member.start, member.node.end
        return self._scan.text[start:end]

    def comments(self) -> int:
        return len(self._scan.comments)

    def fits(self, path: KeyPath, piece: Piece) -> bool:
        from mcptui.formats.text_draft import digest

        return self.value(path) is MISSING and digest(self._scan.text) == piece.left

    def edit(self, edits: Sequence[Edit]) -> Edited:
        # Only a file that is edited needs these; most are only read.
        from mcptui.formats.yaml_draft import Draft
        from mcptui.formats.yaml_gate import Returned, prove
        from mcptui.formats.yaml_pieces import returned, unpack
        from mcptui.formats.yaml_values import refuse_unwritable

        refuse_overlaps(edits)
        refuse_misnamed(self.value(), edits)
        if edits and _ODD_LINE_END.search(self._scan.text):
            raise EditRefused("the file has a line end that is neither LF nor CRLF", "edit the file by hand")
        restored: dict[KeyPath, Returned] = {}
        for edit in edits:
            if isinstance(edit, Put):
                refuse_unwritable(edit.value)
            elif isinstance(edit, Restore):
                if self.value(edit.path) is not MISSING:
                    raise EditRefused(f"{'.'.join(edit.path)} is there again", "rename or remove it first")
                restored[edit.path] = returned(unpack(edit.piece), edit.path[-1])
        draft = Draft(self._scan)
        try:
            pieces = self._draw(draft, edits)
            after = YamlDocument((self._mark + draft.text).encode())
        except Unreadable:
            raise EditRefused("the edit would leave a file that is not valid YAML") from None
        comments = self._scan.comment_texts()
        comments.subtract(draft.lost)
        comments.update(draft.returned)
        prove(self._scan, after._scan, edits, restored, comments)
        return Edited(after, pieces)

    def _draw(self, draft: Draft, edits: Sequence[Edit]) -> dict[KeyPath, Piece]:
        """Do the edits. Pieces are put back first and cut out last: their digests are of a file as it was."""
        waiting = [edit for edit in edits if isinstance(edit, Restore)]
        while waiting:
            chosen = next((edit for edit in waiting if draft.fits(edit.piece)), waiting[0])
            draft.restore(chosen.path, chosen.piece)
            waiting.remove(chosen)
        for edit in edits:
            if isinstance(edit, Put):
                draft.put(edit.path, self.value(edit.path), edit.value)
        return {edit.path: draft.drop(edit.path) for edit in edits if isinstance(edit, Drop)}


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("the file is UTF-16, and here YAML is read as UTF-8", "save the file as UTF-8", 1, 1)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode().removeprefix(_BOM)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Unreadable("the file is not UTF-8", "save the file as UTF-8", line, column) from None
