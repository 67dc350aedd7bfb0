"""Every sign of the screen's own has a twin in plain ASCII, as wide as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual._border import BORDER_CHARS
from textual.color import Color

from mcptui.secrets import HIDDEN
from mcptui.tui.plain_signs import TWINS, PlainSigns

PACKAGE = Path(__file__).parents[2] / "mcptui"
SHOWN = ("tui", "changes", "drift", "evidence", "lost", "narrow", "profiles", "store", "clients")
BLACK = Color(0, 0, 0)


def spelled() -> Iterator[tuple[str, str]]:
    """The signs in texts of the modules whose words reach the screen, and where; what begins a docstring does not."""
    for folder in SHOWN:
        for file in (PACKAGE / folder).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                    yield from ((sign, file.name) for sign in node.value if not sign.isascii() and sign.isprintable())


def test_every_sign_that_is_spelled_anywhere_has_a_twin() -> None:
    assert {sign: file for sign, file in spelled() if sign not in TWINS} == {}


def test_every_sign_of_borders_and_of_what_is_hidden_has_a_twin() -> None:
    borders = {sign for kind in BORDER_CHARS.values() for line in kind for sign in line}
    assert {sign for sign in {*borders, *HIDDEN} if not sign.isascii() and sign not in TWINS} == set()


def test_a_twin_is_one_printable_sign_of_ascii_and_as_wide() -> None:
    assert [
        sign for sign, twin in TWINS.items() if not (len(twin) == 1 and twin.isascii() and twin.isprintable())
    ] == []
    assert [sign for sign in TWINS if cell_len(sign) != 1] == []


def test_states_stay_different() -> None:
    assert len({TWINS.get(sign, sign) for sign in "●○◐◌⊘✕?"}) == 7


def test_only_signs_change_and_neither_their_style_nor_foreign_text() -> None:
    bold = Style(bold=True)
    changed = PlainSigns().apply([Segment("● café 日本 →", bold), Segment("plain")], BLACK)
    assert changed == [Segment("* café 日本 >", bold), Segment("plain")]
