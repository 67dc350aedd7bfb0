"""Operations as the history keeps them: they come back as they went in, and garbage is told apart."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.changes.operations_json import from_json, to_json
from mcptui.changes.rewrite import rewrite
from mcptui.errors import Unreadable
from mcptui.formats.document import MISSING, Piece
from mcptui.model import Syntax
from mcptui.operations import ANYTHING, Assign, Lasting, Listed, PutBack, Take

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
paths = st.lists(st.text(), min_size=1, max_size=4).map(tuple)
pieces = st.builds(Piece, st.text(), st.none() | st.text(), st.text(), st.text(), st.text())
operations_of_all_kinds = st.lists(
    st.one_of(
        st.builds(Listed, paths, values, st.booleans()),
        st.builds(Assign, paths, st.just(MISSING) | values, st.sampled_from([MISSING, ANYTHING]) | values),
        st.builds(Take, paths, st.just(ANYTHING) | values),
        st.builds(PutBack, paths, pieces),
    ),
    max_size=4,
)


@given(st.sampled_from(Syntax), operations_of_all_kinds)
def test_operations_come_back_from_the_history_as_they_went_in(syntax: Syntax, operations: list[Lasting]) -> None:
    kept = json.loads(json.dumps(to_json(syntax, operations)))
    assert from_json(kept) == (syntax, tuple(operations))


def test_a_date_of_toml_leaves_only_the_exact_bytes_to_go_back() -> None:
    data = b"[s.x]\nsince = 2026-01-01\n"
    done = rewrite(data, Syntax.TOML, [Assign(("s", "x", "since"), "now")])
    assert to_json(Syntax.TOML, done.undo) is None


@given(values | st.fixed_dictionaries({"syntax": st.sampled_from(["json", "ini", 3]), "operations": values}))
def test_garbage_in_the_history_is_told_apart(garbage: object) -> None:
    if garbage == {"syntax": "json", "operations": []}:
        return
    with pytest.raises(Unreadable):
        from_json(garbage)


@pytest.mark.parametrize(
    "damaged",
    [
        {"do": "list", "path": ["a"], "item": 1},
        {"do": "list", "path": ["a"], "item": 1, "present": "yes"},
        {"do": "assign", "path": []},
        {"do": "assign", "path": ["a", 1], "value": 1},
        {"do": "assign", "path": "a", "value": 1},
        {"do": "take"},
        {"do": "put-back", "path": ["a"], "piece": {}},
        {"do": "put-back", "path": ["a"], "piece": {"text": 1, "after": None, "lead": "", "whole": "", "left": ""}},
        {"do": "format the disk", "path": ["a"]},
        "take",
        None,
    ],
)
def test_one_damaged_operation_makes_all_of_them_unreadable(damaged: object) -> None:
    whole = {"syntax": "json", "operations": [{"do": "take", "path": ["a"]}, damaged]}
    with pytest.raises(Unreadable):
        from_json(whole)
