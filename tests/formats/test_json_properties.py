"""Edits of JSON and JSONC made by chance, and a judge that shares no code with the editor.

The only refusal that counts as right is the one for a duplicate key on the way of an edit: the judge must see it too.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable

import pytest

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, KeyPath, Piece, Restore
from tests.formats.chance import Chance, cases
from tests.formats.editors import Editor, edit_json, edit_jsonc
from tests.formats.faults import Fault, Property, changes_the_end_of_the_file, does_nothing, loses_the_mark, tally
from tests.formats.json_documents import Writer, some_drops, some_edits
from tests.formats.json_faults import IN_JSON, drops_a_comment, eats_a_sign
from tests.formats.json_judge import Duplicate, Judge, assert_only_inside, check
from tests.formats.json_tokens import Node, members, shape, tokens, tree


def does_what_was_asked(chance: Chance, editor: Editor, *, strict: bool = False) -> None:
    text = Writer(chance, strict, duplicates=chance.happens(0.5)).document()
    edits = some_edits(chance, text, 3)
    try:
        judged = Judge(text, edits)
    except Duplicate:
        with pytest.raises(EditRefused, match="twice"):
            editor(text.encode(), edits)
    else:
        check(text, editor(text.encode(), edits).data.decode(), judged)


def comes_back_to_the_byte(chance: Chance, editor: Editor, *, strict: bool = False) -> None:
    """What was removed at once comes back at once, in any order; what was removed bit by bit, backwards."""
    text = Writer(chance, strict, least=1).document()
    paths = some_drops(chance, text)
    done = editor(text.encode(), [Drop(path) for path in paths])
    pieces = chance.sample(list(done.pieces.items()), len(paths))
    assert editor(done.data, [Restore(path, piece) for path, piece in pieces]).data.decode() == text
    data = text.encode()
    history: list[tuple[bytes, KeyPath, Piece]] = []
    for path in paths:
        done = editor(data, [Drop(path)])
        history.append((data, path, done.pieces[path]))
        data = done.data
    for before, path, piece in reversed(history):
        data = editor(data, [Restore(path, piece)]).data
        assert data == before


def comes_back_into_a_tidy_file(chance: Chance, editor: Editor) -> None:
    """Entries of a file that a program has written come back one by one in any order, to the byte."""
    indent = chance.choice((None, 1, 2, 4, "\t"))
    names = [f"s{number}" for number in range(chance.randint(1, 8))]
    text = json.dumps({"x": 1, "mcpServers": {name: {"args": [name]} for name in names}, "y": []}, indent=indent)
    data = (text.replace("\n", "\r\n") if chance.happens(0.5) else text).encode()
    gone = chance.some(names, 1, len(names))
    done = editor(data, [Drop(("mcpServers", name)) for name in gone])
    now = done.data
    for path, piece in chance.sample(list(done.pieces.items()), len(gone)):
        now = editor(now, [Restore(path, piece)]).data
    if indent is None and len(gone) == len(names) > 1:
        assert json.loads(now) == json.loads(data)  # no layout was left to go by
    else:
        assert now == data


def comes_back_among_foreign_changes(chance: Chance, editor: Editor, *, strict: bool = False) -> None:
    """A member comes back behind the nearest of those that it stood behind, with its comments, and moves nothing."""
    text = Writer(chance, strict, least=1).document()
    path = chance.choice([path for path, _ in members(tree(text))])
    dropped = editor(text.encode(), [Drop(path)])
    middle = dropped.data.decode()
    foreign = [edit for edit in some_edits(chance, middle, 3) if path[: len(edit.path)] != edit.path]
    changed = editor(dropped.data, foreign).data.decode()
    back = editor(changed.encode(), [Restore(path, dropped.pieces[path])]).data.decode()

    home, original, container = (home_of(path, each) for each in (changed, text, back))
    assert_only_inside(changed, back, [(home.start, home.end)])
    names = [json.loads(key) for key, _, _ in container.members or []]
    place = names.index(path[-1])
    kept = [[key, shape(inner)] for key, _, inner in container.members or []]
    index = original.find(path[-1])[0]
    every = original.members or []
    assert kept.pop(place) == [every[index][0], shape(every[index][2])]
    assert kept == [[key, shape(inner)] for key, _, inner in home.members or []]
    earlier = [json.loads(key) for key, _, _ in every[:index]]
    neighbour = next((name for name in reversed(earlier) if name in names), None)
    assert place == (0 if neighbour is None else names.index(neighbour) + 1)
    comments = Counter(token.text for token in tokens(text) if token.comment)
    comments.subtract(token.text for token in tokens(middle) if token.comment)
    comments.update(token.text for token in tokens(changed) if token.comment)
    assert Counter(token.text for token in tokens(back) if token.comment) == +comments


def home_of(path: KeyPath, text: str) -> Node:
    """The object that the member stands in."""
    node = tree(text)
    for key in path[:-1]:
        node = (node.members or [])[node.find(key)[0]][2]
    return node


@cases(200)
def test_edits_of_json_do_what_was_asked_and_nothing_else(chance: Chance) -> None:
    does_what_was_asked(chance, edit_json, strict=True)


@cases(300)
def test_edits_of_jsonc_do_what_was_asked_and_nothing_else(chance: Chance) -> None:
    does_what_was_asked(chance, edit_jsonc)


@cases(150)
def test_what_was_removed_comes_back_to_the_byte(chance: Chance) -> None:
    comes_back_to_the_byte(chance, edit_jsonc)


@cases(50)
def test_what_was_removed_from_json_comes_back_to_the_byte(chance: Chance) -> None:
    comes_back_to_the_byte(chance, edit_json, strict=True)


@cases(100)
def test_a_tidy_file_gets_members_back_to_the_byte_one_by_one_in_any_order(chance: Chance) -> None:
    comes_back_into_a_tidy_file(chance, edit_json)


@cases(200)
def test_what_was_removed_comes_back_among_foreign_changes(chance: Chance) -> None:
    comes_back_among_foreign_changes(chance, edit_jsonc)


@pytest.mark.parametrize("fault", [*IN_JSON, changes_the_end_of_the_file, loses_the_mark, does_nothing])
def test_a_broken_editor_is_caught(fault: Fault) -> None:
    counted = tally(does_what_was_asked, edit_jsonc, fault, 200)
    assert counted["planted"] >= 15
    assert counted["missed"] == 0


@pytest.mark.parametrize("fault", [eats_a_sign, drops_a_comment, does_nothing])
@pytest.mark.parametrize("judge", [comes_back_to_the_byte, comes_back_among_foreign_changes])
def test_an_editor_that_puts_back_wrongly_is_caught(judge: Property, fault: Fault) -> None:
    counted = tally(judge, edit_jsonc, fault, restores=True)
    assert counted["planted"] >= 25
    assert counted["missed"] == 0


FEATURES: dict[str, Callable[[str], object]] = {
    "a byte order mark": lambda text: text.startswith("\ufeff"),
    "CRLF": lambda text: "\r\n" in text,
    "CR": lambda text: re.search(r"\r(?!\n)", text),
    "tabs": lambda text: "\n\t" in text,
    "no end of the last line": lambda text: text.endswith("}"),
    "one line": lambda text: "\n" not in text.strip() and len(text) > 40,
    "minified": lambda text: len(text) > 40 and "".join(token.text for token in tokens(text)) in text,
    "commas in front": lambda text: re.search(r"\n\s*,", text),
    "trailing commas": lambda text: re.search(r",\s*[\]}]", text),
    "an empty object in an object": lambda text: re.search(r":\s*\{\s*\}", text),
    "an empty array": lambda text: re.search(r"\[\s*\]", text),
    "an object in an object in an object": lambda text: any(len(path) > 2 for path, _ in members(tree(text))),
    "an array in an array": lambda text: re.search(r"\[\s*\[", text),
    "an object in an array": lambda text: re.search(r"\[\s*\{", text),
    "duplicate keys": lambda text: any(len(home_of(path, text).find(path[-1])) > 1 for path, _ in members(tree(text))),
    "a line comment": lambda text: any(token.comment and token.text[1] == "/" for token in tokens(text)),
    "a comment over lines": lambda text: any(token.comment and "*" in token.text[2:-2] for token in tokens(text)),
    "a comment before a key": lambda text: re.search(r'\*/\s*"', text),
    "a comment before a colon": lambda text: re.search(r'"\s*/\*[^*]*\*/\s*:', text),
    "a comment before a value": lambda text: re.search(r":\s*/\*[^*]*\*/", text),
    "a comment before a comma": lambda text: re.search(r"\*/\s*,", text),
    "a comment behind a comma": lambda text: re.search(r",\s*/[/*]", text),
    "a comment before a bracket": lambda text: re.search(r"\*/\s*[\]}]", text),
    "a comment in an empty object": lambda text: re.search(r"\{\s*/\*[^*]*\*/\s*\}", text),
    "a comment above everything": lambda text: text.strip("\ufeff \t\r\n").startswith("/"),
    "a comment below everything": lambda text: re.search(r"\}\s*/[/*][^}]*\Z", text),
    "no ASCII": lambda text: not text.strip("\ufeff").isascii(),
}


@pytest.fixture(scope="module")
def documents() -> list[str]:
    return [Writer(Chance(number, "features"), strict=False, duplicates=True).document() for number in range(1000)]


@pytest.mark.parametrize("feature", FEATURES)
def test_the_documents_have_all_that_is_promised(feature: str, documents: list[str]) -> None:
    """A generator that has gone quiet would make every property above hold."""
    assert sum(bool(FEATURES[feature](text)) for text in documents) >= 15


def test_most_edits_can_be_done() -> None:
    """Only a duplicate key is refused, and the judge sees it."""
    refused = 0
    for number in range(400):
        chance = Chance(number, "features")
        text = Writer(chance, strict=False, duplicates=True).document()
        try:
            Judge(text, some_edits(chance, text, 3))
        except Duplicate:
            refused += 1
    assert 0 < refused < 100
