"""What the gate of the YAML editor refuses, with faults planted into the steps of the editor itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from mcptui.errors import EditRefused
from mcptui.formats import text_draft, yaml_draft, yaml_places
from mcptui.formats.document import Drop, Edit, Put, Restore
from mcptui.formats.splices import Splice, spliced
from mcptui.formats.yaml import YamlDocument
from mcptui.formats.yaml_scan import Scan
from tests.formats.layouts import CONTINUE, GOOSE


def edited(before: str, *edits: Edit) -> str:
    return YamlDocument(before.encode()).edit(edits).data.decode()


PIECE = YamlDocument(GOOSE.encode()).edit([Drop(("extensions", "github"))]).pieces[("extensions", "github")]
LEFT = edited(GOOSE, Drop(("extensions", "github")))

EDITS: list[tuple[str, Edit]] = [
    (GOOSE, Put(("extensions", "developer", "enabled"), value=False)),
    (GOOSE, Put(("extensions", "developer", "timeout"), 3)),
    (GOOSE, Put(("extensions", "github", "args"), ["@mcp/github", "x"])),
    (GOOSE, Drop(("extensions", "github"))),
    (LEFT, Restore(("extensions", "github"), PIECE)),
    (CONTINUE, Drop(("mcpServers", "fetch"))),
]
NAMES = ["value", "key", "list", "drop", "restore", "item"]

FAULTS: dict[str, Callable[[str], str]] = {
    "a comment is gone": lambda text: text.replace("  # built in\n", "").replace("  # the first\n", ""),
    "a comment has other words": lambda text: text.replace("# built", "# bui1t").replace("# the f", "# The f"),
    "a space is gone": lambda text: text.replace(": ", ":  ", 1),
    "a blank line is gone": lambda text: text.replace("\n\n", "\n"),
    "a line end is another": lambda text: text.replace("\n", "\r\n", 1),
    "the end is gone": lambda text: text[:-1],
    "something is added": lambda text: text + "\n",
}


@pytest.mark.parametrize(("before", "edit"), EDITS, ids=NAMES)
@pytest.mark.parametrize("fault", FAULTS)
def test_text_around_the_edit_that_changes_is_refused(
    before: str, edit: Edit, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert edited(before, edit) != before

    def faulty(text: str, splices: Iterable[Splice]) -> str:
        done = spliced(text, splices)
        assert FAULTS[fault](done) != done
        return FAULTS[fault](done)

    monkeypatch.setattr(text_draft, "spliced", faulty)
    with pytest.raises(EditRefused):
        edited(before, edit)


@pytest.mark.parametrize(("before", "edit"), EDITS, ids=NAMES)
@pytest.mark.parametrize("fault", list(FAULTS)[:2])
def test_the_gate_notices_it_without_knowing_the_splices(
    before: str, edit: Edit, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_draft, "spliced", lambda text, splices: FAULTS[fault](spliced(text, splices)))
    monkeypatch.setattr(text_draft, "untouched", lambda *_: True)
    with pytest.raises(EditRefused, match=r"comment|lines"):
        edited(before, edit)


@pytest.mark.parametrize(("before", "edit"), EDITS, ids=NAMES)
def test_every_single_character_eaten_is_noticed(before: str, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(len(edited(before, edit))):

        def eat(text: str, splices: Iterable[Splice], place: int = place) -> str:
            done = spliced(text, splices)
            return done[:place] + done[place + 1 :]

        with monkeypatch.context() as patch:
            patch.setattr(text_draft, "spliced", eat)
            with pytest.raises(EditRefused):
                edited(before, edit)


def test_a_cut_that_takes_the_comment_of_the_next_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_far(scan: Scan, *_: object) -> tuple[int, int]:
        start = scan.text.index("  developer:")
        return start, scan.text.index("  github:")

    monkeypatch.setattr(yaml_places, "_cut", too_far)
    with pytest.raises(EditRefused, match="lines"):
        edited(GOOSE, Drop(("extensions", "developer")))


def test_a_cut_that_takes_a_neighbour_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_places, "_cut", lambda scan, *_: (scan.text.index("  developer:"), len(scan.text)))
    with pytest.raises(EditRefused, match="values"):
        edited(GOOSE, Drop(("extensions", "developer")))


def test_a_member_in_the_wrong_mapping_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_draft, "new_member", lambda *_: [Splice(len(GOOSE), len(GOOSE), "timeout: 1\n")])
    with pytest.raises(EditRefused, match="values"):
        edited(GOOSE, Put(("extensions", "github", "timeout"), 1))


def test_a_value_of_another_type_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_places, "inline", lambda *_: "1.0")
    with pytest.raises(EditRefused, match="values"):
        edited("a: 2\n", Put(("a",), 1))


def test_a_result_that_is_no_yaml_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_places, "inline", lambda *_: "]")
    with pytest.raises(EditRefused, match="valid YAML"):
        edited("a: 2\n", Put(("a",), 1))


def test_splices_over_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_draft, "new_member", lambda *_: [Splice(0, 5), Splice(3, 6)])
    with pytest.raises(EditRefused):
        edited(GOOSE, Put(("c",), 1))


def test_lines_that_come_back_without_their_comments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(scan: Scan, at: int, lines: list[str], newline: str) -> Splice:
        return yaml_places.put_lines(scan, at, [line.split("  #")[0] for line in lines], newline)

    monkeypatch.setattr(yaml_draft, "put_lines", bare)
    with pytest.raises(EditRefused, match="comment"):
        edited(LEFT + "more: 1\n", Restore(("extensions", "github"), PIECE))
