"""That each of the 34 surprises of the clients' files has a test that names it, found in the tests' sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
SURPRISES = range(1, 35)
_IN_A_NAME = re.compile(r"surprises?_?(\d+(?:_and_\d+)*)", re.IGNORECASE)
_IN_A_DOCSTRING = re.compile(r"\bSurprises? (\d+(?:(?:, | and )\d+)*)")

Definition = ast.FunctionDef | ast.ClassDef


def told(source: str) -> Iterator[int]:
    """The surprises that the tests in a file name: the file as a whole, a class, or a test of its own."""
    tree = ast.parse(source)
    tests = [each for each in ast.walk(tree) if isinstance(each, Definition) and _is_test(each)]
    words = [match for each in tests for match in _IN_A_NAME.findall(each.name)]
    documented: list[ast.Module | Definition] = [tree, *tests]
    words += [match for each in documented for match in _IN_A_DOCSTRING.findall(ast.get_docstring(each) or "")]
    for each in words:
        yield from (int(number) for number in re.findall(r"\d+", each))


def _is_test(definition: Definition) -> bool:
    return definition.name.startswith("Test" if isinstance(definition, ast.ClassDef) else "test_")


def test_every_surprise_is_named_by_a_test() -> None:
    named = {number for path in TESTS.rglob("test_*.py") for number in told(path.read_text("utf-8"))}
    assert named - {*SURPRISES} == set()
    assert {*SURPRISES} - named == set()


def test_a_name_alone_and_a_docstring_alone_are_found() -> None:
    source = '''"""Surprise 1: told by the file."""
class TestSurprise2Of:
    def test_surprises_3_and_4_x(self): "Surprises 5, 6 and 7."
def surprise_8(): "Surprise 9"
'''
    assert sorted(told(source)) == [1, 2, 3, 4, 5, 6, 7]
