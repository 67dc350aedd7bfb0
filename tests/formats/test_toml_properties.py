"""Edits of TOML files made by chance, judged by lines: the generator knows whose each is, the editor is not asked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

import pytest

from mcptui.errors import Unreadable
from mcptui.formats.document import MISSING, Drop, Put, Restore
from mcptui.formats.toml import TomlDocument
from tests.formats import toml_judge
from tests.formats.chance import Chance, cases
from tests.formats.editors import edit_toml
from tests.formats.faults import IN_LINES, Fault, Property, does_nothing, drops_a_comment, eats_a_sign, tally
from tests.formats.lines import lines_of
from tests.formats.toml_documents import NAMES, TomlFile, path_of, toml_file
from tests.formats.toml_judge import servers_of, values


@cases(50)
def test_a_file_is_read_as_it_is(chance: Chance) -> None:
    file = toml_file(chance)
    document = TomlDocument(file.data)
    assert document.value() == tomllib.loads(file.data.decode("utf-8-sig"))
    assert document.keys(("mcp_servers",)) == tuple(servers_of(values(file.data)))
    for name in file.names:
        number = document.line(path_of(name))
        assert number is not None
        assert file.lines[number - 1].path[0] == name
        text = document.text(path_of(name))
        assert text is not None
        assert lines_of(text.encode()) == file.of((name,))


@cases(300)
def test_edits_do_what_was_asked_and_nothing_else(chance: Chance) -> None:
    toml_judge.does_what_was_asked(chance, edit_toml)


@cases(100)
def test_what_was_removed_comes_back_to_the_byte(chance: Chance) -> None:
    toml_judge.comes_back_to_the_byte(chance, edit_toml)


@cases(100)
def test_entries_come_back_one_by_one_in_any_order_into_a_file_that_has_changed(chance: Chance) -> None:
    toml_judge.comes_back_into_a_changed_file(chance, edit_toml)


@cases(100)
def test_an_entry_comes_back_to_its_place_when_others_have_changed(chance: Chance) -> None:
    toml_judge.sits_where_it_was(chance, edit_toml)


@pytest.mark.parametrize("fault", IN_LINES)
def test_a_broken_editor_is_caught(fault: Fault) -> None:
    counted = tally(toml_judge.does_what_was_asked, edit_toml, fault)
    assert counted["planted"] >= 25
    assert counted["missed"] == 0


@pytest.mark.parametrize("fault", [eats_a_sign, drops_a_comment, does_nothing])
@pytest.mark.parametrize(
    "judge",
    [toml_judge.comes_back_to_the_byte, toml_judge.comes_back_into_a_changed_file, toml_judge.sits_where_it_was],
)
def test_an_editor_that_puts_back_wrongly_is_caught(judge: Property, fault: Fault) -> None:
    counted = tally(judge, edit_toml, fault, restores=True)
    assert counted["planted"] >= 75
    assert counted["missed"] == 0


FEATURES: dict[str, Callable[[TomlFile], object]] = {
    "a byte order mark": lambda file: file.mark,
    "CRLF": lambda file: file.newline == "\r\n",
    "no end of the last line": lambda file: not file.final,
    "tabs": lambda file: any(line.text.startswith("\t") and line.path for line in file.lines),
    "an inline table": lambda file: "inline" in file.forms.values(),
    "dotted keys": lambda file: "dotted" in file.forms.values(),
    "a table without keys": lambda file: re.search(rb"\][^\n]*\n(?:\s*(?:#[^\n]*)?\n)*\s*\[", file.data),
    "an entry in several places": toml_judge.is_scattered,
    "a sub-table above its table": lambda file: re.search(rb"\.sub\](?s:.)*\n  \[ mcp", file.data),
    "an array of tables": lambda file: b".hooks]]" in file.data,
    "entries in an array of tables": lambda file: file.listed,
    "parts of an entry in an array of tables": lambda file: file.listed and b"\n[mcp_servers." in file.data,
    "an array over several lines": lambda file: b"args = [\n" in file.data.replace(b"\r", b""),
    "a text over several lines": lambda file: b'"""\n' in file.data.replace(b"\r", b""),
    "a comment in an entry": lambda file: any(line.path and line.text.startswith("#") for line in file.lines),
    "a comment of nobody": lambda file: any(not line.path and line.text.startswith("#") for line in file.lines),
    "a comment behind a value": lambda file: b"# behind" in file.data,
    "a comment on the last line": lambda file: file.lines[-1].text.startswith("#"),
}


@pytest.fixture(scope="module")
def files() -> list[TomlFile]:
    return [toml_file(Chance(number, "features")) for number in range(300)]


@pytest.mark.parametrize("feature", FEATURES)
def test_the_files_have_all_that_is_promised(feature: str, files: list[TomlFile]) -> None:
    """A generator that has gone quiet would make every property above hold."""
    assert sum(bool(FEATURES[feature](file)) for file in files) >= 15


ITEMS = ("-y", "pkg", "/home", "a b", "", '"', "#", 1, True)
SEPARATORS = (", ", ",", " , ", ",\n  ", ", # c\n  ", ",\n  # above\n  ", "\n  , ")


def spelled(item: object, chance: Chance) -> str:
    if isinstance(item, str):
        basic = '"' + item.replace('"', '\\"') + '"'
        return chance.choice([basic, f"'{item}'", f'"""\n{item}\\\n  """' if item != '"' else basic])
    return "true" if item is True else chance.choice(["1", "0x1"])


@cases(100)
def test_a_list_gets_its_new_items_and_loses_no_line_of_those_that_stay(chance: Chance) -> None:
    old, new = chance.often(ITEMS, 6), chance.often(ITEMS, 6)
    text = chance.choice(("[", "[ ", "[\n  ", "[ # first\n"))
    for index, item in enumerate(old):
        text += (chance.choice(SEPARATORS) if index else "") + spelled(item, chance)
    text += chance.choice(("", " ", "\n", ",\n", " # last\n", ", # last\n") if old else ("", "\n")) + "]"
    before = f"# before\nargs = {text} # behind\nafter = 1\n".encode()
    done = edit_toml(before, [Put(("args",), new)]).data
    # By spelling, because True is equal to 1.
    assert repr(values(done)) == repr({"args": new, "after": 1})
    assert done.startswith(b"# before\nargs = [")
    assert done.endswith(b"] # behind\nafter = 1\n")
    for mark in ("# above", "# first"):
        assert done.count(mark.encode()) == before.count(mark.encode())
    if repr(old) == repr(new):
        assert done == before


@cases(50)
def test_an_inline_table_loses_and_gets_back_members_and_nothing_else_moves(chance: Chance) -> None:
    names = chance.some(sorted(NAMES), 1, 6)
    separator, pad = chance.choice((", ", ",", " ,  ")), chance.choice(("", " ", "\t"))
    members = {name: chance.choice(("{ a = 1 }", "{}", "'v,}'", "[ 1, { b = 2 } ]")) for name in names}
    inner = separator.join(f"{NAMES[name]} = {value}" for name, value in members.items())
    before = f"# top\nm = {{{pad}{inner}{pad}}} # behind\nk = 1".encode()
    wanted = values(before)["m"]
    assert isinstance(wanted, dict)
    added = edit_toml(before, [Put(("m", "new"), {"c": ["d"]})]).data
    assert values(added) == {"m": wanted | {"new": {"c": ["d"]}}, "k": 1}
    assert edit_toml(added, [Drop(("m", "new"))]).data == before
    gone = chance.some(names, 1, len(names))
    done = edit_toml(before, [Drop(("m", name)) for name in gone])
    assert values(done.data) == {"m": {name: wanted[name] for name in names if name not in gone}, "k": 1}
    assert done.data.startswith(b"# top\nm = {")
    assert done.data.endswith(b"} # behind\nk = 1")
    back = chance.sample(gone, len(gone))
    assert edit_toml(done.data, [Restore(("m", name), done.pieces[("m", name)]) for name in back]).data == before
    later = done.data.replace(b"k = 1", b"k = 2")
    for name in back:
        later = edit_toml(later, [Restore(("m", name), done.pieces[("m", name)])]).data
    assert values(later) == {"m": wanted, "k": 2}


@cases(100)
def test_a_list_of_tables_loses_and_gets_back_items_and_nothing_else_moves(chance: Chance) -> None:
    names = chance.some(sorted(NAMES), 1, 5)
    separator = chance.choice((", ", ",", ",\n  ", ", # of it\n  ", ",\n  # above\n  "))
    pad = chance.choice(("", " ", "\n", "\n  "))
    spelled = [f"'{name}'" for name in names]
    inner = separator.join(f"{{ a = {{ b = [1] }}, name = {name} }}" for name in spelled)
    comma = chance.choice(("", ",", ", # last\n"))
    before = f"# top\nm = [{pad}{inner}{comma}{pad}] # behind\nk = 1".encode()
    assert TomlDocument(before).keys(("m",)) == tuple(names)
    switched = edit_toml(before, [Put(("m", name, "a", "b"), [1, 2]) for name in names]).data
    assert switched == before.replace(b"[1]", b"[1, 2]")
    added = edit_toml(before, [Put(("m", "new"), {"c": ["d"]})]).data
    assert edit_toml(added, [Drop(("m", "new"))]).data == before
    gone = chance.some(names, 1, len(names))
    done = edit_toml(before, [Drop(("m", name)) for name in gone])
    assert TomlDocument(done.data).keys(("m",)) == tuple(name for name in names if name not in gone)
    assert done.data.startswith(b"# top\nm = [")
    assert done.data.endswith(b"] # behind\nk = 1")
    back = chance.sample(gone, len(gone))
    assert edit_toml(done.data, [Restore(("m", name), done.pieces[("m", name)]) for name in back]).data == before
    later = done.data.replace(b"k = 1", b"k = 2")
    for name in back:
        later = edit_toml(later, [Restore(("m", name), done.pieces[("m", name)])]).data
    found = TomlDocument(later)
    assert set(found.keys(("m",))) == set(names)
    assert all(found.value(("m", name)) == {"a": {"b": [1]}, "name": name} for name in names)
    for comment in (b"# of it", b"# above", b"# last"):
        assert later.count(comment) == before.count(comment)


SIGNS = "[]{}=.,#'\"\\ \nab1\r\t"


@cases(100)
def test_any_bytes_are_read_as_the_language_reads_them_or_refused(chance: Chance) -> None:
    size = chance.randint(0, 40)
    data = chance.randbytes(size) if chance.happens(0.2) else "".join(chance.choices(SIGNS, k=size)).encode()
    try:
        wanted = values(data)
    except ValueError:
        wanted = None
    try:
        document = TomlDocument(data)
    except Unreadable:
        assert wanted is None
        return
    assert document.value() == wanted
    for key in wanted or ():
        assert document.value((key,)) is not MISSING
        done = document.edit([Drop((key,))])
        assert edit_toml(done.data, [Restore((key,), done.pieces[(key,)])]).data == data
