"""JSON and JSONC documents: strict first, then with comments and last commas blanked at equal length."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats import json_scan as scan
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
    same,
)
from mcptui.formats.json_file import JsonFile
from mcptui.model import Syntax

if TYPE_CHECKING:
    from mcptui.formats.json_edit import Style

_BOM = codecs.BOM_UTF8
_BLANKS = re.compile(rb"[ \t]*+")
_CHUNK = 1 << 12
_MOST_SIGNS = 10_000_000


class JsonDocument(Document):
    """A JSON or JSONC file in UTF-8. A byte order mark and line ends of either kind stay as they are.

    An empty file, or one of comments alone, is an empty object, as the clients that make one mean it.
    Refused: other encodings, NUL, comments and trailing commas in strict JSON, too many values; as an
    edit, what lies in or under a duplicate key.
    """

    def __init__(self, data: bytes, syntax: Syntax = Syntax.JSONC, wanted: Iterable[KeyPath] = ()) -> None:
        self.data = data
        self.syntax = syntax
        self._wanted = frozenset(wanted)
        self._line_seen = (0, 1)
        self._start = len(_BOM) if data.startswith(_BOM) else 0
        self._anew: bytes | None = None
        _check_amount(data)
        _check_utf8(data)
        try:
            self._file = self._read(data)
        except scan.Malformed as error:
            self._anew = self._filled()
            if self._anew is None:
                raise self._unreadable(error) from None
            self._file = self._read(self._anew)

    def _read(self, data: bytes) -> JsonFile:
        return JsonFile.read(data, self.syntax, self._start, scan.wanted_tree(self._wanted))

    def _unreadable(self, error: scan.Malformed) -> Unreadable:
        message = error.message
        if self.data[error.position : error.position + 2] in (b"//", b"/*"):
            strict = self.syntax is Syntax.JSON
            message = "a comment, which this client does not read" if strict else "a comment that does not end"
        line, column = _position(self.data, error.position)
        name = "JSON with comments" if self.syntax is Syntax.COMMENTED else self.syntax.value.upper()
        return Unreadable(f"not valid {name}: {message}", line=line, column=column)

    def _filled(self) -> bytes | None:
        """What a file without a value stands for; None for every other."""
        raw = self.data.decode("latin-1")
        first = scan.skip_space(raw, self._start)
        if first == len(raw):
            return self.data[: self._start] + b"{}\n"
        if self.syntax is Syntax.JSON or not raw.startswith("/", first):
            return None
        if scan.skip_space(scan.without_comments(raw), first) < len(raw):
            return None
        return self.data + (b"" if raw.endswith("\n") else b"\n") + b"{}\n"

    # --- reading

    def value(self, path: KeyPath = ()) -> object:
        try:
            return self._file.value(path)
        except Unreadable as error:
            raise Unreadable(error.message, error.hint, self.line(path)) from None

    def keys(self, path: KeyPath = ()) -> tuple[str, ...]:
        table = self._file.table(path)
        return () if table is None else tuple(dict.fromkeys(element.key for element in table.elements))

    def line(self, path: KeyPath) -> int | None:
        element = self._file.element(path)
        if element is None:
            return None
        seen, line = self._line_seen if self._line_seen[0] <= element.start else (0, 1)
        self._line_seen = (element.start, line + self.data.count(b"\n", seen, element.start))
        return self._line_seen[1]

    def text(self, path: KeyPath) -> str | None:
        element = self._file.element(path)
        if element is None:
            return None
        start = self.data.rfind(b"\n", 0, element.start) + 1
        if self.data[start : element.start].strip():
            start = element.start
        return self.data[start : element.end].decode("utf-8")

    def size(self, path: KeyPath) -> int:
        element = self._file.element(path)
        return 0 if element is None else element.end - element.start

    def comments(self) -> int:
        return 0 if self._file.plain else sum(1 for _ in scan.comments(self._file.data.decode("latin-1")))

    # --- editing

    def fits(self, path: KeyPath, piece: Piece) -> bool:
        from hashlib import sha256

        table = self._file.table(path[:-1])
        if table is None or table.find(path[-1]) is not None:
            return False
        return sha256(memoryview(self._file.data)[table.open : table.close + 1]).hexdigest() == piece.left

    def edit(self, edits: Sequence[Edit]) -> Edited:
        refuse_overlaps(edits)
        if not edits:
            return Edited(self, {})
        if self._anew is not None:
            return JsonDocument(self._anew, self.syntax).edit(edits)
        if self._file.root is None:
            raise EditRefused("the file holds something other than a JSON object", "mend it by hand")
        try:
            return self._edited(edits)
        except RecursionError:
            raise EditRefused("nested too deeply to be edited") from None
        except Unreadable as error:
            raise EditRefused(error.message, error.hint) from None

    def _edited(self, edits: Sequence[Edit]) -> Edited:
        # Most files are only read; then the editor is not even loaded.
        from mcptui.formats.json_draft import kept_value

        steps = [step for edit in edits for step in self._steps(edit)]
        restored = {edit.path: kept_value(edit.path, edit.piece) for edit in steps if isinstance(edit, Restore)}
        data, pieces = self._spliced(steps)
        after = self._gate(data, edits, steps, restored)
        return Edited(after, {edit.path: pieces[edit.path] for edit in edits if isinstance(edit, Drop)})

    def _spliced(self, steps: Sequence[Edit]) -> tuple[bytes, dict[KeyPath, Piece]]:
        """The bytes with the edited tables in place of the old ones, and what was cut out."""
        from mcptui.formats.json_edit import Style

        style = Style.of(self._file.strict.decode("latin-1"), self._start)
        old = memoryview(self.data)  # slices of it are no copies
        parts: list[bytes | memoryview] = []
        pieces: dict[KeyPath, Piece] = {}
        done = 0
        for table, path in self._tops(steps):
            inside = [step._replace(path=step.path[len(path) :]) for step in steps if step.path[: len(path)] == path]
            new, cut = self._edited_table(table, inside, style)
            parts += (old[done : table.open], new)
            pieces.update({path + below: piece for below, piece in cut.items()})
            done = table.close + 1
        return b"".join((*parts, old[done:])), pieces

    def _edited_table(
        self, table: scan.Table, edits: Sequence[Edit], style: Style
    ) -> tuple[bytes, dict[KeyPath, Piece]]:
        from mcptui.formats.json_draft import Draft

        draft = Draft(self._file.part(table), self.syntax, style, self._margin(table))
        draft.edit(edits)
        return draft.text.encode("latin-1"), draft.pieces

    def _steps(self, edit: Edit) -> Iterator[Edit]:
        """The edit, or the edits of single members that an object over an object comes to."""
        self._refuse_duplicates(edit.path)
        old = self.value(edit.path) if isinstance(edit, Put) and isinstance(edit.value, dict) else MISSING
        if not isinstance(edit, Put) or not isinstance(edit.value, dict) or not isinstance(old, dict):
            yield edit
            return
        for key in old:
            if key not in edit.value:
                self._refuse_duplicates((*edit.path, key))
                yield Drop((*edit.path, key))
        for key, value in edit.value.items():
            if not same(old.get(key, MISSING), value):
                yield from self._steps(Put((*edit.path, key), value))

    def _refuse_duplicates(self, path: KeyPath) -> None:
        table = self._file.root
        for key in path:
            if table is None:
                return
            if table.is_twice(key):
                raise EditRefused(
                    f"the name {key!r} stands twice in the same object",
                    "remove one of the two by hand; clients use the last",
                )
            element = table.find(key)
            table = None if element is None else self._file.table_of(element)

    def _tops(self, steps: Sequence[Edit]) -> list[tuple[scan.Table, KeyPath]]:
        """The outermost tables that are edited, in file order."""
        from mcptui.formats.json_gate import home, outermost

        paths = outermost({home(self._file, step.path) for step in steps})
        tables = ((self._file.table(path), path) for path in paths)
        return sorted(((table, path) for table, path in tables if table), key=lambda top: top[0].open)

    def _margin(self, table: scan.Table) -> str:
        """The indent of the line on which the table opens."""
        line = max(self.data.rfind(b"\n", 0, table.open) + 1, self._start)
        found = _BLANKS.match(self.data, line)
        return found[0].decode() if found else ""

    def _gate(
        self, data: bytes, edits: Sequence[Edit], steps: Sequence[Edit], restored: dict[KeyPath, object]
    ) -> JsonDocument:
        """What ``data`` says, if that is what was asked for."""
        from mcptui.formats.json_gate import prove

        try:
            after = JsonDocument(data, self.syntax, self._wanted.union(step.path[:-1] for step in steps))
        except Unreadable as error:
            raise EditRefused("the edit would leave a file that cannot be read", error.message) from None
        prove(self._file, after._file, steps, restored)
        if not all(same(after.value(edit.path), edit.value) for edit in edits if isinstance(edit, Put)):
            raise EditRefused("the edit would not set what was asked", "edit the file by hand and report this")
        return after


def _check_amount(data: bytes) -> None:
    """Refuse a file that would take gigabytes once it is read: a value of two bytes costs a hundred.

    The signs that come with a value are counted, also in texts: that costs a sixth of what reading does.
    """
    if len(data) > _MOST_SIGNS and len(data) - len(data.translate(None, b",[")) > _MOST_SIGNS:
        raise Unreadable(f"the file holds more than {_MOST_SIGNS:,} values")


def _check_utf8(data: bytes) -> None:
    """Refuse what is not UTF-8, a piece at a time: the decoded text of a huge file is never kept."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("the file is UTF-16, not UTF-8", "save the file as UTF-8", 1, 1)
    if (nul := data.find(b"\0")) >= 0:
        raise Unreadable("there is a NUL byte in the file", "save the file as UTF-8", *_position(data, nul))
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data) + 1, _CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK > len(data))
        except UnicodeDecodeError as error:
            place = _position(data, start - pending + error.start)
            raise Unreadable("the file is not UTF-8", "save the file as UTF-8", *place) from None


def _position(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both 1-based, the column in characters; a byte order mark is none."""
    line_start = data.rfind(b"\n", 0, offset) + 1
    before = data[line_start:offset].decode("utf-8", "replace").removeprefix("\ufeff" if line_start == 0 else "")
    return data.count(b"\n", 0, offset) + 1, len(before) + 1
