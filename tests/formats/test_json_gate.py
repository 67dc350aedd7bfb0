"""What the gate of the JSON editor refuses, with faults planted into the steps of the editor itself."""

from __future__ import annotations

import pytest

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, Edit, KeyPath, Put
from mcptui.formats.json_edit import Body, Layout
from mcptui.formats.jsonc import JsonDocument
from mcptui.formats.splices import Splice, spliced
from mcptui.model import Syntax


def refused(text: str, *edits: Edit, syntax: Syntax = Syntax.JSON) -> None:
    with pytest.raises(EditRefused):
        JsonDocument(text.encode(), syntax).edit(edits)


GATED = """{
  "odd": 1E5, // kept
  "m": {
    // above x
    "x": {"on": true}, // behind x
    "d": 1,
    "d": 2,
    /* above y */
    "y": {"on": true}, /* behind y */

    "z": [1, 2, 3]
  },
  "end": "\\u0061"
}
"""
ASKED: list[Edit] = [Drop(("m", "y"))]
OTHERS: list[list[Edit]] = [
    ASKED,
    [Put(("m", "n"), 1)],
    [Put(("m", "z"), [1, 3])],
    [Put(("m", "x", "on"), 0)],
    [Drop(("m", "x")), Put(("m", "y"), 0)],
]


def plant(monkeypatch: pytest.MonkeyPatch, fault: tuple[str, str]) -> None:
    """Let every splicing of a text also put one text in the place of another."""
    old, new = fault

    def faulty(text: str, splices: list[Splice]) -> str:
        return spliced(text, splices).replace(old, new, 1)

    for module in ("json_draft", "json_items"):
        monkeypatch.setattr(f"mcptui.formats.{module}.spliced", faulty)


FAULTS = {
    "a neighbour's value": ('"d": 1', '"d": 3'),
    "a neighbour's spelling": ('{"on": true}', '{"on":true}'),
    "one of two that swap": ('"d": 1,\n    "d": 2', '"d": 2,\n    "d": 1'),
    "a neighbour that is lost": ('    "d": 1,\n', ""),
    "a comment that is lost": ("    // above x\n", ""),
    "a comment that is changed": ("above x", "above z"),
    "a comment that moves": ('    "d": 1,', '    "d": 1, // above x'),
    "a comma too few": ('"d": 2,', '"d": 2'),
    "a comma too many": ('"d": 2,', '"d": 2,,'),
    "a blank that is eaten": ('    "d": 2', '   "d": 2'),
    "a key that is changed": ('"d": 1', '"e": 1'),
    "a member that comes": ('"d": 1,', '"d": 1, "evil": {},'),
    "a bracket that is lost": ("}", ""),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("edits", OTHERS, ids=["drop", "new", "list", "value", "both"])
def test_a_fault_in_a_splice_is_never_let_through(
    monkeypatch: pytest.MonkeyPatch, fault: tuple[str, str], edits: list[Edit]
) -> None:
    document = JsonDocument(GATED.encode(), Syntax.JSONC)
    honest = document.edit(edits).data
    plant(monkeypatch, fault)
    try:
        data = document.edit(edits).data
    except EditRefused:
        return
    assert data == honest  # the text that the fault looks for was not in what this edit touched


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_the_table_that_is_edited_is_refused(
    monkeypatch: pytest.MonkeyPatch, fault: tuple[str, str]
) -> None:
    plant(monkeypatch, fault)
    refused(GATED, *ASKED, syntax=Syntax.JSONC)


@pytest.mark.parametrize("shift", [(-1, 0), (0, 1), (1, 0), (0, -1), (-9, 0), (0, 9), (-30, 0), (0, 30), (0, -4)])
@pytest.mark.parametrize("path", [("m", "x"), ("m", "y"), ("m", "z"), ("odd",), ("end",)])
def test_a_cut_that_is_too_long_or_too_short_takes_no_ink_with_it(
    monkeypatch: pytest.MonkeyPatch, shift: tuple[int, int], path: KeyPath
) -> None:
    document = JsonDocument(GATED.encode(), Syntax.JSONC)
    honest = document.edit([Drop(path)]).data
    right = Layout.cuts

    def wrong(self: Layout, index: int) -> list[tuple[int, int]]:
        cuts = right(self, index)
        longest = max(range(len(cuts)), key=lambda each: cuts[each][1] - cuts[each][0])
        cuts[longest] = (cuts[longest][0] + shift[0], cuts[longest][1] + shift[1])
        return cuts

    monkeypatch.setattr(Layout, "cuts", wrong)
    try:
        data = document.edit([Drop(path)]).data
    except (EditRefused, UnicodeDecodeError):
        return
    assert b"".join(data.split()) == b"".join(honest.split())


def test_a_comma_that_is_left_behind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Layout.cuts
    monkeypatch.setattr(Layout, "cuts", lambda self, index: [max(right(self, index), key=lambda cut: cut[1] - cut[0])])
    refused('{\n  "a": 1,\n  "b": 2\n}', Drop(("b",)))


def test_an_element_that_is_put_in_at_the_wrong_place_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Layout.insert

    def wrong(self: Layout, index: int, body: Body, place: int | None = None) -> list[Splice]:
        return right(self, index, Body(f'{body.text}, "evil": 0'), place)

    monkeypatch.setattr(Layout, "insert", wrong)
    refused(GATED, Put(("m", "n"), 1), syntax=Syntax.JSONC)


@pytest.mark.parametrize(
    "fault",
    [
        (b"1E5", b"1E6"),
        (b" // kept", b""),
        (b'"end"', b'"eng"'),
        (b'"\n}\n', b'"\n}'),
        (b"{\n", b"{ \n"),
        (b"}\n", b"}"),
    ],
    ids=["value", "comment", "key", "last byte", "first line", "line end"],
)
def test_a_byte_outside_the_edited_table_that_changes_is_refused(
    monkeypatch: pytest.MonkeyPatch, fault: tuple[bytes, bytes]
) -> None:
    document = JsonDocument(GATED.encode(), Syntax.JSONC)
    gate = document._gate

    def tampered(data: bytes, *rest: object) -> JsonDocument:
        assert fault[0] in data
        return gate(data.replace(*fault, 1), *rest)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(document, "_gate", tampered)
    with pytest.raises(EditRefused):
        document.edit(ASKED)


def test_a_value_that_is_not_the_one_asked_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Layout, "render", lambda *_: "7")
    refused(GATED, Put(("m", "n"), 1), syntax=Syntax.JSONC)
    refused(GATED, Put(("m", "x", "on"), 1), syntax=Syntax.JSONC)
