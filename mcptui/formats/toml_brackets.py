"""What is between the brackets of a TOML value: members of inline tables, and items of arrays by their names."""

from __future__ import annotations

from mcptui.formats.document import KeyPath
from mcptui.formats.toml_items import nameless_step, string_at
from mcptui.formats.toml_scan import Bracket, Element, Scan, Span, open_bracket


def open_members(text: str, start: int) -> Bracket:
    """The array or inline table at ``start``; the path of an item is its name, as in an array of tables."""
    bracket = open_bracket(text, start)
    if text[start] == "{":
        return bracket
    names = [_name(text, element) for element in bracket.elements]
    last = {name: index for index, name in enumerate(names) if name is not None}
    paths = (
        (name if name is not None and last[name] == index else nameless_step(index),)
        for index, name in enumerate(names)
    )
    return bracket._replace(
        elements=tuple(element._replace(path=path) for element, path in zip(bracket.elements, paths, strict=True))
    )


def innermost(layout: Scan, span: Span, path: KeyPath) -> tuple[Bracket, KeyPath] | None:
    """The deepest brackets in the value at ``span`` on the way to ``path``, and the rest of the way.

    None when the value is neither an inline table nor a list of them.
    """
    text = layout.text
    if text[span[0]] not in "{[":
        return None
    bracket = _opened(layout, span[0])
    if is_list(text, bracket) and not all(text[element.value[0]] == "{" for element in bracket.elements):
        return None
    for element in bracket.elements:
        size = len(element.path)
        if size < len(path) and element.path == path[:size]:
            return innermost(layout, element.value, path[size:])
    return bracket, path


def _opened(layout: Scan, start: int) -> Bracket:
    """``open_members``, once for each text, however many edits go there."""
    if start not in layout.opened:
        layout.opened[start] = open_members(layout.text, start)
    return layout.opened[start]


def is_list(text: str, bracket: Bracket) -> bool:
    """Whether it is an array, and no inline table."""
    return text[bracket.open] == "["


def _name(text: str, item: Element) -> str | None:
    if text[item.value[0]] != "{":
        return None
    members = open_bracket(text, item.value[0]).elements
    return next((string_at(text, member.value) for member in members if member.path == ("name",)), None)
