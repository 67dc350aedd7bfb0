"""Whose a comment is: what stands inside an entry or behind it on its last line goes with it; the rest stays."""

from __future__ import annotations

import pytest

from mcptui.formats.document import Drop, Put, Restore
from mcptui.formats.jsonc import JsonDocument
from mcptui.model import Syntax

A, B, C, D = ("a",), ("b",), ("c",), ("d",)


def document(text: str) -> JsonDocument:
    return JsonDocument(text.encode(), Syntax.JSONC)


def without(text: str, *names: str) -> str:
    return document(text).edit([Drop((name,)) for name in names]).data.decode()


def test_what_comes_new_is_indented_by_tabs_where_the_file_is_also_below_a_first_comment() -> None:
    text = '{\n\t// tokens are asked for\n\t"a": 1\n}\n'
    after = document(text).edit([Put(D, {"k": 2})]).data.decode()
    assert after == text.replace("1\n", '1,\n\t"d": {\n\t\t"k": 2\n\t}\n')


def with_new(text: str) -> str:
    return document(text).edit([Put(D, 4)]).data.decode()


FILE = """{
  // about a
  "a": 1, // a's
  /* about b,
     at length */
  "b": { // opens b
    "x": 1 // inside b
    /* closes b */
  } /* b's */, // b's, too

  // a heading
  /* about c */ "c": 3 // c's
  // the end
}
"""


def test_comments_above_an_entry_stay_and_those_behind_it_go() -> None:
    assert without(FILE, "a") == FILE.replace("""  "a": 1, // a's\n""", "")


def test_comments_inside_an_entry_go_with_it() -> None:
    start, end = FILE.index('  "b"'), FILE.index("\n  // a heading")
    assert without(FILE, "b") == FILE[:start] + FILE[end:]


def test_a_comment_before_an_entry_on_its_line_stays() -> None:
    after = without(FILE, "c")
    assert after == FILE.replace("""/* about c */ "c": 3 // c's\n""", "/* about c */\n").replace("b's */,", "b's */")


def test_the_comma_of_the_last_entry_goes_from_between_its_comments() -> None:
    assert without(FILE, "b", "c") == (
        '{\n  // about a\n  "a": 1 // a\'s\n  /* about b,\n     at length */\n\n'
        "  // a heading\n  /* about c */\n  // the end\n}\n"
    )


@pytest.mark.parametrize(
    ("text", "name", "after"),
    [
        ('{"a": 1 /* a */, /* b */ "b": 2 /* b2 */}', "a", '{/* b */ "b": 2 /* b2 */}'),
        ('{"a": 1 /* a */, /* b */ "b": 2 /* b2 */}', "b", '{"a": 1 /* a */ /* b */ }'),
        ('{ /* in */ "a": 1 /* a */ /* a2 */ }', "a", "{ /* in */ }"),
        ('{"a": 1, /* a */\n "b": 2}', "a", '{"b": 2}'),
        ('{"a": 1, // a\r\n "b": 2}', "a", '{"b": 2}'),
        ('{"a": 1, /* on\n and on */ "b": 2}', "a", '{/* on\n and on */ "b": 2}'),
        ('{"a": 1, /* a */ /* on\n */ "b": 2}', "a", '{/* a */ /* on\n */ "b": 2}'),
        ('{ "a": 1 // a\n, "b": 2 // b\n}', "a", '{ "b": 2 // b\n}'),
        ('{ "a": 1 // a\n, "b": 2 // b\n}', "b", '{ "a": 1 // a\n}'),
        ('{ "a": 1\n  // above b\n, "b": 2\n}', "a", '{\n  // above b\n "b": 2\n}'),
        ('{\n  "a": 1, // a\n  "b": 2 }', "b", '{\n  "a": 1 // a\n  }'),
        ('{\n  "a": 1, // a\n  "b": 2, // b\n}', "b", '{\n  "a": 1, // a\n}'),
        ('{\n  // above\n  "a": 1\n  // below\n}', "a", "{\n  // above\n  // below\n}"),
        ('{"a" /* k */ : /* v */ 1, "b": 2}', "a", '{"b": 2}'),
        ('{\n  "a": 1,  \t\n  "b": 2\n}', "a", '{\n  "b": 2\n}'),
        ('{\n  "a": "// no", "b": 2 // yes\n}', "a", '{\n  "b": 2 // yes\n}'),
        ('{\n  "a": 1, // voilà  \n  "b": 2\n}', "a", '{\n  "b": 2\n}'),
        ('{\n  // voilà\n  "a": 1,\n  "b": 2 // …\n}', "b", '{\n  // voilà\n  "a": 1\n}'),
    ],
)
def test_comments_wherever_they_stand_go_or_stay_and_never_break_the_file(text: str, name: str, after: str) -> None:
    assert without(text, name) == after
    dropped = document(text).edit([Drop((name,))])
    assert JsonDocument(dropped.data).edit([Restore((name,), dropped.pieces[(name,)])]).data.decode() == text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("{ /* c */ }", '{ /* c */ "d": 4 }'),
        ("{/* c */}", '{/* c */ "d": 4}'),
        ("{ // c\n}", '{ // c\n  "d": 4\n}'),
        ("{\n  // voilà  \n}\n", '{\n  // voilà  \n  "d": 4\n}\n'),
        ("{ // à\n\t// …\n}\n", '{ // à\n\t// …\n  "d": 4\n}\n'),
        ("// above\n{}\n// below\n", '// above\n{\n  "d": 4\n}\n// below\n'),
        ("// only", '// only\n{\n  "d": 4\n}\n'),
        ('{"a": 1 /* a */}', '{"a": 1 /* a */, "d": 4}'),
        ('{"a": 1 // a\n}', '{"a": 1, // a\n  "d": 4\n}'),
        ('{"a": 1, /* a */ }', '{"a": 1, /* a */\n  "d": 4, }'),
        ('{\n  "a": 1 // a\n  // the end\n}', '{\n  "a": 1, // a\n  "d": 4\n  // the end\n}'),
        ('{\n  "a": 1, // a\n}', '{\n  "a": 1, // a\n  "d": 4,\n}'),
        ('{\n  "a": 1 /* on\n  and on */ }', '{\n  "a": 1,\n  "d": 4 /* on\n  and on */ }'),
        ('// {not this}: "a"\n{\n\t"a": 1\n}', '// {not this}: "a"\n{\n\t"a": 1,\n\t"d": 4\n}'),
    ],
)
def test_a_new_entry_takes_no_comment_from_another(text: str, after: str) -> None:
    assert with_new(text) == after


def test_a_comment_in_the_way_of_a_value_stays_when_the_value_changes() -> None:
    text = '{"a": /* before */ 1 /* behind */, "b": [ /* none */ ] }'
    assert document(text).edit([Put(A, 2)]).data.decode() == text.replace("1", "2")
    assert (
        document(text).edit([Put(B, [1])]).data.decode() == '{"a": /* before */ 1 /* behind */, "b": [ /* none */ 1 ] }'
    )


def test_comments_that_look_like_other_things_are_comments() -> None:
    text = '{\n  "a": 1, // "b": 2, }\n  /* // */ "c": "/*", //*/ {\n  /*/ " /*/ "d": "\\"//" /***/\n}'
    assert document(text).value() == {"a": 1, "c": "/*", "d": '"//'}
    assert without(text, "c") == text.replace(' "c": "/*", //*/ {', "")
    assert document(text).comments() == 5


def test_entries_that_go_together_leave_the_comments_that_are_not_theirs() -> None:
    assert without('{"a": 1 /* a */, /* b */ "b": 2 /* b2 */, "c": 3 /* c */ }', "a", "b", "c") == "{/* b */ }"
    assert without('{"a": 1,/* x */ /* on\n */ \n"b": 2, "c": 3}', "a", "b") == '{/* x */ /* on\n */ \n"c": 3}'
    assert without('{"a": 1,/* x */ /* on\n */ \n"b": 2}', "a", "b") == "{/* x */ /* on\n */ \n}"
