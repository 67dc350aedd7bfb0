"""Edits of YAML files made by chance, judged by lines: the generator knows whose each is, the editor is not asked.

Values are told by libyaml. Of these files no edit may be refused, but for the two forms that the tests name.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats.document import Drop, Put, Restore
from mcptui.formats.yaml import YamlDocument
from tests.formats import yaml_judge
from tests.formats.chance import Chance, cases
from tests.formats.editors import edit_yaml
from tests.formats.faults import IN_LINES, Fault, Property, does_nothing, drops_a_comment, eats_a_sign, tally
from tests.formats.lines import lines_of
from tests.formats.yaml_documents import TAILS, YamlFile, path_of, yaml_file
from tests.formats.yaml_judge import FIXED, entries, values


@cases(100)
def test_a_file_is_read_as_it_is(chance: Chance) -> None:
    file = yaml_file(chance)
    document = YamlDocument(file.data)
    assert document.value() == values(file.data)
    assert document.keys(("servers",)) == file.names
    for name in file.names:
        number = document.line(path_of(name))
        assert number is not None
        assert file.lines[number - 1].path[:1] == (name,)
        text = document.text(path_of(name))
        assert text is not None
        assert lines_of(text.encode()) == file.of((name,))
        assert document.value(path_of(name)) == entries(values(file.data))[name]


@cases(250)
def test_edits_do_what_was_asked_and_nothing_else(chance: Chance) -> None:
    yaml_judge.does_what_was_asked(chance, edit_yaml)


@cases(60)
def test_what_was_removed_comes_back_to_the_byte(chance: Chance) -> None:
    yaml_judge.comes_back_to_the_byte(chance, edit_yaml)


@cases(60)
def test_entries_come_back_one_by_one_in_any_order_into_a_file_that_has_changed(chance: Chance) -> None:
    yaml_judge.comes_back_into_a_changed_file(chance, edit_yaml)


@cases(60)
def test_an_entry_comes_back_to_its_place_when_others_have_changed(chance: Chance) -> None:
    yaml_judge.sits_where_it_was(chance, edit_yaml)


@cases(70)
def test_a_member_that_is_written_oddly_comes_back_or_is_refused(chance: Chance) -> None:
    """A ``?``, a tag, and the first key of an item where something stands between it and the next."""
    file = yaml_file(chance)
    for name in file.names:
        found = entries(values(file.data))[name]
        keys = set(found) - {"name"} if isinstance(found, dict) else set()
        own = {line.path[1] for line in file.lines if line.path[:1] == (name,) and len(line.path) > 1}
        for key in sorted((keys & FIXED) | (keys - own)):
            try:
                done = edit_yaml(file.data, [Drop(path_of(name, key))])
            except EditRefused:
                assert key in FIXED or file.of((name,))[0].lstrip().startswith("- ")
                continue
            left = entries(values(done.data))[name]
            assert isinstance(found, dict)
            assert left == {other: value for other, value in found.items() if other != key}
            assert edit_yaml(done.data, [Restore(*each) for each in done.pieces.items()]).data == file.data


@pytest.mark.parametrize("fault", IN_LINES)
def test_a_broken_editor_is_caught(fault: Fault) -> None:
    counted = tally(yaml_judge.does_what_was_asked, edit_yaml, fault, 50)
    assert counted["planted"] >= 12
    assert counted["missed"] == 0


@pytest.mark.parametrize("fault", [eats_a_sign, drops_a_comment, does_nothing])
@pytest.mark.parametrize(
    "judge",
    [yaml_judge.comes_back_to_the_byte, yaml_judge.comes_back_into_a_changed_file, yaml_judge.sits_where_it_was],
)
def test_an_editor_that_puts_back_wrongly_is_caught(judge: Property, fault: Fault) -> None:
    counted = tally(judge, edit_yaml, fault, 20, restores=True)
    assert counted["planted"] >= 15
    assert counted["missed"] == 0


FEATURES: dict[str, Callable[[YamlFile], object]] = {
    "a byte order mark": lambda file: file.mark,
    "CRLF": lambda file: file.newline == "\r\n",
    "no end of the last line": lambda file: not file.final,
    "a sequence of items": lambda file: file.listed,
    "dashes in the column of their key": lambda file: b"\n- " in file.data,
    "a dash alone on its line": lambda file: any(line.text.strip() == "-" for line in file.lines),
    "a name that is not the first key of its item": lambda file: b"  name: " in file.data,
    "an empty mapping": lambda file: b": {}" in file.data,
    "an empty value": lambda file: b"nothing:" in file.data,
    "brackets over several lines": lambda file: b"[ # head" in file.data,
    "a text in lines": lambda file: b"text: |" in file.data,
    "a mapping in a mapping": lambda file: b"deep: [1]" in file.data,
    "a sequence in a sequence": lambda file: b"- - nested" in file.data,
    "an anchor and an alias": lambda file: b"*b" in file.data,
    "a comment in an entry": lambda file: any(line.path and line.text.strip()[:1] == "#" for line in file.lines),
    "a comment of nobody": lambda file: any(not line.path and line.text.strip()[:1] == "#" for line in file.lines),
    "a comment behind a value": lambda file: b"# behind" in file.data,
    "a comment on the last line": lambda file: file.lines[-1].text.strip()[:1] == "#",
}


@pytest.fixture(scope="module")
def files() -> list[YamlFile]:
    return [yaml_file(Chance(number, "features")) for number in range(300)]


@pytest.mark.parametrize("feature", FEATURES)
def test_the_files_have_all_that_is_promised(feature: str, files: list[YamlFile]) -> None:
    """A generator that has gone quiet would make every property above hold."""
    assert sum(bool(FEATURES[feature](file)) for file in files) >= 15


ITEMS = ("-y", "pkg", "/home", "a b", "", '"', "it's", "#", "yes", 1, True, None)


@cases(200)
def test_a_list_gets_its_new_items_and_loses_no_line_of_those_that_stay(chance: Chance) -> None:
    old, new = chance.often(ITEMS, 6), chance.often(ITEMS, 6)
    if old and chance.happens(0.5):
        indent = chance.choice(("", "  "))
        text = chance.choice(("", "  # head")) + "\n"
        for item in old:
            text += chance.choice(("", "", indent + "# above\n", "\n"))
            text += f"{indent}- {spelled(item, chance)}{chance.choice(TAILS)}\n"
        before = f"# before\nargs:{text}# after\nafter: 1\n".encode()
    else:
        gap, pad = chance.choice((", ", ",", " , ", ",\n  ")), chance.choice(("", " ", "\n  "))
        inner = gap.join(spelled(item, chance) for item in old)
        before = f"# before\nargs: [{pad}{inner}{pad}]  # head\n# after\nafter: 1\n".encode()
    done = edit_yaml(before, [Put(("args",), new)]).data
    # By spelling, because True is equal to 1.
    assert repr(values(done)) == repr({"args": new, "after": 1})
    assert done.startswith(b"# before\nargs:")
    assert done.endswith(b"# after\nafter: 1\n")
    if new:
        for mark in (b"# above", b"# head"):
            assert done.count(mark) == before.count(mark)
    if repr(old) == repr(new):
        assert done == before


def spelled(item: object, chance: Chance) -> str:
    if not isinstance(item, str):
        return {"None": "null", "True": "true", "1": "1"}[repr(item)]
    single = "'" + item.replace("'", "''") + "'"
    double = '"' + item.replace('"', '\\"') + '"'
    plain = [item] if item in ("-y", "pkg", "/home", "a b", "yes") else []
    return chance.choice([single, double, *plain])


SIGNS = "[]{}-:,#'\"\\ \nab|>&*<\t\r"
STRICTER = (
    "a tag, which is not read",
    "a key that is more than a word",
    "an alias inside of what it stands for",
    "a directive, which is not read",
)


@cases(200)
def test_any_bytes_are_read_as_the_language_reads_them_or_refused(chance: Chance) -> None:
    size = chance.randint(0, 40)
    data = chance.randbytes(size) if chance.happens(0.2) else "".join(chance.choices(SIGNS, k=size)).encode()
    refused = False
    wanted: object = None
    try:
        wanted = YAML(typ="safe", pure=True).load(data.decode("utf-8-sig"))
    except DuplicateKeyError:
        wanted = ...
    except Exception:  # noqa: BLE001  # whatever that loader stumbles over
        refused = True
    told = ""
    document = None
    try:
        document = YamlDocument(data)
    except Unreadable as error:
        told = error.message.removeprefix("not valid YAML: ")
    if document is None:
        assert refused or wanted is ... or told in STRICTER
        return
    if not refused and wanted is not ...:
        assert as_told(document.value()) == as_told({} if wanted is None else wanted)
    keys = document.keys()
    for key in keys:
        with suppress(EditRefused):
            done = document.edit([Drop((key,))])
            assert edit_yaml(done.data, [Restore((key,), done.pieces[(key,)])]).data == data


def as_told(value: object) -> object:
    """Spelled, so that 1 is not True; with keys of other types as the texts that they were."""
    if isinstance(value, dict):
        return {("" if key is None else str(key)): as_told(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_told(each) for each in value]
    return repr(value)
