"""How both faces count and enumerate."""

from __future__ import annotations

import pytest

from mcptui.plain_text import counted, listed


@pytest.mark.parametrize(
    ("number", "words", "told"),
    [
        (0, ("file",), "0 files"),
        (1, ("file",), "1 file"),
        (2, ("entry", "entries"), "2 entries"),
        (1234, ("file",), "1,234 files"),
    ],
)
def test_things_are_counted_in_the_right_number(number: int, words: tuple[str, ...], told: str) -> None:
    assert counted(number, *words) == told


@pytest.mark.parametrize(
    ("names", "told"),
    [([], ""), (["a", "b"], "a, b"), (["a", "b", "c"], "a, b and 1 more"), (list("abcd"), "a, b and 2 more")],
)
def test_of_many_the_first_few_are_named(names: list[str], told: str) -> None:
    assert listed(names, 2) == told
