"""JSON and JSONC documents: strict first, then with comments and last commas blanked at equal length."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

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
    expected,
    same,
)
from mcptui.formats.json_edit import Layout, Splice, Style, spliced
from mcptui.formats.json_scan import Table
from mcptui.model import Syntax

_BOM = codecs.BOM_UTF8.decode("latin-1")
_CHUNK = 1 << 20


@dataclass(slots=True)
class _View:
    """Three looks at one text: as it is, without comments, and as strict JSON. Often all the same."""

    raw: str
    bare: str
    strict: str

    @classmethod
    def of(cls, raw: str, syntax: Syntax) -> _View:
        if syntax is Syntax.JSON:
            return cls(raw, raw, raw)
        bare = scan.without_comments(raw)
        return cls(raw, bare, scan.without_last_commas(bare))


class JsonDocument(Document):
    """A JSON or JSONC file. An empty file is an empty object, as the clients that make one mean it."""

    def __init__(self, data: bytes, syntax: Syntax = Syntax.JSONC, wanted: Iterable[KeyPath] = ()) -> None:
        self.data = data
        self.syntax = syntax
        self._wanted = scan.wanted_tree(wanted)
        _check_utf8(data)
        raw = data.decode("latin-1")
        start = len(_BOM) if raw.startswith(_BOM) else 0
        self._start = start
        self._line_seen = (0, 1)
        self._view = _View(raw, raw, raw)
        self._root: Table | None = None
        if not raw[start:].strip(" \t\r\n"):
            self._empty = True
            return
        self._empty = False
        try:
            self._root = scan.read_root(raw, start, self._wanted)
        except scan.Malformed as error:
            if syntax is Syntax.JSON:
                raise self._unreadable(error) from None
            self._view = _View.of(raw, syntax)
            try:
                self._root = scan.read_root(self._view.strict, start, self._wanted)
            except scan.Malformed as second:
                raise self._unreadable(second) from None

    def _unreadable(self, error: scan.Malformed) -> Unreadable:
        line_start = self.data.rfind(b"\n", 0, error.position) + 1
        line = self.data.count(b"\n", 0, error.position) + 1
        column = len(self.data[line_start : error.position].decode("utf-8", "replace")) + 1
        message = error.message
        if self.syntax is Syntax.JSON and self.data[error.position : error.position + 2] in (b"//", b"/*"):
            message = "a comment, which this client does not read"
        return Unreadable(f"not valid {self.syntax.value.upper()}: {message}", line=line, column=column)

    # --- reading

    def _table(self, path: KeyPath) -> Table | None:
        table = self._root
        for key in path:
            element = None if table is None else table.find(key)
            if element is None:
                return None
            if element.table is None and self._view.strict[element.value] == "{":
                element.table = scan.read_table(self._view.strict, element.value)
            table = element.table
        return table

    def value(self, path: KeyPath = ()) -> object:
        if self._empty:
            return MISSING if path else {}
        if not path:
            return self._loads(self._start, len(self._view.strict))
        table = self._table(path[:-1])
        element = None if table is None else table.find(path[-1])
        return MISSING if element is None else self._loads(element.value, element.end)

    def _loads(self, start: int, end: int) -> object:
        try:
            value: object = json.loads(self._view.strict[start:end].encode("latin-1"))
        except RecursionError:
            raise Unreadable("nested too deeply to be a configuration file") from None
        return value

    def keys(self, path: KeyPath = ()) -> tuple[str, ...]:
        table = self._table(path)
        return () if table is None else tuple(dict.fromkeys(element.key for element in table.elements))

    def line(self, path: KeyPath) -> int | None:
        table = self._table(path[:-1])
        element = None if table is None or not path else table.find(path[-1])
        if element is None:
            return None
        seen, line = self._line_seen if self._line_seen[0] <= element.start else (0, 1)
        self._line_seen = (element.start, line + self.data.count(b"\n", seen, element.start))
        return self._line_seen[1]

    def text(self, path: KeyPath) -> str | None:
        table = self._table(path[:-1])
        element = None if table is None or not path else table.find(path[-1])
        if element is None:
            return None
        start = self.data.rfind(b"\n", 0, element.start) + 1
        if self.data[start : element.start].strip():
            start = element.start
        return self.data[start : element.end].decode("utf-8")

    def comments(self) -> int:
        return 0 if self._view.raw is self._view.strict else sum(1 for _ in scan.comments(self._view.raw))

    # --- editing

    def edit(self, edits: Sequence[Edit]) -> Edited:
        if not edits:
            return Edited(self.data, {})
        if self._empty:
            return self._written_anew(edits)
        if self._root is None:
            raise EditRefused("the file holds something other than a JSON object")
        work = _Work(self._view.raw, self.syntax)
        for opening, inner in self._groups(edits):
            for edit, path in inner:
                work.edit(opening, edit, path)
        data = work.text.encode("latin-1")
        self._gate(data, edits, work)
        return Edited(data, work.pieces)

    def _written_anew(self, edits: Sequence[Edit]) -> Edited:
        value = expected({}, edits, {})
        text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
        return Edited(self.data[: self._start] + text.encode("utf-8"), {})

    def _groups(self, edits: Sequence[Edit]) -> list[tuple[int, list[tuple[Edit, KeyPath]]]]:
        """Edits by the outermost table that they share, last table first so that offsets stay true."""
        homes = {self._home(edit.path) for edit in edits}
        tops = [home for home in homes if not any(home[: len(other)] == other and home != other for other in homes)]
        groups = []
        for top in tops:
            table = self._table(top)
            assert table is not None  # noqa: S101  # _home ends at a table that is there
            inner = [(edit, edit.path[len(top) :]) for edit in edits if edit.path[: len(top)] == top]
            groups.append((table.open, inner))
        return sorted(groups, key=lambda group: group[0], reverse=True)

    def _home(self, path: KeyPath) -> KeyPath:
        """The innermost table on the way to the member at ``path`` that is there."""
        home = path[:-1]
        while self._table(home) is None:
            home = home[:-1]
        for depth in range(len(home) + 1):
            table = self._table(home[:depth])
            names = [element.key for element in table.elements] if table else []
            if names.count(path[depth]) > 1:
                raise EditRefused(
                    f"the name {path[depth]!r} stands twice in the same object",
                    "remove one of the two by hand; clients use the last",
                )
        return home

    def _gate(self, data: bytes, edits: Sequence[Edit], work: _Work) -> None:
        try:
            after = JsonDocument(data, self.syntax, [edit.path[:-1] for edit in edits])
            before_frame = self._frame((), [edit.path for edit in edits])
            after_frame = after._frame((), [edit.path for edit in edits])
        except Unreadable as error:
            raise EditRefused("the edit would leave a file that cannot be read", error.message) from None
        wanted = expected(before_frame, edits, work.restored)
        if not same(wanted, after_frame) or not _same_order(before_frame, after_frame):
            raise EditRefused("the edit would change more than was asked", "edit the file by hand and report this")
        if after.comments() != self.comments() - work.comments_cut + work.comments_added:
            raise EditRefused("the edit would lose a comment", "edit the file by hand and report this")

    def _frame(self, path: KeyPath, edited: list[KeyPath]) -> object:
        """The tables along the edited paths as dicts; what lies beside them as its exact text."""
        table = self._table(path)
        if table is None:
            return self.value(path)
        frame: dict[str, object] = {}
        for element in table.elements:
            below = [*path, element.key]
            deeper = [each for each in edited if each[: len(below)] == tuple(below)]
            if any(len(each) == len(below) for each in deeper):
                frame[element.key] = self.value(tuple(below))
            elif deeper:
                frame[element.key] = self._frame(tuple(below), deeper)
            else:
                frame[element.key] = _Text(self._view.raw, element.value, element.end)
        return frame


class _Text:
    """The text of a value that no edit may touch, compared without being copied twice."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Text):
            return NotImplemented
        return self.text[self.start : self.end] == other.text[other.start : other.end]

    __hash__ = None  # type: ignore[assignment]  # compared, never kept in a set


def _same_order(before: object, after: object) -> bool:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return True
    kept = [key for key in before if key in after]
    return kept == [key for key in after if key in before] and all(_same_order(before[key], after[key]) for key in kept)


@dataclass(slots=True)
class _Work:
    """The text while edits are done one after another, and what they cut and brought."""

    text: str
    syntax: Syntax
    pieces: dict[KeyPath, Piece] = field(default_factory=dict)
    restored: dict[KeyPath, object] = field(default_factory=dict)
    comments_cut: int = 0
    comments_added: int = 0

    def edit(self, opening: int, edit: Edit, path: KeyPath) -> None:
        """Do one edit; ``path`` is ``edit.path`` from the table that opens at ``opening``."""
        while self._step(opening, edit, path):
            pass

    def _step(self, opening: int, edit: Edit, path: KeyPath) -> bool:
        """One pass over the text; True when the edit needs another."""
        view = _View.of(self.text, self.syntax)
        table = scan.read_table(view.strict, opening)
        for key in path[:-1]:
            element = table.find(key)
            if element is None or view.strict[element.value] != "{":
                break
            table = scan.read_table(view.strict, element.value)
            path = path[1:]
        layout = Layout(view.raw, view.bare, table, Style.of(view.raw))
        match edit:
            case Put():
                return self._put(view, layout, path, edit.value)
            case Drop():
                self._drop(layout, path[-1], edit.path)
            case Restore():
                self._restore(layout, path[-1], edit)
        return False

    def _put(self, view: _View, layout: Layout, path: KeyPath, value: object) -> bool:
        element = layout.table.find(path[0])
        if element is None:
            for key in reversed(path[1:]):
                value = {key: value}
            self._splice(layout.insert(len(layout.table.elements), layout.style.member(path[0], value, layout.indent)))
            return False
        if len(path) > 1:
            raise EditRefused(f"{path[0]!r} is not an object")
        old = json.loads(view.strict[element.value : element.end].encode("latin-1"))
        if same(old, value):
            return False
        if isinstance(old, list) and isinstance(value, list) and old and value:
            array = Layout(view.raw, view.bare, scan.read_array(view.strict, element.value), layout.style)
            self._splice(array.change_items(old, value))
            return True
        self._splice([Splice(element.value, element.end, layout.style.render(value, layout.indent))])
        return False

    def _drop(self, layout: Layout, key: str, path: KeyPath) -> None:
        names = [element.key for element in layout.table.elements]
        if key not in names:
            raise EditRefused(f"there is no {key!r} to remove")
        index = names.index(key)
        start, end = layout.cut(index)
        place = layout.after(index - 1)
        whole = layout.text[layout.table.open : layout.table.close + 1]
        self._splice(layout.drop(index))
        shrunk = len(layout.text) - len(self.text)
        left = self.text[layout.table.open : layout.table.close + 1 - shrunk]
        self.pieces[path] = Piece(
            text=_utf8(layout.text[start:end]),
            after=names[index - 1] if index else None,
            lead=_utf8(layout.text[place:start]),
            whole=_utf8(whole),
            left=_digest(left),
        )

    def _restore(self, layout: Layout, key: str, edit: Restore) -> None:
        table, piece = layout.table, edit.piece
        if table.find(key) is not None:
            raise EditRefused(f"there is a {key!r} again", "remove or rename one of the two")
        now = layout.text[table.open : table.close + 1]
        if _digest(now) == piece.left:
            self._splice([Splice(table.open, table.close + 1, _latin(piece.whole))])
        else:
            names = [element.key for element in table.elements]
            index = names.index(piece.after) + 1 if piece.after in names else (0 if piece.after is None else len(names))
            self._splice(layout.insert_cut(index, _latin(piece.text), _latin(piece.lead)))
        self.restored[edit.path] = self._value_of(piece, key)

    def _value_of(self, piece: Piece, key: str) -> object:
        try:
            return JsonDocument(piece.whole.encode("utf-8"), self.syntax).value((key,))
        except Unreadable as error:
            raise EditRefused("what was kept of the entry cannot be read in this file", error.message) from None

    def _splice(self, splices: list[Splice]) -> None:
        for splice in splices:
            self.comments_cut += self._count(self.text[splice.start : splice.end])
            self.comments_added += self._count(splice.text)
        self.text = spliced(self.text, splices)

    def _count(self, text: str) -> int:
        return 0 if self.syntax is Syntax.JSON else sum(1 for _ in scan.comments(text))


def _check_utf8(data: bytes) -> None:
    """Refuse what is not UTF-8, a piece at a time: the decoded text of a huge file is never kept."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8 text", "save the file as UTF-8") from None


def _latin(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


def _utf8(text: str) -> str:
    return text.encode("latin-1").decode("utf-8")


def _digest(text: str) -> str:
    return sha256(text.encode("latin-1")).hexdigest()
