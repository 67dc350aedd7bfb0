"""The proof that an edit of JSON text did what was asked and nothing else, from the two texts alone.

It knows nothing of how the splices were made. Outside the edited tables every byte must be the same.
In them every other element, its key and its value, must have its exact text, in the same order; the
white space and the comments between two of them must be the same to the byte, and where elements
between them went or came, the same comments in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from mcptui.errors import EditRefused
from mcptui.formats.document import Edit, KeyPath, Restore, expected, same
from mcptui.formats.json_items import item_steps
from mcptui.formats.json_scan import Table, comments, end_of_own, read_array
from mcptui.formats.json_text import JsonText


def prove(before: JsonText, after: JsonText, edits: Sequence[Edit], restored: dict[KeyPath, object]) -> None:
    """Raise ``EditRefused`` unless ``after`` is ``before`` with ``edits`` done.

    ``restored`` gives the value of each ``Restore`` by path.
    """
    by_home: dict[KeyPath, list[Edit]] = {}
    for edit in edits:
        by_home.setdefault(home(before, edit.path), []).append(edit)
    _prove_outside(before, after, outermost(by_home))
    for path, inner in by_home.items():
        one, other = before.table(path), after.table(path)
        if one is None or other is None:
            raise _more()
        touched = {edit.path[len(path)] for edit in inner}
        near = [edit._replace(path=edit.path[len(path) :]) for edit in inner]
        values = {edit.path[len(path) :]: restored[edit.path] for edit in inner if isinstance(edit, Restore)}
        wanted = expected(_values(before, one, touched), near, values)
        if not same(wanted, _values(after, other, touched)):
            raise _more()
        on_the_way = {
            deeper[len(path)] for deeper in by_home if len(deeper) > len(path) and deeper[: len(path)] == path
        }
        both = {key for key in touched if one.find(key) and other.find(key)}
        _prove_table(
            _Elements(before, one, _places(one, touched - both), _places(one, both | on_the_way)),
            _Elements(after, other, _places(other, touched - both), _places(other, both | on_the_way)),
        )
        for key in both:
            _prove_array(before, after, (*path, key))


def home(text: JsonText, path: KeyPath) -> KeyPath:
    """The path of the innermost table on the way to the member at ``path`` that is there."""
    path = path[:-1]
    while text.table(path) is None:
        path = path[:-1]
    return path


def outermost(homes: Collection[KeyPath]) -> list[KeyPath]:
    """Those of the paths that lie in no other of them."""
    return [path for path in homes if not any(path[:depth] in homes for depth in range(len(path)))]


def _prove_outside(before: JsonText, after: JsonText, tops: Iterable[KeyPath]) -> None:
    """Every byte before, between and behind the edited tables is the same."""
    done = after_done = 0
    pairs = [(before.table(path), after.table(path)) for path in tops]
    for one, other in sorted(pairs, key=lambda pair: pair[0].open if pair[0] else 0):
        if one is None or other is None:
            raise _more()
        _prove_same(before.raw[done : one.open + 1], after.raw, after_done, other.open + 1)
        done, after_done = one.close, other.close
    _prove_same(before.raw[done:], after.raw, after_done, len(after.raw))


def _prove_same(part: str, text: str, start: int, end: int) -> None:
    if len(part) != end - start or not text.startswith(part, start):
        raise _more()


def _values(text: JsonText, table: Table, keys: Iterable[str]) -> dict[str, object]:
    found = ((key, table.find(key)) for key in keys)
    return {key: text.load(element.value, element.end) for key, element in found if element is not None}


def _places(table: Table, keys: Collection[str]) -> set[int]:
    return {index for index, element in enumerate(table.elements) if element.key in keys}


class _Elements(NamedTuple):
    """A table or array; ``loose`` elements are only here or only there, ``changed`` ones have another value."""

    text: JsonText
    table: Table
    loose: Collection[int]
    changed: Collection[int]

    def kept(self) -> Iterator[str]:
        """The exact text of what stays; of changed ones the key alone."""
        for index, element in enumerate(self.table.elements):
            if index not in self.loose:
                yield self.text.raw[element.start : element.value if index in self.changed else element.end]

    def gaps(self) -> list[list[str]]:
        """What stands between those that stay; more than one text where loose elements are left out."""
        raw, bare = self.text.raw, self.text.bare
        gaps: list[list[str]] = [[]]
        position = self.table.open + 1
        for index, element in enumerate(self.table.elements):
            gaps[-1].append(raw[position : element.start])
            position = element.end
            if index in self.loose:
                position = end_of_own(raw, bare, element.end)
            else:
                gaps.append([])
        gaps[-1].append(raw[position : self.table.close])
        return gaps


def _prove_table(before: _Elements, after: _Elements) -> None:
    if any(one != other for one, other in zip_longest(before.kept(), after.kept())):
        raise _more()
    nothing: list[str] = []
    for one, other in zip_longest(before.gaps(), after.gaps(), fillvalue=nothing):
        if len(one) == len(other) == 1:
            if one != other:
                raise _more()
        elif _comments(one) != _comments(other):
            raise EditRefused("the edit would lose or move a comment", "edit the file by hand and report this")


def _comments(texts: list[str]) -> list[str]:
    return [comment for text in texts if "/" in text for comment in comments(text)]


def _prove_array(before: JsonText, after: JsonText, path: KeyPath) -> None:
    """Where a list took the place of a list, the items that are in both stay as they were."""
    one, other = before.element(path), after.element(path)
    old, new = before.value(path), after.value(path)
    if one is None or other is None or not isinstance(old, list) or not isinstance(new, list):
        return
    steps = item_steps(old, new)
    comers = {step.new for step in steps if step.comes and step.new is not None}
    changed = {step.old: step.new for step in steps if not step.comes and step.new is not None}
    goers = {step.old for step in steps if step.new is None}
    _prove_table(
        _Elements(before, read_array(before.strict, one.value), goers, changed),
        _Elements(after, read_array(after.strict, other.value), comers, set(changed.values())),
    )


def _more() -> EditRefused:
    return EditRefused("the edit would change more than was asked", "edit the file by hand and report this")
