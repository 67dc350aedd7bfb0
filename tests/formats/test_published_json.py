"""JSONTestSuite: what must be read is read, what must not is refused, and edits of it are exact."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest

from mcptui.formats import parse
from mcptui.formats.document import Document, Drop, Put, Restore
from mcptui.model import Syntax
from tests.formats.published import BOM, Edits, Verdict, published, read

CASES = published("json")
VALID = [case for case in CASES if case.verdict is Verdict.VALID]
INVALID = [case for case in CASES if case.verdict is Verdict.INVALID]
EITHER = [case for case in CASES if case.verdict is Verdict.EITHER]

NOTHING = {"n_single_space", "n_structure_no_data", "n_structure_UTF8_BOM_no_data"}
"""A file that says nothing is an empty object: that is what the clients that leave one mean."""

JSONC = {
    "n_array_extra_comma",
    "n_array_number_and_comma",
    "n_object_trailing_comma",
    "n_object_trailing_comment",
    "n_object_trailing_comment_slash_open",
    "n_structure_object_with_comment",
}
"""Comments and last commas, which JSONC has."""


DEEP = "i_structure_500_nested_arrays"
"""Whether so deep a document is read depends on how deep the stack is already."""


def as_json(data: bytes) -> Document:
    return parse(data, Syntax.JSON)


def as_jsonc(data: bytes) -> Document:
    return parse(data, Syntax.JSONC)


def test_the_suite_is_whole() -> None:
    assert Counter(case.verdict for case in CASES) == {Verdict.VALID: 95, Verdict.INVALID: 188, Verdict.EITHER: 35}
    assert max(len(case.data) for case in CASES) == 250_001
    assert sum(not case.data.isascii() for case in CASES) == 43


@pytest.mark.parametrize("syntax", [Syntax.JSON, Syntax.JSONC])
def test_what_must_be_read_has_the_value_that_the_standard_library_gives(syntax: Syntax) -> None:
    for case in VALID:
        # By spelling, because True is equal to 1.
        assert repr(parse(case.data, syntax).value()) == repr(json.loads(case.data)), case.name


def test_what_must_be_refused_is() -> None:
    assert read(INVALID, as_json)[0].keys() == NOTHING
    assert read(INVALID, as_jsonc)[0].keys() == NOTHING | JSONC


def test_what_may_be_either_is_refused_only_for_its_encoding() -> None:
    documents, refused = read([case for case in EITHER if case.name != DEEP], as_json)
    assert refused.keys() == {case.name for case in EITHER if b"\0" in case.data or not is_utf8(case.data)}
    for case in EITHER:
        if case.name in documents:
            assert repr(documents[case.name].value()) == repr(json.loads(case.data.removeprefix(BOM))), case.name


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("parse_as", [as_json, as_jsonc])
def test_edits_of_objects_are_exact(parse_as: Callable[[bytes], Document]) -> None:
    """A member that stands twice is the one thing that is refused."""
    edits = Edits(parse_as)
    for name, document in read(CASES, parse_as)[0].items():
        if name != DEEP:
            edits.try_all(document)
    assert edits.done >= 43
    assert edits.refused == {"the name 'a' stands twice in the same object": 4}


@pytest.mark.parametrize("parse_as", [as_json, as_jsonc])
def test_every_value_goes_and_comes_back_as_a_member_and_stays_as_an_item(
    parse_as: Callable[[bytes], Document],
) -> None:
    done = 0
    for case in CASES:
        no_value = case.name in NOTHING or case.name == DEEP or case.data.startswith(BOM)
        if no_value or case.name not in read([case], as_json)[0]:
            continue
        done += 1
        value = case.data.strip(b" \t\r\n")
        around = b'\r\n{"before": 1E5, "it": %b, "after": [-0]}' % value
        whole = parse_as(around)
        without = whole.edit([Drop(("it",))])
        assert without.data == b'\r\n{"before": 1E5, "after": [-0]}', case.name
        assert parse_as(without.data).edit([Restore(("it",), without.pieces["it",])]).data == around, case.name
        beside = whole.edit([Put(("before",), 2), Put(("new",), 3), Drop(("after",))]).data
        assert beside == b'\r\n{"before": 2, "it": %b, "new": 3}' % value, case.name
        items = parse_as(b'{"a": [0, %b, 1E5]}' % value)
        old = items.value(("a",))
        assert isinstance(old, list)
        assert items.edit([Put(("a",), old[:-1])]).data == b'{"a": [0, %b]}' % value, case.name
    assert done == 115
