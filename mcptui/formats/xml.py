"""XML as editors of the IntelliJ family keep their settings: read only, without a document type and its entities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats.document import Document, Edit, Edited, KeyPath, Piece
from mcptui.formats.items import Lookup
from mcptui.model import Syntax

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MAX_DEPTH: Final = 100
MAX_ELEMENTS: Final = 50_000
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_NAMED: Final = ("name", "key")


class Element:
    """One element; ``start`` and ``end`` are offsets in bytes, ``line`` is 1-based."""

    __slots__ = ("_by_name", "attributes", "end", "inner", "line", "start", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], start: int, line: int) -> None:
        self._by_name: dict[str, Element] | None = None
        self.tag = tag
        self.attributes = attributes
        self.start = start
        self.line = line
        self.end = start
        self.inner: list[Element] = []

    @property
    def name(self) -> str:
        """What it is known by: its name or key, else the one that is an option in it, else its tag."""
        told = next((self.attributes[each] for each in _NAMED if each in self.attributes), None)
        options = (each.attributes for each in self.inner if each.attributes.get("name") == "name")
        return told or next((each["value"] for each in options if each.get("value")), self.tag)

    @property
    def by_name(self) -> dict[str, Element]:
        """What is in it by its name; of several of one name the last."""
        if self._by_name is None:
            self._by_name = {each.name: each for each in self.inner}
        return self._by_name

    def value(self) -> object:
        """Its ``value``; else a list or table of what is in it; nothing in an option is null."""
        if "value" in self.attributes:
            return self.attributes["value"]
        if self.tag in ("list", "set", "array"):
            return [each.value() for each in self.inner]
        if self.tag == "option":
            return self.inner[0].value() if self.inner else None
        told: dict[str, object] = {key: text for key, text in self.attributes.items() if key not in _NAMED}
        return told | {name: each.value() for name, each in self.by_name.items()}


class XmlDocument(Document):
    """A file of settings in UTF-8. A step of a path is the name of an element, or its tag where it has none.

    Refused: other encodings, a document type, ``MAX_DEPTH`` levels, ``MAX_ELEMENTS``; as an edit, anything.
    """

    __slots__ = ("_comments", "_lookup", "_root", "data")

    syntax = Syntax.XML

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._root, self._comments = _parsed(data)
        self._lookup = Lookup({} if self._root is None else self._root.value())

    def value(self, path: KeyPath = ()) -> object:
        return self._lookup.value(path)

    def keys(self, path: KeyPath = ()) -> tuple[str, ...]:
        return self._lookup.names(path)

    def line(self, path: KeyPath) -> int | None:
        element = self._element(path)
        return None if element is None else element.line

    def text(self, path: KeyPath) -> str | None:
        element = self._element(path)
        if element is None:
            return None
        start, end = self.data.rfind(b"\n", 0, element.start) + 1, self.data.find(b"\n", element.end)
        if self.data[start : element.start].strip():
            start = element.start
        return self.data[start : end + 1 or len(self.data)].decode()

    def comments(self) -> int:
        return self._comments

    def fits(self, path: KeyPath, piece: Piece) -> bool:
        return False

    def edit(self, edits: Sequence[Edit]) -> Edited:
        raise EditRefused("XML is only read here", "change it in the program whose file it is")

    def _element(self, path: KeyPath) -> Element | None:
        element = self._root
        for step in path:
            element = None if element is None else element.by_name.get(step)
        return element


class _Builder:
    """Takes what expat sees and makes elements of it."""

    def __init__(self, data: bytes, parser: XMLParserType) -> None:
        self._data = data
        self._parser = parser
        self._open: list[Element] = []
        self._number = 0
        self.root: Element | None = None
        self.comments = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._number += 1
        if len(self._open) >= MAX_DEPTH or self._number > MAX_ELEMENTS:
            self.refuse("nested too deeply" if len(self._open) >= MAX_DEPTH else "too many elements")
        element = Element(tag, attributes, self._parser.CurrentByteIndex, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].inner.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, tag: str) -> None:
        del tag
        self._open.pop().end = self._data.find(b">", self._parser.CurrentByteIndex) + 1

    def comment(self, text: str) -> None:
        del text
        self.comments += 1

    def declared(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            self.refuse("the file says that it is not UTF-8")

    def document_type(self, *told: object) -> None:
        del told
        self.refuse("a document type, which is not read")

    def refuse(self, message: str) -> NoReturn:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        raise Unreadable(message, line=line, column=column)


def _parsed(data: bytes) -> tuple[Element | None, int]:
    """The outermost element and the number of comments; an empty file has no element."""
    from xml.parsers import expat

    if data.startswith(_UTF_16):
        raise Unreadable("the file is UTF-16, and here XML is read as UTF-8", "save the file as UTF-8", 1, 1)
    if not data.strip():
        return None, 0
    parser = expat.ParserCreate("utf-8")
    builder = _Builder(data, parser)
    parser.StartElementHandler = builder.begin
    parser.EndElementHandler = builder.end
    parser.CommentHandler = builder.comment
    parser.XmlDeclHandler = builder.declared
    parser.StartDoctypeDeclHandler = builder.document_type
    try:
        parser.Parse(data, True)  # noqa: FBT003  # expat takes it by place alone
    except expat.ExpatError as error:
        reason = f"not valid XML: {expat.ErrorString(error.code)}"
        raise Unreadable(reason, line=error.lineno, column=error.offset + 1) from None
    return builder.root, builder.comments
