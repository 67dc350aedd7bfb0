"""What a removal cut out of a TOML file, kept so that it can be put back: the inside of a ``Piece``.

``Piece.text`` is all cuts joined. ``Piece.whole`` is JSON, ``{"before": [names], "items": [numbers], "cuts": [{"at",
"size", "table", "inline"}, …]}``: the names before the member, nearest last; which steps of its path are items of
lists; where each cut belongs in the text after the removal, how many characters of ``text`` are its own, and the
table that its first line was read in. ``Piece.left`` is the SHA-256 of the file's text after the removal,
without a byte order mark: where it fits, the cuts go back to their offsets; elsewhere the tables count.
"""

from __future__ import annotations

import json
import tomllib
from typing import Final, NamedTuple

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats.document import MISSING, KeyPath, Piece, member_at
from mcptui.formats.items import Lookup
from mcptui.formats.text_draft import digest
from mcptui.formats.toml_scan import Scan, Span, open_bracket, scan
from mcptui.formats.toml_values import render_key

_PADDING: Final = " \t\r\n,"


class Cut(NamedTuple):
    """One text that was cut out; ``at`` counts in the text that was left.

    ``table`` is the table of its first line, for an ``inline`` cut the inline table that it was in.
    """

    at: int
    text: str
    table: KeyPath
    inline: bool = False


class Kept(NamedTuple):
    """A piece, read. ``items`` are the places in its path of steps that are items of lists."""

    before: tuple[str, ...]
    cuts: tuple[Cut, ...]
    items: tuple[int, ...] = ()

    def is_item(self, path: KeyPath) -> bool:
        """Whether what was cut out at ``path`` is itself an item."""
        return len(path) - 1 in self.items

    def written(self, path: KeyPath) -> KeyPath:
        """``path`` as a header says it: without the names of items."""
        return tuple(step for place, step in enumerate(path) if place not in self.items)


class Fragments(NamedTuple):
    """Cuts sorted by what they mean: lines by their table, then whole tables, then members of inline tables."""

    lines: dict[KeyPath, str]
    tables: str
    members: tuple[str, ...]


def cut_out(layout: Scan, spans: list[Span], inline: KeyPath | None = None) -> tuple[Cut, ...]:
    """The cuts that taking ``spans`` out makes. ``inline`` is the path of the inline table around them, if any."""
    cuts: list[Cut] = []
    gone = 0
    for start, end in spans:
        table = _table_at(layout, start, end) if inline is None else inline
        cuts.append(Cut(start - gone, layout.text[start:end], table, inline is not None))
        gone += end - start
    return tuple(cuts)


def pack(kept: Kept, lead: str, left: str) -> Piece:
    """``kept`` as a piece; ``left`` is the text of the file without it."""
    before, cuts, items = kept
    places = [{"at": cut.at, "size": len(cut.text), "table": list(cut.table), "inline": cut.inline} for cut in cuts]
    told = {"before": before, "items": items, "cuts": places}
    whole = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Piece("".join(cut.text for cut in cuts), before[-1] if before else None, lead, whole, digest(left))


def unpack(piece: Piece) -> Kept:
    """Raises ``EditRefused`` for what ``pack`` did not make."""
    cuts: list[Cut] = []
    used = 0
    try:
        whole = json.loads(piece.whole)
        before = tuple(map(str, whole["before"]))
        items = tuple(whole.get("items", ()))
        for place in whole["cuts"]:
            at, size, table, inline = place["at"], place["size"], place["table"], place["inline"]
            if not (_counts(at) and _counts(size) and isinstance(table, list) and isinstance(inline, bool)):
                raise _damaged()
            cuts.append(Cut(at, piece.text[used : used + size], tuple(map(str, table)), inline))
            used += size
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _damaged() from None
    if used != len(piece.text) or not cuts or not all(map(_counts, items)):
        raise _damaged()
    return Kept(before, tuple(cuts), items)


def fragments(cuts: tuple[Cut, ...]) -> Fragments:
    """What the cuts hold. Raises ``Unreadable`` when their text is no TOML."""
    lines: dict[KeyPath, str] = {}
    tables = ""
    members = [member for cut in cuts if cut.inline for member in _member_texts(cut.text)]
    for cut in cuts:
        if not cut.inline:
            text = _own_lines(cut.text)
            statements = scan(text).statements
            heads = next((index for index, found in enumerate(statements) if found.value is None), len(statements))
            end = statements[heads - 1].end if heads else 0
            if heads == len(statements):
                end = len(text)
            if end:
                lines[cut.table] = lines.get(cut.table, "") + ended(text[:end])
            tables += ended(text[end:])
    return Fragments(lines, tables, tuple(members))


def kept_value(kept: Kept, path: KeyPath) -> object:
    """The value at ``path`` that putting it back will give. Raises ``EditRefused`` when there is none."""
    try:
        found = fragments(kept.cuts)
        if found.members:
            left, right = "[]" if kept.is_item(path) else "{}"
            root: object = tomllib.loads(f"v = {left}{', '.join(found.members)}{right}")["v"]
            value = Lookup(root).value(path[len(kept.cuts[0].table) :])
        else:
            lines = {kept.written(table): lines for table, lines in found.lines.items()}
            under = "".join(f"[{render_key(table)}]\n{text}" for table, text in lines.items() if table)
            root = tomllib.loads(lines.get((), "") + under + found.tables)
            value = member_at(root, kept.written(path))
            if kept.is_item(path):
                value = Lookup(value).value(path[-1:]) if isinstance(value, list) and len(value) == 1 else MISSING
    except (ValueError, RecursionError, Unreadable):
        raise _damaged() from None
    if value is MISSING:
        raise _damaged()
    return value


def kept_comments(kept: Kept) -> list[str]:
    """The comments in the cuts."""
    alone = [_bracketed(cut.text) if cut.inline else cut.text for cut in kept.cuts]
    return [comment for text in alone for comment in scan(text).comments_in(0, len(text))]


def ended(lines: str) -> str:
    """``lines`` with an end to the last one."""
    if not lines or lines.endswith("\n"):
        return lines
    return lines + ("\r\n" if "\r\n" in lines else "\n")


def _member_texts(cut: str) -> list[str]:
    """The members of an inline table, or the item of a list, in what was cut out of one, without commas.

    What is said beside an item stands above it then.
    """
    alone = scan(_bracketed(cut))
    text, (statement,) = alone.text, alone.statements
    start = 0 if statement.value is None else statement.value[0]
    elements = open_bracket(text, start).elements
    if not elements:  # a comma alone
        return []
    inside = [(element.start, element.end) for element in elements]
    beside = [text[a:b] for a, b in alone.comments if not any(start <= a < end for start, end in inside)]
    first, *rest = (text[start:end] for start, end in inside)
    return [("\r\n" if "\r\n" in cut else "\n").join((*beside, first)), *rest]


def _bracketed(cut: str) -> str:
    """What was cut out of an inline table or a list, as a text of its own."""
    inner = cut.strip(_PADDING)
    return f"v = [{inner}\n]" if inner.startswith("{") else f"v = {{{inner}}}"  # a member begins with its key


def _own_lines(text: str) -> str:
    """A cut as lines: where the last line of a file had no end, that of the line before it went in its place."""
    if text.endswith("\n"):
        return text
    lead = "\r\n" if text.startswith("\r\n") else "\n" * text.startswith("\n")
    return text.removeprefix(lead) + lead


def _table_at(layout: Scan, start: int, end: int) -> KeyPath:
    """The table of the first statement in the span, which may begin with the line end of the one before."""
    found = (statement for statement in layout.statements if start <= statement.start < end)
    first = next(found, None)
    return () if first is None or first.value is None else first.table


def _counts(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0


def _damaged() -> EditRefused:
    return EditRefused(
        "the kept text of this entry is damaged or belongs elsewhere",
        "copy the entry by hand from a backup of the file: mcptui restore tells where they are",
    )
