"""On a real pseudo-terminal: what is sent where colours are not wanted, are few, or signs must be plain."""

from __future__ import annotations

import re

import pytest

from tests.tui.pseudo_terminal import sent

# Keys, and what is on the screen then: a server is switched off for this project, then review, profiles, help.
WALK = (
    ("jj", ""), (" ", "Where to switch"), ("\r", "staged"), ("w", "Review"), ("\x1b", "fetch"), ("p", "locked-down"),
    ("\x1b", "fetch"), ("?", "Keys"), ("\x1b", "fetch"),
)  # fmt: skip

_SGR = re.compile(r"\x1b\[([\d;:]*)m")
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[ -/]*[0-~])")


def codes(told: str) -> set[int]:
    """The numbers of all styles that were sent; of a colour of its own, the number that begins it."""
    found: set[int] = set()
    for style in _SGR.findall(told):
        numbers = iter(int(number or 0) for number in re.split("[;:]", style))
        for number in numbers:
            found.add(number)
            if number in (38, 48) and next(numbers, None) == 2:
                _ = [next(numbers, None) for _ in range(3)]
            elif number in (38, 48):
                next(numbers, None)
    return found


COLORS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}


@pytest.fixture(scope="module")
def poorest() -> str:
    """What a terminal is sent that wants no colours and has no Unicode."""
    return sent(WALK, NO_COLOR="1", COLORTERM="truecolor", LC_ALL="C")


def test_no_colour_is_sent_where_none_is_wanted_and_the_cursor_is_seen_by_its_reversed_line(poorest: str) -> None:
    assert codes(poorest) & COLORS == set()
    assert {1, 7} <= codes(poorest)


def test_no_sign_beyond_ascii_is_sent_where_there_is_no_unicode(poorest: str) -> None:
    shown = _SEQUENCE.sub("", poorest)
    assert {sign for sign in shown if not sign.isascii()} == set()


def test_a_terminal_of_sixteen_colours_is_asked_for_no_other() -> None:
    found = codes(sent((("j", ""),), TERM="xterm"))
    assert found & {38, 48} == set()
    assert {32, 33, 96} <= found
    assert found & {*range(40, 48), *range(100, 108)} == set()  # the background is the terminal's own
