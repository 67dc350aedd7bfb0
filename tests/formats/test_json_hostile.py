"""Files that are made to hurt: very deep, very long, and full of what a careless pattern stumbles over.

Times are compared with ``json.loads`` of as many bytes in the same run, and with the same input at half
its length: a quadratic reader would need minutes where these bounds allow for the noise of a busy machine.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import pytest

from mcptui.errors import EditRefused, Refused, Unreadable
from mcptui.formats.document import Drop, Edit, Put, Restore
from mcptui.formats.jsonc import JsonDocument
from mcptui.model import Syntax

MEGABYTES = 5_000_000
FILLER = 200_000
MANY = 6_000


def seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def read(data: bytes, syntax: Syntax = Syntax.JSONC) -> JsonDocument | None:
    try:
        return JsonDocument(data, syntax)
    except Unreadable:
        return None


@pytest.fixture(scope="module")
def ordinary() -> float:
    """CPU seconds that the standard library needs for five ordinary megabytes."""
    data = json.dumps([{"a": "b" * 40, "n": number} for number in range(MEGABYTES // 65)])
    return max(seconds(lambda: json.loads(data)), 0.01)


# --- deep

LISTS = ("[", "]")
OBJECTS = ('{"a":', "}")


def nested(brackets: tuple[str, str], levels: int) -> str:
    return brackets[0] * levels + "1" + brackets[1] * levels


@pytest.mark.parametrize("brackets", [LISTS, OBJECTS])
@pytest.mark.parametrize("levels", [10_000, 100_000])
@pytest.mark.parametrize("syntax", [Syntax.JSON, Syntax.JSONC])
def test_thousands_of_levels_are_refused(brackets: tuple[str, str], levels: int, syntax: Syntax) -> None:
    for text in (nested(brackets, levels), f'{{"a": {nested(brackets, levels)}}}'):
        with pytest.raises(Unreadable, match="nested too deeply"):
            JsonDocument(text.encode(), syntax).value()


@pytest.mark.parametrize("brackets", [LISTS, OBJECTS])
@pytest.mark.parametrize("text", ["%s", '{"m": {"deep": %s, "x": 1}}', '{"m": %s}'])
def test_at_any_depth_an_edit_is_refused_or_right(brackets: tuple[str, str], text: str) -> None:
    edits: list[Put | Drop] = [
        Put(("m", "x"), 2),
        Put(("m", "deep"), [1]),
        Put(("m",), {"deep": 1}),
        Drop(("m",)),
        Drop(("a", "a", "a")),
        Put(("a",) * 300, 1),
    ]
    for levels in (150, 190, 210, 300, 400, sys.getrecursionlimit() - 100, sys.getrecursionlimit(), 3000):
        data = (text % nested(brackets, levels)).encode()
        with suppress(Refused):
            value = JsonDocument(data).value()
            assert written(value) == judged(data)
        for edit in edits:
            edited = edited_or_refused(data, edit)
            assert edited is None or judged(edited) == judged(data, edit)


def edited_or_refused(data: bytes, edit: Put | Drop) -> bytes | None:
    try:
        return JsonDocument(data).edit([edit]).data
    except Refused:
        return None


def judged(data: bytes, edit: Put | Drop | None = None) -> str:
    """What the standard library reads, with the edit made, as text: values this deep cannot be compared."""
    with room_for_deep_values():
        value = json.loads(data)
    if edit is not None:
        *way, last = edit.path
        place = value
        for key in way:
            place = place.setdefault(key, {})
        if isinstance(edit, Put):
            place[last] = edit.value
        else:
            del place[last]
    return written(value)


def written(value: object) -> str:
    with room_for_deep_values():
        return json.dumps(value, sort_keys=True)


@contextmanager
def room_for_deep_values() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize("brackets", [LISTS, OBJECTS])
def test_a_neighbour_of_some_depth_is_stepped_over_to_the_byte(brackets: tuple[str, str]) -> None:
    deep = nested(brackets, 400)
    text = f'{{"m": {{"deep": {deep}, "x": 1}}}}'
    assert JsonDocument(text.encode()).edit([Put(("m", "x"), 2)]).data.decode() == text.replace('"x": 1', '"x": 2')
    dropped = JsonDocument(text.encode()).edit([Drop(("m", "x"))])
    assert JsonDocument(dropped.data).edit([Restore(("m", "x"), dropped.pieces[("m", "x")])]).data.decode() == text
    with pytest.raises(Unreadable, match="nested too deeply"):
        JsonDocument(text.encode()).value()


def test_a_value_too_deep_to_be_written_is_refused() -> None:
    for levels in (250, 900, 5000):
        value: list[object] = []
        for _ in range(levels):
            value = [value]
        with pytest.raises(EditRefused):
            JsonDocument(b'{"a": {}}').edit([Put(("a", "x"), value)])


# --- long

PATTERNS = {
    "half comments": "/*/*/*",
    "opened comments": "/* /*",
    "empty comments": "/**/",
    "slashes": "/",
    "line comments": "//\n",
    "stars": "/***",
    "backslash strings": '"\\\\"',
    "open strings": '"a\n',
    "quotes": '"',
    "backslashes": "\\",
    "escaped quotes": '\\"',
    "commas": ",,,,",
    "commas and brackets": ",]",
    "commas and blanks": ", ",
    "opened and comma": "[ ,",
    "blanks": " ",
    "line ends": "\r\n",
    "minus": "-",
    "digits": "9",
    "brackets closed": "]",
    "brackets": "[]",
    "colons": ":",
    "marks": "\ufeff",
    "accents": "é",
}
AROUND = ['{"a": 1, %s', "%s", '{"m": {"a": 1 %s, "b": 2}}', '{"a": [1, 2, %s]}', '{"a": "%s"}']


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_five_megabytes_of_anything_are_read_or_refused_in_linear_time(pattern: str, ordinary: float) -> None:
    size = MEGABYTES // len(AROUND)
    for around in AROUND:
        data = (around % (pattern * (size // len(pattern)))).encode()
        for syntax in (Syntax.JSON, Syntax.JSONC):
            assert seconds(partial(read, data, syntax)) < 100 * ordinary


@pytest.mark.parametrize(
    "text",
    [
        '{"m": {"a": 1%s, "b": 2, "c": 3}}',
        '{"m": {%s"a": 1, "b": 2, "c": 3}}',
        '{"m": {"a": 1, "b": 2%s}}',
        '{"m": {"a": 1, "b": [1,%s 2], "c": 1}}',
        '%s{"m": {"a": 1, "b": 2}}%s',
    ],
)
@pytest.mark.parametrize("filler", ["/* */", "//\n", " ", "\n", "/*\n*/", "/***/ \t"])
def test_edits_beside_megabytes_of_comments_are_linear(text: str, filler: str, ordinary: float) -> None:
    data = text.replace("%s", filler * (FILLER // len(filler))).encode()
    document = JsonDocument(data)
    edits: list[Edit] = [Drop(("m", "b")), Put(("m", "a"), [1]), Put(("m", "new"), 1)]
    for edit in edits:
        assert seconds(partial(document.edit, [edit])) < 100 * ordinary


def test_a_hundred_thousand_members_are_read_one_by_one_and_edited(ordinary: float) -> None:
    servers = {f"server-{number}": {"command": "x"} for number in range(100_000)}
    data = json.dumps({"m": servers}, indent=1).encode()
    document = JsonDocument(data, Syntax.JSON, [("m", "*")])

    results: list[object] = []

    def look() -> int:
        names = document.keys(("m",))
        values = [document.value(("m", name)) for name in names]
        return len(values) + len([document.line(("m", name)) for name in names])

    assert seconds(lambda: results.append(look())) < 100 * ordinary
    assert results == [200_000]
    edits: list[Edit] = [Drop(("m", "server-50000")), Put(("m", "server-99999", "on"), 1), Put(("m", "new"), 1)]
    assert seconds(lambda: results.append(document.edit(edits).data)) < 200 * ordinary
    assert isinstance(results[1], bytes)
    assert len(json.loads(results[1])["m"]) == 100_000


def test_a_list_of_thousands_of_equal_items_gets_one_more_and_loses_all(ordinary: float) -> None:
    for items in (["a"] * MANY, ["a", "b"] * (MANY // 2), [str(number) for number in range(MANY)]):
        document = JsonDocument(json.dumps({"l": items}).encode(), Syntax.JSON)
        for new in ([*items, "z"], items[1:], [*items[:500], *items[501:]], [], ["x", *items, "z"]):
            edit: list[Edit] = [Put(("l",), new)]
            assert seconds(partial(document.edit, edit)) < 100 * ordinary
            assert json.loads(document.edit(edit).data)["l"] == new


def test_too_much_of_a_very_long_list_is_refused_and_not_waited_for(ordinary: float) -> None:
    document = JsonDocument(json.dumps({"l": ["a", "b"] * 50_000}).encode(), Syntax.JSON)

    def thin_out() -> None:
        with pytest.raises(EditRefused, match="very long list"):
            document.edit([Put(("l",), ["b"] * 50_000)])

    assert seconds(thin_out) < 100 * ordinary


def test_one_line_of_five_megabytes_tells_the_column_and_is_edited(ordinary: float) -> None:
    long = "é" * (MEGABYTES // 2)
    with pytest.raises(Unreadable) as caught:
        JsonDocument(f'{{"a": "{long}" "b"}}'.encode())
    assert (caught.value.line, caught.value.column) == (1, len(long) + 10)
    text = f'{{"a": "{long}", "b": {{"c": 1}}}}'
    document = JsonDocument(text.encode())
    assert document.edit([Put(("b", "c"), 2)]).data.decode() == text.replace('"c": 1', '"c": 2')
    assert seconds(lambda: document.edit([Put(("b", "c"), 2)])) < 100 * ordinary


def test_many_edits_of_a_huge_file_do_not_read_it_again_for_each() -> None:
    reads = 0
    servers = {f"s{number}": {"on": True} for number in range(300)}
    data = json.dumps({"history": ["x" * 100] * 10_000, "m": servers}, indent=2).encode()

    def count(frame: object, event: str, _: object) -> None:
        nonlocal reads
        reads += event == "call" and getattr(getattr(frame, "f_code", None), "co_name", "") == "read_root"

    document = JsonDocument(data, Syntax.JSON, [("m", "*")])
    edits: list[Edit] = [Put(("m", name, "on"), 0) for name in servers]
    edits += [Put(("m", f"new{number}"), 1) for number in range(5)]
    sys.setprofile(count)
    try:
        after = document.edit(edits).data
    finally:
        sys.setprofile(None)
    assert json.loads(after)["m"] == {name: {"on": 0} for name in servers} | {f"new{number}": 1 for number in range(5)}
    assert reads <= len(edits) + 1  # the table for each, the file only for the gate
