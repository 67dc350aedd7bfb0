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
from mcptui.formats.json_file import JsonFile
from mcptui.formats.json_items import item_steps
from mcptui.formats.json_scan import Element, Table, comments, end_of_own, without_comments

Span = tuple[int, int]


def prove(before: JsonFile, after: JsonFile, edits: Sequence[Edit], restored: dict[KeyPath, object]) -> None:
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
        pairs = [(was, now) for key in touched if (was := one.find(key)) and (now := other.find(key))]
        both = {was.key for was, _ in pairs}
        _prove_table(
            _Elements(before, one, _places(one, touched - both), _places(one, both | on_the_way)),
            _Elements(after, other, _places(other, touched - both), _places(other, both | on_the_way)),
        )
        for was, now in pairs:
            _prove_array(before, was, after, now)


def home(file: JsonFile, path: KeyPath) -> KeyPath:
    """The path of the innermost table on the way to the member at ``path`` that is there."""
    path = path[:-1]
    while file.table(path) is None:
        path = path[:-1]
    return path


def outermost(homes: Collection[KeyPath]) -> list[KeyPath]:
    """Those of the paths that lie in no other of them."""
    return [path for path in homes if not any(path[:depth] in homes for depth in range(len(path)))]


def _prove_outside(before: JsonFile, after: JsonFile, tops: Iterable[KeyPath]) -> None:
    """Every byte before, between and behind the edited tables is the same."""
    done = after_done = 0
    pairs = [(before.table(path), after.table(path)) for path in tops]
    for one, other in sorted(pairs, key=lambda pair: pair[0].open if pair[0] else 0):
        if one is None or other is None:
            raise _more()
        _prove_same(before, (done, one.open + 1), after, (after_done, other.open + 1))
        done, after_done = one.close, other.close
    _prove_same(before, (done, len(before.data)), after, (after_done, len(after.data)))


def _prove_same(before: JsonFile, one: Span | None, after: JsonFile, other: Span | None) -> None:
    """Both stretches are there, with the same bytes."""
    if one is None or other is None or one[1] - one[0] != other[1] - other[0]:
        raise _more()
    if not after.data.startswith(memoryview(before.data)[slice(*one)], other[0]):  # compares without a copy
        raise _more()


def _values(file: JsonFile, table: Table, keys: Iterable[str]) -> dict[str, object]:
    found = ((key, table.find(key)) for key in keys)
    return {key: file.load(element) for key, element in found if element is not None}


def _places(table: Table, keys: Collection[str]) -> set[int]:
    return {index for index, element in enumerate(table.elements) if element.key in keys}


class _Elements(NamedTuple):
    """A table or array; ``loose`` elements are only here or only there, ``changed`` ones have another value."""

    file: JsonFile
    table: Table
    loose: Collection[int]
    changed: Collection[int]

    def kept(self) -> Iterator[Span]:
        """Where what stays has its text; of changed ones the key alone."""
        for index, element in enumerate(self.table.elements):
            if index not in self.loose:
                yield element.start, element.value if index in self.changed else element.end

    def gaps(self) -> list[list[str]]:
        """What stands between those that stay; more than one text where loose elements are left out."""
        starts = [*(element.start for element in self.table.elements), self.table.close]
        gaps = [[self._text(self.table.open + 1, starts[0])]]
        for index, (element, following) in enumerate(zip(self.table.elements, starts[1:], strict=True)):
            text = self._text(element.end, following + 1)  # with the sign that ends it
            if index in self.loose:
                gaps[-1].append(text[end_of_own(text, without_comments(text), 0) : -1])
            else:
                gaps.append([text[:-1]])
        return gaps

    def _text(self, start: int, end: int) -> str:
        return self.file.data[start:end].decode("latin-1")


def _prove_table(before: _Elements, after: _Elements) -> None:
    for one, other in zip_longest(before.kept(), after.kept()):
        _prove_same(before.file, one, after.file, other)
    nothing: list[str] = []
    for mine, theirs in zip_longest(before.gaps(), after.gaps(), fillvalue=nothing):
        if len(mine) == len(theirs) == 1:
            if mine != theirs:
                raise _more()
        elif _comments(mine) != _comments(theirs):
            raise EditRefused("the edit would lose or move a comment", "edit the file by hand and report this")


def _comments(texts: list[str]) -> list[str]:
    return [comment for text in texts if "/" in text for comment in comments(text)]


def _prove_array(before: JsonFile, one: Element, after: JsonFile, other: Element) -> None:
    """Where a list took the place of a list, the items that are in both stay as they were."""
    old, new = before.load(one), after.load(other)
    if not isinstance(old, list) or not isinstance(new, list):
        return
    steps = item_steps(old, new)
    comers = {step.new for step in steps if step.comes and step.new is not None}
    changed = {step.old: step.new for step in steps if not step.comes and step.new is not None}
    goers = {step.old for step in steps if step.new is None}
    _prove_table(
        _Elements(before, before.array_of(one), goers, changed),
        _Elements(after, after.array_of(other), comers, set(changed.values())),
    )


def _more() -> EditRefused:
    return EditRefused("the edit would change more than was asked", "edit the file by hand and report this")
