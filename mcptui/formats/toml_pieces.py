"""What a removal cut out of a TOML file, kept so that it can be put back: the inside of a ``Piece``.

``Piece.text`` is all cuts joined. ``Piece.whole`` is JSON, ``{"before": [names], "cuts": [{"at", "size", "table",
"inline"}, …]}``: the names before the member, nearest last;
where each cut belongs in the text after the removal, how many characters of ``text`` are its own, and the
table that its first line was read in. ``Piece.left`` is the SHA-256 of the file's text after the removal,
without a byte order mark: where it fits, the cuts go back to their offsets; elsewhere the tables count.
"""

from __future__ import annotations

import json
import tomllib
from typing import NamedTuple

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats.document import MISSING, KeyPath, Piece, member_at
from mcptui.formats.text_draft import digest
from mcptui.formats.toml_scan import Scan, Span, scan
from mcptui.formats.toml_values import member_texts, render_key


class Cut(NamedTuple):
    """One text that was cut out; ``at`` counts in the text that was left.

    ``table`` is the table of its first line, for an ``inline`` cut the inline table that it was in.
    """

    at: int
    text: str
    table: KeyPath
    inline: bool = False


class Kept(NamedTuple):
    """A piece, read."""

    before: tuple[str, ...]
    cuts: tuple[Cut, ...]


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
    before, cuts = kept
    places = [{"at": cut.at, "size": len(cut.text), "table": list(cut.table), "inline": cut.inline} for cut in cuts]
    whole = json.dumps({"before": before, "cuts": places}, ensure_ascii=False, separators=(",", ":"))
    return Piece("".join(cut.text for cut in cuts), before[-1] if before else None, lead, whole, digest(left))


def unpack(piece: Piece) -> Kept:
    """Raises ``EditRefused`` for what ``pack`` did not make."""
    cuts: list[Cut] = []
    used = 0
    try:
        whole = json.loads(piece.whole)
        before = tuple(map(str, whole["before"]))
        for place in whole["cuts"]:
            at, size, table, inline = place["at"], place["size"], place["table"], place["inline"]
            if not (_counts(at) and _counts(size) and isinstance(table, list) and isinstance(inline, bool)):
                raise _damaged()
            cuts.append(Cut(at, piece.text[used : used + size], tuple(map(str, table)), inline))
            used += size
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _damaged() from None
    if used != len(piece.text) or not cuts:
        raise _damaged()
    return Kept(before, tuple(cuts))


def fragments(cuts: tuple[Cut, ...]) -> Fragments:
    """What the cuts hold. Raises ``Unreadable`` when their text is no TOML."""
    lines: dict[KeyPath, str] = {}
    tables = ""
    members = [member for cut in cuts if cut.inline for member in member_texts(cut.text)]
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


def kept_value(cuts: tuple[Cut, ...], path: KeyPath) -> object:
    """The value at ``path`` that putting the cuts back will give. Raises ``EditRefused`` when there is none."""
    try:
        found = fragments(cuts)
        if found.members:
            value: object = tomllib.loads("v = {" + ", ".join(found.members) + "}")["v"]
            path = path[len(cuts[0].table) :]
        else:
            under = "".join(f"[{render_key(table)}]\n{lines}" for table, lines in found.lines.items() if table)
            value = tomllib.loads(found.lines.get((), "") + under + found.tables)
    except (ValueError, RecursionError, Unreadable):
        raise _damaged() from None
    value = member_at(value, path)
    if value is MISSING:
        raise _damaged()
    return value


def kept_comments(cuts: tuple[Cut, ...]) -> list[str]:
    """The comments in the cuts."""
    return [text for cut in cuts if not cut.inline for text in scan(cut.text).comments_in(0, len(cut.text))]


def ended(lines: str) -> str:
    """``lines`` with an end to the last one."""
    if not lines or lines.endswith("\n"):
        return lines
    return lines + ("\r\n" if "\r\n" in lines else "\n")


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
        "Copy the entry by hand from a backup of the file: mcptui restore tells where they are.",
    )
