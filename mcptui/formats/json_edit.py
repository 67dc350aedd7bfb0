"""Edits of JSON text as splices: one element in, out or changed, and no byte beside it.

Comments: what stands inside an entry leaves with it, and so do the comments behind it on its last
line: before its comma, and behind its comma if no other element follows there. Comments above an
entry, or before it on its line, stay; so do those that go on over several lines. A new element
never comes between another and the comments behind it.
"""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from mcptui.formats.json_scan import (
    SPACE,
    Table,
    comma_behind,
    comments,
    end_of_comments,
    end_of_own,
    end_of_room,
    skip_blanks,
    skip_space,
)
from mcptui.formats.splices import Splice

_BLANK: Final = " \t"
_LINE_ENDS: Final = ("\r", "\n")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def latin(text: str) -> str:
    """``text`` as the Latin-1 view of its UTF-8 bytes."""
    return text.encode("utf-8").decode("latin-1")


class Style(NamedTuple):
    """How a file is laid out: one step of indent, the line end, the gap behind ``:`` and ``,``.

    ``compact`` says that the whole file is one line.
    """

    indent: str
    newline: str
    gap: str
    compact: bool

    @classmethod
    def of(cls, strict: str, start: int) -> Style:
        """The style of the object at ``start``; ``strict`` has its comments blanked."""
        line_end = strict.find("\n")
        newline = "\r\n" if line_end > 0 and strict[line_end - 1] == "\r" else "\n"
        brace = skip_space(strict, start)
        first = skip_space(strict, brace + 1)
        _, own_line, lead = strict[brace + 1 : first].rpartition("\n")
        if strict.startswith("}", first):
            return cls("  ", newline, " ", compact=False)
        # Line ends around the object are no lines in it; only white space can stand there.
        inside = strict.find("\n", brace)
        if inside < 0 or skip_space(strict, inside) == len(strict):
            return cls("  ", newline, " " if '": ' in strict[first : first + 4096] else "", compact=True)
        return cls((own_line and lead) or "  ", newline, " ", compact=False)

    def render(self, value: object, indent: str, *, one_line: bool) -> str:
        """``value`` as Latin-1 text of its UTF-8 bytes, for a line that is indented by ``indent``."""
        if one_line:
            text = json.dumps(value, ensure_ascii=False, separators=(f",{self.gap}", f":{self.gap}"))
        else:
            text = json.dumps(value, ensure_ascii=False, indent=self.indent).replace("\n", self.newline + indent)
        # A lone surrogate has no UTF-8 form; its escape has.
        return latin(_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


class Body(NamedTuple):
    """The text of an element to put in, and what follows behind its comma.

    ``lead`` is the white space that stood before it; None when the layout around it decides.
    """

    text: str
    tail: str = ""
    lead: str | None = None

    @property
    def begins_line(self) -> bool:
        return self.lead is not None and self.lead.startswith(_LINE_ENDS)

    @property
    def ends_line(self) -> bool:
        return any(comment.startswith("//") for comment in comments(self.tail))


class Layout:
    """One table or array in a text, and the splices that change its elements.

    ``raw`` is the text as it is, ``bare`` the same without comments but with trailing commas;
    ``margin`` is the indent of the line on which ``raw`` begins.
    """

    def __init__(self, raw: str, bare: str, table: Table, style: Style, margin: str) -> None:
        self.raw = raw
        self.bare = bare
        self.table = table
        self.style = style
        elements = table.elements
        self.trailing = bool(elements) and self._comma(-1) is not None
        line = raw.rfind("\n", 0, table.open) + 1
        self.outer = raw[line : skip_blanks(raw, line)] if line else margin
        leads = (self._lead(element.start) for element in reversed(elements))
        lead = next((lead for lead in leads if lead is not None), None)
        self.wide = lead is not None
        self.indent = self.outer + style.indent if lead is None else lead

    def _comma(self, index: int) -> int | None:
        """Where the comma behind the element at ``index`` stands."""
        return comma_behind(self.bare, self.table.elements[index].end)

    def _lead(self, position: int) -> str | None:
        """The blanks before ``position`` when nothing else stands before it on its line."""
        start = self._back(position, _BLANK)
        return self.raw[start:position] if start > 0 and self.raw[start - 1] in _LINE_ENDS else None

    def _back(self, position: int, signs: str) -> int:
        while position > 0 and self.raw[position - 1] in signs:
            position -= 1
        return position

    def _line_before(self, position: int) -> int:
        """Where the line end before ``position`` begins; only blanks stand between."""
        start = self._back(position, _BLANK) - 1
        return start - 1 if self.raw[start - 1 : start + 1] == "\r\n" else start

    def _is_white(self, start: int, end: int) -> bool:
        return skip_space(self.raw, start) >= end

    def render(self, value: object) -> str:
        """A value as it would be written in this table."""
        one_line = self.style.compact or (bool(self.table.elements) and not self.wide)
        return self.style.render(value, self.indent, one_line=one_line)

    def member(self, key: str, value: object) -> str:
        return f"{self.style.render(key, '', one_line=True)}:{self._gap}{self.render(value)}"

    @property
    def _gap(self) -> str:
        """What stands behind ``:`` and ``,`` in a table of one line."""
        if self.wide or not self.table.elements:
            return self.style.gap
        if len(self.table.elements) > 1:
            return " " if self.raw[self.table.elements[1].start - 1] in SPACE else ""
        element = self.table.elements[0]
        if element.value == element.start:
            return self.style.gap
        return " " if self.raw[element.value - 1] in _BLANK else ""

    def room(self, index: int) -> int:
        """Where a new element behind the one at ``index`` goes: behind its comma and its comments."""
        if index < 0:
            return end_of_room(self.raw, self.table.open + 1)
        comma = self._comma(index)
        if comma is None:
            return end_of_comments(self.raw, self.table.elements[index].end)
        return end_of_room(self.raw, comma + 1)

    # --- taking out

    def cuts(self, index: int) -> list[tuple[int, int]]:
        """What leaves with the element at ``index``, in order: itself with its own, and the comma that goes with it."""
        elements, table = self.table.elements, self.table
        start, end = elements[index].start, end_of_own(self.raw, self.bare, elements[index].end)
        if len(elements) == 1 and self._is_white(table.open + 1, start) and self._is_white(end, table.close):
            return [(table.open + 1, table.close)]
        comma = self._comma(index)
        if comma is None and index > 0:
            comma = self._comma(index - 1)
        main = self._cut(index, end)
        if comma is None or main[0] <= comma < main[1]:
            return [main]
        return sorted((main, (comma, comma + 1)))

    def _cut(self, index: int, end: int) -> tuple[int, int]:
        """The longest of the cuts; ``end`` is where what belongs to the element ends."""
        start, comma = self.table.elements[index].start, self._comma(index)
        gap = self.table.open + 1 if index == 0 else (self._comma(index - 1) or 0) + 1
        last = index == len(self.table.elements) - 1
        rest = skip_blanks(self.raw, end)
        if rest == self.table.close:
            return (gap, end) if index and self._is_white(gap, start) else (start, rest)
        if self.raw[rest] not in _LINE_ENDS:
            return start, rest
        if self._lead(start) is not None:
            return self._line_before(start), rest
        leads = self._is_white(gap, start) and (index == 0 or self._lead(gap - 1) is not None)
        if leads and last and index and comma is None:
            return self._line_before(gap - 1), rest
        if leads and not last and comma is not None:
            following = self.table.elements[index + 1].start
            if self._is_white(end, comma) and self._is_white(max(end, comma + 1), following):
                return start, following
        return self._back(start, _BLANK), rest

    def gives_comments_away(self, index: int) -> bool:
        """Whether comments that are not the own ones of the element before would look like them without this one."""
        if index == 0:
            return False
        following = skip_blanks(self.raw, self.room(index - 1))
        return following < self.table.elements[index].start and self.raw[following] not in _LINE_ENDS

    def drop(self, index: int) -> list[Splice]:
        return [Splice(start, end, "") for start, end in self.cuts(index)]

    # --- putting in

    def insert(self, index: int, body: Body, place: int | None = None) -> list[Splice]:
        """Put ``body`` in so that it becomes the element at ``index``; ``place`` is behind the one before it."""
        elements = self.table.elements
        if not elements:
            return [self._fill(body)]
        last = index == len(elements)
        place = self.room(index - 1) if place is None else place
        comma = "" if last and not self.trailing else ","
        text = self._with_comma(body, comma, place)
        own_line = self.wide or self._has_comments_behind(index - 1, place)
        if own_line or body.ends_line:
            following = skip_blanks(self.raw, place)
            place = following if self.raw[following] in _LINE_ENDS else place
        if own_line:
            lead = body.lead if body.begins_line else f"{self.style.newline}{self.indent}"
            bridge = [] if comma else [Splice(elements[-1].end, elements[-1].end, ",")]
            return [*bridge, Splice(place, place, f"{lead}{text}")]
        if not index:
            place = skip_blanks(self.raw, place)
            return [Splice(place, place, f"{text}{'' if body.ends_line else self._gap}")]
        return [Splice(place, place, f"{'' if comma else ','}{self._gap}{text}")]

    def _with_comma(self, body: Body, comma: str, place: int) -> str:
        """``body`` as it goes to ``place``, with its comments where they stay its own."""
        following = skip_blanks(self.raw, place)
        if self.raw[following] in _LINE_ENDS:
            return f"{body.text}{comma}{body.tail}"
        if not body.ends_line:
            return f"{body.text}{body.tail}{comma}"
        indent = self.outer if following == self.table.close else self.indent
        return f"{body.text}{comma}{body.tail}{self.style.newline}{indent}"

    def _has_comments_behind(self, index: int, place: int) -> bool:
        """Whether a new element at ``place`` needs a new line so that comments before it stay with theirs."""
        if index < 0:
            return self.raw[self.table.open + 1 : place].strip(SPACE) != ""
        comma = self._comma(index)
        if comma is None:
            return any(
                comment.startswith("//") for comment in comments(self.raw[self.table.elements[index].end : place])
            )
        return place > comma + 1

    def _fill(self, body: Body) -> Splice:
        """The first element of an empty table."""
        start, end = self.table.open + 1, self.table.close
        text = f"{body.text}{body.tail}"
        if self._is_white(start, end):
            in_line = body.lead is not None and not body.begins_line
            if (self.style.compact or in_line) and not body.ends_line:
                blanks = body.lead if in_line else ""
                return Splice(start, end, f"{blanks}{text}{blanks}")
            newline = self.style.newline
            return Splice(start, end, f"{newline}{self.indent}{text}{newline}{self.outer}")
        place = self._back(end, SPACE)
        line_end = skip_blanks(self.raw, place)
        if line_end < end:
            return Splice(line_end, line_end, f"{self.style.newline}{self.indent}{text}")
        closing = f"{self.style.newline}{self.outer}" if body.ends_line else ""
        return Splice(place, place, f" {text}{closing}")
