"""Edits of JSON text as splices: one element in, out or changed, and no byte beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mcptui.errors import EditRefused
from mcptui.formats.json_scan import (
    Element,
    Table,
    read_table,
    skip_space,
    without_comments,
    without_last_commas,
)

_BLANK: Final = " \t"


@dataclass(frozen=True, slots=True)
class Splice:
    """Replace ``start:end`` by ``text``."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text after all splices, which must not overlap."""
    parts: list[str] = []
    done = 0
    for splice in sorted(splices, key=lambda each: (each.start, each.end)):
        if splice.start < done:
            raise EditRefused("two edits touch the same text")
        parts += (text[done : splice.start], splice.text)
        done = splice.end
    return "".join((*parts, text[done:]))


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is laid out: one step of indent, the line end, the gap behind ``:`` and ``,``.

    ``compact`` says that the whole file is one line.
    """

    indent: str
    newline: str
    gap: str
    compact: bool

    @classmethod
    def of(cls, text: str) -> Style:
        newline = "\r\n" if "\r\n" in text else "\n"
        brace = text.find("{")
        first = skip_space(text, brace + 1)
        between = text[brace + 1 : first]
        if "\n" not in between and "\n" not in text[first:].rstrip() and text[first : first + 1] != "}":
            return cls("  ", newline, " " if '": ' in text[:4096] else "", compact=True)
        lead = between.rpartition("\n")[2] if text[first : first + 1] == '"' else ""
        return cls(lead or "  ", newline, " ", compact=False)

    def render(self, value: object, indent: str) -> str:
        """``value`` as Latin-1 text of its UTF-8 bytes, for a line that is indented by ``indent``."""
        if self.compact:
            return _latin(json.dumps(value, ensure_ascii=False, separators=(f",{self.gap}", f":{self.gap}")))
        text = json.dumps(value, ensure_ascii=False, indent=self.indent)
        return _latin(text.replace("\n", self.newline + indent))

    def member(self, key: str, value: object, indent: str) -> str:
        return f"{_latin(json.dumps(key, ensure_ascii=False))}:{self.gap}{self.render(value, indent)}"


def _latin(text: str) -> str:
    try:
        return text.encode("utf-8").decode("latin-1")
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8 form; its escape has
        return json.dumps(json.loads(text))


class Layout:
    """One table or array in the text, and the splices that change its elements.

    ``text`` is the raw file, ``bare`` the same without comments but with trailing commas.
    """

    def __init__(self, text: str, bare: str, table: Table, style: Style) -> None:
        self.text = text
        self.bare = bare
        self.table = table
        self.style = style
        elements = table.elements
        self.commas = [self._comma(element) for element in elements]
        self.trailing = bool(elements) and self.commas[-1] is not None
        on_own_line = [element for element in elements if self._lead(element.start) is not None]
        self.wide = bool(on_own_line)
        if on_own_line:
            self.indent = self._lead(on_own_line[-1].start) or ""
        else:
            self.indent = self.outer_indent + style.indent

    def _comma(self, element: Element) -> int | None:
        position = skip_space(self.bare, element.end)
        return position if self.bare[position : position + 1] == "," else None

    def _lead(self, position: int) -> str | None:
        """The blanks before ``position`` when nothing else stands before it on its line."""
        start = position
        while start > 0 and self.text[start - 1] in _BLANK:
            start -= 1
        return self.text[start:position] if start > 0 and self.text[start - 1] == "\n" else None

    @property
    def outer_indent(self) -> str:
        """Indent of the line on which the table opens."""
        line = self.text.rfind("\n", 0, self.table.open) + 1
        end = line
        while self.text[end] in _BLANK:
            end += 1
        return self.text[line:end]

    def _line_tail(self, position: int) -> int:
        """End of what still belongs to the element that ends before ``position``: blanks and a comment."""
        end = self.text.find("\n", position)
        end = len(self.text) if end < 0 else end - (self.text[end - 1] == "\r")
        return end if end <= self.table.close and not self.bare[position:end].strip() else position

    def after(self, index: int) -> int:
        """Where a new element behind the one at ``index`` goes: behind its comma and its comment."""
        if index < 0:
            return self._line_tail(self.table.open + 1)
        comma = self.commas[index]
        return self._line_tail(self.table.elements[index].end if comma is None else comma + 1)

    def cut(self, index: int) -> tuple[int, int]:
        """The text that leaves with the element at ``index``: its line or lines, its comma, its comment."""
        elements = self.table.elements
        element = elements[index]
        end = self.after(index)
        following = elements[index + 1].start if index + 1 < len(elements) else self.table.close
        if index + 1 < len(elements) and "\n" not in self.text[element.end : following]:
            return element.start, following if not self.text[end:following].strip() else end
        lead = self._lead(element.start)
        if lead is not None:
            start = element.start - len(lead) - 1
            start -= self.text[start - 1] == "\r"
            return max(start, self.table.open + 1), end
        if index > 0:
            comma = self.commas[index - 1]
            behind = element.start if comma is None else comma + 1
            start = behind if not self.text[behind : element.start].strip() else element.start
            return start, end
        return element.start, end

    def drop(self, index: int) -> list[Splice]:
        splices = [Splice(*self.cut(index), "")]
        last = len(self.table.elements) - 1
        if index == last and index > 0 and not self.trailing:
            comma = self.commas[index - 1]
            if comma is not None:
                splices.append(Splice(comma, comma + 1, ""))
        return splices

    def insert(self, index: int, body: str) -> list[Splice]:
        """Put ``body`` in so that it becomes the element at ``index``."""
        elements = self.table.elements
        last = index == len(elements)
        comma = "" if last and not self.trailing else ","
        if not elements:
            return [self._fill(body)]
        if not self.wide:
            gap = self.style.gap
            if last and self.trailing:
                return [Splice(self.after(index - 1), self.after(index - 1), f"{gap}{body},")]
            if last:
                return [Splice(elements[-1].end, elements[-1].end, f",{gap}{body}")]
            return [Splice(elements[index].start, elements[index].start, f"{body},{gap}")]
        splices = []
        if last and not self.trailing:
            splices.append(Splice(elements[-1].end, elements[-1].end, ","))
        place = self.after(index - 1)
        splices.append(Splice(place, place, f"{self.style.newline}{self.indent}{body}{comma}"))
        return splices

    def insert_cut(self, index: int, chunk: str, lead: str) -> list[Splice]:
        """Put a cut back as the element at ``index``, with exactly one comma where one is needed."""
        body = chunk.strip(" \t\r\n")
        bare = without_comments(body)
        own = len(bare.rstrip())
        had_comma = bare[:own].endswith(",")
        elements = self.table.elements
        needs = index < len(elements) or self.trailing
        place = self.after(index - 1)
        on_own_line = chunk[:1] in "\r\n" and (self.wide or not elements)
        if not elements or not on_own_line:
            if had_comma:
                body = body[: own - 1] + body[own:]
            return self.insert(index, body)
        if had_comma and not needs:
            chunk = _without_comma_at(chunk, body, own - 1)
        elif needs and not had_comma:
            chunk = _with_comma(chunk, body)
        if lead and self.text.startswith(lead, place):
            place += len(lead)
        comma = []
        if index == len(elements) and not self.trailing:
            comma = [Splice(elements[-1].end, elements[-1].end, ",")]
        return [*comma, Splice(place, place, chunk)]

    def _fill(self, body: str) -> Splice:
        """The first element of an empty table."""
        start, end = self.table.open + 1, self.table.close
        if self.style.compact:
            return Splice(start, end, body) if not self.text[start:end].strip() else Splice(end, end, body)
        inside = self.text[start:end].rstrip()
        indent = self.outer_indent + self.style.indent
        line = f"{self.style.newline}{indent}{body}"
        if inside:
            place = start + len(inside)
            return Splice(place, place, line)
        return Splice(start, end, f"{line}{self.style.newline}{self.outer_indent}")

    def change_items(self, old: list[object], new: list[object]) -> list[Splice]:
        """Make the array ``new`` by touching only the items that differ."""
        from difflib import SequenceMatcher

        def spell(items: list[object]) -> list[str]:
            return [json.dumps(item, sort_keys=True) for item in items]

        steps = SequenceMatcher(None, spell(old), spell(new), autojunk=False).get_opcodes()
        (tag, start, end, new_start, new_end) = next(step for step in steps if step[0] != "equal")
        elements = self.table.elements
        if tag == "insert":
            return self.insert(start, self.style.render(new[new_start], self.indent))
        if tag == "replace" and (new_end - new_start):
            element = elements[start]
            return [Splice(element.value, element.end, self.style.render(new[new_start], self.indent))]
        return self.drop(end - 1)


def _without_comma_at(chunk: str, body: str, offset: int) -> str:
    position = chunk.index(body) + offset
    return chunk[:position] + chunk[position + 1 :]


def _with_comma(chunk: str, body: str) -> str:
    """A comma behind the member itself, before any comment that follows it."""
    view = without_last_commas(without_comments(f"{{{body}}}"))
    end = read_table(view, 0).elements[0].end - 1
    position = chunk.index(body) + end
    return f"{chunk[:position]},{chunk[position:]}"
